//! Days and stretches of days.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::months::{MONTH_WORD, month_number};
use super::{ParsedTerm, Year};

static NUMERIC: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?(?:\D|$)").ok());
/// «25 октября 2024», «12, 19 ноября», «10-20 ноября», «с 1 по 15 мая».
static WORDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\d.])(\d{{1,2}})(?:-?го)?(?:(?:\s*(?:-|,|и|по)\s*\d{{1,2}})*\s*(?:-|,|и|по)\s*(\d{{1,2}})(?:-?го)?)?\s+{MONTH_WORD}(?:\s+(\d{{4}}))?")).ok()
});

/// Whether the text names days at all.
pub(super) fn names_days(text: &str) -> bool {
    [&NUMERIC, &WORDED].iter().any(|pattern| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text)))
}

pub(super) fn stretch(text: &str, year: Year) -> Option<ParsedTerm> {
    let days = numeric(text, year).or_else(|| worded(text, year))?;
    let (first, last) = (*days.first()?, *days.last()?);
    if says_until(text) {
        return Some(ParsedTerm { to: Some(last), ..ParsedTerm::default() });
    }
    if days.len() == 1 && (text.starts_with("с ") || text.starts_with("начиная")) {
        return Some(ParsedTerm {
            from: Some(first),
            to: Some(year.last_day().max(first)),
            ..ParsedTerm::default()
        });
    }
    Some(ParsedTerm::dates(first, last.max(first)))
}

fn says_until(text: &str) -> bool {
    text.starts_with("до ")
        || text.starts_with("не позднее")
        || text.starts_with("не позже")
        || text.starts_with("к ")
        || text.starts_with("срок до ")
}

/// The month in the calendar year that the plan's year gives it.
fn date_in(year: Year, own_year: Option<i16>, month: i8, day: i8) -> Option<Date> {
    let calendar_year = own_year.or_else(|| year.month(month).map(Date::year))?;
    Date::new(calendar_year, month, day).ok()
}

fn numeric(text: &str, year: Year) -> Option<Vec<Date>> {
    let pattern = NUMERIC.as_ref()?;
    let mut parts: Vec<(i8, i8, Option<i16>)> = Vec::new();
    let mut at = 0;
    while let Some(found) = pattern.captures_at(text, at) {
        let own_year = found.get(3).and_then(|digits| digits.as_str().parse::<i16>().ok());
        let own_year = own_year.map(|number| if number < 100 { 2000 + number } else { number });
        parts.push((found[1].parse().ok()?, found[2].parse().ok()?, own_year));
        at = found.get(3).or_else(|| found.get(2)).map_or(text.len(), |last| last.end());
    }
    let (_, _, last_year) = *parts.last()?;
    parts
        .into_iter()
        .map(|(day, month, own_year)| date_in(year, own_year.or(last_year), month, day))
        .collect()
}

fn worded(text: &str, year: Year) -> Option<Vec<Date>> {
    let pattern = WORDED.as_ref()?;
    let mut parts: Vec<(i8, i8, Option<i16>)> = Vec::new();
    for found in pattern.captures_iter(text) {
        let month = month_number(&found[3])?;
        let own_year = found.get(4).and_then(|digits| digits.as_str().parse().ok());
        parts.push((found[1].parse().ok()?, month, own_year));
        if let Some(last) = found.get(2) {
            parts.push((last.as_str().parse().ok()?, month, own_year));
        }
    }
    let (_, _, last_year) = *parts.last()?;
    let days: Option<Vec<Date>> = parts
        .into_iter()
        .map(|(day, month, own_year)| date_in(year, own_year.or(last_year), month, day))
        .collect();
    let mut days = days?;
    // «25 декабря – 10 января»: the second lies in the next year.
    if let [first, .., last] = days.as_mut_slice()
        && *last < *first
    {
        *last = last.saturating_add(jiff::Span::new().years(1));
    }
    Some(days)
}
