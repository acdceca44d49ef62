//! `/drafts`: papers on their way.

use access::{Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State as Given};
use serde::Deserialize;
use ui::Chrome;

use super::{Choice, moment, page};
use crate::Reader;
use crate::kind::kind_title;
use crate::rules::State;
use crate::store::drafts::{ListedDraft, list};

#[derive(Template)]
#[template(path = "drafts.html")]
struct DraftsPage {
    chrome: Chrome,
    asked: Vec<LineView>,
    papers: Vec<LineView>,
    states: Vec<Choice>,
    is_narrow: bool,
    may_write: bool,
    /// The plan's year, for the way to it from an empty list.
    year: i16,
}

struct LineView {
    id: String,
    kind: String,
    title: String,
    issuer: String,
    /// «М4», with its address.
    measure: Option<(String, String)>,
    state: State,
    preparer: String,
    when: String,
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
}

pub async fn show(Given(house): Given<House>, visitor: Visitor, Query(filter): Query<Filter>) -> PageResult {
    let reader = Reader::of(&visitor);
    let chosen = State::ALL.into_iter().find(|state| state.code() == filter.state);
    let rows = list(&house.db, &reader, chosen).await?;
    let (asked, papers): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_asked == 1);
    let states = State::ALL.into_iter().map(|state| Choice {
        value: state.code().to_owned(),
        label: state.word().to_owned(),
        is_chosen: chosen == Some(state),
    });
    page(&DraftsPage {
        asked: asked.into_iter().map(|row| line(&house, row)).collect(),
        papers: papers.into_iter().map(|row| line(&house, row)).collect(),
        states: states.collect(),
        is_narrow: chosen.is_some(),
        may_write: visitor.scope(Subject::Draft, Deed::Write).reach() > Reach::Nothing,
        year: house.region.region.plan_year,
        chrome: visitor.chrome,
    })
}

fn line(house: &House, row: ListedDraft) -> LineView {
    LineView {
        kind: kind_title(house, &row.kind).to_owned(),
        state: row.state(),
        measure: row
            .measure_number
            .as_ref()
            .zip(row.plan_year)
            .map(|(number, year)| (format!("М{number}"), format!("/roadmap/{year}/measures/{number}"))),
        when: moment(house, row.changed_at),
        id: row.id,
        title: row.title,
        issuer: row.issuer_title,
        preparer: row.preparer,
    }
}
