//! What a measure must leave behind, set by the institute, with its history.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use crate::board::{Board, measure_title};
use crate::rules::Need;
use crate::store::{Author, requirements};

#[derive(Template)]
#[template(path = "requirements.html")]
struct RequirementsPage {
    chrome: Chrome,
    year: i64,
    number: String,
    title: String,
    part: String,
    key: String,
    rows: Vec<NeedRow>,
    kinds: Vec<(String, String)>,
    note: String,
    is_refined: bool,
    error: String,
    history: Vec<(String, String, String, String)>,
}

struct NeedRow {
    kind: String,
    title: String,
    count: String,
}

#[derive(Deserialize)]
pub struct KeyQuery {
    #[serde(default)]
    key: String,
}

/// Rows beyond those in force, for adding without a script.
const EMPTY_ROWS: usize = 3;
const MOST_ROWS: usize = 20;
const MOST_PIECES: u32 = 99;

async fn board(house: &House, visitor: &Visitor, year: i16) -> Result<std::sync::Arc<Board>, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)
}

fn page_of(
    house: &House,
    visitor: Visitor,
    board: &Board,
    number: &str,
    key: &str,
) -> Result<RequirementsPage, PageError> {
    let (_, measure) = board.measure(number).ok_or(PageError::NotFound)?;
    let state = board.state_on(house.clock.today());
    let measure_state = state.measures().find(|one| one.number == number).ok_or(PageError::NotFound)?;
    let own_key =
        |one: &crate::rules::Obligation| one.item_key.clone().unwrap_or_else(|| one.measure_key.clone());
    let obligation = measure_state
        .obligations
        .iter()
        .map(|one| &one.obligation)
        .find(|one| own_key(one) == key)
        .ok_or(PageError::NotFound)?;
    let mut rows: Vec<NeedRow> = obligation
        .requirement
        .needs
        .iter()
        .map(|need| NeedRow {
            kind: need.kind.clone().unwrap_or_default(),
            title: need.title.clone(),
            count: need.count.to_string(),
        })
        .collect();
    rows.extend((0..EMPTY_ROWS).map(|_| NeedRow {
        kind: String::new(),
        title: String::new(),
        count: String::new(),
    }));
    let history = board.requirement_changes.iter().rev().filter(|change| change.key == key).map(|change| {
        let needs = change
            .needs
            .iter()
            .map(|need| format!("{} — {}", need.title, need.count))
            .collect::<Vec<_>>()
            .join("; ");
        let what = if needs.is_empty() {
            "возвращено требование плана".to_owned()
        } else {
            needs
        };
        (super::measure::moment(house, change.set_at), change.author.clone(), what, change.note.clone())
    });
    Ok(RequirementsPage {
        year: board.plan.year,
        number: number.to_owned(),
        title: measure_title(measure),
        part: obligation
            .item_number
            .as_ref()
            .map_or_else(String::new, |item| format!("{item} {}", obligation.item_title)),
        key: key.to_owned(),
        rows,
        kinds: house
            .region
            .document_kinds
            .iter()
            .map(|kind| (kind.code.clone(), kind.title.clone()))
            .collect(),
        note: String::new(),
        is_refined: obligation.requirement.is_refined,
        error: String::new(),
        history: history.collect(),
        chrome: visitor.chrome,
    })
}

/// `/roadmap/{year}/measures/{number}/requirements`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<KeyQuery>,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    Ok(Html(page_of(&house, visitor, &board, &number, &query.key)?.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/requirements`
pub async fn set(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let board = board(&house, &visitor, year).await?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let key = form.text("key").to_owned();
    let page = page_of(&house, visitor, &board, &number, &key)?;
    let is_reset = form.text("do") == "reset";
    let note = form.text("note").to_owned();
    let needs = if is_reset { Ok(Vec::new()) } else { needs_of(&house, &form) };
    let needs = match needs {
        _ if note.chars().count() < 5 => {
            Err("Не указано, почему требование меняется. Напишите причину: она останется в истории."
                .to_owned())
        }
        needs => needs,
    };
    let needs = match needs {
        Ok(needs) => needs,
        Err(error) => {
            let typed = (0..MOST_ROWS).map_while(|index| typed_row(&form, index));
            let page = RequirementsPage { error, note, rows: typed.collect(), ..page };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
    };
    let mut tx = house.db.begin().await?;
    requirements::set(&mut tx, &board.plan, &key, &needs, &note, &author, &house).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}")).into_response())
}

fn typed_row(form: &FormData, index: usize) -> Option<NeedRow> {
    let text = |field: &str| form.text(&format!("{field}.{index}")).to_owned();
    let is_there = form.fields().iter().any(|(name, _)| *name == format!("count.{index}"));
    is_there.then(|| NeedRow { kind: text("kind"), title: text("title"), count: text("count") })
}

fn needs_of(house: &House, form: &FormData) -> Result<Vec<Need>, String> {
    let mut needs = Vec::new();
    for row in (0..MOST_ROWS).map_while(|index| typed_row(form, index)) {
        if row.count.is_empty() || row.count == "0" {
            continue;
        }
        let count = row.count.parse::<u32>().ok().filter(|count| *count <= MOST_PIECES);
        let count = count.ok_or_else(|| {
            format!("Количество «{}» не подходит. Укажите целое число от 0 до {MOST_PIECES}.", row.count)
        })?;
        let kind = Some(row.kind).filter(|kind| !kind.is_empty());
        let known = kind.as_deref().map(|code| house.region.document_kind(code));
        if known == Some(None) {
            return Err("Такого вида документа нет в справочнике. Выберите вид из списка.".to_owned());
        }
        let title = if row.title.is_empty() {
            known.flatten().map_or_else(|| "Любое подтверждение".to_owned(), |kind| kind.title.clone())
        } else {
            row.title
        };
        needs.push(Need { kind, title, count });
    }
    if needs.is_empty() {
        return Err(
            "Не осталось ни одного требования. Укажите хотя бы одно или верните требование плана.".to_owned()
        );
    }
    Ok(needs)
}
