//! Next year's draft: terms moved by a year, and what a person must look at.

use access::{Deed, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::desk::Desk;
use crate::board::measure_title;
use crate::rules::{DRAFT_BASIS, ToCheck, describe_term, next_year};
use crate::store::plans::{self, NewVersion};

#[derive(Template)]
#[template(path = "next_year.html")]
struct NextYearPage {
    chrome: Chrome,
    year: i64,
    year_title: String,
    next: i16,
    next_title: String,
    title: String,
    /// Number, title, the term of this year and of the next.
    moved: Vec<(String, String, String, String)>,
    to_check: Vec<ToCheck>,
    exists: bool,
}

/// `/roadmap/{year}/next-year`
pub async fn form(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let plan = &desk.board.version.plan;
    let (next, to_check) = next_year(plan, desk.board.year);
    let exists = plans::plan_of_year(&house.db, &desk.scope, next.meta.year).await?.is_some();
    let before = plan.sections.iter().flat_map(|section| &section.measures);
    let after = next.sections.iter().flat_map(|section| &section.measures);
    let moved = before.zip(after).map(|(old, new)| {
        (new.number.clone(), measure_title(new), describe_term(&old.term), describe_term(&new.term))
    });
    let page = NextYearPage {
        year: desk.board.plan.year,
        year_title: desk.board.year_title(),
        next: next.meta.year,
        next_title: desk.board.year.title_of(i64::from(next.meta.year)),
        title: next.meta.title.clone(),
        moved: moved.collect(),
        to_check,
        exists,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /roadmap/{year}/next-year`
pub async fn make(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let (next, _) = next_year(&desk.board.version.plan, desk.board.year);
    let new_year = next.meta.year;
    let title = desk.board.year.title_of(i64::from(new_year));
    if plans::plan_of_year(&house.db, &desk.scope, new_year).await?.is_some() {
        return Err(PageError::Conflict {
            what: format!("План на {title} уже есть: копия его бы заменила."),
        });
    }
    let note = format!("подготовлен по плану на {}: сроки перенесены на год", desk.board.year_title());
    let new = NewVersion { plan: &next, note: &note, basis: DRAFT_BASIS };
    let mut tx = house.db.begin().await?;
    plans::add_version(&mut tx, &house, new_year, &new, &desk.author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{new_year}")).into_response())
}
