//! The execution report to take away, and opening the plan to everybody.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download};
use axum::Json;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect};

use super::api::AsOf;
use crate::board::Board;
use crate::report::{Report, report, to_xlsx};
use crate::report_paper::{to_docx, to_pdf};
use crate::store::{Author, plans};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PDF: &str = "application/pdf";

async fn made(house: &House, visitor: &Visitor, year: i16, query: &AsOf) -> Result<Report, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    Ok(report(&board, &house.region, query.as_of.unwrap_or_else(|| house.clock.today())))
}

/// `/roadmap/{year}/report.xlsx`
pub async fn xlsx(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let made = made(&house, &visitor, year, &query).await?;
    file(made, "xlsx", XLSX, to_xlsx).await
}

/// `/roadmap/{year}/report.docx`
pub async fn docx(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let made = made(&house, &visitor, year, &query).await?;
    file(made, "docx", DOCX, to_docx).await
}

/// `/roadmap/{year}/report.pdf`
pub async fn pdf(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let made = made(&house, &visitor, year, &query).await?;
    file(made, "pdf", PDF, to_pdf).await
}

/// Made aside: the thread that answers others does not wait for a long paper.
async fn file<E: std::fmt::Display + Send + 'static>(
    made: Report,
    ending: &str,
    media_type: &'static str,
    make: fn(&Report) -> Result<Vec<u8>, E>,
) -> PageResult {
    let name = format!("Отчёт об исполнении {} на {}.{ending}", made.year, ui::ru::date_short(made.as_of));
    let bytes = tokio::task::spawn_blocking(move || make(&made))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let bytes = bytes.map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(download(bytes, media_type, &name))
}

/// `/roadmap/{year}/report.json`
pub async fn json(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
) -> PageResult {
    Ok(Json(made(&house, &visitor, year, &query).await?).into_response())
}

/// `POST /roadmap/{year}/publish`
pub async fn publish(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    form: FormData,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Approve);
    let plan = plans::plan_of_year(&house.db, &scope, year).await?.ok_or(PageError::NotFound)?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    plans::set_published(&mut tx, &house, &plan, form.text("open") == "yes", &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}")).into_response())
}
