//! Changing a measure by order: the change, its basis, and a new version of the plan.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use plan::term::parse_term;
use plan::{Executor, ExecutorRole, Measure};
use ui::Chrome;

use crate::board::{Board, measure_title};
use crate::rules::{followers, with_measure};
use crate::store::Author;
use crate::store::plans::{self, NewVersion};

#[derive(Template)]
#[template(path = "change.html")]
struct ChangePage {
    chrome: Chrome,
    year: i64,
    number: String,
    heading: String,
    version: i64,
    title: String,
    term: String,
    from: String,
    to: String,
    executors: Vec<ExecutorRow>,
    organisations: Vec<(String, String)>,
    followers: String,
    basis: String,
    note: String,
    error: String,
}

struct ExecutorRow {
    org: String,
    text: String,
    is_lead: bool,
}

const EMPTY_ROWS: usize = 2;
const MOST_ROWS: usize = 20;

async fn board(house: &House, visitor: &Visitor, year: i16) -> Result<std::sync::Arc<Board>, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)
}

fn page_of(house: &House, visitor: Visitor, board: &Board, measure: &Measure) -> ChangePage {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let today = house.clock.today();
    let mut executors: Vec<ExecutorRow> = measure
        .executors
        .iter()
        .map(|one| ExecutorRow {
            org: one.org.clone().unwrap_or_default(),
            text: one.text.clone(),
            is_lead: one.role == ExecutorRole::Lead,
        })
        .collect();
    executors.extend((0..EMPTY_ROWS).map(|_| ExecutorRow {
        org: String::new(),
        text: String::new(),
        is_lead: false,
    }));
    let organisations =
        house.region.organisations.iter().filter(|one| one.kind != region::OrganisationKind::School);
    let followers = followers(&board.version.plan, &measure.number)
        .into_iter()
        .map(|(number, _)| number)
        .collect::<Vec<_>>();
    ChangePage {
        year: board.plan.year,
        number: measure.number.clone(),
        heading: measure_title(measure),
        version: board.version.number,
        title: measure.title.clone(),
        term: measure.term.text.clone(),
        from: day(measure.term.from),
        to: day(measure.term.to),
        executors,
        organisations: organisations
            .map(|one| {
                (one.code.clone(), one.name_on(today).map_or(one.code.clone(), |name| name.short.clone()))
            })
            .collect(),
        followers: followers.join(", "),
        basis: String::new(),
        note: String::new(),
        error: String::new(),
        chrome: visitor.chrome,
    }
}

/// `/roadmap/{year}/measures/{number}/change`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let (_, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    Ok(Html(page_of(&house, visitor, &board, measure).render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/change`
pub async fn change(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (_, measure) = board.measure(&number).ok_or(PageError::NotFound)?;
    if form.text("version") != board.version.number.to_string() {
        let now = format!(
            "Пока форма была открыта, появилась редакция {} ({}): {}. Ваши правки: наименование «{}», срок «{}».",
            board.version.number,
            board.version.author,
            board.version.note,
            form.text("title"),
            form.text("term")
        );
        return Err(PageError::Conflict { what: now });
    }
    let changed = measure_of(&board, measure, &form);
    let (basis, note) = (form.text("basis"), form.text("note"));
    let error = if basis.is_empty() {
        "Не указано основание. План меняется приказом или распоряжением: напишите вид, номер и дату."
    } else if note.is_empty() {
        "Не указано, что изменено. Напишите одним предложением: так редакцию узнают в списке."
    } else if changed == *measure {
        "Ничего не изменено. Исправьте наименование, срок или исполнителей."
    } else if changed.title.is_empty() && changed.items.is_empty() {
        "Наименование мероприятия пусто. Укажите его."
    } else {
        ""
    };
    if !error.is_empty() {
        let page = ChangePage {
            error: error.into(),
            basis: basis.into(),
            note: note.into(),
            ..page_of(&house, visitor, &board, &changed)
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let plan = with_measure(&board.version.plan, &changed);
    let mut tx = house.db.begin().await?;
    plans::add_version(&mut tx, &house, year, &NewVersion { plan: &plan, note, basis }, &author).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!(
        "/roadmap/{year}/versions?from={}&to={}",
        board.version.number,
        board.version.number + 1
    ))
    .into_response())
}

fn measure_of(board: &Board, before: &Measure, form: &FormData) -> Measure {
    let mut measure = before.clone();
    measure.title = form.text("title").to_owned();
    let term = form.text("term");
    if term != before.term.text {
        let year = i16::try_from(board.plan.year).unwrap_or_default();
        let parsed = parse_term(term, year, board.year.first_day.month());
        measure.term.text = term.to_owned();
        measure.term.recurrence = parsed.recurrence;
        measure.term.from = parsed.from.or(measure.term.from);
        measure.term.to = parsed.to.or(measure.term.to);
        measure.term.relative_to_measure = None;
    }
    // Dates typed by hand win over what the text says.
    for (field, day, was) in
        [("from", &mut measure.term.from, before.term.from), ("to", &mut measure.term.to, before.term.to)]
    {
        if let Ok(typed) = form.text(field).parse()
            && Some(typed) != was
        {
            *day = Some(typed);
        }
    }
    measure.executors = executors_of(form);
    measure
}

fn executors_of(form: &FormData) -> Vec<Executor> {
    let mut executors = Vec::new();
    for index in 0..MOST_ROWS {
        let text = form.text(&format!("text.{index}"));
        if text.is_empty() {
            continue;
        }
        let org = form.text(&format!("org.{index}"));
        let is_lead = form.text("lead") == index.to_string();
        executors.push(Executor {
            org: Some(org.to_owned()).filter(|code| !code.is_empty()),
            role: if is_lead { ExecutorRole::Lead } else { ExecutorRole::Co },
            text: text.to_owned(),
        });
    }
    executors
}
