//! Days of the week: «по вторникам», «с понедельника по пятницу», «вторая среда месяца», «пн, ср, пт».

use std::sync::LazyLock;

use regex::Regex;

use super::months::{ordinal, weekday_number};
use super::repeated::{DAILY, Repetition};
use crate::model::{Due, Recurrence};

const DAY: &str = r"(понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\p{L}*";
const NTH: &str =
    r"(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|[1-4])(?:-?(?:я|й|ю|ей|ой))?";

/// «каждый вторник», «по средам», «еженедельно, в пятницу».
static EACH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|[^\p{{L}}])(?:кажд\p{{L}}+|по|еженедельн\p{{L}}*,?(?:\s+в[о]?)?)\s+{DAY}"))
        .ok()
});
/// «с понедельника по пятницу», «вторник-четверг».
static RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"{DAY}\s*(?:-|по\s|до\s)\s*{DAY}")).ok());
/// «последняя пятница», «вторая и четвёртая среда», «каждый второй вторник».
static ORDINAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?:{NTH}\s*(?:,|и)\s*)?{NTH}\s+{DAY}")).ok());
static ANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}])(?:понедельник|вторник|сред[аыеу]|средам|четверг|пятниц|суббот|воскресень)")
        .ok()
});
static WORKING_DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:по|в)\s+(?:будн|рабоч\p{L}+\s+дн|учебн\p{L}+\s+дн)|кажд\p{L}+\s+(?:рабоч|учебн)\p{L}+\s+день",
    )
    .ok()
});

const WHICH_WEEK: &str = "месяц не назван: взят указанный день недели каждого месяца";

pub(super) fn repetition(folded: &str) -> Option<Repetition> {
    if WORKING_DAYS.as_ref()?.is_match(folded) {
        return Some(daily());
    }
    if let Some(found) = RANGE.as_ref()?.captures(folded) {
        let (first, last) = (weekday_number(&found[1])?, weekday_number(&found[2])?);
        let days = u8::try_from((last - first).rem_euclid(7) + 1).ok()?;
        return Some(if days < 5 { several(days) } else { daily() });
    }
    if let Some(found) = of_each_month(folded) {
        return Some(found);
    }
    let each = EACH.as_ref()?.captures(folded);
    if each.is_none() && !is_nothing_else(folded) {
        return None;
    }
    let days: Vec<i8> =
        ANY.as_ref()?.find_iter(folded).filter_map(|day| weekday_number(letters(day.as_str()))).collect();
    match days.as_slice() {
        [] => None,
        [only] => {
            Some(Repetition { due: Some(Due::Weekday(*only)), ..Repetition::plain(Recurrence::Weekly) })
        }
        many => Some(several(u8::try_from(many.len().min(7)).ok()?)),
    }
}

fn letters(text: &str) -> &str {
    text.trim_start_matches(|letter: char| !letter.is_alphabetic())
}

/// Evidence for every working day is nobody's wish: one stretch, as of «ежедневно».
fn daily() -> Repetition {
    Repetition { remark: Some(DAILY), ..Repetition::plain(Recurrence::Continuous) }
}

fn several(times: u8) -> Repetition {
    Repetition { times: (times > 1).then_some(times), ..Repetition::plain(Recurrence::Weekly) }
}

/// «последняя пятница месяца», «вторая и четвёртая среда каждого месяца», «каждый второй вторник».
fn of_each_month(folded: &str) -> Option<Repetition> {
    let found = ORDINAL.as_ref()?.captures(folded)?;
    let names_month = folded.contains("месяц") || folded.contains("ежемесячн");
    let start = found.get(0)?.start();
    let is_each =
        folded.get(..start)?.trim_end().rsplit(' ').next().is_some_and(|word| word.starts_with("кажд"));
    if !names_month && !is_each {
        return None;
    }
    let remark = (!names_month).then_some(WHICH_WEEK);
    if found.get(1).is_some() {
        return Some(Repetition { times: Some(2), remark, ..Repetition::plain(Recurrence::Monthly) });
    }
    let due = Due::NthWeekday { nth: ordinal(&found[2])?, weekday: weekday_number(&found[3])? };
    Some(Repetition { due: Some(due), remark, ..Repetition::plain(Recurrence::Monthly) })
}

/// «пн, ср, пт», «вторник и четверг, с 14 до 16 часов»: days of the week and hours, no date.
fn is_nothing_else(folded: &str) -> bool {
    const BESIDE: [&str; 11] = ["и", "в", "во", "с", "до", "по", "часов", "часа", "час", "ч", "дни"];
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        weekday_number(word).is_some()
            || BESIDE.contains(&word)
            || word.chars().all(|letter| letter.is_ascii_digit())
    })
}
