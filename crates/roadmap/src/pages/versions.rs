//! Versions of a plan, their comparison, and next year's draft.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use crate::board::{Board, measure_title};
use crate::rules::{Change, ToCheck, compare, describe_term, next_year};
use crate::store::Author;
use crate::store::plans::{self, NewVersion, PlanVersion};

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    chrome: Chrome,
    year: i64,
    versions: Vec<VersionLine>,
    /// What the form offers to compare: the pair shown, else the last change.
    from: i64,
    to: i64,
    comparison: Option<Comparison>,
}

struct VersionLine {
    number: i64,
    when: String,
    author: String,
    basis: String,
    note: String,
    /// The version before, to compare with.
    before: Option<i64>,
}

struct Comparison {
    from: i64,
    to: i64,
    who: String,
    when: String,
    basis: String,
    changes: Vec<Change>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Pair {
    from: Option<i64>,
    to: Option<i64>,
}

/// `/roadmap/{year}/versions?from=1&to=2`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(pair): Query<Pair>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let plan = plans::plan_of_year(&house.db, &scope, year).await?.ok_or(PageError::NotFound)?;
    let versions = plans::versions(&house.db, &plan).await?;
    let find = |number: Option<i64>| versions.iter().find(|version| Some(version.number) == number);
    let comparison = find(pair.from).zip(find(pair.to)).map(|(from, to)| comparison(&house, from, to));
    let lines = versions.iter().map(|version| VersionLine {
        number: version.number,
        when: super::measure::moment(&house, version.created_at),
        author: version.author.clone(),
        basis: version.basis.clone(),
        note: version.note.clone(),
        before: versions.iter().find(|one| one.number == version.number - 1).map(|one| one.number),
    });
    let newest = versions.iter().map(|version| version.number).max().unwrap_or_default();
    let (from, to) =
        comparison.as_ref().map_or((newest - 1, newest), |comparison| (comparison.from, comparison.to));
    let page = VersionsPage {
        year: plan.year,
        versions: lines.collect(),
        from,
        to,
        comparison,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn comparison(house: &House, from: &PlanVersion, to: &PlanVersion) -> Comparison {
    Comparison {
        from: from.number,
        to: to.number,
        who: to.author.clone(),
        when: super::measure::moment(house, to.created_at),
        basis: to.basis.clone(),
        changes: compare((&from.plan, &from.keys), (&to.plan, &to.keys)),
    }
}

#[derive(Template)]
#[template(path = "next_year.html")]
struct NextYearPage {
    chrome: Chrome,
    year: i64,
    next: i16,
    title: String,
    moved: Vec<(String, String, String, String)>,
    to_check: Vec<ToCheck>,
    exists: bool,
}

/// `/roadmap/{year}/next-year`
pub async fn next_year_form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let (next, to_check) = next_year(&board.version.plan);
    let exists = plans::plan_of_year(&house.db, &scope, next.meta.year).await?.is_some();
    let before = board.version.plan.sections.iter().flat_map(|section| &section.measures);
    let after = next.sections.iter().flat_map(|section| &section.measures);
    let moved = before.zip(after).map(|(old, new)| {
        (new.number.clone(), measure_title(new), describe_term(&old.term), describe_term(&new.term))
    });
    let page = NextYearPage {
        year: board.plan.year,
        next: next.meta.year,
        title: next.meta.title.clone(),
        moved: moved.collect(),
        to_check,
        exists,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /roadmap/{year}/next-year`
pub async fn make_next_year(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (next, _) = next_year(&board.version.plan);
    let new_year = next.meta.year;
    if plans::plan_of_year(&house.db, &scope, new_year).await?.is_some() {
        return Err(PageError::Conflict {
            what: format!("План на {new_year} год уже есть: копия его бы заменила."),
        });
    }
    let note = format!("подготовлен по плану {year} года: сроки перенесены на год");
    let new = NewVersion { plan: &next, note: &note, basis: "проект" };
    let mut tx = house.db.begin().await?;
    plans::add_version(&mut tx, &house, new_year, &new, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{new_year}")).into_response())
}
