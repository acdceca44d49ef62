//! Completeness for other programs.

use access::{House, PageError, PageResult, Visitor};
use axum::Json;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use region::RequirementLevel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::reads;
use crate::rules::FilterText;
use crate::summary::{PaperCell, SchoolLine, summary};

const USUAL_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// This room's part of the description of the API.
#[derive(OpenApi)]
#[openapi(paths(completeness), tags((name = "kits", description = "Полнота кейса документов школ на любую дату")))]
pub struct KitsApi;

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CompletenessQuery {
    /// Код муниципалитета.
    municipality: String,
    /// Статус библиотеки на этот день: `library`, `centre`, `municipal_centre`.
    status: String,
    /// Состояние школы: `complete`, `partial`, `expired`, `nothing`, `not_asked`.
    state: String,
    /// День, на который считается полнота, `ГГГГ-ММ-ДД`; без него — сегодня.
    as_of: String,
    /// Сколько школ вернуть, от 1 до 200; без него — 50.
    limit: String,
    /// Значение `next` предыдущего ответа.
    cursor: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Completeness {
    /// День, на который посчитано.
    as_of: String,
    /// Первый день состава кейса, по которому посчитано.
    kit_since: String,
    totals: KitTotals,
    schools: Vec<KitSchool>,
    /// Продолжение списка: передайте в `cursor`. Нет — список кончился.
    next: Option<String>,
}

/// Школы отбора по состояниям; `state` на них не влияет.
#[derive(Debug, Serialize, ToSchema)]
pub struct KitTotals {
    schools: usize,
    complete: usize,
    partial: usize,
    expired: usize,
    nothing: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KitSchool {
    code: String,
    name: String,
    municipality: String,
    status: &'static str,
    state: &'static str,
    /// Обязательных документов.
    must: usize,
    in_force: usize,
    documents: Vec<KitPaper>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KitPaper {
    code: String,
    /// `must` — обязателен, `should` — рекомендуется; нет — статус его не требует.
    level: Option<&'static str>,
    /// `in_force`, `expiring`, `expired`, `missing`, `not_asked`.
    state: &'static str,
    number: Option<String>,
    approved_on: Option<String>,
    valid_until: Option<String>,
}

/// Полнота кейса документов школ.
#[utoipa::path(
    get,
    path = "/api/v1/kits",
    tag = "kits",
    params(CompletenessQuery),
    responses(
        (status = 200, body = Completeness),
        (status = 404, description = "Такого муниципалитета нет, или на этот день кейс не был установлен"),
        (status = 422, description = "Условие отбора не принято")
    )
)]
pub async fn completeness(
    State(house): State<House>,
    visitor: Visitor,
    Query(query): Query<CompletenessQuery>,
) -> PageResult {
    let text = FilterText {
        municipality: query.municipality,
        status: query.status,
        state: query.state,
        as_of: query.as_of,
        ..FilterText::default()
    };
    let (filter, problems) = text.read(house.clock.today());
    // A program must not take a half-understood filter for the one it asked for.
    if let Some(problem) = problems.into_iter().next() {
        return Err(not_understood(problem));
    }
    let limit = limit_of(&query.limit)?;
    let counted = summary(&house, &reads(&visitor), &filter).await?.ok_or(PageError::NotFound)?;
    let mut schools: Vec<SchoolLine> =
        counted.schools.into_iter().filter(|line| line.id > query.cursor).collect();
    schools.sort_by(|one, other| one.id.cmp(&other.id));
    let goes_on = schools.len() > limit;
    schools.truncate(limit);
    let next = schools.last().filter(|_| goes_on).map(|line| line.id.clone());
    let whole = counted.whole;
    let body = Completeness {
        as_of: counted.as_of.to_string(),
        kit_since: counted.since.to_string(),
        totals: KitTotals {
            schools: whole.schools,
            complete: whole.complete,
            partial: whole.partial,
            expired: whole.expired,
            nothing: whole.nothing,
        },
        schools: schools.into_iter().map(school).collect(),
        next,
    };
    Ok(Json(body).into_response())
}

fn not_understood(why: String) -> PageError {
    PageError::refused("Условие отбора не принято", why, "Исправьте параметр запроса.")
}

fn limit_of(text: &str) -> Result<usize, PageError> {
    if text.is_empty() {
        return Ok(USUAL_LIMIT);
    }
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| not_understood(format!("limit: допустимо целое число от 1 до {MAX_LIMIT}.")))
}

fn school(line: SchoolLine) -> KitSchool {
    KitSchool {
        code: line.code,
        name: line.name,
        municipality: line.municipality.0,
        status: line.status.code(),
        state: line.verdict.code(),
        must: line.counts.must,
        in_force: line.counts.in_force,
        documents: line.papers.into_iter().map(paper).collect(),
    }
}

fn paper(one: PaperCell) -> KitPaper {
    KitPaper {
        code: one.code,
        level: one.level.map(|level| match level {
            RequirementLevel::Must => "must",
            RequirementLevel::Should => "should",
        }),
        state: one.state.code(),
        number: Some(one.number).filter(|number| !number.is_empty()),
        approved_on: one.approved_on.map(|day| day.to_string()),
        valid_until: one.valid_until.map(|day| day.to_string()),
    }
}
