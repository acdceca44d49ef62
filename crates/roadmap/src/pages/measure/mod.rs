//! One measure: what the plan says, what is demanded, what proves it, who did what, and the talk about it.

mod parts;
mod talk;

use access::{Deed, House, PageError, PageResult, Reach, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse};
use jiff::civil::Date;
use serde::Deserialize;
use ui::{Chrome, Problems};

use super::evidence::EvidenceLine;
use super::words::{leads_and_others, moment, section_heading, term_text};
use crate::board::{Board, Standing, measure_title};
use crate::evidence::may_write;
use crate::history::{self, Happening};
use crate::rules::{MeasureState, State};
use crate::store::{Author, comments};
use parts::{PartView, part_view, stray_evidence};
use talk::{CommentView, comment_view};

pub use talk::comment;

#[derive(Template)]
#[template(path = "measure.html")]
struct MeasurePage {
    chrome: Chrome,
    problems: Problems,
    year: i64,
    year_title: String,
    number: String,
    /// Under which the journal knows the measure.
    key: String,
    title: String,
    /// The paper gives its items only.
    is_untitled: bool,
    section: String,
    state: State,
    proof: String,
    term: String,
    follows: String,
    leads: String,
    others: String,
    documents: Vec<String>,
    results: Vec<String>,
    course: String,
    note: String,
    as_of: String,
    is_past: bool,
    version: i64,
    parts: Vec<PartView>,
    stray: Vec<EvidenceLine>,
    history: Vec<HappeningView>,
    comments: Vec<CommentView>,
    typed_comment: String,
    can: Can,
    works_with_plan: bool,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// What the reader may do here; nothing on a page of the past.
#[derive(Default)]
struct Can {
    record: bool,
    /// Papers are prepared by whoever registers them (`Subject::Draft`).
    prepare: bool,
    refine: bool,
    mark: bool,
    talk: bool,
    change: bool,
}

struct HappeningView {
    when: String,
    who: String,
    what: String,
    detail: String,
    href: String,
}

#[derive(Deserialize)]
pub struct AsOf {
    #[serde(default)]
    as_of: String,
}

/// `/roadmap/{year}/measures/{number}`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<AsOf>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let as_of = query.as_of.parse().unwrap_or_else(|_| house.clock.today());
    Ok(Html(measure_page(&house, visitor, &board, &number, as_of).await?.render()?).into_response())
}

async fn measure_page(
    house: &House,
    visitor: Visitor,
    board: &Board,
    number: &str,
    as_of: Date,
) -> Result<MeasurePage, PageError> {
    let standing = board.on(as_of);
    let (section, measure, state) = standing.measure(number).ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let works_with_plan = scope.reach() > Reach::Published;
    let is_past = as_of != house.clock.today();
    let can = if is_past { Can::default() } else { may(house, &visitor, board, measure, works_with_plan) };
    let (mut history, mut comments, mut stray) = (Vec::new(), Vec::new(), Vec::new());
    if works_with_plan {
        history = history::of_measure(board, &house.region, &house.clock, &state.measure_key, as_of);
        comments = comments::of_measure(&house.db, &board.plan, &state.measure_key).await?;
        comments.retain(|comment| house.clock.date_of(comment.written_at) <= as_of);
        stray = stray_evidence(house, &visitor, &standing, state);
    }
    let parts = state
        .obligations
        .iter()
        .map(|one| part_view(house, &visitor, &standing, measure, one, works_with_plan))
        .collect();
    let (leads, others) = leads_and_others(standing.who(), measure);
    let (before, after) = neighbours(&standing, number, is_past);
    Ok(MeasurePage {
        problems: Problems::default(),
        year: board.plan.year,
        year_title: board.year_title(),
        number: measure.number.clone(),
        key: state.measure_key.clone(),
        title: measure_title(measure),
        is_untitled: measure.title.is_empty() && measure.items.len() > 1,
        section: section_heading(section),
        state: state.state,
        proof: proof(state),
        term: term_text(measure),
        follows: measure.term.relative_to_measure.clone().unwrap_or_default(),
        leads,
        others,
        documents: measure.documents.iter().map(document_line).collect(),
        results: measure.expected_results.clone(),
        note: measure.note.clone(),
        course: measure.course.as_ref().map_or_else(String::new, |course| {
            format!("«{}», {} ч, {}", course.name, course.hours, course.form)
        }),
        as_of: ui::ru::date_of_year(as_of),
        is_past,
        version: standing.version.number,
        parts,
        stray,
        history: history.into_iter().map(|line| happening_view(house, board, line)).collect(),
        comments: comments.into_iter().map(|comment| comment_view(house, comment)).collect(),
        typed_comment: String::new(),
        can,
        works_with_plan,
        before,
        after,
        chrome: visitor.chrome,
    })
}

fn may(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    measure: &plan::Measure,
    works_with_plan: bool,
) -> Can {
    let role = visitor.role();
    let author = Author::of(visitor);
    let write_scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let is_planner = matches!(role, Some(Role::Institute | Role::Ministry));
    let record = author.as_ref().is_some_and(|author| may_write(house, &write_scope, board, measure, author));
    Can {
        record,
        prepare: record && visitor.scope(Subject::Draft, Deed::Write).reach() > Reach::Nothing,
        refine: role == Some(Role::Institute),
        mark: is_planner,
        talk: works_with_plan && author.is_some(),
        change: is_planner,
    }
}

fn proof(state: &MeasureState) -> String {
    let mut text = format!("принято подтверждений: {}\u{a0}из\u{a0}{}", state.satisfied, state.required);
    if state.pending > 0 {
        text = format!("{text}; ждут решения: {}", state.pending);
    }
    text
}

fn document_line(document: &plan::RequiredDocument) -> String {
    match &document.item {
        Some(item) => format!("{item}: {}", document.text),
        None => document.text.clone(),
    }
}

fn happening_view(house: &House, board: &Board, line: Happening) -> HappeningView {
    HappeningView {
        when: moment(house, line.at),
        who: line.who,
        what: line.what,
        detail: line.detail,
        href: line
            .evidence_id
            .map_or_else(String::new, |id| format!("/roadmap/{}/evidence/{id}", board.plan.year)),
    }
}

type Neighbour = Option<(String, String)>;

fn neighbours(standing: &Standing<'_>, number: &str, is_past: bool) -> (Neighbour, Neighbour) {
    let all: Vec<&plan::Measure> =
        standing.plan().sections.iter().flat_map(|section| &section.measures).collect();
    let Some(at) = all.iter().position(|measure| measure.number == number) else { return (None, None) };
    let day = if is_past { format!("?as_of={}", standing.as_of) } else { String::new() };
    let link = |measure: &&plan::Measure| {
        let year = standing.board.plan.year;
        (format!("/roadmap/{year}/measures/{}{day}", measure.number), measure.number.clone())
    };
    (at.checked_sub(1).and_then(|n| all.get(n)).map(link), all.get(at + 1).map(link))
}
