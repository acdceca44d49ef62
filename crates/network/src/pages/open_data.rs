//! The registry as open data: a passport, CSV, JSON, GeoJSON, on any day.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use store::FileHash;
use ui::Chrome;

use super::api::names_version;
use crate::open_data::{self, COLUMNS, PublicOrganisation, organisations};
use crate::rules::{Filter, FilterText};
use crate::store::{last_change, roll};

/// Whoever has it may show it for so long; then it asks whether it is still the same.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=600, must-revalidate");

#[derive(Template)]
#[template(path = "open_data.html")]
struct PassportPage {
    chrome: Chrome,
    region: String,
    owner: String,
    changed: String,
    count: usize,
    columns: Vec<(&'static str, &'static str)>,
    statuses: Vec<(&'static str, String)>,
    kinds: Vec<(&'static str, &'static str)>,
}

/// `/network/open-data`: the passport.
pub async fn passport(State(house): State<House>, visitor: Visitor) -> PageResult {
    let today = house.clock.today();
    let roll = roll(&house.db).await?;
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let changed = last_change(&house.db, &scope).await?;
    let words = &house.region.statuses;
    let page = PassportPage {
        region: house.region.region.name_genitive.clone(),
        owner: house
            .region
            .organisation(&house.region.region.bodies.institute)
            .and_then(|one| one.name_on(today))
            .map_or_else(String::new, |name| name.full.clone()),
        changed: changed.map_or_else(String::new, |at| ui::ru::date_long(house.clock.date_of(at))),
        count: roll.all(&scope, &Filter::on(today)).0.len(),
        columns: COLUMNS.to_vec(),
        statuses: region::LibraryStatus::ALL.map(|one| (one.code(), words.title(one).to_owned())).into(),
        kinds: crate::rules::KINDS.map(|kind| (kind.code(), crate::rules::kind_title(kind))).into(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// What is asked for, wholly understood or refused: a program must not take a half of it for the whole.
async fn asked(
    house: &House,
    visitor: &Visitor,
    text: &FilterText,
) -> Result<(Filter, Vec<PublicOrganisation>), PageError> {
    let (filter, problems) = text.read(house.clock.today());
    if let Some(problem) = problems.into_iter().next() {
        return Err(PageError::refused(
            "Условие отбора не принято",
            format!("{}: {}", problem.field, problem.text),
            "Исправьте параметр запроса.",
        ));
    }
    let scope = visitor.scope(Subject::OrganisationCard, Deed::Read);
    let roll = roll(&house.db).await?;
    let listed = organisations(&roll, &scope, &filter, &house.region.statuses);
    Ok((filter, listed))
}

/// `/network.csv`
pub async fn csv(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
    headers: HeaderMap,
) -> PageResult {
    let (_, organisations) = asked(&house, &visitor, &text).await?;
    let body = open_data::csv(&organisations);
    answer(body.into_bytes(), "text/csv; charset=utf-8; header=present", &headers)
}

/// `/network.json`
pub async fn json(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
    headers: HeaderMap,
) -> PageResult {
    let (filter, organisations) = asked(&house, &visitor, &text).await?;
    let body = open_data::json(filter.as_of, &organisations);
    answer(serde_json::to_vec(&body)?, "application/json", &headers)
}

/// `/network.geojson`: buildings whose points are known.
pub async fn geo(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
    headers: HeaderMap,
) -> PageResult {
    let (filter, organisations) = asked(&house, &visitor, &text).await?;
    let body = open_data::geojson(filter.as_of, &organisations);
    answer(serde_json::to_vec(&body)?, "application/geo+json", &headers)
}

/// The body with its version, for caches and for programs of other sites; 304 to whoever has it already.
fn answer(body: Vec<u8>, media_type: &'static str, asked: &HeaderMap) -> PageResult<Response> {
    let etag = format!("\"{}\"", &FileHash::of(&body).as_str()[..32]);
    let value = HeaderValue::from_str(&etag).map_err(|error| PageError::Internal(error.to_string()))?;
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::ETAG, value),
        (header::CACHE_CONTROL, CACHED),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    if names_version(asked, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], body).into_response())
}
