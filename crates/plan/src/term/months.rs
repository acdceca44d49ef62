//! Months, quarters, halves and their ranges.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::{ParsedTerm, Year, last_of_month, plus};

/// Beginnings by which months are known in every case form; «май» has to be told from other words by its endings.
const MONTHS: [&str; 12] = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
];

pub(super) const MONTH_WORD: &str = r"(январ[ьяею]|феврал[ьяею]|март[ае]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[ае]?|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])";

static MONTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\p{{L}}]){MONTH_WORD}(?:\s+(\d{{4}}))?(?:$|[^\p{{L}}\d])")).ok()
});
static QUARTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(iv|i{1,3}|[1-4]|перв|втор|трет|четверт)(?:-?(?:й|го|м)|ый|ой|ий)?(?:\s*(?:-|,|и)\s*(iv|i{1,3}|[1-4])(?:-?(?:й|го|м))?)?\s*кв(?:артал|\.|\b)").ok()
});
static HALF: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(ii|i|1|2|перв|втор)(?:-?е|ое|ом|ого)?\s+полугоди").ok());
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(перв\p{L}+|втор\p{L}+|трет\p{L}+|последн\p{L}+|начал\p{L}+|середин\p{L}+|кон[ец]\p{L}*|iii|ii|i|[1-4])(?:-?[яй])?\s*(половин|декад|недел)?").ok()
});
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").ok());

pub(super) fn month_number(word: &str) -> Option<i8> {
    let index = MONTHS.iter().position(|stem| {
        if *stem == "ма" {
            matches!(word, "май" | "мая" | "мае" | "маю")
        } else {
            word.starts_with(stem)
        }
    })?;
    i8::try_from(index + 1).ok()
}

pub(super) fn year_named(text: &str) -> Option<i16> {
    YEAR.as_ref()?.captures(text)?.get(1)?.as_str().parse().ok()
}

pub(super) fn stretch(text: &str, year: Year) -> Option<ParsedTerm> {
    quarters(text, year)
        .or_else(|| halves(text, year))
        .or_else(|| months(text, year))
        .or_else(|| end_of_year(text, year))
}

fn calendar_quarter(number: i8, named: Option<i16>, year: Year) -> Option<Date> {
    let month = (number - 1) * 3 + 1;
    match named {
        Some(named) => Date::new(named, month, 1).ok(),
        None => year.month(month),
    }
}

fn ordinal(word: &str) -> Option<i8> {
    Some(match word {
        "i" | "1" | "перв" => 1,
        "ii" | "2" | "втор" => 2,
        "iii" | "3" | "трет" => 3,
        "iv" | "4" | "четверт" => 4,
        _ => return None,
    })
}

fn quarters(text: &str, year: Year) -> Option<ParsedTerm> {
    let found = QUARTER.as_ref()?.captures(text)?;
    let first = ordinal(&found[1])?;
    let last = found.get(2).and_then(|word| ordinal(word.as_str())).unwrap_or(first);
    let named = year_named(text);
    let from = calendar_quarter(first, named, year)?;
    let to = last_of_month(plus(calendar_quarter(last, named, year)?, 2.months()));
    until_or_within(text, from, to.max(from))
}

fn halves(text: &str, year: Year) -> Option<ParsedTerm> {
    let found = HALF.as_ref()?.captures(text)?;
    let start = if ordinal(&found[1])? == 1 { 0 } else { 6 };
    let first_day = match year_named(text) {
        Some(named) => Date::new(named, year.start_month, 1).ok()?,
        None => year.first_day(),
    };
    let from = plus(first_day, start.months());
    until_or_within(text, from, last_of_month(plus(from, 5.months())))
}

struct Named {
    first_day: Date,
    has_year: bool,
    at: usize,
}

fn months(text: &str, year: Year) -> Option<ParsedTerm> {
    let pattern = MONTH.as_ref()?;
    let mut found: Vec<(i8, Option<i16>, usize)> = Vec::new();
    let mut at = 0;
    while let Some(captures) = pattern.captures_at(text, at) {
        let word = captures.get(1)?;
        found.push((
            month_number(word.as_str())?,
            captures.get(2).and_then(|year| year.as_str().parse().ok()),
            word.start(),
        ));
        // Ends of words overlap («март-май»): look again from the last letter of this one.
        at = captures.get(2).map_or(word.end(), |year| year.end());
    }
    let (_, last_named, _) = *found.last()?;
    let mut named: Vec<Named> = Vec::new();
    for (month, own_year, at) in found {
        let first_day = match own_year.or(last_named) {
            Some(calendar_year) => Date::new(calendar_year, month, 1).ok()?,
            None => year.month(month)?,
        };
        named.push(Named { first_day, has_year: own_year.is_some(), at });
    }
    let (first, last) = (named.first()?, named.last()?);
    let mut from = first.first_day;
    let mut to = last.first_day;
    if to < from && !last.has_year {
        to = plus(to, 1.year());
    } else if to < from && !first.has_year {
        from = from.saturating_sub(1.year());
    }
    let to = last_of_month(to.max(from));
    if named.len() == 1
        && let Some(part) = part_of_month(text, first.at, from, to)
    {
        return Some(part);
    }
    let mut term = until_or_within(text, from, to)?;
    // «до сентября» ends before the month begins.
    if named.len() == 1 && says_until(text) {
        term.to = from.yesterday().ok();
    }
    let is_list = named.len() > 1
        && text.contains([',', 'и'])
        && !text.contains('-')
        && !text.contains(" по ")
        && !is_run(&named);
    if is_list {
        term.remark = Some(
            "названы отдельные месяцы: взят срок с первого по последний; если нужно, разделите мероприятие на подпункты",
        );
    }
    Some(term)
}

/// Months that follow each other make one stretch however they are separated.
fn is_run(named: &[Named]) -> bool {
    named.windows(2).all(|pair| plus(pair[0].first_day, 1.month()) == pair[1].first_day)
}

fn says_until(text: &str) -> bool {
    text.starts_with("до ")
        || text.starts_with("не позднее")
        || text.starts_with("не позже")
        || text.starts_with("к ")
}

fn until_or_within(text: &str, from: Date, to: Date) -> Option<ParsedTerm> {
    if says_until(text) {
        return Some(ParsedTerm { to: Some(to), ..ParsedTerm::default() });
    }
    Some(ParsedTerm::dates(from, to))
}

/// «первая половина июня», «III декада октября», «последняя неделя октября», «конец мая».
fn part_of_month(text: &str, month_at: usize, first: Date, last: Date) -> Option<ParsedTerm> {
    let before = text.get(..month_at)?;
    let found = PART.as_ref()?.captures_iter(before).last()?;
    let which = found[1].to_owned();
    let unit = found.get(2).map_or("", |unit| unit.as_str());
    let day = |number: i8| Date::new(first.year(), first.month(), number).ok();
    let (from, to) = match (which.as_str(), unit) {
        (word, "половин") if word.starts_with("перв") || word == "i" || word == "1" => {
            (first, day(15)?)
        }
        (word, "половин") if word.starts_with("втор") || word == "ii" || word == "2" => {
            (day(16)?, last)
        }
        (word, "декад") if word.starts_with("перв") || word == "i" || word == "1" => {
            (first, day(10)?)
        }
        (word, "декад") if word.starts_with("втор") || word == "ii" || word == "2" => {
            (day(11)?, day(20)?)
        }
        (word, "декад")
            if word.starts_with("трет") || word.starts_with("послед") || word == "iii" || word == "3" =>
        {
            (day(21)?, last)
        }
        (word, "недел") if word.starts_with("послед") => (last.saturating_sub(6.days()), last),
        (word, "недел") => {
            let number = match word {
                word if word.starts_with("перв") => 1,
                word if word.starts_with("втор") => 2,
                word if word.starts_with("трет") => 3,
                word => ordinal(word)?,
            };
            let from = plus(first, (i64::from(number - 1) * 7).days());
            (from, plus(from, 6.days()).min(last))
        }
        (word, "") if word.starts_with("начал") => (first, day(10)?),
        (word, "") if word.starts_with("середин") => (day(11)?, day(20)?),
        (word, "") if word.starts_with("кон") => (day(21)?, last),
        _ => return None,
    };
    if says_until(text) {
        return Some(ParsedTerm { to: Some(to), ..ParsedTerm::default() });
    }
    Some(ParsedTerm::dates(from, to))
}

/// «до конца года», «в конце года», «2025 год» alone.
fn end_of_year(text: &str, year: Year) -> Option<ParsedTerm> {
    if text.contains("конца года") || text.contains("окончания года") || text.contains("конца учебного года")
    {
        return Some(ParsedTerm { to: Some(year.last_day()), ..ParsedTerm::default() });
    }
    if text.contains("конец года") || text.contains("конце года") {
        return Some(ParsedTerm::dates(plus(year.last_day().first_of_month(), 0.days()), year.last_day()));
    }
    let named = year_named(text)?;
    let rest: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    if !matches!(rest.as_str(), "" | "год" | "г" | "вгоду" | "на" | "нагод") {
        return None;
    }
    let first = Date::new(named, year.start_month, 1).ok()?;
    Some(ParsedTerm::dates(first, plus(first, 1.year()).yesterday().ok()?))
}
