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
    Regex::new(r"(?:^|[^\p{L}\d])(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|начал\p{L}+|середин\p{L}+|кон[ец]\p{L}*|iv|iii|ii|i|[1-4])(?:-?(?:я|й|ю|ей|ой))?\s*(?:рабоч\p{L}+\s+)?(половин|декад|недел|день|дн)?\p{L}*\s*$").ok()
});
/// «II–III декады» before the name of a month.
static DECADES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = super::scan::LIST;
    Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({list})\s*декад\p{{L}}*\s*$")).ok()
});
/// «2-3 неделя», «II и III недели» before the name of a month.
static WEEKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = super::scan::LIST;
    Regex::new(&format!(r"(?:^|[^\p{{L}}\d])({list})\s*недел\p{{L}}*\s*$")).ok()
});
/// «в 20-х числах», «последние числа» before the name of a month.
static DAYS_ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(перв\p{L}+|последн\p{L}+|[12]0-?х|двадцатых|десятых)\s+чис(?:ла|лах|ел)\s*$").ok()
});
/// «конец», «первый месяц», «вторая половина» before a quarter or a half of the year.
static PART_OF_MONTHS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}\d])(перв\p{L}+|втор\p{L}+|трет\p{L}+|последн\p{L}+|начал\p{L}*|середин\p{L}*|кон[ец]\p{L}*)\s*(?:рабоч\p{L}+\s+)?(половин|месяц|недел|день|дн)?\p{L}*\s*$").ok()
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
    if let Some(found) = WEEKS.as_ref()?.captures(before)
        && let [from, .., to] = super::scan::each_number_of(&found[1]).as_slice()
        && (1..*to).contains(from)
    {
        let week = |number: i8| first.saturating_add((i64::from(number - 1) * 7).days());
        return Some(Period { from: week(*from), to: week(*to).saturating_add(6.days()).min(last) });
    }
    let day = |number: i8| Date::new(first.year(), first.month(), number).ok();
    if let Some(found) = DAYS_ABOUT.as_ref()?.captures(before) {
        let (from, to) = match &found[1] {
            which if which.starts_with("перв") => (first, day(10)?),
            which if which.starts_with('1') || which.starts_with("десят") => (day(10)?, day(19)?),
            which if which.starts_with("последн") => (day(21)?, last),
            _ => (day(20)?, last.min(day(28)?.tomorrow().ok()?)),
        };
        return Some(Period { from, to });
    }
    let found = PART.as_ref()?.captures(before)?;
    let which = &found[1];
    let unit = found.get(2).map_or("", |unit| unit.as_str());
    let (from, to) = match (ordinal(which), unit) {
        (Some(1), "половин") => (first, day(15)?),
        (Some(2 | -1), "половин") => (day(16)?, last),
        (Some(1), "декад") => (first, day(10)?),
        (Some(2), "декад") => (day(11)?, day(20)?),
        (Some(3 | -1), "декад") => (day(21)?, last),
        (Some(1), "день" | "дн") => (first, first),
        (Some(-1), "день" | "дн") => (last, last),
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

/// The part of a quarter or of half a year that the words before it choose: its last month, its second half.
pub(super) fn part_of_months(before: &str, whole: Period) -> Option<Period> {
    let found = PART_OF_MONTHS.as_ref()?.captures(before)?;
    let which = &found[1];
    let unit = found.get(2).map_or("", |unit| unit.as_str());
    let after = whole.to.tomorrow().ok()?;
    let months = (i32::from(after.year()) - i32::from(whole.from.year())) * 12 + i32::from(after.month())
        - i32::from(whole.from.month());
    let third = (months / 3).max(1);
    let stretch = |skipped: i32, taken: i32| {
        let from = whole.from.saturating_add(skipped.months());
        Some(Period { from, to: from.saturating_add(taken.months()).yesterday().ok()?.min(whole.to) })
    };
    match (ordinal(which), unit) {
        (None, "") if which.starts_with("начал") => stretch(0, third),
        (None, "") if which.starts_with("середин") => stretch(third, third),
        (None, "") if which.starts_with("кон") => stretch(months - third, third),
        (Some(1), "день" | "дн") => Some(Period { to: whole.from, ..whole }),
        (Some(-1), "день" | "дн") => Some(Period { from: whole.to, ..whole }),
        (Some(1), "недел") => Some(Period { to: whole.from.saturating_add(6.days()), ..whole }),
        (Some(-1), "недел") => Some(Period { from: whole.to.saturating_sub(6.days()), ..whole }),
        (Some(-1), "месяц") => stretch(months - 1, 1),
        (Some(number), "месяц") if i32::from(number) <= months => stretch(i32::from(number) - 1, 1),
        (Some(which @ (1 | 2 | -1)), "половин") => {
            // The middle of a quarter is the middle of its second month.
            let middle = whole.from.saturating_add((months / 2).months());
            let middle = if months % 2 == 1 { middle.saturating_add(15.days()) } else { middle };
            Some(if which == 1 {
                Period { from: whole.from, to: middle.yesterday().ok()? }
            } else {
                Period { from: middle, to: whole.to }
            })
        }
        _ => None,
    }
}
