//! The plan for other programs: JSON under `/api/v1/roadmaps`.

mod evidence;
mod views;

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;

use crate::board::Board;
use crate::report::{Report, ReportLevel, ReportRow, SummaryLine, report};
use crate::store::plans;

pub use evidence::{change_evidence, list_evidence, new_evidence, one_evidence};
use views::{EvidenceView, ItemView, MeasureView, RoadmapView, SectionView};

#[derive(OpenApi)]
#[openapi(
    paths(
        list_roadmaps,
        one_roadmap,
        one_measure,
        roadmap_report,
        evidence::list_evidence,
        evidence::one_evidence,
        evidence::new_evidence,
        evidence::change_evidence
    ),
    components(schemas(
        RoadmapLine,
        RoadmapView,
        SectionView,
        MeasureView,
        ItemView,
        EvidenceView,
        Report,
        ReportRow,
        ReportLevel,
        SummaryLine,
        evidence::EvidencePage,
        evidence::NewEvidenceBody,
        evidence::EvidenceChange
    ))
)]
pub struct RoadmapApi;

#[derive(Serialize, utoipa::ToSchema)]
pub struct RoadmapLine {
    pub year: i64,
    pub title: String,
    /// Whether everybody may read it.
    pub published: bool,
    pub href: String,
}

#[derive(Deserialize, utoipa::IntoParams)]
pub struct AsOf {
    /// `YYYY-MM-DD`; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Option<Date>,
}

/// The plan within the caller's scope, or 404.
pub(super) async fn board(
    house: &House,
    visitor: &Visitor,
    year: i16,
) -> Result<std::sync::Arc<Board>, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)
}

/// Every plan that the caller may see.
#[utoipa::path(get, path = "/api/v1/roadmaps", tag = "roadmap", responses((status = 200, body = Vec<RoadmapLine>)))]
pub async fn list_roadmaps(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let plans = plans::plans(&house.db, &scope).await?;
    let lines: Vec<RoadmapLine> = plans
        .into_iter()
        .map(|plan| RoadmapLine {
            href: format!("/api/v1/roadmaps/{}", plan.year),
            published: plan.published_at.is_some(),
            year: plan.year,
            title: plan.title,
        })
        .collect();
    Ok(Json(lines).into_response())
}

/// A year's plan with the state derived from its evidence.
#[utoipa::path(
    get, path = "/api/v1/roadmaps/{year}", tag = "roadmap", params(("year" = i16, Path), AsOf),
    responses((status = 200, body = RoadmapView), (status = 304), (status = 404))
)]
pub async fn one_roadmap(
    State(house): State<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
    headers: HeaderMap,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let as_of = query.as_of.unwrap_or_else(|| house.clock.today());
    let etag = plan_etag(&board, as_of, &visitor);
    Ok(unless_unchanged(&headers, &etag, || Json(views::roadmap(&visitor, &board.on(as_of))).into_response()))
}

/// One measure of a plan.
#[utoipa::path(
    get, path = "/api/v1/roadmaps/{year}/measures/{number}", tag = "roadmap",
    params(("year" = i16, Path), ("number" = String, Path), AsOf),
    responses((status = 200, body = MeasureView), (status = 304), (status = 404))
)]
pub async fn one_measure(
    State(house): State<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<AsOf>,
    headers: HeaderMap,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let as_of = query.as_of.unwrap_or_else(|| house.clock.today());
    let standing = board.on(as_of);
    let (_, measure, state) = standing.measure(&number).ok_or(PageError::NotFound)?;
    let etag = plan_etag(&board, as_of, &visitor);
    Ok(unless_unchanged(&headers, &etag, || {
        Json(views::measure(&visitor, &standing, measure, state)).into_response()
    }))
}

/// The execution report as of a date.
#[utoipa::path(
    get, path = "/api/v1/roadmaps/{year}/report", tag = "roadmap", params(("year" = i16, Path), AsOf),
    responses((status = 200, body = Report), (status = 304), (status = 404))
)]
pub async fn roadmap_report(
    State(house): State<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
    headers: HeaderMap,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let as_of = query.as_of.unwrap_or_else(|| house.clock.today());
    let etag = plan_etag(&board, as_of, &visitor);
    Ok(unless_unchanged(&headers, &etag, || Json(report(&board, &house.region, as_of)).into_response()))
}

/// Changes with the plan's revision, the day of the report, and what the caller may see of the evidence.
fn plan_etag(board: &Board, as_of: Date, visitor: &Visitor) -> String {
    let sees = if views::sees_evidence_details(visitor) { "full" } else { "public" };
    format!("\"{}-{as_of}-{sees}\"", board.plan.revision)
}

/// 304 when the caller has this very version already.
fn unless_unchanged(headers: &HeaderMap, etag: &str, make: impl FnOnce() -> Response) -> Response {
    let is_known = access::programs::has_it(headers, etag);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { make() };
    if let Ok(value) = etag.parse() {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}
