//! The registry for other programs.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::FileHash;
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::rules::{
    FIRST_DAY, Filter, FilterText, LAST_DAY, Listed, Period, Roll, RollBuilding, RollName, StatusPeriod,
};
use crate::store::roll;

const USUAL_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// This room's part of the description of the API.
#[derive(OpenApi)]
#[openapi(paths(list, one), tags((name = "organisations", description = "Реестр организаций сети на любую дату")))]
pub struct NetworkApi;

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Вид организаций: `ministry`, `institute`, `regional_centre`, `municipal_authority`, `municipal_centre`, `school`, `partner`, `group`.
    kind: String,
    /// Статус школьной библиотеки на этот день: `library`, `centre`, `municipal_centre`.
    status: String,
    /// Код муниципалитета.
    municipality: String,
    /// Код организации: только те, кто ей подчиняется.
    under: String,
    /// Слова из наименования или код.
    q: String,
    /// День, на который показан реестр, `ГГГГ-ММ-ДД`; без него — сегодня.
    as_of: String,
    /// Сколько организаций вернуть, от 1 до 200; без него — 50.
    limit: String,
    /// Значение `next` предыдущего ответа.
    cursor: String,
}

/// The day on which a card is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CardQuery {
    /// День, на который показана карточка, `ГГГГ-ММ-ДД`; без него — сегодня.
    as_of: String,
}

/// A page of the registry.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationList {
    /// День, на который показан реестр.
    as_of: String,
    organisations: Vec<OrganisationBrief>,
    /// Продолжение списка: передайте в `cursor`. Нет — список кончился.
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationBrief {
    id: String,
    code: String,
    kind: &'static str,
    /// Статус школьной библиотеки на этот день; у других организаций нет.
    status: Option<&'static str>,
    inn: String,
    full_name: String,
    short_name: String,
    genitive_name: String,
    municipality: Option<Reference>,
    is_demo: bool,
}

/// Another thing of the registry, by its code.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reference {
    code: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationCard {
    id: String,
    code: String,
    kind: &'static str,
    /// День, на который показана карточка.
    as_of: String,
    /// Статус школьной библиотеки на этот день; у других организаций нет.
    status: Option<&'static str>,
    /// Последний день срока муниципального центра.
    status_until: Option<String>,
    inn: String,
    ogrn: String,
    phone: String,
    email: String,
    site: String,
    head: String,
    /// Число обучающихся по последнему подсчёту не позже этого дня.
    pupils: Option<u32>,
    pupils_counted_on: Option<String>,
    /// Здания, которыми организация пользуется в этот день.
    buildings: Vec<Building>,
    full_name: String,
    short_name: String,
    genitive_name: String,
    municipality: Option<Reference>,
    parent: Option<Reference>,
    /// Для группы исполнителей: виды организаций, которые она обозначает.
    stands_for: Vec<&'static str>,
    is_demo: bool,
    /// Все наименования, новые впереди.
    names: Vec<DatedName>,
    /// Все статусы школьной библиотеки, новые впереди.
    statuses: Vec<DatedStatus>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Building {
    title: String,
    address: String,
    /// Градусы северной широты.
    lat: Option<f64>,
    /// Градусы восточной долготы.
    lon: Option<f64>,
    has_library: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DatedStatus {
    status: &'static str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    /// Документ, которым статус присвоен.
    basis: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DatedName {
    full_name: String,
    short_name: String,
    genitive_name: String,
    /// Первый день; нет — без начала.
    valid_from: Option<String>,
    /// Последний день; нет — действует и дальше.
    valid_to: Option<String>,
}

/// Организации сети.
#[utoipa::path(
    get,
    path = "/api/v1/organisations",
    tag = "organisations",
    params(ListQuery),
    responses((status = 200, body = OrganisationList), (status = 422, description = "Условие отбора не принято"))
)]
pub async fn list(
    State(house): State<House>,
    visitor: Visitor,
    Query(query): Query<ListQuery>,
) -> PageResult {
    let today = house.clock.today();
    let text = FilterText {
        kind: query.kind,
        status: query.status,
        municipality: query.municipality,
        under: query.under,
        q: query.q,
        as_of: query.as_of,
        ..FilterText::default()
    };
    let filter = whole_filter(&text, today)?;
    let limit = limit_of(&query.limit)?;
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    // One more than asked for: it tells whether the list goes on.
    let roll = roll(&house.db).await?;
    let mut rows = roll.after(&scope, &filter, &query.cursor, limit + 1);
    let goes_on = rows.len() > limit;
    if goes_on {
        rows.pop();
    }
    let next = rows.last().filter(|_| goes_on).map(|row| row.organisation.id.clone());
    let organisations = rows.into_iter().map(brief).collect();
    Ok(axum::Json(OrganisationList { as_of: filter.as_of.to_string(), organisations, next }).into_response())
}

/// Карточка организации по коду или идентификатору.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}",
    tag = "organisations",
    params(("organisation" = String, Path, description = "Код или идентификатор организации"), CardQuery),
    responses(
        (status = 200, body = OrganisationCard, headers(("ETag" = String, description = "Версия карточки"))),
        (status = 304, description = "Карточка не изменилась с версии из If-None-Match"),
        (status = 404, description = "Такой организации нет")
    )
)]
pub async fn one(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(query): Query<CardQuery>,
    headers: HeaderMap,
) -> PageResult {
    let text = FilterText { as_of: query.as_of, ..FilterText::default() };
    let day = whole_filter(&text, house.clock.today())?.as_of;
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let roll = roll(&house.db).await?;
    let found = roll.find(&scope, &code, day).ok_or(PageError::NotFound)?;
    with_etag(&card(&roll, found, day), &headers)
}

/// A program must not take a half-understood filter for the one it asked for.
fn whole_filter(text: &FilterText, today: jiff::civil::Date) -> Result<Filter, PageError> {
    let (filter, problems) = text.read(today);
    match problems.into_iter().next() {
        None => Ok(filter),
        Some(problem) => Err(not_understood(problem.field, &problem.text)),
    }
}

fn not_understood(field: &str, why: &str) -> PageError {
    PageError::refused("Условие отбора не принято", format!("{field}: {why}"), "Исправьте параметр запроса.")
}

fn limit_of(text: &str) -> Result<usize, PageError> {
    if text.is_empty() {
        return Ok(USUAL_LIMIT);
    }
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| not_understood("limit", &format!("допустимо целое число от 1 до {MAX_LIMIT}.")))
}

fn brief(listed: Listed<'_>) -> OrganisationBrief {
    let (one, name) = (listed.organisation, listed.name);
    OrganisationBrief {
        kind: one.kind.code(),
        status: listed.status.map(region::LibraryStatus::code),
        inn: one.contacts.inn.clone(),
        id: one.id.clone(),
        code: one.code.clone(),
        full_name: name.full.clone(),
        short_name: name.short.clone(),
        genitive_name: name.genitive.clone(),
        municipality: listed
            .municipality
            .map(|one| Reference { code: one.code.clone(), name: one.short_name.clone() }),
        is_demo: one.is_demo,
    }
}

fn card(roll: &Roll, listed: Listed<'_>, day: jiff::civil::Date) -> OrganisationCard {
    let (one, name) = (listed.organisation, listed.name);
    let parent = one.seat_on(day).and_then(|seat| roll.organisation(seat.parent_id.as_deref()?));
    let pupils = one.pupils_on(day);
    OrganisationCard {
        kind: one.kind.code(),
        status: listed.status.map(region::LibraryStatus::code),
        status_until: listed.status.and(one.statuses.term_ends(day)).map(|day| day.to_string()),
        stands_for: one.stands_for.iter().map(|kind| kind.code()).collect(),
        id: one.id.clone(),
        code: one.code.clone(),
        as_of: day.to_string(),
        inn: one.contacts.inn.clone(),
        ogrn: one.contacts.ogrn.clone(),
        phone: one.contacts.phone.clone(),
        email: one.contacts.email.clone(),
        site: one.contacts.site.clone(),
        head: one.contacts.head.clone(),
        pupils: pupils.map(|(_, count)| count),
        pupils_counted_on: pupils.map(|(day, _)| day.to_string()),
        buildings: one.buildings_on(day).map(building).collect(),
        full_name: name.full.clone(),
        short_name: name.short.clone(),
        genitive_name: name.genitive.clone(),
        municipality: listed
            .municipality
            .map(|one| Reference { code: one.code.clone(), name: one.short_name.clone() }),
        parent: parent.and_then(|parent| {
            let name = roll.name_on(parent, day)?.short.clone();
            Some(Reference { code: parent.code.clone(), name })
        }),
        is_demo: one.is_demo,
        names: roll.names_of(one).into_iter().rev().map(dated_name).collect(),
        statuses: if listed.status.is_some() {
            one.statuses.periods().iter().rev().map(dated_status).collect()
        } else {
            Vec::new()
        },
    }
}

fn building(one: &RollBuilding) -> Building {
    Building {
        title: one.title.clone(),
        address: one.address.clone(),
        lat: one.point.map(roster::Point::lat),
        lon: one.point.map(roster::Point::lon),
        has_library: one.has_library,
    }
}

/// The sides of a period; unlimited ones are not told.
fn sides(period: Period) -> (Option<String>, Option<String>) {
    let from = (period.from != FIRST_DAY).then(|| period.from.to_string());
    (from, (period.to != LAST_DAY).then(|| period.to.to_string()))
}

fn dated_name(name: &RollName) -> DatedName {
    let (valid_from, valid_to) = sides(name.period);
    DatedName {
        valid_from,
        valid_to,
        full_name: name.full.clone(),
        short_name: name.short.clone(),
        genitive_name: name.genitive.clone(),
    }
}

fn dated_status(one: &StatusPeriod) -> DatedStatus {
    let (valid_from, valid_to) = sides(one.period);
    DatedStatus {
        status: one.status.code(),
        valid_from,
        valid_to,
        basis: one.basis.as_ref().map(|basis| basis.reference.clone()),
    }
}

/// The body with its own hash for an `ETag`, or 304 to whoever has it already.
fn with_etag(body: &impl Serialize, headers: &HeaderMap) -> Result<Response, PageError> {
    let body = serde_json::to_vec(body)?;
    let etag = format!("\"{}\"", &FileHash::of(&body).as_str()[..32]);
    let value = HeaderValue::from_str(&etag).map_err(|error| PageError::Internal(error.to_string()))?;
    if names_version(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, value)]).into_response());
    }
    let content_type = HeaderValue::from_static("application/json");
    Ok(([(header::ETAG, value), (header::CONTENT_TYPE, content_type)], body).into_response())
}

/// Whether `If-None-Match` names this version (RFC 9110, 13.1.2: weak comparison).
pub(super) fn names_version(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|version| version == "*" || version.strip_prefix("W/").unwrap_or(version) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_of_its_bounds() {
        assert_eq!(limit_of("").unwrap(), 50);
        assert_eq!(limit_of("200").unwrap(), 200);
        for unfit in ["0", "201", "-1", "много", "1e2"] {
            assert!(limit_of(unfit).is_err(), "{unfit}");
        }
    }

    #[test]
    fn a_version_is_recognised_among_others() {
        let names = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, text.parse().unwrap());
            names_version(&headers, "\"abc\"")
        };
        assert!(names("\"abc\"") && names("\"x\", W/\"abc\"") && names("*"));
        assert!(!names("abc") && !names("\"abcd\""));
        assert!(!names_version(&HeaderMap::new(), "\"abc\""));
    }

    #[test]
    fn the_body_of_a_known_version_is_not_sent_again() {
        let first = with_etag(&"тело", &HeaderMap::new()).unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(with_etag(&"тело", &headers).unwrap().status(), StatusCode::NOT_MODIFIED);
        assert_eq!(with_etag(&"другое тело", &headers).unwrap().status(), StatusCode::OK);
    }

    #[test]
    fn the_description_names_both_routes() {
        let paths = NetworkApi::openapi().paths.paths;
        assert!(paths.contains_key("/api/v1/organisations"));
        assert!(paths.contains_key("/api/v1/organisations/{organisation}"));
    }
}
