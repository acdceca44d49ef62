//! Stretches of time named by days, months, quarters and halves: all that a text names, in its order.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::ParsedTerm;
use super::months::{part_of_month, part_of_months};
use super::scan::{Found, Join, Kind, join_of, scan};
use super::seasons::school_year_in;
use crate::PlanYear;
use crate::model::Period;

static YEARS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b20\d\d\b").ok());
static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\p{L}])(до|к|ко|не позднее|не позже)\s").ok());
static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}])(?:с|со|начиная с|от|не ранее|не раньше|после)\s+\S*\s*$").ok()
});
/// «по 15 марта» with nothing before it: until that day.
static THROUGH: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^по\s+$").ok());
/// «по итогам I квартала»: when it is over.
static WHEN_OVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}])(?:по (?:итогам|результатам|окончании|завершении)|после(?: (?:окончания|завершения))?)\s+$").ok()
});

const SEVERAL: &str = "названы отдельные сроки: по каждому ожидается своё подтверждение";
const VAGUE: &str = "дней срок не называет: взята соответствующая часть периода, уточните даты";
pub(super) const PART_UNKNOWN: &str =
    "уточнение после названия периода не понято: взят весь период, проверьте даты";
const AFTERWARDS: &str = "дней срок не называет: взят месяц после названного периода, уточните даты";

/// What was found, put together.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) periods: Vec<Period>,
    /// «до …»: only the last days count.
    pub(super) is_until: bool,
    /// «с 15 февраля»: to the end of the year.
    pub(super) is_open: bool,
    pub(super) is_whole_year: bool,
    pub(super) remark: Option<&'static str>,
}

impl Stretch {
    pub(super) fn of(from: Date, to: Date) -> Self {
        Self {
            periods: vec![Period { from, to }],
            is_until: false,
            is_open: false,
            is_whole_year: false,
            remark: None,
        }
    }

    pub(super) fn into_term(self, year: PlanYear) -> ParsedTerm {
        let first = self.periods.iter().map(|period| period.from).min();
        let last = self.periods.iter().map(|period| period.to).max();
        let mut term = ParsedTerm { from: first, to: last, remark: self.remark, ..ParsedTerm::default() };
        if self.periods.len() > 1 {
            term.periods = self.periods;
        }
        if self.is_until {
            term.from = None;
        }
        if self.is_open {
            term.to = Some(year.last_day().max(last.unwrap_or(year.first_day)));
        }
        term
    }
}

pub(super) fn stretch(text: &str, year: PlanYear) -> Option<Stretch> {
    let found = scan(text);
    if found.is_empty() {
        return None;
    }
    let years = years_of(text, &found);
    let school_year = school_year_in(text, year);
    let mut pieces: Vec<(Period, Join)> = Vec::with_capacity(found.len());
    let mut deadlines: Vec<Period> = Vec::new();
    let mut remark = None;
    for (index, one) in found.iter().enumerate() {
        let after = index.checked_sub(1).map_or(0, |before| found[before].end);
        let before = text.get(after..one.start).unwrap_or_default();
        let own_until = index == 0 || one.join.is_none();
        let until = UNTIL.as_ref()?.captures(before).filter(|_| own_until);
        let through = index == 0 && found.len() == 1 && THROUGH.as_ref()?.is_match(before);
        let join = one.join.unwrap_or_else(|| join_of(before));
        let whole = whole_of(one.kind, years[index], school_year.unwrap_or(year), year)?;
        let mut period = whole;
        if let Some(until) = &until {
            let is_by_the_end =
                until[1].starts_with("не") || before.contains("конц") || before.contains("окончан");
            period = until_of(one.kind, before, whole, is_by_the_end)?;
        } else if own_until && !matches!(one.kind, Kind::Days { .. }) {
            if WHEN_OVER.as_ref()?.is_match(before) {
                let first = whole.to.tomorrow().ok()?;
                period = Period { from: first, to: first.last_of_month() };
                remark = Some(AFTERWARDS);
            } else {
                let after = part_after(text, one.end, found.get(index + 1));
                let part = part_of(one.kind, before, whole)
                    .or_else(|| after.and_then(|after| part_of(one.kind, after, whole)));
                let is_long = matches!(one.kind, Kind::Quarter(_) | Kind::Half(_));
                let names_a_part = part.is_none() && after.is_some_and(names_some_part);
                remark = remark
                    .or((part.is_some_and(|part| part.from != part.to) && is_long).then_some(VAGUE))
                    .or(names_a_part.then_some(PART_UNKNOWN));
                period = part.unwrap_or(period);
            }
        }
        if through || (until.is_some() && (index == 0 || join == Join::List)) {
            deadlines.push(period);
        }
        pieces.push((period, join));
    }
    let has_years: Vec<bool> = found.iter().map(|one| one.own_year.is_some()).collect();
    let mut periods = combined(&pieces, &has_years, deadlines.is_empty());
    let begins_with_a_deadline = periods.first().is_some_and(|first| deadlines.contains(first));
    let is_until = if periods.len() > 1 { begins_with_a_deadline } else { !deadlines.is_empty() };
    if periods.len() > 1 {
        // The stretch before a deadline begins where the one before it has ended.
        let mut from = year.first_day;
        for period in &mut periods {
            if deadlines.contains(period) {
                period.from = from.min(period.to);
            }
            from = period.to.tomorrow().ok()?;
        }
    }
    let before_first = text.get(..found[0].start).unwrap_or_default();
    let is_open = periods.len() == 1
        && found.len() == 1
        && !is_until
        && remark != Some(AFTERWARDS)
        && FROM.as_ref()?.is_match(before_first)
        && !matches!(found[0].kind, Kind::Days { first, last, .. } if first != last);
    let remark = if periods.len() > 1 { Some(SEVERAL) } else { remark };
    Some(Stretch { periods, is_until, is_open, remark, ..Stretch::of(year.first_day, year.first_day) })
}

/// «конец мая», «первый месяц III квартала».
fn part_of(kind: Kind, before: &str, whole: Period) -> Option<Period> {
    match kind {
        Kind::Days { .. } => None,
        Kind::Month(_) => part_of_month(before, whole.from),
        Kind::Quarter(_) | Kind::Half(_) => part_of_months(before, whole),
    }
}

/// «май (1-я половина)», «май, II декада»: the words after a name that may choose a part of it. Without brackets only at
/// the end: before another name they belong to that.
fn part_after<'t>(text: &'t str, end: usize, next: Option<&Found>) -> Option<&'t str> {
    let after = text.get(end..next.map_or(text.len(), |next| next.start))?.trim_start();
    if let Some(inside) = after.strip_prefix('(') {
        return inside.split_once(')').map(|(inside, _)| inside);
    }
    next.is_none().then(|| after.trim_matches([',', ' ', '-']))
}

/// «(с 10 по 20)», «(вторая смена)»: something that narrows the period, but for its year.
fn names_some_part(after: &str) -> bool {
    let says_days = after
        .split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| !digits.is_empty() && digits.len() <= 2);
    says_days || ["половин", "декад", "недел", "числ", "смен"].iter().any(|stem| after.contains(stem))
}

/// «до сентября» ends before the month begins, «не позднее сентября» with it, «до конца сентября» too.
fn until_of(kind: Kind, before: &str, whole: Period, is_by_the_end: bool) -> Option<Period> {
    if matches!(kind, Kind::Days { .. }) || is_by_the_end {
        return Some(whole);
    }
    if let Some(part) = part_of(kind, before, whole).filter(|_| !before.contains("начал")) {
        let is_middle = before.contains("середин") && matches!(kind, Kind::Month(_));
        let to = if is_middle { whole.from.saturating_add(14.days()) } else { part.to };
        return Some(Period { from: part.from.min(to), to });
    }
    let last = whole.from.yesterday().ok()?;
    Some(Period { from: last, to: last })
}

/// A year said once holds for what stands before it, and for everything when it is the only one.
fn years_of(text: &str, found: &[Found]) -> Vec<Option<i16>> {
    let mut years: Vec<Option<i16>> = found.iter().map(|one| one.own_year).collect();
    let mut next = None;
    for year in years.iter_mut().rev() {
        next = year.or(next);
        *year = next;
    }
    if years.iter().all(Option::is_none)
        && let Some(pattern) = YEARS.as_ref()
    {
        let mut named: Vec<i16> =
            pattern.find_iter(text).filter_map(|digits| digits.as_str().parse().ok()).collect();
        named.dedup();
        if let [only] = named.as_slice() {
            years.fill(Some(*only));
        }
    }
    years
}

/// All days of what is named. A half of a school year is counted in that year.
fn whole_of(kind: Kind, own_year: Option<i16>, school_year: PlanYear, year: PlanYear) -> Option<Period> {
    let first_of = |month: i8| match own_year {
        Some(calendar_year) => Date::new(calendar_year, month, 1).ok(),
        None => year.calendar_month(month),
    };
    match kind {
        // A day that no calendar has («31 февраля») is not a term, and its month alone would be a guess.
        Kind::Days { month, first, last } => {
            let month = first_of(month)?;
            let day = |number: i8| Date::new(month.year(), month.month(), number).ok();
            let (from, to) = (day(first)?, day(last)?);
            Some(Period { from: from.min(to), to: from.max(to) })
        }
        Kind::Month(month) => {
            let from = first_of(month)?;
            Some(Period { from, to: from.last_of_month() })
        }
        // Quarters are of the calendar also in a school year: nobody calls September to November the first.
        Kind::Quarter(number) => {
            let from = first_of((number - 1) * 3 + 1)?;
            Some(Period { from, to: from.saturating_add(2.months()).last_of_month() })
        }
        Kind::Half(number) => {
            let of_school = school_year != year;
            let own = own_year.filter(|_| !of_school).map(|own| PlanYear::new(own, year.start_month()));
            let (from, to) = own.unwrap_or(school_year).half(number);
            Some(Period { from, to })
        }
    }
}

/// Ranges stretched, neighbours joined, the rest in order of time.
fn combined(pieces: &[(Period, Join)], has_years: &[bool], joins_neighbours: bool) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::with_capacity(pieces.len());
    for (index, (piece, join)) in pieces.iter().enumerate() {
        let Some(last) = periods.last_mut().filter(|_| *join == Join::Range) else {
            periods.push(*piece);
            continue;
        };
        let mut to = piece.to;
        if to < last.from && !has_years[index] {
            // «25 декабря – 10 января»: the second lies in the next year.
            to = to.saturating_add(1.year());
            if piece.to == piece.to.last_of_month() {
                to = to.last_of_month();
            }
        } else if to < last.from && !has_years[index - 1] {
            last.from = last.from.saturating_sub(1.year());
        }
        last.to = to.max(last.from);
    }
    periods.sort();
    periods.dedup();
    if !joins_neighbours {
        return periods;
    }
    let mut joined: Vec<Period> = Vec::with_capacity(periods.len());
    for period in periods {
        match joined.last_mut() {
            Some(last) if last.to.tomorrow().is_ok_and(|next| period.from <= next) => {
                last.to = last.to.max(period.to);
            }
            _ => joined.push(period),
        }
    }
    joined
}
