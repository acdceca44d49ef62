//! Pages of this room.

pub mod answering;
pub mod book;
pub mod choices;
pub mod engine;
pub(crate) mod fields;
pub mod list;
pub mod odk;
pub mod poll;
pub mod poll_new;
pub mod public;
pub mod reading;
pub mod saving;
mod sheet_key;
pub mod uploads;
pub mod version;

use access::Role;

use crate::rules::Page;

/// Who makes questionnaires and asks them.
pub const AUTHORS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];
/// Who may be asked: everybody with a role.
pub const EVERYBODY: &[Role] = &Role::ALL;

/// What a page of a form is called, for whoever fills it in and for whoever publishes it: its section's own label, or words
/// where it has none.
pub(crate) fn section_title(label: Option<String>, page: &Page, number: usize) -> String {
    let label = label.filter(|text| !text.is_empty()).unwrap_or_else(|| {
        if number == 1 { "Общие вопросы".to_owned() } else { format!("Раздел {number}") }
    });
    if page.part > 0 { format!("{label}, часть {}", page.part) } else { label }
}

/// As it stands after «около»: «12 минут».
pub(crate) fn minutes_words(seconds: i64) -> String {
    let minutes = crate::rules::minutes(seconds);
    format!("{minutes}\u{a0}{}", ui::ru::plural(minutes, "минуты", "минут", "минут"))
}

/// A stored day in words.
pub(crate) fn day_words(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), ui::ru::date_long)
}
