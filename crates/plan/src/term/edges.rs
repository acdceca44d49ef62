//! Edges and parts of repeating periods: «в конце каждого месяца», «I декада месяца», «последний день квартала».

use std::sync::LazyLock;

use regex::Regex;

use super::months::ordinal;
use super::repeated::Repetition;
use crate::model::{Due, Recurrence};

/// «в конце каждого месяца», «последняя неделя квартала», «I декада месяца», «последний день квартала».
static EDGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:^|[^\p{{L}}\d])(?:(конц[еуа]|конец|начал[еоуа]|середин[еуыа])|{PART})\s+(?:кажд\p{{L}}+\s+|отчетн\p{{L}}+\s+|учебн\p{{L}}+\s+)*(месяца|квартала|полугодия|четверти)"
    ))
    .ok()
});
const PART: &str = r"(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|iv|i{1,3}|[1-4])(?:-?(?:й|я|го|ой|ей|ую|ю|ом|ем))?\s+(?:рабоч\p{L}+\s+)?(недел|декад|числ|половин|день|дн)\p{L}*";
/// «ежемесячно, I декада»: the part stands after the repetition and nothing else names a month.
static PART_OF_EACH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?:^|[^\p{{L}}\d]){PART}\s*(?:$|[,;)]|ежемесячн|кажд)")).ok());
/// «до конца полугодия»: a deadline, but of which one?
static UNTIL_THE_END: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\p{L}])(?:до|к|не позднее|не позже)\s+(?:конца|концу)\s").ok());
/// «по итогам квартала», «по окончании каждой четверти».
static BY_RESULTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"по\s+(?:итогам|окончании|завершении|результатам)\s+(?:кажд\p{L}+\s+|отчетн\p{L}+\s+|учебн\p{L}+\s+)*(месяца|квартала|полугодия|четверти)").ok()
});
const OF_SCHOOL_TERMS: &str = "учебные четверти кончаются не вместе с кварталами: уточните сроки";
const SOMEWHERE_INSIDE: &str = "срок назван внутри периода, но без дней: взят весь период, уточните";
const WHICH_PERIOD: &str =
    "который из периодов, не сказано: срок взят в конце каждого; если он один, укажите дату";

fn of_unit(unit: &str) -> Recurrence {
    match unit {
        "месяца" => Recurrence::Monthly,
        "полугодия" => Recurrence::HalfYearly,
        _ => Recurrence::Quarterly,
    }
}

/// The end, the beginning or a week of every month or quarter.
pub(super) fn at_the_edge(folded: &str) -> Option<Repetition> {
    if let Some(found) = BY_RESULTS.as_ref()?.captures(folded) {
        return Some(Repetition::plain(of_unit(&found[1])));
    }
    let found = EDGE.as_ref()?.captures(folded)?;
    let recurrence = of_unit(&found[4]);
    let day = match found.get(1).map(|edge| edge.as_str()) {
        Some(edge) if edge.starts_with("кон") => 31,
        Some(edge) if edge.starts_with("начал") => 10,
        Some(_) => 20,
        None => last_day_of_part(&found[2], &found[3])?,
    };
    // A day is counted in the last month of its period: of longer ones only the end is known by it.
    let is_told = recurrence == Recurrence::Monthly || day == 31;
    let remark = if found[4].starts_with("четверт") {
        Some(OF_SCHOOL_TERMS)
    } else if is_told {
        is_one_deadline(folded).then_some(WHICH_PERIOD)
    } else {
        Some(SOMEWHERE_INSIDE)
    };
    Some(Repetition { due: is_told.then_some(Due::Day(day)), remark, ..Repetition::plain(recurrence) })
}

/// «до конца полугодия» without «каждого».
fn is_one_deadline(folded: &str) -> bool {
    let repeats = ["кажд", "отчетн", "ежемесячн", "ежекварт"].iter().any(|stem| folded.contains(stem));
    !repeats && UNTIL_THE_END.as_ref().is_some_and(|pattern| pattern.is_match(folded))
}

/// The day of a month with which its part is over: 10 for «первая декада», 31 for its last day whatever the month.
fn last_day_of_part(which: &str, unit: &str) -> Option<i8> {
    let number = ordinal(which)?;
    // «1 числа» is a day, «первые числа» are some.
    if unit == "числ" && !which.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(match (unit, number) {
        (_, -1) | ("декад", 3) | ("половин", 2..) => 31,
        ("половин", _) => 15,
        ("декад" | "числ", 1) => 10,
        ("декад", 2) => 20,
        ("день" | "дн", day) => day,
        (_, number) => number * 7,
    })
}

/// «ежемесячно, I декада»: each month until the part is over.
pub(super) fn due_of_part(folded: &str, recurrence: Recurrence) -> Option<Due> {
    let found = PART_OF_EACH.as_ref()?.captures(folded).filter(|_| recurrence == Recurrence::Monthly)?;
    last_day_of_part(&found[1], &found[2]).map(Due::Day)
}
