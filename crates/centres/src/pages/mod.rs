//! Pages of statuses and service areas.

pub mod annex;
pub mod area;
pub mod new;
pub mod overview;

use jiff::civil::Date;
use network::rules::Listed;

/// A path on the given day: the day is told only where it is not today.
fn on_day(path: &str, day: Date, today: Date) -> String {
    if day == today { path.to_owned() } else { format!("{path}?as_of={day}") }
}

/// Where the card of an organisation is, and what it is called.
fn link(listed: Listed<'_>, day: Date, today: Date) -> (String, String) {
    let path = format!("/network/organisations/{}", listed.organisation.code);
    (on_day(&path, day, today), listed.name.short.clone())
}
