//! The plan of a year: a line of twelve months or a table, two views of one thing, with filters in the address.

mod filter;
mod timeline;

use access::{Deed, House, PageError, PageResult, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse, Redirect};
use plan::Measure;
use ui::{Chrome, SumBar, SumPart};

use super::words::{days, leads_and_others, section_heading, term_text};
use crate::board::{Board, Standing, current_plan, measure_title};
use crate::rules::{MeasureState, PlanState, PlanYear, State};
use crate::store::plans::{self, PlanRow};
use filter::{ExecutorChoice, Filter, PlanQuery, View};
use timeline::{TimelineRow, YearScale};

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    chrome: Chrome,
    plan_id: String,
    year: i64,
    title: String,
    published: bool,
    /// Years with a plan: title, address, whether it is this one.
    years: Vec<(String, String, bool)>,
    /// Number of the version that was in force, on a page of the past.
    past_version: Option<i64>,
    today_href: String,
    as_of_text: String,
    sum: SumBar,
    filter: Filter,
    executors: Vec<ExecutorChoice>,
    section_choices: Vec<(String, String, bool)>,
    is_timeline: bool,
    timeline_href: String,
    table_href: String,
    scale: YearScale,
    /// The reports' addresses without their endings: a dot and the kind of file stand between.
    report_href: String,
    report_query: String,
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
    /// Of a measure whose paper gives its items only: number and title of each.
    items: Vec<(String, String)>,
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
    if let Some(plan) = current_plan(&house.region, &plans, house.clock.today()) {
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
    let all = plans::plans(&house.db, &scope).await?;
    let plan = all.iter().find(|plan| plan.year == i64::from(year)).cloned().ok_or(PageError::NotFound)?;
    let board = Board::of_plan(&house, plan).await?;
    let filter = Filter::read(&query, house.clock.today());
    let standing = board.on(filter.as_of);
    let scale = YearScale::new(board.year, filter.as_of);
    let mut sections = Vec::new();
    let mut shown = 0;
    for (section, section_state) in standing.sections() {
        if !filter.section.is_empty() && filter.section != section.number {
            continue;
        }
        let measures: Vec<MeasureView> = section
            .measures
            .iter()
            .zip(&section_state.measures)
            .filter(|(measure, state)| filter.takes(&standing, &visitor, measure, state))
            .map(|(measure, state)| measure_view(&standing, &scale, &filter, measure, state))
            .collect();
        if measures.is_empty() {
            continue;
        }
        shown += measures.len();
        sections.push(SectionView {
            heading: section_heading(section),
            state: section_state.state,
            measures,
        });
    }
    let section_choices =
        standing.plan().sections.iter().map(|section| {
            (section.number.clone(), section_heading(section), filter.section == section.number)
        });
    let role = visitor.role();
    let page = PlanPage {
        plan_id: board.plan.id.clone(),
        year: board.plan.year,
        title: standing.plan().meta.title.clone(),
        published: board.plan.published_at.is_some(),
        years: years(&all, board.year, board.plan.year),
        past_version: (!filter.is_today).then_some(standing.version.number),
        today_href: filter.href(board.plan.year, |one| one.is_today = true),
        as_of_text: ui::ru::date_of_year(filter.as_of),
        sum: sum_bar(&standing.state, &filter, board.plan.year),
        executors: filter::executor_choices(&standing, &filter),
        section_choices: section_choices.collect(),
        is_timeline: filter.view == View::Timeline,
        timeline_href: filter.href(board.plan.year, |one| one.view = View::Timeline),
        table_href: filter.href(board.plan.year, |one| one.view = View::Table),
        scale,
        report_href: format!("/roadmap/{}/report", board.plan.year),
        report_query: format!("as_of={}", filter.as_of),
        sections,
        shown,
        total: standing.state.measures().count(),
        has_mine: role.is_some_and(|role| !matches!(role, Role::Administrator)),
        can_change: may_import(role),
        can_publish: role == Some(Role::Ministry),
        works_with_plan: scope.reach() > access::Reach::Published,
        chrome: visitor.chrome,
        filter,
    };
    Ok(Html(page.render()?).into_response())
}

/// The plans of other years, the newest first; nothing where there is this one only.
fn years(all: &[PlanRow], this: PlanYear, shown: i64) -> Vec<(String, String, bool)> {
    if all.len() < 2 {
        return Vec::new();
    }
    let one = |plan: &PlanRow| {
        let draft = if plan.published_at.is_some() { "" } else { ", не опубликован" };
        let title = format!("{}{draft}", this.title_of(plan.year));
        (title, format!("/roadmap/{}", plan.year), plan.year == shown)
    };
    all.iter().map(one).collect()
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
    standing: &Standing<'_>,
    scale: &YearScale,
    filter: &Filter,
    measure: &Measure,
    state: &MeasureState,
) -> MeasureView {
    let lanes = if filter.view == View::Timeline {
        timeline::lanes(standing, scale, measure, state)
    } else {
        Vec::new()
    };
    let mut proof = format!("подтверждений {}\u{a0}из\u{a0}{}", state.satisfied, state.required);
    if state.pending > 0 {
        proof = format!("{proof}, ждут решения: {}", state.pending);
    }
    let (leads, others) = leads_and_others(standing.who(), measure);
    let is_untitled = measure.title.is_empty() && measure.items.len() > 1;
    let items = measure.items.iter().filter(|_| is_untitled);
    let day = filter.day();
    let query = if day.is_empty() { day } else { format!("?as_of={day}") };
    MeasureView {
        number: measure.number.clone(),
        title: shortened(&measure_title(measure), LONGEST_TITLE),
        items: items.map(|item| (item.number.clone(), shortened(&item.title, LONGEST_ITEM))).collect(),
        href: format!("/roadmap/{}/measures/{}{query}", standing.board.plan.year, measure.number),
        term: term_text(measure),
        leads,
        others,
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
        State::Overdue => {
            format!("просрочено на {} {}", state.days_overdue(), days(state.days_overdue()))
        }
        State::NotCarriedOut => {
            state.obligations.iter().find_map(|one| one.reason.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

const LONGEST_TITLE: usize = 130;
const LONGEST_ITEM: usize = 80;

/// Long titles are cut at a word; the whole title is one click away.
fn shortened(title: &str, most: usize) -> String {
    if title.chars().count() <= most {
        return title.to_owned();
    }
    let cut: String = title.chars().take(most).collect();
    let at_word = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", at_word.trim_end_matches([',', ';', ':', ' ']))
}
