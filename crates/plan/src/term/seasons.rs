//! Stretches that are named without a month: years, school years, seasons, holidays, the ends of the year.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::dates::Stretch;
use super::scan::{LIST, each_number_of};
use crate::PlanYear;
use crate::model::Period;
use crate::words::tidy;

/// «2025/2026 учебного года», «2025-26 уч. г.», «2024-2025».
static TWO_YEARS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(20\d\d)\s*[-/]\s*(20\d\d|\d\d)(?:\D|$)").ok());
static ONE_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").ok());
static SCHOOL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"учебн\p{L}* год|уч\. ?год|уч\. ?г|\bуч\.").ok());
static TERM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({LIST})\s+четверт(?:ь|и)\b")).ok());

const HOLIDAYS: &str = "даты каникул устанавливает школа: взяты обычные, уточните их";
const SEASON: &str = "дней срок не называет: взяты месяцы этого времени года";
const SCHOOL_TERM: &str = "границы учебных четвертей устанавливает школа: взяты обычные, уточните их";
const SCHOOL_YEAR: &str =
    "план составлен на календарный год: из учебного взяты все месяцы, которые в него попадают";

pub(super) fn stretch(text: &str, year: PlanYear) -> Option<Stretch> {
    edges_of_the_year(text, year)
        .or_else(|| holidays(text, year))
        .or_else(|| school_terms(text, year))
        .or_else(|| years(text, year))
        .or_else(|| seasons(text, year))
}

fn says_school_year(text: &str) -> bool {
    SCHOOL.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// The school year that a text names; of one without numbers in a calendar plan, the part that begins or ends in it is
/// told by the half.
pub(super) fn school_year_in(text: &str, year: PlanYear) -> Option<PlanYear> {
    const SEPTEMBER: i8 = 9;
    if !says_school_year(text) {
        return None;
    }
    if let Some(found) = TWO_YEARS.as_ref()?.captures(text) {
        return Some(PlanYear::new(found[1].parse().ok()?, SEPTEMBER));
    }
    if !year.starts_in_january() {
        return None;
    }
    let is_second =
        text.contains("ii") || text.contains("втор") || text.contains("2 ") || text.contains("2-");
    let first = if is_second { year.year().saturating_sub(1) } else { year.year() };
    Some(PlanYear::new(first, SEPTEMBER))
}

/// «в конце 2025 года» is «в конце года» of that year.
fn named_year(text: &str, year: PlanYear) -> Option<(String, PlanYear)> {
    let found = ONE_YEAR.as_ref()?.find(text)?;
    let two = TWO_YEARS.as_ref()?.captures(text).filter(|_| says_school_year(text));
    let (end, of) = if let Some(two) = &two {
        (two.get(2)?.end(), PlanYear::new(two[1].parse().ok()?, 9))
    } else {
        let start_month = if says_school_year(text) { year.start_month() } else { 1 };
        (found.end(), PlanYear::new(found.as_str().parse().ok()?, start_month))
    };
    let rest = format!("{} {}", text.get(..found.start())?, text.get(end..)?);
    Some((tidy(&rest), of))
}

/// «до конца года», «в конце года», «к началу учебного года».
fn edges_of_the_year(text: &str, year: PlanYear) -> Option<Stretch> {
    let named = named_year(text, year);
    let (text, year) = named.as_ref().map_or((text, year), |(text, year)| (text.as_str(), *year));
    let school = says_school_year(text);
    let until = |day: Date| Some(Stretch { is_until: true, ..Stretch::of(day, day) });
    let last_of_school = || year.calendar_month(5).map(Date::last_of_month);
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if school && says(&["до начала", "к началу"]) {
        return until(year.calendar_month(9)?.yesterday().ok()?);
    }
    if says(&["конца года", "окончания года", "концу года", "конца календарного года"])
    {
        return until(year.last_day());
    }
    if school && says(&["до конца", "до окончания", "к концу"]) {
        return until(last_of_school()?);
    }
    if school && says(&["в начале", "начало учебн"]) {
        let first = year.calendar_month(9)?;
        return Some(Stretch::of(first, first.last_of_month()));
    }
    if school && says(&["в конце", "конец учебн", "по окончании", "окончание учебн"])
    {
        let last = last_of_school()?;
        return Some(Stretch::of(last.first_of_month(), last));
    }
    if school && says(&["с начала"]) {
        return Some(Stretch::of(year.calendar_month(9)?, last_of_school()?.max(year.last_day())));
    }
    if says(&["с начала года"]) {
        return Some(Stretch { is_whole_year: true, ..Stretch::of(year.first_day, year.last_day()) });
    }
    if says(&["конец года", "конце года", "по итогам года", "по результатам года", "по окончании года"])
    {
        return Some(Stretch::of(year.last_day().first_of_month(), year.last_day()));
    }
    if says(&["начало года", "начале года"]) {
        return Some(Stretch::of(year.first_day, year.first_day.last_of_month()));
    }
    None
}

fn holidays(text: &str, year: PlanYear) -> Option<Stretch> {
    if !text.contains("каникул") {
        return None;
    }
    let day = |month: i8, day: i8| {
        let first = year.calendar_month(month)?;
        Date::new(first.year(), month, day).ok()
    };
    let mut periods = Vec::new();
    let mut add = |from: Option<Date>, to: Option<Date>| {
        if let (Some(from), Some(to)) = (from, to) {
            periods.push(Period { from, to });
        }
    };
    let names = |stem: &str| text.contains(stem);
    let names_none = !["осен", "зим", "весен", "летн", "новогодн", "рождеств"].iter().any(|stem| names(stem));
    if names("осен") || names_none {
        add(day(10, 26), day(11, 4));
    }
    if names("зим") || names("новогодн") || names("рождеств") || names_none {
        add(day(1, 1), day(1, 10));
    }
    if names("весен") || names_none {
        add(day(3, 22), day(3, 31));
    }
    if names("летн") {
        add(day(6, 1), day(8, 31));
    }
    listed(periods, HOLIDAYS)
}

fn listed(mut periods: Vec<Period>, remark: &'static str) -> Option<Stretch> {
    periods.sort();
    let first = *periods.first()?;
    Some(Stretch { periods, remark: Some(remark), ..Stretch::of(first.from, first.to) })
}

fn school_terms(text: &str, year: PlanYear) -> Option<Stretch> {
    const MONTHS: [(i8, i8); 4] = [(9, 10), (11, 12), (1, 3), (4, 5)];
    let pattern = TERM.as_ref()?;
    let numbers = pattern.captures_iter(text).flat_map(|found| each_number_of(&found[1]));
    let periods = numbers.filter_map(|number| {
        let (first, last) = MONTHS.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        let from = year.calendar_month(*first)?;
        Some(Period { from, to: year.calendar_month(*last)?.last_of_month() })
    });
    listed(periods.collect(), SCHOOL_TERM)
}

/// «2025 год», «2024-2025 гг.», «2025/26 учебный год», «учебный год».
fn years(text: &str, year: PlanYear) -> Option<Stretch> {
    let school = says_school_year(text);
    if let Some(found) = TWO_YEARS.as_ref()?.captures(text) {
        let first: i16 = found[1].parse().ok()?;
        let last: i16 = found[2].parse().ok()?;
        let last = if last < 100 { first / 100 * 100 + last } else { last };
        let (from, to) = if school {
            (Date::new(first, 9, 1).ok()?, Date::new(last, 8, 31).ok()?)
        } else {
            (Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?)
        };
        return (from < to).then(|| Stretch { is_whole_year: true, ..Stretch::of(from, to) });
    }
    if let Some(found) = ONE_YEAR.as_ref()?.captures(text) {
        let rest: String = text.chars().filter(|c| c.is_alphabetic()).collect();
        let is_bare = matches!(rest.as_str(), "" | "год" | "г" | "вгоду" | "на" | "нагод" | "года");
        let is_within = text.starts_with("в течение") || text.starts_with("весь");
        if !is_bare && !is_within {
            return None;
        }
        let first = Date::new(found[1].parse().ok()?, year.start_month(), 1).ok()?;
        let last = first.saturating_add(1.year()).yesterday().ok()?;
        return Some(Stretch { is_whole_year: true, ..Stretch::of(first, last) });
    }
    if school {
        let remark = year.starts_in_january().then_some(SCHOOL_YEAR);
        return Some(Stretch { is_whole_year: true, remark, ..Stretch::of(year.first_day, year.last_day()) });
    }
    None
}

/// «весна», «летний период», «осень 2025»: all that is said; «летние встречи» name an event, not a time.
fn seasons(text: &str, year: PlanYear) -> Option<Stretch> {
    const SEASONS: [(&[&str], [i8; 2]); 4] = [
        (&["зима", "зимой", "зиму", "зимний"], [12, 2]),
        (&["весна", "весной", "весну", "весенний"], [3, 5]),
        (&["лето", "летом", "лета", "летний"], [6, 8]),
        (&["осень", "осенью", "осени", "осенний"], [9, 11]),
    ];
    const BESIDE: [&str; 9] = ["в", "и", "период", "сезон", "время", "года", "год", "течение", "месяцы"];
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let is_season = |word: &str| SEASONS.iter().any(|(names, _)| names.contains(&word));
    if !words.iter().all(|word| is_season(word) || BESIDE.contains(word)) {
        return None;
    }
    let mut periods = Vec::new();
    for (_, [first, last]) in
        SEASONS.iter().filter(|(names, _)| words.iter().any(|word| names.contains(word)))
    {
        let (from, to) = (year.calendar_month(*first)?, year.calendar_month(*last)?.last_of_month());
        if from <= to {
            periods.push(Period { from, to });
        } else {
            // A winter lies in two pieces of a calendar year.
            periods.push(Period { from: year.first_day, to });
            periods.push(Period { from, to: from.last_of_month() });
        }
    }
    listed(periods, SEASON)
}
