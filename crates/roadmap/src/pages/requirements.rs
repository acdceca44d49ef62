//! What a measure must leave behind, set by the institute, with its history.

use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::{Chrome, Problem, Problems};

use super::desk::Desk;
use super::words::moment;
use crate::board::measure_title;
use crate::rules::{Activity, Need};
use crate::store::requirements;

#[derive(Template)]
#[template(path = "requirements.html")]
struct RequirementsPage {
    chrome: Chrome,
    problems: Problems,
    year: i64,
    number: String,
    title: String,
    part: String,
    key: String,
    rows: Vec<NeedRow>,
    kinds: Vec<(String, String)>,
    activities: [Activity; Activity::ALL.len()],
    note: String,
    is_refined: bool,
    history: Vec<(String, String, String, String)>,
}

#[derive(Default)]
struct NeedRow {
    kind: String,
    activity: String,
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
const LONGEST_TITLE: usize = 500;
const SHORTEST_NOTE: usize = 5;
const LONGEST_NOTE: usize = 2000;

fn page_of(
    house: &House,
    chrome: Chrome,
    desk: &Desk,
    number: &str,
    key: &str,
) -> Result<RequirementsPage, PageError> {
    let measure = desk.measure(number)?;
    let board = &desk.board;
    let state = board.state_on(house.clock.today());
    let measure_state = state.measures().find(|one| one.number == number).ok_or(PageError::NotFound)?;
    let own_key =
        |one: &crate::rules::Obligation| one.item_key.clone().unwrap_or_else(|| one.measure_key.clone());
    let mut obligations = measure_state.obligations.iter().map(|one| &one.obligation);
    let obligation = obligations.find(|one| own_key(one) == key).ok_or(PageError::NotFound)?;
    let mut rows: Vec<NeedRow> = obligation
        .requirement
        .needs
        .iter()
        .map(|need| NeedRow {
            kind: need.kind.clone().unwrap_or_default(),
            activity: need.activity.clone().unwrap_or_default(),
            title: need.title.clone(),
            count: need.count.to_string(),
        })
        .collect();
    rows.extend((0..EMPTY_ROWS).map(|_| NeedRow::default()));
    let history = board.requirement_changes.iter().rev().filter(|change| change.key == key).map(|change| {
        let needs = change
            .needs
            .iter()
            .map(|need| format!("{} — {}", need.wording(), need.count))
            .collect::<Vec<_>>()
            .join("; ");
        let what = if needs.is_empty() {
            "возвращено требование плана".to_owned()
        } else {
            needs
        };
        (moment(house, change.set_at), change.author.clone(), what, change.note.clone())
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
        activities: Activity::ALL,
        note: String::new(),
        is_refined: obligation.requirement.is_refined,
        problems: Problems::default(),
        history: history.collect(),
        chrome,
    })
}

/// `/roadmap/{year}/measures/{number}/requirements`
pub async fn form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<KeyQuery>,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    Ok(Html(page_of(&house, visitor.chrome, &desk, &number, &query.key)?.render()?).into_response())
}

/// `POST /roadmap/{year}/measures/{number}/requirements`
pub async fn set(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let key = form.text("key").to_owned();
    let page = page_of(&house, visitor.chrome, &desk, &number, &key)?;
    let note = form.text("note").to_owned();
    let (needs, mut problems) =
        if form.text("do") == "reset" { (Vec::new(), Vec::new()) } else { needs_of(&house, &form) };
    if !(SHORTEST_NOTE..=LONGEST_NOTE).contains(&note.chars().count()) {
        let text = format!(
            "Не указано, почему требование меняется, или написано больше {LONGEST_NOTE} знаков. Причина останется в истории."
        );
        problems.push(Problem::new("note", text));
    }
    if !problems.is_empty() {
        let typed = (0..MOST_ROWS).map_while(|index| typed_row(&form, index));
        let problems = Problems::new("Требование не изменено", problems);
        let page = RequirementsPage { problems, note, rows: typed.collect(), ..page };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let mut tx = house.db.begin().await?;
    requirements::set(&mut tx, &desk.board.plan, &key, &needs, &note, &desk.author, &house).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/roadmap/{year}/measures/{number}")).into_response())
}

fn typed_row(form: &FormData, index: usize) -> Option<NeedRow> {
    let text = |field: &str| form.text(&format!("{field}.{index}")).to_owned();
    let is_there = form.fields().iter().any(|(name, _)| *name == format!("count.{index}"));
    is_there.then(|| NeedRow {
        kind: text("kind"),
        activity: text("activity"),
        title: text("title"),
        count: text("count"),
    })
}

/// The needs as typed, with everything that is wrong with them.
fn needs_of(house: &House, form: &FormData) -> (Vec<Need>, Vec<Problem>) {
    let (mut needs, mut problems) = (Vec::new(), Vec::new());
    for (index, row) in (0..MOST_ROWS).map_while(|index| typed_row(form, index)).enumerate() {
        if row.count.is_empty() || row.count == "0" {
            continue;
        }
        let Some(count) = row.count.parse::<u32>().ok().filter(|count| *count <= MOST_PIECES) else {
            let text =
                format!("Количество «{}» не подходит. Укажите целое число от 0 до {MOST_PIECES}.", row.count);
            problems.push(Problem::new(format!("count-{index}"), text));
            continue;
        };
        let kind = Some(row.kind).filter(|kind| !kind.is_empty());
        let known = kind.as_deref().map(|code| house.region.document_kind(code));
        if known == Some(None) {
            let text = "Такого вида документа нет в справочнике. Выберите вид из списка.";
            problems.push(Problem::new(format!("kind-{index}"), text));
            continue;
        }
        let activity = Some(row.activity).filter(|activity| !activity.is_empty());
        if activity.as_deref().is_some_and(|code| Activity::parse(code).is_none()) {
            let text = "Такой деятельности в системе нет. Выберите её из списка.";
            problems.push(Problem::new(format!("activity-{index}"), text));
            continue;
        }
        // What an activity leaves is no document and has no kind: both together could never be met.
        if kind.is_some() && activity.is_some() {
            let text = "У деятельности в системе нет вида документа. Оставьте вид «любое» или способ «любым способом».";
            problems.push(Problem::new(format!("activity-{index}"), text));
            continue;
        }
        if row.title.chars().count() > LONGEST_TITLE {
            let text = format!("Название требования длиннее {LONGEST_TITLE} знаков. Сократите его.");
            problems.push(Problem::new(format!("title-{index}"), text));
            continue;
        }
        let title = if row.title.is_empty() {
            known.flatten().map_or_else(|| "Любое подтверждение".to_owned(), |kind| kind.title.clone())
        } else {
            row.title
        };
        needs.push(Need { kind, title, count, activity });
    }
    if needs.is_empty() && problems.is_empty() {
        let text = "Не осталось ни одного требования. Укажите хотя бы одно или верните требование плана.";
        problems.push(Problem::new("count-0", text));
    }
    (needs, problems)
}
