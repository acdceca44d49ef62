//! Names of months, ordinals and parts of a month.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use crate::model::Period;

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

pub(super) const MONTH_WORD: &str = r"(январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[аеу]?|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])";

/// «первая половина», «III декада», «последняя неделя», «конец» before the name of a month.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}\d])(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|начал\p{L}+|середин\p{L}+|кон[ец]\p{L}*|iv|iii|ii|i|[1-4])(?:-?(?:я|й|ю|ей|ой))?\s*(половин|декад|недел)?\p{L}*\s*$").ok()
});
/// «II–III декады» before the name of a month.
static DECADES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = super::scan::LIST;
    Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({list})\s*декад\p{{L}}*\s*$")).ok()
});
/// «третья пятница», «последний четверг» before the name of a month.
static WEEKDAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|[1-4])(?:-?(?:я|й|ю|ей|ой))?\s+(понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\p{L}*\s*$",
    )
    .ok()
});

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

/// 1 to 4 by a Roman or Arabic number or by a word; −1 for the last.
pub(super) fn ordinal(word: &str) -> Option<i8> {
    Some(match word {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        "iv" | "4" => 4,
        word if word.starts_with("перв") => 1,
        word if word.starts_with("втор") => 2,
        word if word.starts_with("трет") => 3,
        word if word.starts_with("четверт") => 4,
        word if word.starts_with("последн") => -1,
        _ => return None,
    })
}

pub(super) fn weekday_number(word: &str) -> Option<i8> {
    const DAYS: [&str; 7] = ["понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень"];
    let index = DAYS.iter().position(|stem| word.starts_with(stem))?;
    i8::try_from(index + 1).ok()
}

/// The part of a month that the words before its name choose: «первая половина июня», «последняя неделя октября».
pub(super) fn part_of_month(before: &str, first: Date) -> Option<Period> {
    let last = first.last_of_month();
    if let Some(found) = WEEKDAY.as_ref()?.captures(before) {
        let (nth, weekday) = (ordinal(&found[1])?, weekday_number(&found[2])?);
        let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
        let day = first.nth_weekday_of_month(nth, weekday).ok()?;
        return Some(Period { from: day, to: day });
    }
    if let Some(found) = DECADES.as_ref()?.captures(before)
        && let [from, .., to] = super::scan::each_number_of(&found[1]).as_slice()
        && (1..*to).contains(from)
        && *to <= 3
    {
        let last = if *to == 3 { last } else { Date::new(first.year(), first.month(), to * 10).ok()? };
        let from = Date::new(first.year(), first.month(), (from - 1) * 10 + 1).ok()?;
        return Some(Period { from, to: last });
    }
    let found = PART.as_ref()?.captures(before)?;
    let which = &found[1];
    let unit = found.get(2).map_or("", |unit| unit.as_str());
    let day = |number: i8| Date::new(first.year(), first.month(), number).ok();
    let (from, to) = match (ordinal(which), unit) {
        (Some(1), "половин") => (first, day(15)?),
        (Some(2 | -1), "половин") => (day(16)?, last),
        (Some(1), "декад") => (first, day(10)?),
        (Some(2), "декад") => (day(11)?, day(20)?),
        (Some(3 | -1), "декад") => (day(21)?, last),
        (Some(-1), "недел") => (last.saturating_sub(6.days()), last),
        (Some(number), "недел") => {
            let from = first.saturating_add((i64::from(number - 1) * 7).days());
            (from, from.saturating_add(6.days()).min(last))
        }
        (None, "") if which.starts_with("начал") => (first, day(10)?),
        (None, "") if which.starts_with("середин") => (day(11)?, day(20)?),
        (None, "") if which.starts_with("кон") => (day(21)?, last),
        _ => return None,
    };
    Some(Period { from, to })
}
