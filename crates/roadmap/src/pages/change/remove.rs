//! Taking a measure out of the plan by order. What was recorded for it stays, with the versions that had it.

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use ui::{Chrome, Problem, Problems};

use super::super::desk::Desk;
use super::{keys_after, to_comparison};
use crate::board::measure_title;
use crate::rules::{followers, without_measure};
use crate::store::plans::NewVersion;
use crate::store::versions;

#[derive(Template)]
#[template(path = "remove.html")]
struct RemovePage {
    chrome: Chrome,
    problems: Problems,
    year: i64,
    number: String,
    title: String,
    version: i64,
    evidence: usize,
    followers: String,
    basis: String,
    note: String,
}

const LONGEST: usize = 500;

fn page_of(chrome: Chrome, desk: &Desk, number: &str) -> Result<RemovePage, PageError> {
    let board = &desk.board;
    let measure = desk.measure(number)?;
    let key = board.version.keys.key(number);
    let followers = followers(&board.version.plan, number).into_iter().map(|(number, _)| number);
    Ok(RemovePage {
        problems: Problems::default(),
        year: board.plan.year,
        number: number.to_owned(),
        title: measure_title(measure),
        version: board.version.number,
        evidence: board.evidence.iter().filter(|row| row.measure_key == key).count(),
        followers: followers.collect::<Vec<_>>().join(", "),
        basis: String::new(),
        note: String::new(),
        chrome,
    })
}

/// `/roadmap/{year}/measures/{number}/remove`
pub async fn confirm(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    Ok(Html(page_of(visitor.chrome, &desk, &number)?.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/remove`
pub async fn remove(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let board = &desk.board;
    let page = page_of(visitor.chrome, &desk, &number)?;
    let (basis, note) = (form.text("basis").to_owned(), form.text("note").to_owned());
    let mut problems = problems_of(&basis, &note);
    if form.text("version") != board.version.number.to_string() {
        let text = format!(
            "Пока страница была открыта, появилась редакция {}: {}. Посмотрите её и подтвердите ещё раз.",
            board.version.number, board.version.note
        );
        problems.push(Problem::new("note", text));
    }
    if !problems.is_empty() {
        let page =
            RemovePage {
                problems: Problems::new("Мероприятие не исключено", problems), basis, note, ..page
            };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let plan = without_measure(&board.version.plan, &number);
    let mut kept = board.version.keys.unchanged();
    kept.remove(&number);
    for item in &desk.measure(&number)?.items {
        kept.remove(&item.number);
    }
    let keys = keys_after(board, &kept, &plan);
    let note = if note.is_empty() {
        format!("мероприятие {number} исключено: {}", page.title)
    } else {
        note
    };
    let new = NewVersion { plan: &plan, note: &note, basis: &basis };
    let mut tx = house.db.begin().await?;
    let made = versions::change(&mut tx, &house, board, &new, &keys, &desk.author).await?;
    let made = made.ok_or(PageError::Conflict {
        what: "План изменили в эту же минуту.".into()
    })?;
    tx.commit().await?;
    Ok(to_comparison(board, made))
}

fn problems_of(basis: &str, note: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if basis.is_empty() || basis.chars().count() > LONGEST {
        let text = format!(
            "Не указано основание или оно длиннее {LONGEST} знаков. Мероприятие исключают приказом или распоряжением: напишите вид, номер и дату."
        );
        problems.push(Problem::new("basis", text));
    }
    if note.chars().count() > LONGEST {
        problems.push(Problem::new("note", format!("Пояснение длиннее {LONGEST} знаков. Сократите его.")));
    }
    problems
}
