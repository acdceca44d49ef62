//! The plan to take away as the paper that is signed: what is in force, and the draft of next year's.

use access::media::{DOCX, PDF};
use access::{Deed, House, PageError, PageResult, Subject, Visitor, download, made_aside};
use axum::extract::{Path, State as Given};

use super::desk::Desk;
use crate::board::Board;
use crate::plan_paper::{Head, to_docx, to_pdf};
use crate::rules::{DRAFT_BASIS, next_year};

/// `/roadmap/{year}/plan.docx`
pub async fn docx(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let plan = in_force(&house, &visitor, year).await?;
    file(&house, plan, "docx").await
}

/// `/roadmap/{year}/plan.pdf`
pub async fn pdf(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let plan = in_force(&house, &visitor, year).await?;
    file(&house, plan, "pdf").await
}

/// `/roadmap/{year}/next-year.docx`
pub async fn next_docx(Given(house): Given<House>, visitor: Visitor, Path(year): Path<i16>) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let (plan, _) = next_year(&desk.board.version.plan, desk.board.year);
    let title = format!("Проект плана на {}", desk.board.year.title_of(i64::from(plan.meta.year)));
    file(&house, Printed { plan, basis: String::new(), title }, "docx").await
}

struct Printed {
    plan: plan::Plan,
    /// Empty: a draft.
    basis: String,
    title: String,
}

async fn in_force(house: &House, visitor: &Visitor, year: i16) -> Result<Printed, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    Ok(Printed {
        plan: board.version.plan.clone(),
        basis: Some(&board.version.basis).filter(|basis| *basis != DRAFT_BASIS).cloned().unwrap_or_default(),
        title: format!("Дорожная карта на {}", board.year_title()),
    })
}

async fn file(house: &House, printed: Printed, ending: &'static str) -> PageResult {
    let day = house.clock.today();
    let name = format!("{}.{ending}", printed.title);
    let bytes = made_aside(move || {
        let head = Head { basis: &printed.basis, day };
        if ending == "pdf" { to_pdf(&printed.plan, head) } else { to_docx(&printed.plan, head) }
    })
    .await?;
    Ok(download(bytes, if ending == "pdf" { PDF } else { DOCX }, &name))
}
