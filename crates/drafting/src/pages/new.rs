//! `/drafts/new`: which paper, whose, for which part of the plan.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State as Given};
use plan::Measure;
use roadmap::{Board, measure_title};
use serde::Deserialize;
use std::sync::Arc;
use ui::Chrome;

use super::{Choice, author_of, fault_of, go_to, page, refused};
use crate::kind::kind_title;
use crate::rules::State;
use crate::store::drafts::of_measure;
use crate::{FieldFault, Place, Reader, Source, paper_kinds, prepare, source};

#[derive(Template)]
#[template(path = "draft_new.html")]
struct NewPage {
    chrome: Chrome,
    about: Option<AboutView>,
    /// Kinds that the plan asks for here.
    wanted: Vec<Choice>,
    others: Vec<Choice>,
    issuers: Vec<Choice>,
    already: Vec<AlreadyView>,
    asked: Asked,
    faults: Vec<FieldFault>,
}

impl NewPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

struct AboutView {
    number: String,
    title: String,
    part: String,
    href: String,
}

struct AlreadyView {
    id: String,
    words: String,
    state: State,
}

/// For which part of the plan: numbers as the plan prints them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
    measure: String,
    item: String,
    slot: String,
    kind: String,
    issuer: String,
}

/// The part of the plan that was asked for; a measure that is not there is not found.
async fn part(house: &House, visitor: &Visitor, asked: &Asked) -> PageResult<Option<(Arc<Board>, Place)>> {
    if asked.measure.is_empty() {
        return Ok(None);
    }
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let year: i16 = asked.year.parse().map_err(|_| PageError::NotFound)?;
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let (_, measure) = board.measure(&asked.measure).ok_or(PageError::NotFound)?;
    let item = measure.items.iter().find(|item| item.number == asked.item);
    if !asked.item.is_empty() && item.is_none() {
        return Err(PageError::NotFound);
    }
    let place = Place {
        measure_key: board.version.keys.key(&measure.number).to_owned(),
        item_key: item.map(|item| board.version.keys.key(&item.number).to_owned()),
        slot_key: Some(asked.slot.clone()).filter(|slot| !slot.is_empty()),
    };
    Ok(Some((board, place)))
}

/// Codes of the kinds that the plan asks for at this place, then at the rest of the measure.
fn wanted_kinds(board: &Board, place: &Place, today: jiff::civil::Date) -> Vec<String> {
    let state = board.state_on(today);
    let mut obligations: Vec<_> = state
        .measures()
        .flat_map(|measure| &measure.obligations)
        .filter(|one| one.obligation.measure_key == place.measure_key)
        .collect();
    obligations.sort_by_key(|one| {
        let is_here = one.obligation.item_key == place.item_key;
        let is_now = place.slot_key.as_ref().is_none_or(|slot| one.obligation.slot.key == *slot);
        (!is_here, !is_now)
    });
    let mut codes: Vec<String> = Vec::new();
    for need in obligations.into_iter().flat_map(|one| &one.obligation.requirement.needs) {
        if let Some(code) = &need.kind
            && !codes.contains(code)
        {
            codes.push(code.clone());
        }
    }
    codes
}

async fn draw(house: &House, visitor: Visitor, asked: Asked, faults: Vec<FieldFault>) -> PageResult<NewPage> {
    let found = part(house, &visitor, &asked).await?;
    let today = house.clock.today();
    let codes = found.as_ref().map(|(board, place)| wanted_kinds(board, place, today)).unwrap_or_default();
    let chosen =
        if asked.kind.is_empty() { codes.first().cloned().unwrap_or_default() } else { asked.kind.clone() };
    let mut wanted = Vec::new();
    let mut others = Vec::new();
    for kind in paper_kinds(&house.region) {
        let code = kind.document.code.clone();
        let place = codes.iter().position(|one| *one == code);
        let choice = Choice { is_chosen: code == chosen, value: code, label: kind.document.title.clone() };
        match place {
            Some(place) => wanted.push((place, choice)),
            None => others.push(choice),
        }
    }
    wanted.sort_by_key(|(place, _)| *place);
    let reader = Reader::of(&visitor);
    let already = match &found {
        Some((board, place)) => of_measure(&house.db, &reader, board.plan.year, &place.measure_key).await?,
        None => Vec::new(),
    };
    Ok(NewPage {
        about: found.as_ref().and_then(|(board, place)| about(board, place)),
        wanted: wanted.into_iter().map(|(_, choice)| choice).collect(),
        others,
        issuers: issuers(house, &visitor, &asked),
        already: already
            .into_iter()
            .map(|row| AlreadyView {
                words: format!("{} «{}»", kind_title(house, &row.kind), row.title),
                state: row.state(),
                id: row.id,
            })
            .collect(),
        asked,
        faults,
        chrome: visitor.chrome,
    })
}

fn about(board: &Board, place: &Place) -> Option<AboutView> {
    let measure: &Measure = board.measure_by_key(&place.measure_key)?;
    let item = place.item_key.as_deref().and_then(|key| board.item_ever(key));
    Some(AboutView {
        number: measure.number.clone(),
        title: measure_title(measure),
        part: item.map_or_else(String::new, |item| format!("{}. {}", item.number, item.title)),
        href: format!("/roadmap/{}/measures/{}", board.plan.year, measure.number),
    })
}

/// One's own organisation and the leading bodies: the concept drafted by the regional centre is issued by the ministry.
fn issuers(house: &House, visitor: &Visitor, asked: &Asked) -> Vec<Choice> {
    let own = visitor.active_membership().map(|membership| membership.org_code.clone());
    let bodies = &house.region.region.bodies;
    let mut codes: Vec<String> = own.into_iter().collect();
    for code in [&bodies.ministry, &bodies.institute, &bodies.regional_centre] {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
        .into_iter()
        .map(|code| Choice {
            label: house.organisation_title(&code),
            is_chosen: code == asked.issuer,
            value: code,
        })
        .collect()
}

pub async fn form(Given(house): Given<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    page(&draw(&house, visitor, asked, Vec::new()).await?)
}

pub async fn make(
    sources: &'static [Source],
    Given(house): Given<House>,
    visitor: Visitor,
    form: FormData,
) -> PageResult {
    let text = |name: &str| form.text(name).to_owned();
    let asked = Asked {
        year: text("year"),
        measure: text("measure"),
        item: text("item"),
        slot: text("slot"),
        kind: text("kind"),
        issuer: text("issuer"),
    };
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let found = part(&house, &visitor, &asked).await?;
    let place = found.as_ref().map(|(board, place)| (board.as_ref(), place));
    let issuer = if asked.issuer.is_empty() { author.org_code.clone() } else { asked.issuer.clone() };
    let over = source::ask(sources, &house, &visitor, &asked.kind).await?;
    let mut tx = house.db.begin().await?;
    match prepare(&mut tx, &house, &scope, &asked.kind, &issuer, place, &over, &author).await {
        Ok(id) => {
            tx.commit().await?;
            go_to(&format!("/drafts/{id}/edit"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, asked, faults).await?)
        }
    }
}
