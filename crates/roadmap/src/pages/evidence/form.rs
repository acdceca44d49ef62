//! The form that evidence is recorded with.

use access::{Deed, House, PageError, PageResult, Reach, Role, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{Html, IntoResponse};
use plan::Measure;
use serde::Deserialize;
use ui::{Chrome, Problems};

use super::super::desk::Desk;
use crate::board::{Board, measure_title};
use crate::evidence::may_write;
use crate::rules::{ObligationState, State};

#[derive(Template)]
#[template(path = "evidence_new.html")]
pub(super) struct NewEvidencePage {
    chrome: Chrome,
    pub(super) problems: Problems,
    year: i64,
    number: String,
    title: String,
    part: String,
    item: String,
    slot: String,
    needs: Vec<String>,
    values: FormValues,
    kinds: Vec<Choice>,
    issuers: Vec<Choice>,
    documents: Vec<Choice>,
    today: String,
}

/// A line of a list to choose from.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) current: bool,
}

/// Everything typed, kept for a second try.
#[derive(Default)]
pub(super) struct FormValues {
    /// `document`: registered now; `registered`: chosen from the register; `external`.
    pub(super) source: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) date: String,
    pub(super) issuer: String,
    pub(super) document: String,
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

/// The part of a measure that evidence is for.
pub(super) struct Place<'a> {
    pub(super) measure: &'a Measure,
    /// Its printed number, empty for the measure itself.
    pub(super) item: String,
    pub(super) item_key: Option<String>,
    pub(super) slot_key: String,
    heading: String,
    /// What is still missing, in the words of the plan.
    missing: Vec<String>,
    wanted: Option<String>,
}

/// The part that a form is for, if the author may write there. An address that names none means the first part that
/// still waits for something.
pub(super) fn place_of<'a>(
    house: &House,
    desk: &'a Desk,
    number: &str,
    item: &str,
    slot: &str,
) -> Result<Place<'a>, PageError> {
    let board = &desk.board;
    let measure = desk.measure(number)?;
    if !may_write(house, &desk.scope, board, measure, &desk.author) {
        return Err(PageError::NotFound);
    }
    let state = board.state_on(house.clock.today());
    let measure_state = state.measures().find(|one| one.number == number).ok_or(PageError::NotFound)?;
    let mut parts = measure_state.obligations.iter();
    let is_asked = |one: &ObligationState| {
        let obligation = &one.obligation;
        (item.is_empty() || obligation.item_number.as_deref() == Some(item))
            && (slot.is_empty() || obligation.slot.key == slot)
            // A form that names a slot and no item means the measure itself.
            && (slot.is_empty() || !item.is_empty() || obligation.item_number.is_none())
    };
    let asked: Vec<&ObligationState> = parts.by_ref().filter(|one| is_asked(one)).collect();
    let due = |one: &&&ObligationState| matches!(one.state, State::Overdue | State::InProgress);
    let one = asked.iter().find(due).or(asked.first()).ok_or(PageError::NotFound)?;
    let obligation = &one.obligation;
    let mut heading = obligation.item_number.as_deref().unwrap_or_default().to_owned();
    for text in [&obligation.item_title, &obligation.slot.label] {
        heading = format!("{heading} {text}").trim().to_owned();
    }
    let needs = obligation.requirement.needs.iter().zip(&one.have);
    let missing = needs.filter(|(need, have)| **have < need.count).map(|(need, have)| {
        if need.count > 1 {
            format!("{} — {have}\u{a0}из\u{a0}{}", need.wording(), need.count)
        } else {
            need.wording()
        }
    });
    Ok(Place {
        measure,
        item: obligation.item_number.clone().unwrap_or_default(),
        item_key: obligation.item_key.clone(),
        slot_key: obligation.slot.key.clone(),
        heading,
        missing: missing.collect(),
        wanted: wanted_kind(board, one),
    })
}

/// The first kind that nothing has been recorded for yet is most likely what is being brought.
fn wanted_kind(board: &Board, one: &ObligationState) -> Option<String> {
    let obligation = &one.obligation;
    let is_brought = |kind: &str| {
        board.evidence.iter().any(|row| {
            row.measure_key == obligation.measure_key
                && row.item_key == obligation.item_key
                && row.slot_key == obligation.slot.key
                && row.kind.as_deref() == Some(kind)
                && matches!(row.state.as_str(), "pending" | "accepted")
        })
    };
    // What has to come from an activity is not brought by hand.
    let by_hand = || obligation.requirement.needs.iter().filter(|need| need.activity.is_none());
    let kinds = || by_hand().filter_map(|need| need.kind.clone());
    kinds().find(|kind| !is_brought(kind)).or_else(|| kinds().next())
}

/// Codes of the organisations whose papers the visitor may register: one's own; for whoever registers for others, the
/// bodies that lead the plan, the measure's executors and the usual authors of papers too.
pub(super) fn issuers(house: &House, visitor: &Visitor, board: &Board, measure: &Measure) -> Vec<String> {
    let Some(own) = visitor.active_membership() else { return Vec::new() };
    let mut codes = vec![own.org_code.clone()];
    if visitor.scope(Subject::Document, Deed::Write).reach() == Reach::Everything {
        let bodies = &house.region.region.bodies;
        codes.extend([&bodies.ministry, &bodies.institute, &bodies.regional_centre].map(Clone::clone));
        codes.extend(measure.executors.iter().filter_map(|executor| executor.org.clone()));
        codes.extend(house.region.document_kinds.iter().flat_map(|kind| kind.authors.clone()));
    }
    let who = board.who_is_who(house.clock.today());
    let is_one = |code: &String| {
        who.of(code).is_some_and(|one| one.organisation.kind != region::OrganisationKind::Group)
    };
    let mut kept: Vec<String> = Vec::new();
    for code in codes.into_iter().filter(is_one) {
        if !kept.contains(&code) {
            kept.push(code);
        }
    }
    kept
}

/// Whether the visitor registers papers of this kind: the regional centre only those that are its own to issue
/// (the access matrix), the others whatever the plan asks for.
pub(super) fn may_register(house: &House, visitor: &Visitor, kind: &str) -> bool {
    let own = visitor.active_membership().map_or("", |membership| membership.org_code.as_str());
    let kind = house.region.document_kind(kind);
    visitor.role() != Some(Role::RegionalCentre)
        || kind.is_none_or(|kind| kind.authors.is_empty() || kind.authors.iter().any(|code| code == own))
}

pub(super) async fn form_page(
    house: &House,
    visitor: Visitor,
    desk: &Desk,
    place: &Place<'_>,
    values: FormValues,
) -> Result<NewEvidencePage, PageError> {
    let board = &desk.board;
    let who = board.who_is_who(house.clock.today());
    let kinds = house.region.document_kinds.iter().map(|kind| Choice {
        current: kind.code == values.kind,
        value: kind.code.clone(),
        label: kind.title.clone(),
    });
    let issuers = issuers(house, &visitor, board, place.measure).into_iter().map(|code| Choice {
        current: code == values.issuer,
        label: who.name(&code),
        value: code,
    });
    Ok(NewEvidencePage {
        problems: Problems::default(),
        year: board.plan.year,
        number: place.measure.number.clone(),
        title: if place.measure.title.is_empty() && !place.item.is_empty() {
            String::new()
        } else {
            measure_title(place.measure)
        },
        part: place.heading.clone(),
        item: place.item.clone(),
        slot: place.slot_key.clone(),
        needs: place.missing.clone(),
        kinds: kinds.collect(),
        issuers: issuers.collect(),
        documents: registered(house, &visitor, &values.document).await?,
        values,
        today: house.clock.today().to_string(),
        chrome: visitor.chrome,
    })
}

/// The newest documents of the register that the visitor sees, and the chosen one wherever it stands.
async fn registered(house: &House, visitor: &Visitor, chosen: &str) -> Result<Vec<Choice>, PageError> {
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let filter = documents::rules::FilterText::default().read(&house.region.document_kinds);
    let rows = documents::store::register_page(&house.db, &scope, &filter).await?;
    let label = |kind: &str, number: &str, date, title: &str| {
        let kind = house.region.document_kind(kind).map_or(kind, |kind| kind.title.as_str());
        format!("{kind} {}: {title}", crate::reference(number, date))
    };
    let mut choices: Vec<Choice> = rows
        .into_iter()
        .map(|row| Choice {
            current: row.id == chosen,
            label: label(&row.kind, &row.number, row.date(), &row.title),
            value: row.id,
        })
        .collect();
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.current) {
        let row = documents::document(&house.db, &scope, chosen).await?;
        choices.extend(row.map(|row| Choice {
            current: true,
            label: label(&row.kind, &row.number, row.date(), &row.title),
            value: row.id,
        }));
    }
    Ok(choices)
}

/// `/roadmap/{year}/measures/{number}/evidence/new`
pub async fn new_form(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    Query(query): Query<PlaceQuery>,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let place = place_of(&house, &desk, &number, &query.item, &query.slot)?;
    let kind = place.wanted.clone().unwrap_or_default();
    let is_own = may_register(&house, &visitor, &kind);
    let values = FormValues {
        source: if is_own { "document" } else { "registered" }.into(),
        kind,
        ..FormValues::default()
    };
    let page = form_page(&house, visitor, &desk, &place, values).await?;
    Ok(Html(page.render()?).into_response())
}
