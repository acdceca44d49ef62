//! One piece of evidence: its page, its file, the decision on it.

use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor, download};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::{Chrome, Problems};

use super::super::desk::Desk;
use super::super::page_error;
use super::super::words::{moment, place_query};
use super::line::{EvidenceLine, day, evidence_line};
use crate::board::{Board, measure_title};
use crate::store::evidence::{self as rows, EvidenceRow};
use crate::{EvidenceRefused, Verdict, decide_on_evidence, may_decide};

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    chrome: Chrome,
    problems: Problems,
    /// What the reader has just done; empty otherwise.
    told: &'static str,
    year: i64,
    measure_number: String,
    measure_title: String,
    /// The version in force has the measure no longer.
    is_removed: bool,
    item: String,
    line: EvidenceLine,
    happened_on: String,
    note: String,
    document_href: String,
    /// The card is of another body and not published.
    has_hidden_document: bool,
    link: String,
    file_name: String,
    file_href: String,
    activity_href: String,
    recorded: String,
    decided: String,
    id: String,
    version: i64,
    can_decide: bool,
    can_withdraw: bool,
    can_correct: bool,
    new_href: String,
    reason: String,
}

/// The evidence within the visitor's scope: what waits or was refused is not for the public.
async fn visible(
    house: &House,
    visitor: &Visitor,
    year: i16,
    id: &str,
) -> Result<(std::sync::Arc<Board>, EvidenceRow), PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let row = board.evidence.iter().find(|row| row.id == id).cloned().ok_or(PageError::NotFound)?;
    if row.state != "accepted" && scope.reach() <= Reach::Published {
        return Err(PageError::NotFound);
    }
    Ok((board, row))
}

async fn evidence_page(
    house: &House,
    visitor: Visitor,
    board: &Board,
    row: &EvidenceRow,
) -> Result<EvidencePage, PageError> {
    let (version, measure) = board.measure_ever(&row.measure_key).ok_or(PageError::NotFound)?;
    let item = row.item_key.as_deref().and_then(|key| board.item_ever(key));
    let standing = board.on(house.clock.today());
    let known = standing.evidence().find(|known| known.row.id == row.id).ok_or(PageError::NotFound)?;
    let is_removed = version.number != board.version.number;
    let reach = visitor.scope(Subject::RoadmapExecution, Deed::Read).reach();
    let has_names = reach > Reach::Published;
    let year = board.plan.year;
    let decided = match (&row.decider, row.decided_at) {
        (Some(who), Some(at)) if has_names => format!("{who}, {}", moment(house, at)),
        _ => String::new(),
    };
    // A link is for whoever may follow it.
    let reads = visitor.scope(Subject::Document, Deed::Read);
    let document = match &row.document_id {
        Some(id) => documents::document(&house.db, &reads, id).await?,
        None => None,
    };
    let document_href = document.map_or_else(String::new, |document| format!("/documents/{}", document.id));
    let has_hidden_document = row.document_id.is_some() && document_href.is_empty();
    let is_mine = row.recorded_by == visitor.account_id();
    let place = place_query(item.map(|one| one.number.as_str()), &row.slot_key);
    Ok(EvidencePage {
        year,
        measure_number: measure.number.clone(),
        measure_title: measure_title(measure),
        item: item.map_or_else(String::new, |one| format!("{} {}", one.number, one.title)),
        line: evidence_line(house, &visitor, board, known),
        happened_on: day(&row.happened_on),
        note: row.note.clone(),
        document_href,
        has_hidden_document,
        link: row.link.clone().unwrap_or_default(),
        file_name: row.file_name.clone().unwrap_or_default(),
        file_href: if row.file_hash.is_some() && has_names {
            format!("/roadmap/{year}/evidence/{}/file", row.id)
        } else {
            String::new()
        },
        activity_href: row.activity_path.clone().unwrap_or_default(),
        recorded: if has_names { moment(house, row.recorded_at) } else { String::new() },
        decided,
        id: row.id.clone(),
        version: row.version,
        can_decide: may_decide(visitor.role(), visitor.account_id(), row),
        can_withdraw: is_mine && row.state == "pending",
        can_correct: is_mine && row.state == "refused" && !is_removed,
        new_href: format!("/roadmap/{year}/measures/{}/evidence/new?{place}", measure.number),
        reason: String::new(),
        problems: Problems::default(),
        told: "",
        is_removed,
        chrome: visitor.chrome,
    })
}

/// What was done a moment ago, as the address after it says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    told: String,
}

/// Words for the address's word: only while the evidence really stands so.
fn words_of(done: &Done, row: &EvidenceRow) -> &'static str {
    match (done.told.as_str(), row.state.as_str()) {
        ("accept", "accepted") => "Подтверждение принято. Состояние мероприятия пересчитано.",
        ("refuse", "refused") => "Подтверждение возвращено. Причину увидит тот, кто его записал.",
        ("withdraw", "withdrawn") => "Запись отозвана. Решать по ней больше нечего.",
        _ => "",
    }
}

/// `/roadmap/{year}/evidence/{evidence}?told=…`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
    Query(done): Query<Done>,
) -> PageResult {
    let (board, row) = visible(&house, &visitor, year, &id).await?;
    let told = words_of(&done, &row);
    let page = EvidencePage { told, ..evidence_page(&house, visitor, &board, &row).await? };
    Ok(Html(page.render()?).into_response())
}

/// `/roadmap/{year}/evidence/{evidence}/file`
pub async fn file(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
) -> PageResult {
    let (board, _) = visible(&house, &visitor, year, &id).await?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let found = rows::file_of(&house.db, &scope, &board.plan, &id).await?.ok_or(PageError::NotFound)?;
    let hash = store::FileHash::parse(&found.file_hash).ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    Ok(download(bytes, "application/octet-stream", &found.file_name))
}

/// `POST /roadmap/{year}/evidence/{evidence}/decision`: accept, refuse, withdraw.
pub async fn decide(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let (board, row) = visible(&house, &visitor, year, &id).await?;
    let (verdict, deed) = match form.text("verdict") {
        "accept" => (Verdict::Accept, Deed::Approve),
        "refuse" => (Verdict::Refuse { reason: form.text("reason").to_owned() }, Deed::Approve),
        "withdraw" => (Verdict::Withdraw, Deed::Write),
        _ => return Err(PageError::NotFound),
    };
    let desk = Desk::open(&house, &visitor, year, deed).await?;
    let seen = form.text("version").parse().unwrap_or(row.version);
    let mut tx = house.db.begin().await?;
    let decided =
        decide_on_evidence(&mut tx, &house, &desk.scope, &board, &row, &verdict, seen, &desk.author).await;
    match decided {
        Ok(()) => tx.commit().await?,
        Err(EvidenceRefused::Invalid(problems)) => {
            let page = EvidencePage {
                problems: Problems::new("Решение не записано", problems),
                reason: form.text("reason").to_owned(),
                ..evidence_page(&house, visitor, &board, &row).await?
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
        Err(refused) => return Err(page_error(refused)),
    }
    let done = match verdict {
        Verdict::Accept => "accept",
        Verdict::Refuse { .. } => "refuse",
        Verdict::Withdraw => "withdraw",
    };
    Ok(Redirect::to(&format!("/roadmap/{year}/evidence/{id}?told={done}")).into_response())
}
