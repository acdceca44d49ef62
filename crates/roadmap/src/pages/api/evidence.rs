//! Evidence for other programs: list, read, record, decide.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::board;
use super::views::{self, EvidenceView, sees_evidence_details};
use crate::board::{KnownEvidence, Standing};
use crate::pages::page_error;
use crate::store::Author;
use crate::{NewEvidence, Proof, Verdict, decide_on_evidence, record_evidence};

const MOST_PER_PAGE: usize = 200;
const USUAL_PER_PAGE: usize = 50;
const STATES: [&str; 4] = ["pending", "accepted", "refused", "withdrawn"];

#[derive(Deserialize, utoipa::IntoParams)]
pub struct EvidenceFilter {
    /// Only in this state: `pending`, `accepted`, `refused` or `withdrawn`.
    pub state: Option<String>,
    /// Printed number of a measure.
    pub measure: Option<String>,
    /// How many, at most 200; 50 when absent.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub after: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct EvidencePage {
    pub items: Vec<EvidenceView>,
    /// Value of `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvidenceBody {
    /// Printed number of the measure.
    pub measure: String,
    /// Printed number of the item, where the measure has items.
    pub item: Option<String>,
    /// Key of the slot; `whole` when absent.
    pub slot: Option<String>,
    pub kind: Option<String>,
    pub title: String,
    #[schema(value_type = String, format = Date)]
    pub happened_on: Date,
    /// Id of a registered document; either this or `link`.
    pub document_id: Option<String>,
    pub link: Option<String>,
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceChange {
    /// `accepted`, `refused` (with a reason) or `withdrawn`.
    pub state: String,
    #[serde(default)]
    pub reason: String,
}

/// A piece of evidence as it is known today, if the caller may see it.
fn visible<'a>(standing: &Standing<'a>, visitor: &Visitor, id: &str) -> Result<KnownEvidence<'a>, PageError> {
    let known = standing.evidence().find(|known| known.row.id == id).ok_or(PageError::NotFound)?;
    if known.is_accepted() || sees_evidence_details(visitor) { Ok(known) } else { Err(PageError::NotFound) }
}

fn with_etag(version: i64, mut response: Response) -> Response {
    if let Ok(value) = format!("\"{version}\"").parse() {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// The evidence as an answer, with the version that a change must name.
fn answer(visitor: &Visitor, standing: &Standing<'_>, id: &str) -> PageResult {
    let known = visible(standing, visitor, id)?;
    Ok(with_etag(known.row.version, Json(views::evidence(visitor, standing, known)).into_response()))
}

/// Evidence of a plan in the order of recording, by pages.
#[utoipa::path(
    get, path = "/api/v1/roadmaps/{year}/evidence", tag = "evidence", params(("year" = i16, Path), EvidenceFilter),
    responses((status = 200, body = EvidencePage), (status = 404), (status = 422))
)]
pub async fn list_evidence(
    State(house): State<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(filter): Query<EvidenceFilter>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let limit = filter.limit.unwrap_or(USUAL_PER_PAGE).clamp(1, MOST_PER_PAGE);
    if let Some(state) = filter.state.as_deref().filter(|state| !STATES.contains(state)) {
        return Err(not_listed(format!("Состояния «{state}» нет. Допустимы {}.", STATES.join(", "))));
    }
    let measure_key = filter.measure.as_deref().map(|number| board.version.keys.key(number));
    let standing = board.on(house.clock.today());
    let visible =
        || standing.evidence().filter(|known| known.is_accepted() || sees_evidence_details(&visitor));
    // The cursor is a place in all that the caller sees, so it holds when what it names has left the filter since.
    let begin = match &filter.after {
        None => 0,
        Some(after) => match visible().position(|known| known.row.id == *after) {
            Some(place) => place + 1,
            None => return Err(not_listed(format!("Записи «{after}» в плане нет."))),
        },
    };
    let mut known = visible()
        .skip(begin)
        .filter(|known| filter.state.as_ref().is_none_or(|state| known.row.state == *state))
        .filter(|known| measure_key.is_none_or(|key| known.row.measure_key == key));
    let page: Vec<KnownEvidence<'_>> = known.by_ref().take(limit).collect();
    let next = if known.next().is_some() { page.last().map(|known| known.row.id.clone()) } else { None };
    let items = page.into_iter().map(|known| views::evidence(&visitor, &standing, known)).collect();
    Ok(Json(EvidencePage { items, next }).into_response())
}

/// One piece of evidence; its `ETag` is what a change must name.
#[utoipa::path(
    get, path = "/api/v1/roadmaps/{year}/evidence/{evidence}", tag = "evidence",
    params(("year" = i16, Path), ("evidence" = String, Path)),
    responses((status = 200, body = EvidenceView), (status = 404))
)]
pub async fn one_evidence(
    State(house): State<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    answer(&visitor, &board.on(house.clock.today()), &id)
}

/// Records evidence; it waits until somebody else accepts it.
#[utoipa::path(
    post, path = "/api/v1/roadmaps/{year}/evidence", tag = "evidence", params(("year" = i16, Path)),
    request_body = NewEvidenceBody,
    responses((status = 201, body = EvidenceView), (status = 404), (status = 422))
)]
pub async fn new_evidence(
    State(house): State<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    body: Result<Json<NewEvidenceBody>, axum::extract::rejection::JsonRejection>,
) -> PageResult {
    let Json(body) = body.map_err(not_understood)?;
    let board_before = board(&house, &visitor, year).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (_, measure) = board_before.measure(&body.measure).ok_or(PageError::NotFound)?;
    let proof = match (&body.document_id, &body.link) {
        (Some(id), None) => {
            let scope = visitor.scope(Subject::Document, Deed::Read);
            let document = documents::document(&house.db, &scope, id).await?.ok_or(PageError::NotFound)?;
            Proof::Document { id: id.clone(), reference: crate::reference(&document.number, document.date()) }
        }
        (None, link) => Proof::External { link: link.clone(), file: None },
        (Some(_), Some(_)) => {
            return Err(PageError::refused(
                "Подтверждение не записано.",
                "Указаны и документ, и ссылка.",
                "Оставьте что-то одно.",
            ));
        }
    };
    let keys = &board_before.version.keys;
    let new = NewEvidence {
        measure_key: keys.key(&measure.number).to_owned(),
        item_key: body.item.as_deref().map(|number| keys.key(number).to_owned()),
        slot_key: body.slot.unwrap_or_else(|| "whole".to_owned()),
        kind: body.kind,
        title: body.title,
        happened_on: body.happened_on,
        proof,
        note: body.note,
    };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let mut tx = house.db.begin().await?;
    let id =
        record_evidence(&mut tx, &house, &scope, &board_before, &new, &author).await.map_err(page_error)?;
    tx.commit().await?;
    let board = board(&house, &visitor, year).await?;
    let location = format!("/api/v1/roadmaps/{year}/evidence/{id}");
    let view = answer(&visitor, &board.on(house.clock.today()), &id)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], view).into_response())
}

/// Accepts, refuses or withdraws. `If-Match` must name the version that was looked at.
#[utoipa::path(
    patch, path = "/api/v1/roadmaps/{year}/evidence/{evidence}", tag = "evidence",
    params(("year" = i16, Path), ("evidence" = String, Path), ("If-Match" = String, Header)),
    request_body = EvidenceChange,
    responses((status = 200, body = EvidenceView), (status = 404), (status = 412), (status = 422), (status = 428))
)]
pub async fn change_evidence(
    State(house): State<House>,
    visitor: Visitor,
    Path((year, id)): Path<(i16, String)>,
    headers: HeaderMap,
    body: Result<Json<EvidenceChange>, axum::extract::rejection::JsonRejection>,
) -> PageResult {
    let board_before = board(&house, &visitor, year).await?;
    let row = visible(&board_before.on(house.clock.today()), &visitor, &id)?.row;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let Json(body) = body.map_err(not_understood)?;
    let is_seen = access::programs::names_it(&headers, &format!("\"{}\"", row.version));
    if !is_seen.ok_or(PageError::PreconditionRequired)? {
        return Err(PageError::PreconditionFailed);
    }
    let verdict = match body.state.as_str() {
        "accepted" => Verdict::Accept,
        "refused" => Verdict::Refuse { reason: body.reason },
        "withdrawn" => Verdict::Withdraw,
        other => {
            return Err(PageError::refused(
                "Состояние не изменено.",
                format!("Состояния «{other}» нет."),
                "Допустимы accepted, refused, withdrawn.",
            ));
        }
    };
    let deed = if verdict == Verdict::Withdraw { Deed::Write } else { Deed::Approve };
    let scope = visitor.scope(Subject::RoadmapExecution, deed);
    let mut tx = house.db.begin().await?;
    decide_on_evidence(&mut tx, &house, &scope, &board_before, row, &verdict, row.version, &author)
        .await
        .map_err(page_error)?;
    tx.commit().await?;
    let board = board(&house, &visitor, year).await?;
    answer(&visitor, &board.on(house.clock.today()), &id)
}

fn not_listed(why: String) -> PageError {
    PageError::refused("Список не составлен.", why, "Сверьте запрос с описанием /api/v1/openapi.json.")
}

fn not_understood(rejection: axum::extract::rejection::JsonRejection) -> PageError {
    PageError::refused(
        "Запрос не понят.",
        format!("Тело запроса не подходит: {}.", rejection.body_text()),
        "Сверьте поля с описанием /api/v1/openapi.json.",
    )
}
