//! The start page: what is asked of me today; the search; the styleguide.

use access::{Allow, Deed, House, PageResult, Routes, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use reminders::pages::list::{self as reminder_list, Line};
use roadmap::rules::State as PlanPartState;
use roadmap::store::plans;
use roadmap::{Board, Task, current_plan, search, tasks_of};
use serde::Deserialize;
use ui::{Chrome, StyleguidePage, SumBar, SumPart};

pub fn routes() -> Routes {
    Routes::new().get("/", Allow::Anyone, today).get("/search", Allow::Anyone, find).get(
        "/styleguide",
        Allow::Anyone,
        styleguide,
    )
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    chrome: Chrome,
    heading: String,
    signed_in: bool,
    has_role: bool,
    tasks: Vec<Task>,
    more: usize,
    calm: usize,
    plan: Option<PlanCard>,
    duty: String,
    reminders: Vec<Line>,
}

struct PlanCard {
    year: i64,
    title: String,
    sum: SumBar,
}

/// More would not be read; the plan itself has the rest.
const MOST_TASKS: usize = 25;
/// The page of reminders has the rest.
const MOST_REMINDERS: i64 = 5;
/// Of each kind; the registers have filters for the rest.
const MOST_FOUND: usize = 20;

async fn today(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let today = house.clock.today();
    let plans = plans::plans(&house.db, &scope).await?;
    let board = match current_plan(&house.region, &plans, today) {
        Some(plan) => Some(Board::of_plan(&house, plan).await?),
        None => None,
    };
    let mut tasks = match (&board, &visitor.actor) {
        (Some(board), Some(actor)) => tasks_of(board, &house.region, actor, today),
        _ => Vec::new(),
    };
    let more = tasks.len().saturating_sub(MOST_TASKS);
    tasks.truncate(MOST_TASKS);
    let state = board.as_ref().map(|board| board.state_on(today));
    let calm = state.as_ref().map_or(0, |state| state.count(PlanPartState::InProgress));
    let plan = board.as_ref().zip(state.as_ref()).map(|(board, state)| PlanCard {
        year: board.plan.year,
        title: board.plan.title.clone(),
        sum: SumBar::new(
            "Мероприятия по состояниям".into(),
            PlanPartState::ALL.into_iter().map(|one| part(board.plan.year, state, one)).collect(),
        ),
    });
    let heading = ui::ru::capitalised(&ui::ru::date_with_weekday(today));
    let duty = visitor
        .role()
        .and_then(|role| house.region.roles.get(&role))
        .map_or_else(String::new, |title| title.duty.clone());
    let reminders = match &visitor.actor {
        Some(actor) => reminder_list::unread(&house, &actor.account_id, MOST_REMINDERS).await?,
        None => Vec::new(),
    };
    let page = TodayPage {
        signed_in: visitor.actor.is_some(),
        has_role: visitor.role().is_some(),
        heading,
        tasks,
        more,
        calm,
        plan,
        duty,
        reminders,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn part(year: i64, state: &roadmap::rules::PlanState, one: PlanPartState) -> SumPart {
    SumPart {
        class: one.code(),
        sign: one.sign(),
        word: one.word(),
        count: state.count(one),
        href: format!("/roadmap/{year}?state={}", one.code()),
        is_chosen: false,
    }
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    chrome: Chrome,
    query: String,
    measures: Vec<(i64, search::Found)>,
    organisations: Vec<(String, String, String)>,
    documents: Vec<(String, String, String)>,
}

async fn find(State(house): State<House>, visitor: Visitor, Query(words): Query<Words>) -> PageResult {
    let query = words.q.trim().to_owned();
    let mut measures = Vec::new();
    let (mut organisations, mut found_documents) = (Vec::new(), Vec::new());
    if !query.is_empty() {
        let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
        for plan in plans::plans(&house.db, &scope).await? {
            let board = Board::of_plan(&house, plan).await?;
            measures
                .extend(search::measures(&board, &query).into_iter().map(|found| (board.plan.year, found)));
        }
        let registry = visitor.scope(Subject::OrganisationCard, Deed::Read);
        let filter = network::rules::FilterText { q: query.clone(), ..Default::default() };
        let (filter, _) = filter.read(house.clock.today());
        let roll = network::store::roll(&house.db).await?;
        let (found, _) = roll.page(&registry, &filter);
        organisations = found
            .into_iter()
            .map(|one| {
                let municipality =
                    one.municipality.map_or_else(String::new, |place| place.short_name.clone());
                (one.organisation.code.clone(), one.name.short.clone(), municipality)
            })
            .take(MOST_FOUND)
            .collect();
        let papers = visitor.scope(Subject::Document, Deed::Read);
        let filter = documents::rules::FilterText { q: query.clone(), ..Default::default() };
        let filter = filter.read(&house.region.document_kinds);
        let found = documents::find(&house.db, &house.search, &papers, &filter).await?;
        found_documents = found
            .rows
            .into_iter()
            .map(|(one, _)| {
                (
                    one.id.clone(),
                    one.title.clone(),
                    format!("№ {} от {}, {}", one.number, ui::ru::date_short(one.date()), one.org_title),
                )
            })
            .take(MOST_FOUND)
            .collect();
    }
    let chrome = Chrome { search_query: query.clone(), ..visitor.chrome };
    Ok(Html(SearchPage { chrome, query, measures, organisations, documents: found_documents }.render()?)
        .into_response())
}

async fn styleguide(visitor: Visitor) -> PageResult {
    Ok(Html(StyleguidePage::new(visitor.chrome).render()?).into_response())
}
