//! The registry's pages and its API.

pub mod api;
pub mod boundaries;
pub mod buildings;
pub mod edit;
pub mod export;
pub mod forms;
pub mod identity;
pub mod import;
mod map;
pub mod municipality;
pub mod new;
pub mod open_data;
pub mod organisation;
pub mod reform;
pub mod registry;

use access::{PageError, Role, Scope};
use jiff::civil::Date;
use region::OrganisationKind;
use serde::Deserialize;

use crate::rules::{FilterText, Roll, RollName, RollOrganisation, kind_titles};

/// Who changes cards, each within a scope of their own.
pub const EDITORS: &[Role] =
    &[Role::Administrator, Role::Institute, Role::Municipality, Role::MunicipalCentre, Role::School];
/// Who changes what an organisation is in law.
pub const REGISTRARS: &[Role] = &[Role::Administrator, Role::Institute, Role::Municipality];
/// Who brings organisations into the registry.
pub const KEEPERS: &[Role] = &[Role::Administrator, Role::Institute];

/// The organisation of an editing page, as it is called on its newest day: one that is no more can still be mended, and
/// one outside of the scope of writing is not found.
fn edited<'a>(
    roll: &'a Roll,
    scope: &Scope,
    code: &str,
) -> Result<(&'a RollOrganisation, &'a RollName), PageError> {
    let organisation = roll.organisation(code).ok_or(PageError::NotFound)?;
    if !scope.covers(&organisation.id, organisation.municipality_id.as_deref()) {
        return Err(PageError::NotFound);
    }
    let names = roll.names_of(organisation);
    Ok((organisation, names.last().copied().ok_or(PageError::NotFound)?))
}

/// The day on which a card is looked at; nothing or nonsense: today.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AsOf {
    as_of: String,
}

impl AsOf {
    fn day(&self, today: Date) -> Date {
        FilterText { as_of: self.as_of.clone(), ..FilterText::default() }.read(today).0.as_of
    }
}

/// A path on the given day: the day is told only where it is not today.
fn on_day(path: &str, day: Date, today: Date) -> String {
    if day == today { path.to_owned() } else { format!("{path}?as_of={day}") }
}

fn organisation_path(code: &str, day: Date, today: Date) -> String {
    on_day(&format!("/network/organisations/{code}"), day, today)
}

fn municipality_path(code: &str, day: Date, today: Date) -> String {
    on_day(&format!("/network/municipalities/{code}"), day, today)
}

/// A line of a history: what it was called, and when.
struct NameLine {
    period: String,
    full: String,
    details: String,
}

/// A kind with a number that leads to the list of those counted.
struct KindLine {
    title: &'static str,
    count: String,
    href: String,
    is_chosen: bool,
}

impl KindLine {
    fn new(kind: OrganisationKind, count: i64, href: String) -> Self {
        Self { title: kind_titles(kind), count: ui::ru::grouped(count), href, is_chosen: false }
    }
}

/// The day in words when it is not today: «на 1 февраля 2020 года».
fn day_in_words(day: Date, today: Date) -> Option<String> {
    (day != today).then(|| format!("на {}", ui::ru::date_of_year(day)))
}
