//! `/access/history`: what curators did, for whoever is above them.

use access::store::{HistoryLine, history};
use access::{House, PageResult, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use crate::Curator;

const LINES_ON_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "access_history.html")]
struct HistoryPage {
    chrome: Chrome,
    events: Vec<Event>,
    next: Option<String>,
}

pub(super) struct Event {
    pub at: String,
    pub who: String,
    pub whom: String,
    pub membership_id: Option<String>,
    pub organisation: String,
    pub what: String,
}

pub(super) fn event(house: &House, line: HistoryLine) -> Event {
    Event {
        at: access::letters::moment(house, line.at),
        who: line.who.unwrap_or_else(|| "программа".to_owned()),
        whom: line.whom.unwrap_or_default(),
        membership_id: line.membership_id,
        organisation: line.org_title,
        what: line.what,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Before {
    before: String,
}

pub async fn show(State(house): State<House>, visitor: Visitor, Query(before): Query<Before>) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let before = before.before.parse().unwrap_or(i64::MAX);
    let limit = i64::try_from(LINES_ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let lines = history(&house.db, curator.scope(), curator.roles_for_sql(), None, before, limit).await?;
    let next = (lines.len() > LINES_ON_A_PAGE)
        .then(|| format!("/access/history?before={}", lines[LINES_ON_A_PAGE - 1].seq));
    let events = lines.into_iter().take(LINES_ON_A_PAGE).map(|line| event(&house, line)).collect();
    Ok(Html(HistoryPage { chrome: visitor.chrome, events, next }.render()?).into_response())
}
