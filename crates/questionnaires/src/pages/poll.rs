//! A poll: who has answered and how far, closing it, taking the answers away.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download, made_aside};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect};
use network::rules::RollMunicipality;
use roadmap::{Board, measure_title};
use serde::Deserialize;
use ui::Chrome;

use super::day_words;
use crate::asking::close_and_prove;
use crate::desk::author_of;
use crate::export;
use crate::store::answers::{self, AnswerRow, MOST_ANSWERS, STATES, SheetFilter};
use crate::store::polls::{self, PollRow};

/// Lines of the table of respondents; the export has all.
const MOST_LINES: i64 = 500;

#[derive(Template)]
#[template(path = "poll.html")]
struct PollPage {
    chrome: Chrome,
    poll: PollRow,
    deadline: String,
    opened: String,
    measure: Option<(String, String)>,
    evidence: Option<String>,
    link: Option<String>,
    /// Sheets with the short names of their municipalities.
    lines: Vec<(AnswerRow, String)>,
    /// States to choose from: code, word, whether it is chosen.
    states: Vec<(&'static str, &'static str, bool)>,
    /// Municipalities to choose from: code, short name, whether it is chosen. None for a poll behind a link.
    municipalities: Vec<(String, String, bool)>,
    is_narrow: bool,
    /// Whether the table may have ended before its last line.
    is_cut: bool,
    may_write: bool,
    /// Id of the answer that has just been given back.
    returned: String,
}

impl PollPage {
    /// Whether it is this line that has just been given back: hundreds stand above it, so it is said here.
    fn is_just_returned(&self, line: &AnswerRow) -> bool {
        line.id == self.returned && line.state == "returned"
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PollQuery {
    returned: String,
    /// Code of a state and of a municipality: whose sheets are looked at.
    state: String,
    municipality: String,
}

pub(super) async fn poll_of(
    house: &House,
    visitor: &Visitor,
    id: &str,
    deed: Deed,
) -> Result<PollRow, PageError> {
    let scope = visitor.scope(Subject::Questionnaire, deed);
    polls::poll(&house.db, &scope, id).await?.ok_or(PageError::NotFound)
}

/// `/questionnaires/polls/{poll}`
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<PollQuery>,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &id, Deed::Read).await?;
    let roll = network::store::roll(&house.db).await?;
    let places = roll.municipalities_on(house.clock.today());
    let chosen = places.iter().find(|one| one.code == query.municipality);
    let filter = SheetFilter {
        state: query.state.clone(),
        municipality_id: chosen.map_or_else(String::new, |one| one.id.clone()),
    };
    let rows = answers::filtered_of_poll(&house.db, &poll, &filter, MOST_LINES).await?;
    let is_cut =
        i64::try_from(rows.len()).is_ok_and(|count| count == MOST_LINES) && poll.respondents > MOST_LINES;
    let with_place = |row: AnswerRow| {
        let place = places.iter().find(|one| Some(&one.id) == row.municipality_id.as_ref());
        (row, place.map_or_else(String::new, |one| one.short_name.clone()))
    };
    let lines: Vec<(AnswerRow, String)> = rows.into_iter().map(with_place).collect();
    let is_narrow = filter != SheetFilter::default();
    let mut measure = None;
    if let (Some(year), Some(key)) = (poll.plan_year, &poll.measure_key) {
        let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
        let year = i16::try_from(year).unwrap_or_default();
        if let Some(board) = Board::of_year(&house, &scope, year).await?
            && let Some(found) = board.measure_by_key(key)
        {
            measure = Some((
                format!("/roadmap/{year}/measures/{}", found.number),
                format!("{}. {}", found.number, measure_title(found)),
            ));
        }
    }
    let may_write = visitor.scope(Subject::Questionnaire, Deed::Write).covers(&poll.org_id, None);
    let page = PollPage {
        deadline: day_words(&poll.deadline),
        opened: ui::ru::date_long(house.clock.date_of(poll.opened_at)),
        measure,
        evidence: poll
            .evidence_id
            .as_ref()
            .zip(poll.plan_year)
            .map(|(id, year)| format!("/roadmap/{year}/evidence/{id}")),
        link: poll
            .link
            .as_ref()
            .filter(|_| may_write)
            .map(|link| format!("{}/by-link/questionnaires/{link}", house.settings.public_url)),
        is_cut,
        states: STATES.map(|(code, word)| (code, word, code == query.state)).to_vec(),
        municipalities: if poll.link.is_some() {
            Vec::new()
        } else {
            let choice = |one: &&RollMunicipality| {
                (one.code.clone(), one.short_name.clone(), one.code == query.municipality)
            };
            places.iter().map(choice).collect()
        },
        is_narrow,
        lines,
        may_write,
        returned: query.returned,
        chrome: visitor.chrome,
        poll,
    };
    Ok(Html(page.render()?).into_response())
}

/// Closes the poll, or records what it has brought so far as evidence.
pub async fn close(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let poll = poll_of(&house, &visitor, &id, Deed::Write).await?;
    let (author, _) = author_of(&visitor)?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let closes = form.text("do") != "prove";
    if !closes && (poll.measure_key.is_none() || poll.evidence_id.is_some() || poll.sent == 0) {
        return Err(PageError::refused(
            "Подтверждение не записано",
            "Опрос не привязан к мероприятию, уже записан подтверждением или на него ещё не ответили.",
            "Дождитесь первого отправленного ответа.",
        ));
    }
    close_and_prove(&house, &poll, closes, &scope, &author).await?;
    Ok(Redirect::to(&poll.path()).into_response())
}

async fn table(house: &House, visitor: &Visitor, id: &str) -> Result<(PollRow, export::Table), PageError> {
    let poll = poll_of(house, visitor, id, Deed::Read).await?;
    let rows = answers::all_of_poll(&house.db, &poll, MOST_ANSWERS).await?;
    let table = export::table(house, &poll, rows).await?;
    Ok((poll, table))
}

/// `/questionnaires/polls/{poll}/answers.xlsx`
pub async fn xlsx(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (poll, table) = table(&house, &visitor, &id).await?;
    let bytes = made_aside(move || export::workbook(&table)).await?;
    Ok(download(bytes, export::XLSX, &format!("Ответы, {}.xlsx", poll.title)))
}

/// `/questionnaires/polls/{poll}/answers.csv`
pub async fn csv(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (poll, table) = table(&house, &visitor, &id).await?;
    Ok(download(export::csv(&table), "text/csv; charset=utf-8", &format!("Ответы, {}.csv", poll.title)))
}
