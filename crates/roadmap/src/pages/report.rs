//! The execution report to take away, and opening the plan to everybody.

use access::media::{DOCX, PDF, XLSX};
use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor, download, made_aside};
use axum::Json;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect};

use serde::Deserialize;

use crate::board::Board;
use crate::report::{Report, report, to_xlsx};
use crate::report_paper::{Maker, to_docx, to_pdf};
use crate::store::{Author, plans};

#[derive(Deserialize)]
pub struct AsOf {
    #[serde(default)]
    as_of: String,
}

async fn made(house: &House, visitor: &Visitor, year: i16, query: &AsOf) -> Result<Report, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let as_of = match query.as_of.as_str() {
        "" => house.clock.today(),
        typed => typed.parse().map_err(|_| {
            PageError::refused(
                "Отчёт не составлен",
                format!("Дата «{typed}» не понята."),
                "Укажите её так: 2024-10-15.",
            )
        })?,
    };
    Ok(report(&board, &house.region, as_of))
}

/// Whoever asks for the report makes it: their organisation, post and name as the registry and the cards of people have them.
async fn maker(house: &House, visitor: &Visitor) -> Result<Maker, PageError> {
    let Some(place) = visitor.active_membership() else { return Ok(Maker::default()) };
    let (today, program) = (house.clock.today(), Scope::of_the_program());
    let roll = network::store::roll(&house.db).await?;
    let organisation = roll.find(&program, &place.org_id, today);
    let organisation = organisation.map_or_else(|| place.org_title.clone(), |found| found.name.full.clone());
    let Some(person) = people::person_of_account(&house.db, visitor.account_id()).await? else {
        return Ok(Maker { organisation, ..Maker::default() });
    };
    let posts = people::store::posts_of(&house.db, &program, &person).await?;
    let held = posts
        .into_iter()
        .find(|post| post.org_id == place.org_id && post.term().from <= today && post.term().to >= today);
    Ok(Maker {
        organisation,
        post: held.map_or_else(String::new, |post| post.title),
        name: ui::ru::initials_first(&person.surname, &person.name, &person.patronymic),
    })
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
    let maker = maker(&house, &visitor).await?;
    file(made, "docx", DOCX, move |report| to_docx(report, &maker)).await
}

/// `/roadmap/{year}/report.pdf`
pub async fn pdf(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let made = made(&house, &visitor, year, &query).await?;
    let maker = maker(&house, &visitor).await?;
    file(made, "pdf", PDF, move |report| to_pdf(report, &maker)).await
}

async fn file<E: std::fmt::Display + Send + 'static>(
    made: Report,
    ending: &str,
    media_type: &'static str,
    make: impl FnOnce(&Report) -> Result<Vec<u8>, E> + Send + 'static,
) -> PageResult {
    let name = format!("Отчёт об исполнении {} на {}.{ending}", made.year, ui::ru::date_short(made.as_of));
    let bytes = made_aside(move || make(&made)).await?;
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
