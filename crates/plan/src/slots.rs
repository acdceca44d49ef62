//! Terms become slots: a month range one slot, `ежеквартально` four, `ежемесячно` twelve, a list of months one each.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::PlanYear;
use crate::model::{Due, Period, Recurrence, Term};

/// A stretch of time for which evidence is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Stable within its measure whatever happens to the dates: `whole`, `q1`, `m03`, `h2`, `w07`, `m03-2`.
    pub key: String,
    /// `I кв.`, `март`; empty for the only slot of a measure.
    pub label: String,
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The paper gives no dates («по отдельному плану»); the whole year stands in for them.
    pub is_undated: bool,
}

const QUARTERS: [&str; 4] = ["I кв.", "II кв.", "III кв.", "IV кв."];
const HALVES: [&str; 2] = ["I полугодие", "II полугодие"];
/// A week more than a year has: a term never makes more pieces.
const MOST_WEEKS: usize = 54;

/// The slots of a term in order of time; never empty.
pub fn slots_of(term: &Term, year: PlanYear) -> Vec<Slot> {
    let is_undated = term.from.is_none() && term.to.is_none() && term.periods.is_empty();
    let from = term.from.unwrap_or(year.first_day);
    let to = term.to.unwrap_or(year.last_day()).max(from);
    let pieces = if term.periods.is_empty() {
        let whole = pieces_of(term, year, Period { from, to });
        let due = with_due_days(whole, term.due, Period { from, to });
        with_times(due, term.times)
    } else {
        named_stretches(&term.periods)
    };
    if pieces.is_empty() {
        return vec![Slot { key: "whole".into(), label: String::new(), from, to, is_undated }];
    }
    pieces
}

/// «март, июнь, сентябрь»: each a slot, named by where it begins.
fn named_stretches(periods: &[Period]) -> Vec<Slot> {
    let mut periods = periods.to_vec();
    periods.sort();
    periods.dedup();
    let mut slots: Vec<Slot> = Vec::with_capacity(periods.len());
    for Period { from, to } in periods {
        let mut key = if from.day() == 1 && to == to.last_of_month() {
            format!("m{:02}", from.month())
        } else {
            format!("d{:02}{:02}", from.month(), from.day())
        };
        while slots.iter().any(|slot| slot.key == key) {
            key.push('n');
        }
        slots.push(slot(key, stretch_label(from, to), from, to.max(from)));
    }
    slots
}

fn slot(key: String, label: String, from: Date, to: Date) -> Slot {
    Slot { key, label, from, to, is_undated: false }
}

/// `март`, `май–июнь` for whole months, else days.
fn stretch_label(from: Date, to: Date) -> String {
    let name = |date: Date| russian::month_name(date.month());
    let is_whole = from.day() == 1 && to == to.last_of_month();
    match (is_whole, from == to) {
        (true, _) if from.month() == to.month() && from.year() == to.year() => name(from).to_owned(),
        (true, _) => format!("{}–{}", name(from), name(to)),
        (false, true) => from.strftime("%d.%m").to_string(),
        (false, false) => format!("{}–{}", from.strftime("%d.%m"), to.strftime("%d.%m")),
    }
}

/// Cuts the year as the recurrence says and keeps the pieces that the term touches, trimmed to it.
fn pieces_of(term: &Term, year: PlanYear, within: Period) -> Vec<Slot> {
    let every = i32::from(term.every.unwrap_or(1)).clamp(1, 12);
    match term.recurrence {
        Some(Recurrence::Monthly) => cut(year, every, within, |_, first, last| {
            (format!("m{:02}", first.month()), stretch_label(first, last))
        }),
        Some(Recurrence::Quarterly) => cut(year, 3, within, |n, first, last| {
            // The quarters of a school year are no quarters of the calendar: they are called by their months.
            let label =
                if year.starts_in_january() { text_of(&QUARTERS, n) } else { stretch_label(first, last) };
            (format!("q{}", n + 1), label)
        }),
        Some(Recurrence::HalfYearly) => {
            let halves = [year.half(1), year.half(2)].into_iter().enumerate();
            halves
                .filter(|(_, (first, last))| *last >= within.from && *first <= within.to)
                .map(|(n, (first, last))| {
                    let key = format!("h{}", n + 1);
                    slot(key, text_of(&HALVES, n), first.max(within.from), last.min(within.to))
                })
                .collect()
        }
        Some(Recurrence::Yearly) => vec![slot("y".into(), String::new(), within.from, within.to)],
        Some(Recurrence::Weekly) => weeks(term, within, every),
        Some(Recurrence::Continuous | Recurrence::BySeparatePlan) | None => Vec::new(),
    }
}

fn text_of(texts: &[&str], n: usize) -> String {
    texts.get(n).copied().unwrap_or_default().to_owned()
}

fn cut(
    year: PlanYear,
    months: i32,
    within: Period,
    name: impl Fn(usize, Date, Date) -> (String, String),
) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (n, start) in (0..12).step_by(usize::try_from(months).unwrap_or(12)).enumerate() {
        let first = year.month(start);
        let last = year.month((start + months).min(12)).saturating_sub(1.day());
        if last < within.from || first > within.to {
            continue;
        }
        let (key, label) = name(n, first, last);
        slots.push(slot(key, label, first.max(within.from), last.min(within.to)));
    }
    slots
}

/// Weeks from the first day of the term; where a weekday is named, each ends on that day.
fn weeks(term: &Term, within: Period, every: i32) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut first = within.from;
    while first <= within.to && slots.len() < MOST_WEEKS {
        let last = match term.due {
            Some(Due::Weekday(day)) => {
                let ahead =
                    (i32::from(day) - i32::from(first.weekday().to_monday_one_offset())).rem_euclid(7);
                first.saturating_add((ahead + 7 * (every - 1)).days())
            }
            _ => first.saturating_add((7 * every - 1).days()),
        };
        let last = last.min(within.to);
        let n = slots.len() + 1;
        slots.push(slot(format!("w{n:02}"), format!("неделя {n}"), first, last));
        first = last.saturating_add(1.day());
    }
    slots
}

/// Each piece ends on its due day; the days after it belong to the next one.
fn with_due_days(pieces: Vec<Slot>, due: Option<Due>, within: Period) -> Vec<Slot> {
    let Some(due) = due.filter(|due| !matches!(due, Due::Weekday(_))) else { return pieces };
    let mut slots: Vec<Slot> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let Some(day) = due_day(due, piece.to) else {
            slots.push(piece);
            continue;
        };
        let from = slots.last().map_or(piece.from, |before| before.to.saturating_add(1.day()));
        // A report on the last period is due when the term itself is over.
        let to = if matches!(due, Due::DayOfNextMonth(_)) { day } else { day.min(within.to) };
        if to >= from {
            slots.push(Slot { from, to, ..piece });
        }
    }
    slots
}

fn due_day(due: Due, last_of_piece: Date) -> Option<Date> {
    let in_month = |first: Date, day: i8| {
        let day = day.clamp(1, first.days_in_month());
        Date::new(first.year(), first.month(), day).ok()
    };
    match due {
        Due::Day(day) => in_month(last_of_piece.first_of_month(), day),
        Due::DayOfNextMonth(day) => in_month(last_of_piece.first_of_month().saturating_add(1.month()), day),
        Due::NthWeekday { nth, weekday } => {
            let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
            last_of_piece.nth_weekday_of_month(nth, weekday).ok()
        }
        Due::Weekday(_) => None,
    }
}

/// «2 раза в месяц»: every piece cut into as many equal stretches of days.
fn with_times(pieces: Vec<Slot>, times: Option<u8>) -> Vec<Slot> {
    let Some(times) = times.map(i32::from).filter(|times| *times > 1) else { return pieces };
    let mut slots = Vec::new();
    for piece in pieces {
        let days = piece.from.until(piece.to).map_or(0, |span| span.get_days()) + 1;
        let count = times.min(days);
        if count < 2 {
            slots.push(piece);
            continue;
        }
        for n in 0..count {
            let from = piece.from.saturating_add((days * n / count).days());
            let to = piece.from.saturating_add((days * (n + 1) / count - 1).days());
            let label = format!("{} {}-й раз", piece.label, n + 1).trim().to_owned();
            slots.push(slot(format!("{}-{}", piece.key, n + 1), label, from, to));
        }
    }
    slots
}

#[cfg(test)]
mod tests;
