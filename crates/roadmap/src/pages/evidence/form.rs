//! The form that evidence is recorded with.

use access::{Deed, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse};
use plan::Measure;
use serde::Deserialize;
use ui::Chrome;

use crate::board::{Board, measure_title};
use crate::evidence::may_write;
use crate::rules::slots_of;
use crate::store::Author;

#[derive(Template)]
#[template(path = "evidence_new.html")]
pub(super) struct NewEvidencePage {
    chrome: Chrome,
    year: i64,
    number: String,
    title: String,
    part: String,
    item: String,
    slot: String,
    kinds: Vec<KindChoice>,
    values: FormValues,
    issuers: Vec<(String, String, bool)>,
    error: Option<(String, String)>,
    today: String,
}

struct KindChoice {
    code: String,
    title: String,
    current: bool,
}

/// Everything typed, kept for a second try.
#[derive(Default)]
pub(super) struct FormValues {
    pub(super) source: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) date: String,
    pub(super) issuer: String,
    pub(super) link: String,
    pub(super) note: String,
}

#[derive(Deserialize)]
pub struct PlaceQuery {
    #[serde(default)]
    item: String,
    #[serde(default)]
    slot: String,
}

pub(super) struct Place<'a> {
    pub(super) measure: &'a Measure,
    pub(super) item_key: Option<String>,
    pub(super) slot_key: String,
    pub(super) heading: String,
    pub(super) wanted: Option<String>,
}

/// The part that a form is for, if the visitor may write there.
pub(super) fn place_of<'a>(
    house: &House,
    visitor: &Visitor,
    board: &'a Board,
    number: &str,
    item: &str,
    slot: &str,
) -> Result<Place<'a>, PageError> {
    let (_, measure) = board.measure(number).ok_or(PageError::NotFound)?;
    let author = Author::of(visitor).ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    if !may_write(house, &scope, board, measure, &author) {
        return Err(PageError::NotFound);
    }
    let found = measure.items.iter().find(|one| one.number == item);
    if !item.is_empty() && found.is_none() {
        return Err(PageError::NotFound);
    }
    let term = found.and_then(|one| one.term.as_ref()).unwrap_or(&measure.term);
    let slots = slots_of(term, board.year);
    let slot = if slot.is_empty() { slots.first() } else { slots.iter().find(|one| one.key == slot) };
    let slot = slot.ok_or(PageError::NotFound)?;
    let mut heading = found.map_or_else(String::new, |one| format!("{} {}", one.number, one.title));
    if !slot.label.is_empty() {
        heading = format!("{heading} {}", slot.label).trim().to_owned();
    }
    let item_key = found.map(|one| board.version.keys.key(&one.number).to_owned());
    let state = board.state_on(house.clock.today());
    let obligation = state.measures().flat_map(|one| &one.obligations).find(|one| {
        one.obligation.measure_key == board.version.keys.key(number)
            && one.obligation.item_key == item_key
            && one.obligation.slot.key == slot.key
    });
    // The first kind that nothing has been recorded for yet is most likely what is being brought.
    let wanted = obligation.and_then(|one| {
        let needs = one.obligation.requirement.needs.iter();
        needs.filter_map(|need| need.kind.clone()).find(|kind| {
            !board.evidence.iter().any(|row| {
                row.measure_key == one.obligation.measure_key
                    && row.item_key == item_key
                    && row.slot_key == slot.key
                    && row.kind.as_ref() == Some(kind)
                    && matches!(row.state.as_str(), "pending" | "accepted")
            })
        })
    });
    Ok(Place { measure, item_key, slot_key: slot.key.clone(), heading, wanted })
}

pub(super) fn form_page(
    house: &House,
    visitor: Visitor,
    board: &Board,
    place: &Place<'_>,
    item: &str,
    values: FormValues,
    error: Option<(String, String)>,
) -> NewEvidencePage {
    let kinds = house.region.document_kinds.iter().map(|kind| KindChoice {
        code: kind.code.clone(),
        title: kind.title.clone(),
        current: kind.code == values.kind,
    });
    let own_code =
        visitor.active_membership().map_or(String::new(), |membership| membership.org_code.clone());
    let bodies = &house.region.region.bodies;
    let mut issuers: Vec<(String, String, bool)> = Vec::new();
    for code in [&own_code, &bodies.ministry, &bodies.institute, &bodies.regional_centre] {
        if !issuers.iter().any(|(known, _, _)| known == code) && !code.is_empty() {
            let is_allowed = *code == own_code
                || visitor.scope(Subject::Document, Deed::Write).reach() == Reach::Everything;
            if is_allowed {
                issuers.push((code.clone(), house.organisation_title(code), *code == values.issuer));
            }
        }
    }
    NewEvidencePage {
        year: board.plan.year,
        number: place.measure.number.clone(),
        title: measure_title(place.measure),
        part: place.heading.clone(),
        item: item.to_owned(),
        slot: place.slot_key.clone(),
        kinds: kinds.collect(),
        values,
        issuers,
        error,
        today: house.clock.today().to_string(),
        chrome: visitor.chrome,
    }
}

/// `/roadmap/{year}/measures/{number}/evidence/new`
pub async fn new_form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<PlaceQuery>,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let place = place_of(&house, &visitor, &board, &number, &query.item, &query.slot)?;
    let values = FormValues {
        source: "document".into(),
        kind: place.wanted.clone().unwrap_or_default(),
        ..FormValues::default()
    };
    let page = form_page(&house, visitor, &board, &place, &query.item, values, None);
    Ok(Html(page.render()?).into_response())
}
