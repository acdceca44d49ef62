//! The registry's pages and its API.

pub mod api;
pub mod municipality;
pub mod organisation;
pub mod registry;

use jiff::civil::Date;
use region::OrganisationKind;
use serde::Deserialize;

use crate::rules::{FilterText, kind_titles};

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
