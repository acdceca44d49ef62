//! The start page: what is asked of me today, what happened without me, how the year stands.

use std::sync::Arc;

use access::{Actor, Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use jiff::ToSpan;
use jiff::civil::Date;
use reminders::pages::list::{self as reminder_list, Line};
use roadmap::calendar::{Deadline, deadlines};
use roadmap::rules::State as PartState;
use roadmap::store::plans::PlanRow;
use roadmap::{Board, Task, TaskGroup, boards_at_work, current_plan, sort_by_urgency, tasks_of};
use ui::{Chrome, SumBar, SumPart};

use crate::rooms::ASKING;

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    chrome: Chrome,
    heading: String,
    signed_in: bool,
    has_role: bool,
    waiting: usize,
    /// «просрочено 1, срок в ближайшие 30 дней 4»
    urgent: String,
    groups: Vec<Group>,
    more: usize,
    calm: usize,
    plan: Option<PlanCard>,
    ahead: Vec<Ahead>,
    reminders: Vec<Line>,
    news: Vec<News>,
    duty: String,
}

struct Group {
    heading: &'static str,
    tasks: Vec<Task>,
}

struct PlanCard {
    year: i64,
    year_title: String,
    title: String,
    sum: SumBar,
}

/// A deadline of the plan that comes next, for whoever is asked for nothing.
struct Ahead {
    when: String,
    state: PartState,
    title: String,
    href: String,
}

/// What somebody else did lately.
struct News {
    when: String,
    what: String,
    who: String,
    measure: String,
    href: String,
}

/// More would not be read; the plan itself has the rest.
const MOST_TASKS: usize = 25;
const MOST_AHEAD: usize = 6;
const MOST_NEWS: usize = 6;
/// The page of reminders has the rest.
const MOST_REMINDERS: i64 = 5;
const NEWS_DAYS: i64 = 21;

/// `/`
pub async fn page(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let today = house.clock.today();
    let boards = boards_at_work(&house, &scope, today).await?;
    let plans: Vec<PlanRow> = boards.iter().map(|board| board.plan.clone()).collect();
    let current = current_plan(&house.region, &plans, today);
    let board = current.and_then(|plan| boards.iter().find(|board| board.plan.id == plan.id));
    let tasks = match &visitor.actor {
        Some(actor) => tasks_of_all_rooms(&house, &boards, actor, today).await?,
        None => Vec::new(),
    };
    let works_with_plan = scope.reach() > Reach::Published;
    let name = visitor.actor.as_ref().map_or("", |actor| actor.name.as_str());
    let reminders = match &visitor.actor {
        Some(actor) => reminder_list::unread(&house, &actor.account_id, MOST_REMINDERS).await?,
        None => Vec::new(),
    };
    let page = TodayPage {
        reminders,
        heading: ui::ru::capitalised(&ui::ru::date_with_weekday(today)),
        signed_in: visitor.actor.is_some(),
        has_role: visitor.role().is_some(),
        waiting: tasks.len(),
        urgent: urgent(&tasks),
        calm: board.map_or(0, |board| calm(board, &tasks, today)),
        plan: board.map(|board| plan_card(board, today)),
        ahead: board.filter(|_| tasks.is_empty()).map(|board| ahead(board, today)).unwrap_or_default(),
        news: board
            .filter(|_| works_with_plan)
            .map(|board| news(&house, board, name, today))
            .unwrap_or_default(),
        more: tasks.len().saturating_sub(MOST_TASKS),
        groups: groups(tasks),
        duty: visitor
            .role()
            .and_then(|role| house.region.roles.get(&role))
            .map_or_else(String::new, |title| format!("{}: {}", title.title, lower_first(&title.duty))),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// What every plan that is worked by asks of one person, and what the other rooms do.
async fn tasks_of_all_rooms(
    house: &House,
    boards: &[Arc<Board>],
    actor: &Actor,
    today: Date,
) -> PageResult<Vec<Task>> {
    let mut tasks: Vec<Task> =
        boards.iter().flat_map(|board| tasks_of(board, &house.region, actor, today)).collect();
    for source in ASKING {
        let asked = source(house, std::slice::from_ref(actor), today).await?.into_iter().flatten();
        tasks.extend(asked.map(|due| Task::of_another_room(due, today)));
    }
    sort_by_urgency(&mut tasks);
    Ok(tasks)
}

fn groups(mut tasks: Vec<Task>) -> Vec<Group> {
    tasks.truncate(MOST_TASKS);
    let mut groups: Vec<Group> = Vec::new();
    for group in TaskGroup::ALL {
        let own: Vec<Task> = tasks.iter().filter(|task| task.group == group).cloned().collect();
        if !own.is_empty() {
            groups.push(Group { heading: group.heading(), tasks: own });
        }
    }
    groups
}

/// What a role does, said after its name.
fn lower_first(duty: &str) -> String {
    let mut letters = duty.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

fn urgent(tasks: &[Task]) -> String {
    let count = |group: TaskGroup| tasks.iter().filter(|task| task.group == group).count();
    let told = [
        (count(TaskGroup::Answer), "ждут ответа"),
        (count(TaskGroup::Overdue), "просрочено"),
        (count(TaskGroup::Near), "срок в ближайшие 30\u{a0}дней"),
    ];
    let told = told
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{word}\u{a0}— {count}"));
    told.collect::<Vec<_>>().join(", ")
}

/// Measures that run and ask nothing of the reader.
fn calm(board: &Board, tasks: &[Task], today: Date) -> usize {
    let standing = board.on(today);
    let running = standing.state.measures().filter(|measure| measure.state == PartState::InProgress);
    let is_asked = |key: &str| {
        let prefix = format!("roadmap/{}/{key}/", board.plan.year);
        tasks.iter().any(|task| task.key.starts_with(&prefix))
    };
    running.filter(|measure| !is_asked(&measure.measure_key)).count()
}

fn plan_card(board: &Board, today: Date) -> PlanCard {
    let standing = board.on(today);
    let part = |one: PartState| SumPart {
        class: one.code(),
        sign: one.sign(),
        word: one.word(),
        count: standing.state.count(one),
        href: format!("/roadmap/{}?state={}", board.plan.year, one.code()),
        is_chosen: false,
    };
    PlanCard {
        year: board.plan.year,
        year_title: board.year_title(),
        title: standing.plan().meta.title.clone(),
        sum: SumBar::new("Мероприятия по состояниям".into(), PartState::ALL.into_iter().map(part).collect()),
    }
}

fn ahead(board: &Board, today: Date) -> Vec<Ahead> {
    let coming = deadlines(board, today, None).into_iter();
    let coming = coming.filter(|one: &Deadline| one.to >= today && !one.state.is_finished());
    let line = |one: Deadline| Ahead {
        when: format!("до\u{a0}{}", ui::ru::date_long(one.to)),
        state: one.state,
        title: one.name,
        href: format!("/roadmap/{}/measures/{}", board.plan.year, one.measure_number),
    };
    coming.map(line).take(MOST_AHEAD).collect()
}

fn news(house: &House, board: &Board, own_name: &str, today: Date) -> Vec<News> {
    let since = today.saturating_sub(NEWS_DAYS.days());
    let lines = board.history(&house.region).iter();
    let lines = lines.take_while(|line| house.clock.date_of(line.at) >= since);
    let of_others = lines.filter(|line| own_name.is_empty() || !line.who.starts_with(own_name));
    let year = board.plan.year;
    let line = |line: &roadmap::history::Happening| {
        let (_, measure) = board.measure_ever(&line.measure_key)?;
        let href = match &line.evidence_id {
            Some(id) => format!("/roadmap/{year}/evidence/{id}"),
            None if board.measure_by_key(&line.measure_key).is_none() => format!("/roadmap/{year}/versions"),
            None => format!("/roadmap/{year}/measures/{}", measure.number),
        };
        Some(News {
            when: ui::ru::date_long(house.clock.date_of(line.at)),
            what: line.what.clone(),
            who: line.who.clone(),
            measure: measure.number.clone(),
            href,
        })
    };
    of_others.filter_map(line).take(MOST_NEWS).collect()
}
