//! Everything in a text that names time: days, months, quarters, halves, in their order.

use std::sync::LazyLock;

use regex::Regex;

use super::months::{MONTH_WORD, month_number, ordinal};

/// `15.03.2025`, `25.09`, `10-15.11`.
static NUMERIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\d.])(?:(\d{1,2})\s*(-|,|и)\s*)?(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?(?:\D|$)")
        .ok()
});
/// «25 октября 2024», «12, 19 и 26 ноября», «10-20 ноября», «с 1 по 15 мая».
static WORDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = r"\d{1,2}(?:-?(?:го|му|ое|е))?";
    Regex::new(&format!(
        r"(?:^|[^\d.])({day}(?:\s*(?:-|,|и|по|до)\s*{day})*)\s+{MONTH_WORD}(?:\s+(\d{{4}}))?"
    ))
    .ok()
});
/// «I, III и IV», «1-2», «первый».
pub(super) const LIST: &str = r"(?:iv|i{1,3}|[1-4]|перв\p{L}*|втор\p{L}*|трет\p{L}*|четверт\p{L}*)(?:-?(?:й|го|м|ый|ой|ий|ом|е|ое|я|ая|ю))?(?:\s*(?:-|,|и|/)\s*(?:iv|i{1,3}|[1-4]|перв\p{L}*|втор\p{L}*|трет\p{L}*|четверт\p{L}*)(?:-?(?:й|го|м|ый|ой|ий|ом|е|ое|я|ая|ю))?)*";
static MONTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\p{{L}}]){MONTH_WORD}(?:\s+(\d{{4}}))?(?:$|[^\p{{L}}\d])")).ok()
});
static QUARTERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({LIST})\s*кв(?:артал\p{{L}}*|\.|\b)(?:\s*(20\d\d))?")).ok()
});
static HALVES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({LIST})\s*полугоди\p{{L}}*(?:\s*(20\d\d))?")).ok()
});
static ORDINALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"iv|i{1,3}|[1-4]|перв|втор|трет|четверт").ok());
static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{1,2}").ok());
static NUMBER_OF_A_POINT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\p{L}])(?:п|пп|пункт\p{L}*|мероприяти\p{L}*|№)\.?\s*$").ok());

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Days { month: i8, first: i8, last: i8 },
    Month(i8),
    Quarter(i8),
    Half(i8),
}

/// How a stretch hangs together with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// «с … по …», «март-май»
    Range,
    /// «март, май»
    List,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) own_year: Option<i16>,
    /// Where it is known already: days of one list.
    pub(super) join: Option<Join>,
}

/// Everything that names time, in the order of the text; what lies inside something longer does not count.
pub(super) fn scan(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    numeric(text, &mut found);
    worded(text, &mut found);
    ordinals(text, &QUARTERS, Kind::Quarter, &mut found);
    ordinals(text, &HALVES, Kind::Half, &mut found);
    months(text, &mut found);
    found.sort_by_key(|one| one.start);
    found
}

fn is_free(found: &[Found], start: usize, end: usize) -> bool {
    found.iter().all(|one| end <= one.start || start >= one.end)
}

fn numeric(text: &str, found: &mut Vec<Found>) {
    let Some(pattern) = NUMERIC.as_ref() else { return };
    let mut at = 0;
    while let Some(captures) = pattern.captures_at(text, at) {
        let (Some(day), Some(month)) = (captures.get(3), captures.get(4)) else { return };
        let year = captures.get(5);
        at = year.unwrap_or(month).end();
        let own_year = year.and_then(|digits| digits.as_str().parse::<i16>().ok());
        let own_year = own_year.map(|number| if number < 100 { 2000 + number } else { number });
        let (Ok(last), Ok(month)) = (day.as_str().parse::<i8>(), month.as_str().parse::<i8>()) else {
            continue;
        };
        let start = captures.get(1).unwrap_or(day).start();
        let is_a_point = NUMBER_OF_A_POINT
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(text.get(..start).unwrap_or_default()));
        // «10.30» is a time of day, «п. 1.2» a point of the plan.
        if !(1..=12).contains(&month) || is_a_point {
            continue;
        }
        let first = captures.get(1).and_then(|digits| digits.as_str().parse::<i8>().ok());
        let is_range = captures.get(2).is_some_and(|join| join.as_str() == "-");
        let one = |first: i8, last: i8, join| Found {
            start,
            end: at,
            kind: Kind::Days { month, first, last },
            own_year,
            join,
        };
        match first {
            Some(first) if is_range => found.push(one(first, last, None)),
            Some(first) => {
                found.push(one(first, first, None));
                found.push(one(last, last, Some(Join::List)));
            }
            None => found.push(one(last, last, None)),
        }
    }
}

fn worded(text: &str, found: &mut Vec<Found>) {
    let (Some(pattern), Some(numbers)) = (WORDED.as_ref(), NUMBERS.as_ref()) else { return };
    for captures in pattern.captures_iter(text) {
        let (Some(list), Some(month)) = (captures.get(1), captures.get(2)) else { continue };
        let Some(number) = month_number(month.as_str()) else { continue };
        let own_year = captures.get(3).and_then(|digits| digits.as_str().parse().ok());
        let end = captures.get(3).unwrap_or(month).end();
        if !is_free(found, list.start(), end) {
            continue;
        }
        let mut days: Vec<(i8, i8, Option<Join>)> = Vec::new();
        let mut after = 0;
        for day in numbers.find_iter(list.as_str()) {
            let between = list.as_str().get(after..day.start()).unwrap_or_default();
            after = day.end();
            let Ok(day) = day.as_str().parse::<i8>() else { continue };
            let is_range = between.contains('-') || between.contains("по") || between.contains("до");
            match days.last_mut() {
                Some((_, last, _)) if is_range => *last = day,
                Some(_) => days.push((day, day, Some(Join::List))),
                None => days.push((day, day, None)),
            }
        }
        for (first, last, join) in days {
            let kind = Kind::Days { month: number, first, last };
            found.push(Found { start: list.start(), end, kind, own_year, join });
        }
    }
}

fn ordinals(text: &str, pattern: &LazyLock<Option<Regex>>, kind: fn(i8) -> Kind, found: &mut Vec<Found>) {
    let Some(pattern) = pattern.as_ref() else { return };
    for captures in pattern.captures_iter(text) {
        let (Some(whole), Some(list)) = (captures.get(0), captures.get(1)) else { continue };
        let own_year = captures.get(2).and_then(|digits| digits.as_str().parse().ok());
        for (index, (number, join)) in numbers_of(list.as_str()).into_iter().enumerate() {
            let (start, end) = (list.start(), whole.end());
            let join = (index > 0).then_some(join);
            found.push(Found { start, end, kind: kind(number), own_year, join });
        }
    }
}

/// The numbers of a list such as «I, III» or «1-2», and how each hangs together with the one before.
fn numbers_of(list: &str) -> Vec<(i8, Join)> {
    let Some(pattern) = ORDINALS.as_ref() else { return Vec::new() };
    let mut numbers = Vec::new();
    let mut after = 0;
    for word in pattern.find_iter(list) {
        let between = list.get(after..word.start()).unwrap_or_default();
        after = word.end();
        if let Some(number) = ordinal(word.as_str()) {
            numbers.push((number, join_of(between)));
        }
    }
    numbers
}

/// The same with ranges filled: «1-3» are 1, 2 and 3.
pub(super) fn each_number_of(list: &str) -> Vec<i8> {
    let mut each: Vec<i8> = Vec::new();
    for (number, join) in numbers_of(list) {
        match each.last() {
            Some(last) if join == Join::Range => each.extend((last + 1)..=number),
            _ => each.push(number),
        }
    }
    each
}

fn months(text: &str, found: &mut Vec<Found>) {
    let Some(pattern) = MONTH.as_ref() else { return };
    let mut at = 0;
    while let Some(captures) = pattern.captures_at(text, at) {
        let Some(word) = captures.get(1) else { return };
        let year = captures.get(2);
        // Ends of words overlap («март-май»): look again from the last letter of this one.
        at = year.unwrap_or(word).end();
        let Some(month) = month_number(word.as_str()) else { continue };
        if is_free(found, word.start(), at) {
            let own_year = year.and_then(|digits| digits.as_str().parse().ok());
            found.push(Found {
                start: word.start(),
                end: at,
                kind: Kind::Month(month),
                own_year,
                join: None,
            });
        }
    }
}

pub(super) fn join_of(between: &str) -> Join {
    if between.contains([',', ';']) || between.contains(" и ") {
        return Join::List;
    }
    let says_range =
        between.contains(['-', '/']) || between.split_whitespace().any(|word| matches!(word, "по" | "до"));
    if says_range { Join::Range } else { Join::List }
}
