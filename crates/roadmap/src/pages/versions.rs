//! Versions of a plan and their comparison: what was changed, by whom, when, on what basis.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use super::words::moment;
use crate::board::Board;
use crate::history::kind_title;
use crate::rules::{Change, Words, compare};
use crate::store::plans::PlanVersion;

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    chrome: Chrome,
    year: i64,
    year_title: String,
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
    /// The versions that lie between: who made each, when, on what basis.
    steps: Vec<VersionLine>,
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
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let find = |number: Option<i64>| board.versions.iter().find(|version| Some(version.number) == number);
    let comparison = find(pair.from).zip(find(pair.to));
    let comparison = comparison.map(|(from, to)| comparison_of(&house, &board, from, to));
    let newest = board.version.number;
    let (from, to) = comparison.as_ref().map_or((newest - 1, newest), |one| (one.from, one.to));
    let page = VersionsPage {
        year: board.plan.year,
        year_title: board.year_title(),
        versions: board.versions.iter().rev().map(|version| line(&house, version)).collect(),
        from,
        to,
        comparison,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn line(house: &House, version: &PlanVersion) -> VersionLine {
    VersionLine {
        number: version.number,
        when: moment(house, version.created_at),
        author: version.author.clone(),
        basis: version.basis.clone(),
        note: version.note.clone(),
        before: (version.number > 1).then(|| version.number - 1),
    }
}

fn comparison_of(house: &House, board: &Board, from: &PlanVersion, to: &PlanVersion) -> Comparison {
    let who = board.who_is_who(house.clock.today());
    let words = Words { kind: &|code| kind_title(&house.region, code), organisation: &|code| who.name(code) };
    let (first, last) = (from.number.min(to.number), from.number.max(to.number));
    let between = board.versions.iter().filter(|version| (first + 1..=last).contains(&version.number));
    Comparison {
        from: from.number,
        to: to.number,
        steps: between.map(|version| line(house, version)).collect(),
        changes: compare((&from.plan, &from.keys), (&to.plan, &to.keys), words),
    }
}
