//! Requests to erase, and an administrator's decision on each.

use access::audit::Who;
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{oneself, refused};
use crate::PersonRefused;
use crate::erase::{Line, Report, cause_in_words, decide, dry_run};
use crate::export::Whose;
use crate::rules::Fault;
use crate::store::erasures::{ErasureRow, erasure, erasures, is_held};

const MOST: i64 = 500;
const MAX_REASON: usize = 1000;
const LEAST_REASON: usize = 5;

struct Row {
    id: String,
    subject: String,
    cause: &'static str,
    asked: String,
    due: String,
    state: &'static str,
    class: &'static str,
}

fn row(house: &House, erasure: &ErasureRow) -> Row {
    let is_late = erasure.state == "waiting" && erasure.due_on() < house.clock.today();
    let (state, class) = match erasure.state.as_str() {
        "waiting" if is_late => ("ждёт решения, срок прошёл", "overdue"),
        "waiting" => ("ждёт решения", "soon"),
        "approved" => ("исполняется", "running"),
        "refused" => ("отказано", "not-started"),
        _ => ("исполнено", "done"),
    };
    Row {
        id: erasure.id.clone(),
        subject: erasure.full_name().unwrap_or_else(|| "Человек, сведения о котором удалены".to_owned()),
        cause: cause_in_words(&erasure.cause),
        asked: ui::ru::date_long(house.clock.date_of(erasure.asked_at)),
        due: ui::ru::date_long(erasure.due_on()),
        state,
        class,
    }
}

#[derive(Template)]
#[template(path = "erasures.html")]
struct ListPage {
    chrome: Chrome,
    rows: Vec<Row>,
    years: i16,
    years_word: &'static str,
    days: i32,
}

/// `/admin/erasures`
pub async fn list(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    let rows = erasures(&house.db, &scope, MOST).await?;
    let data = &house.region.personal_data;
    let page = ListPage {
        rows: rows.iter().map(|one| row(&house, one)).collect(),
        years: data.retention_years,
        years_word: ui::ru::plural(i64::from(data.retention_years), "год", "года", "лет"),
        days: data.erasure_days,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "erasure.html")]
struct ErasurePage {
    chrome: Chrome,
    row: Row,
    person_href: Option<String>,
    words: String,
    decided: String,
    reason: String,
    done: String,
    is_held: bool,
    is_done: bool,
    is_waiting: bool,
    lines: Vec<Line>,
    mentions: Vec<(String, String, i64)>,
    typed_reason: String,
    faults: Vec<Fault>,
}

async fn within(house: &House, visitor: &Visitor, deed: Deed, id: &str) -> Result<ErasureRow, PageError> {
    let scope = visitor.scope(Subject::Administration, deed);
    erasure(&house.db, &scope, id).await?.ok_or(PageError::NotFound)
}

async fn page(house: &House, visitor: Visitor, one: &ErasureRow) -> Result<ErasurePage, PageError> {
    let is_done = one.state == "done";
    let report: Report = if is_done {
        serde_json::from_str(&one.report)?
    } else {
        match Whose::person(house, &one.person_id).await? {
            Some(whose) => dry_run(house, &whose).await?,
            None => Report::default(),
        }
    };
    let day = |moment| ui::ru::date_long(house.clock.date_of(moment));
    let decided = one.decided_at.map_or_else(String::new, |moment| {
        let who = one.decider.clone().unwrap_or_else(|| "программа".to_owned());
        format!("{}, {who}", day(moment))
    });
    Ok(ErasurePage {
        row: row(house, one),
        person_href: one.full_name().map(|_| format!("/people/{}/data", one.person_id)),
        words: one.words.clone(),
        decided,
        reason: one.reason.clone(),
        done: one.done_at.map_or_else(String::new, day),
        is_held: is_held(&house.db, &one.person_id).await?,
        is_done,
        is_waiting: one.state == "waiting",
        lines: report.lines,
        mentions: report.mentions,
        typed_reason: String::new(),
        faults: Vec::new(),
        chrome: visitor.chrome,
    })
}

/// `/admin/erasures/{erasure}`: what would be done, or was.
pub async fn card(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let one = within(&house, &visitor, Deed::Read, &id).await?;
    Ok(Html(page(&house, visitor, &one).await?.render()?).into_response())
}

/// `POST /admin/erasures/{erasure}/decision`
pub async fn decision(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let one = within(&house, &visitor, Deed::Write, &id).await?;
    let is_approved = match form.text("verdict") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(PageError::NotFound),
    };
    let reason = form.text("reason");
    let length = reason.chars().count();
    let is_own = oneself(&house, &visitor).await?.is_some_and(|person| person.id == one.person_id);
    let fault = if !(LEAST_REASON..=MAX_REASON).contains(&length) {
        Some("Обоснование: одно-два предложения, на чём основано решение.".to_owned())
    } else if is_own {
        Some("О собственных сведениях решает другой администратор.".to_owned())
    } else {
        None
    };
    let fault = if let Some(fault) = fault {
        fault
    } else {
        let mut tx = house.db.begin().await?;
        let who = Who::of(&visitor);
        match decide(&mut tx, &house, &id, &one.person_id, is_approved, reason, &who).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&format!("/admin/erasures/{id}")).into_response());
            }
            Err(PersonRefused::Held) => PersonRefused::Held.to_string(),
            Err(PersonRefused::NotFound) => {
                let what = "Решение по этому обращению уже принято.".to_owned();
                return Err(PageError::Conflict { what });
            }
            Err(other) => return Err(other.into()),
        }
    };
    let typed_reason = reason.to_owned();
    let shown = page(&house, visitor, &one).await?;
    Ok(refused(ErasurePage { typed_reason, faults: vec![("reason", fault)], ..shown }.render()?))
}
