//! Answers as people read and type them.

use super::Choice;
use crate::filling::Sheet;
use crate::rules::pattern;

/// An id for a field: letters, digits and dashes.
pub fn id_of(path: &str) -> String {
    let plain: String =
        path.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    format!("f{plain}")
}

/// The code of a choice that was typed by its label; what is no choice stays as it was typed, and the check says so.
pub fn code_among<'a>(choices: impl Iterator<Item = (&'a str, &'a str)> + Clone, typed: &str) -> String {
    let folded = ui::ru::fold(typed);
    let exact = choices.clone().find(|(value, label)| *value == typed || *label == typed);
    let found = exact.or_else(|| choices.clone().find(|(_, label)| ui::ru::fold(label) == folded));
    found.map_or_else(|| typed.to_owned(), |(value, _)| value.to_owned())
}

/// An answer of a sheet as people read it.
pub fn shown_in(sheet: &Sheet, path: &str, value: &str) -> String {
    let offers = sheet.session.choices(path).unwrap_or_default().into_iter();
    let choices: Vec<Choice> =
        offers.map(|offer| Choice { value: offer.value, label: offer.label, is_chosen: false }).collect();
    let id = sheet.version.shown.get(&pattern(path));
    let element = id.map(|id| sheet.version.form().element(*id));
    shown_of(value, element.and_then(|element| element.bind_text("type")).unwrap_or_default(), &choices)
}

/// A value as people read it.
pub fn shown_of(value: &str, data_type: &str, choices: &[Choice]) -> String {
    if choices.is_empty() {
        return match data_type {
            "decimal" => value.replace('.', ","),
            "date" => value.parse().map_or_else(|_| value.to_owned(), ui::ru::date_short),
            _ => value.to_owned(),
        };
    }
    let label = |code: &str| {
        choices.iter().find(|one| one.value == code).map_or_else(|| code.to_owned(), |one| one.label.clone())
    };
    value.split_whitespace().map(label).collect::<Vec<_>>().join("; ")
}
