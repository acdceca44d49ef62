//! The plan of a year: a line of twelve months or a table, two views of one thing, with filters in the address.

mod filter;
mod timeline;

use access::{Deed, House, PageError, PageResult, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect};
use plan::{ExecutorRole, Measure};
use region::RegionPack;
use ui::{Chrome, SumBar, SumPart};

use crate::board::{Board, measure_title};
use crate::rules::{MeasureState, PlanState, State};
use crate::store::plans;
use filter::{ExecutorChoice, Filter, PlanQuery, View};
use timeline::{MonthHead, TimelineRow};

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    chrome: Chrome,
    plan_id: String,
    year: i64,
    title: String,
    published: bool,
    as_of_text: String,
    sum: SumBar,
    filter: Filter,
    executors: Vec<ExecutorChoice>,
    section_choices: Vec<(String, String, bool)>,
    is_timeline: bool,
    timeline_href: String,
    table_href: String,
    /// The reports' addresses without their endings: a dot and the kind of file stand between.
    report_href: String,
    report_query: String,
    months: Vec<MonthHead>,
    sections: Vec<SectionView>,
    shown: usize,
    total: usize,
    has_mine: bool,
    can_change: bool,
    can_publish: bool,
    works_with_plan: bool,
}

struct SectionView {
    heading: String,
    state: State,
    measures: Vec<MeasureView>,
}

struct MeasureView {
    number: String,
    title: String,
    href: String,
    term: String,
    leads: String,
    others: String,
    state: State,
    proof: String,
    lanes: Vec<TimelineRow>,
    lane_count: usize,
    documents: Vec<String>,
    finished: String,
    deviation: String,
}

/// `/roadmap`: the plan in force now, or the newest one, or a word for whoever has none.
pub async fn newest(Given(house): Given<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let plans = plans::plans(&house.db, &scope).await?;
    let start_month = house.region.region.year_start_month;
    let today = house.clock.today();
    let this_year = if today.month() >= start_month { today.year() } else { today.year() - 1 };
    let current = plans.iter().find(|plan| plan.year == i64::from(this_year)).or(plans.first());
    if let Some(plan) = current {
        return Ok(Redirect::to(&format!("/roadmap/{}", plan.year)).into_response());
    }
    let page = NoPlanPage {
        can_import: may_import(visitor.role()),
        signed_in: visitor.actor.is_some(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "no_plan.html")]
struct NoPlanPage {
    chrome: Chrome,
    can_import: bool,
    signed_in: bool,
}

pub(super) fn may_import(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Institute | Role::Ministry))
}

/// `/roadmap/{year}`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<PlanQuery>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let filter = Filter::read(&query, house.clock.today());
    let state = board.state_on(filter.as_of);
    let mut sections = Vec::new();
    let mut shown = 0;
    for (section, section_state) in board.version.plan.sections.iter().zip(&state.sections) {
        if !filter.section.is_empty() && filter.section != section.number {
            continue;
        }
        let measures: Vec<MeasureView> = section
            .measures
            .iter()
            .zip(&section_state.measures)
            .filter(|(measure, measure_state)| filter.takes(&house.region, &visitor, measure, measure_state))
            .map(|(measure, measure_state)| {
                measure_view(&house.region, &board, &filter, measure, measure_state)
            })
            .collect();
        if measures.is_empty() {
            continue;
        }
        shown += measures.len();
        let heading = if section.number.is_empty() {
            section.title.clone()
        } else {
            format!("{}. {}", section.number, section.title)
        };
        sections.push(SectionView { heading, state: section_state.state, measures });
    }
    let section_choices = board
        .version
        .plan
        .sections
        .iter()
        .map(|section| {
            (
                section.number.clone(),
                format!("{}. {}", section.number, section.title),
                filter.section == section.number,
            )
        })
        .collect();
    let role = visitor.role();
    let page = PlanPage {
        plan_id: board.plan.id.clone(),
        year: board.plan.year,
        title: board.plan.title.clone(),
        published: board.plan.published_at.is_some(),
        as_of_text: ui::ru::date_of_year(filter.as_of),
        sum: sum_bar(&state, &filter, board.plan.year),
        executors: filter::executor_choices(&house.region, &board, &filter),
        section_choices,
        is_timeline: filter.view == View::Timeline,
        timeline_href: filter.href(board.plan.year, |one| one.view = View::Timeline),
        table_href: filter.href(board.plan.year, |one| one.view = View::Table),
        report_href: format!("/roadmap/{}/report", board.plan.year),
        report_query: format!("as_of={}", filter.as_of),
        months: timeline::months(board.year, house.clock.today()),
        sections,
        shown,
        total: state.measures().count(),
        has_mine: role.is_some_and(|role| !matches!(role, Role::Administrator)),
        can_change: may_import(role),
        can_publish: role == Some(Role::Ministry),
        works_with_plan: scope.reach() > access::Reach::Published,
        chrome: visitor.chrome,
        filter,
    };
    Ok(Html(page.render()?).into_response())
}

fn sum_bar(state: &PlanState, filter: &Filter, year: i64) -> SumBar {
    let parts = State::ALL.into_iter().map(|one| SumPart {
        class: one.code(),
        sign: one.sign(),
        word: one.word(),
        count: state.count(one),
        href: filter
            .href(year, |changed| changed.state = if filter.state == Some(one) { None } else { Some(one) }),
        is_chosen: filter.state == Some(one),
    });
    SumBar::new(
        "Мероприятия по состояниям; выберите состояние, чтобы оставить только их".to_owned(),
        parts.collect(),
    )
}

fn measure_view(
    region: &RegionPack,
    board: &Board,
    filter: &Filter,
    measure: &Measure,
    state: &MeasureState,
) -> MeasureView {
    let names = |role| executor_names(region, measure, role, filter.as_of);
    let lanes =
        if filter.view == View::Timeline { timeline::lanes(board, measure, state) } else { Vec::new() };
    let mut proof = format!("подтверждений {} из {}", state.satisfied, state.required);
    if state.pending > 0 && filter.shows_pending {
        proof = format!("{proof}, ждут решения: {}", state.pending);
    }
    MeasureView {
        number: measure.number.clone(),
        title: shortened(&measure_title(measure)),
        href: format!("/roadmap/{}/measures/{}", board.plan.year, measure.number),
        term: term_text(measure),
        leads: names(ExecutorRole::Lead),
        others: names(ExecutorRole::Co),
        state: state.state,
        proof,
        lane_count: lanes.len(),
        lanes,
        documents: measure.documents.iter().map(|document| document.text.clone()).collect(),
        finished: state.finished_on().map(ui::ru::date_short).unwrap_or_default(),
        deviation: deviation(state),
    }
}

fn deviation(state: &MeasureState) -> String {
    match state.state {
        State::Overdue => format!(
            "просрочено на {} {}",
            state.days_overdue(),
            ui::ru::plural(i64::from(state.days_overdue()), "день", "дня", "дней")
        ),
        State::NotCarriedOut => {
            state.obligations.iter().find_map(|one| one.reason.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The measure's own words for its term; for a measure of items, theirs.
pub(super) fn term_text(measure: &Measure) -> String {
    if !measure.term.text.is_empty() {
        return measure.term.text.clone();
    }
    let of_items: Vec<&str> =
        measure.items.iter().filter_map(|item| item.term.as_ref()).map(|term| term.text.as_str()).collect();
    if of_items.is_empty() { "без срока".to_owned() } else { of_items.join(", ") }
}

/// Short names of the executors with a role, in the paper's order; as printed where nobody has said who it is.
pub(super) fn executor_names(
    region: &RegionPack,
    measure: &Measure,
    role: ExecutorRole,
    on: jiff::civil::Date,
) -> String {
    let names = measure.executors.iter().filter(|executor| executor.role == role).map(|executor| {
        let organisation = executor.org.as_deref().and_then(|code| region.organisation(code));
        organisation
            .and_then(|one| one.name_on(on))
            .map_or_else(|| executor.text.clone(), |name| name.short.clone())
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Long titles are cut at a word; the whole title is one click away.
fn shortened(title: &str) -> String {
    const MOST: usize = 130;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(MOST).collect();
    let at_word = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", at_word.trim_end_matches([',', ';', ':', ' ']))
}
