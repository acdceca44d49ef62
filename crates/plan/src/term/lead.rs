//! Days counted back from something: «за 10 дней до конкурса», «не позднее чем за неделю до 1 июня».

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::Regex;

use super::relative::number_named;

static LEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = r"день|дн[яейю]\p{L}*|сутки|суток|недел[юьи]|месяца?|месяцев|час|часа|часов";
    let place = r"даты|дня|срока|начала|открытия|проведения|старта|дату|день";
    Regex::new(&format!(
        r"(?:^|[^\p{{L}}])за\s+(?:(\d{{1,3}}|\p{{L}}+)\s+)?(?:\([^)]*\)\s+)?((?:рабоч|календарн|учебн)\p{{L}}+\s+)?({unit})\s+до\s+(?:(?:{place})\s+)*"
    ))
    .ok()
});

/// How long before its anchor a term ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lead {
    /// Where the words begin that name the anchor.
    pub(super) end: usize,
    pub(super) days: i32,
    pub(super) is_of_working_days: bool,
    /// «не позднее чем за …», «не менее чем за …»
    pub(super) is_at_latest: bool,
}

pub(super) fn lead_in(folded: &str) -> Option<Lead> {
    let found = LEAD.as_ref()?.captures(folded)?;
    let whole = found.get(0)?;
    let count = found.get(1).map_or(Some(1), |word| number_named(word.as_str()))?;
    let in_unit = match &found[3] {
        unit if unit.starts_with("недел") => 7,
        unit if unit.starts_with("месяц") => 30,
        unit if unit.starts_with("час") => 0,
        _ => 1,
    };
    let days = count.checked_mul(in_unit).filter(|days| (0..=366).contains(days))?;
    let before = folded.get(..whole.start())?;
    Some(Lead {
        end: whole.end(),
        days,
        is_of_working_days: found.get(2).is_some_and(|word| word.as_str().starts_with("рабоч")),
        is_at_latest: before.contains("позднее") || before.contains("позже") || before.contains("мен"),
    })
}

/// «рабочих дней»: weekends do not count. Which days off a year has, nobody tells us: the count may end a little early.
pub(super) fn counts_working_days(folded: &str) -> bool {
    folded.contains("рабоч")
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// So many days after a day.
pub(super) fn on_from(day: Date, days: i32, are_working: bool) -> Date {
    if !are_working {
        return day.saturating_add(days.days());
    }
    step(day, days, 1)
}

/// So many days before a day.
pub(super) fn back_from(day: Date, days: i32, are_working: bool) -> Date {
    if !are_working {
        return day.saturating_sub(days.days());
    }
    step(day, days, -1)
}

fn step(mut day: Date, days: i32, by: i32) -> Date {
    // A week has two days off, so three times as many days are always enough.
    let mut left = days;
    for _ in 0..days.saturating_mul(3) {
        if left == 0 {
            break;
        }
        day = day.saturating_add(by.days());
        if !is_weekend(day) {
            left -= 1;
        }
    }
    day
}
