//! How often: once a quarter, twice a month, all the time, by a plan of its own.

use std::sync::LazyLock;

use regex::Regex;

use super::ParsedTerm;
use super::edges::{at_the_edge, due_of_part};
use super::weekdays;
use crate::model::{Due, Recurrence};

/// How a term repeats, before its stretch of days is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repetition {
    pub(super) recurrence: Recurrence,
    pub(super) every: Option<u8>,
    pub(super) times: Option<u8>,
    pub(super) due: Option<Due>,
    pub(super) remark: Option<&'static str>,
}

impl Repetition {
    pub(super) fn plain(recurrence: Recurrence) -> Self {
        Self { recurrence, every: None, times: None, due: None, remark: None }
    }

    pub(super) fn over(self, stretch: ParsedTerm) -> ParsedTerm {
        ParsedTerm {
            recurrence: Some(self.recurrence),
            every: self.every,
            times: self.times,
            due: self.due,
            remark: self.remark.or(stretch.remark),
            ..stretch
        }
    }
}

const WORDS: [(Recurrence, &[&str]); 6] = [
    (Recurrence::Weekly, &["еженедельн", "каждую неделю", "каждой недели", "понедельно"]),
    (
        Recurrence::Monthly,
        &["ежемесячн", "каждый месяц", "каждого месяца", "каждом месяце", "помесячно", "по месяцам"],
    ),
    (
        Recurrence::Quarterly,
        &[
            "ежеквартальн",
            "каждый квартал",
            "каждого квартала",
            "каждом квартале",
            "поквартально",
            "по кварталам",
        ],
    ),
    (Recurrence::HalfYearly, &["каждое полугодие", "каждого полугодия", "каждом полугодии", "по полугодиям"]),
    (
        Recurrence::Continuous,
        &[
            "в течение",
            "постоян",
            "весь период",
            "весь срок",
            "весь год",
            "весь учебный год",
            "круглогодичн",
            "круглый год",
            "на протяжении",
            "непрерывно",
            "бессрочно",
            "систематическ",
            "всего периода",
            "в период реализации",
            "в период действия",
            "на период действия",
            "регулярно",
            "ежедневн",
            "каждый день",
        ],
    ),
    (
        Recurrence::BySeparatePlan,
        &[
            "по отдельн",
            "по мере",
            "по согласовани",
            "по запрос",
            "по план",
            "по график",
            "по расписани",
            "по утвержденн",
            "по индивидуальн",
            "по необходимости",
            "при необходимости",
            "при поступлени",
            "при наличии",
            "согласно",
            "в соответствии",
            "по заявк",
            "по требовани",
            "по обращени",
            "по вызову",
            "в рабочем порядке",
            "в установленн",
            "дата уточняется",
            "даты уточняются",
            "срок уточняется",
            "сроки уточняются",
            "определяется дополнительно",
            "определяются дополнительно",
            "по факту",
        ],
    ),
];

/// «не реже 1 раза в квартал», «2-3 раза в месяц», «раз в две недели», «дважды в год».
static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"\d{1,2}|один|одного|два|двух|две|три|трех|четыре|четырех|пять|пяти|шесть|шести";
    Regex::new(&format!(
        r"(?:(?:({number})(?:-(?:{number}))?\s+)?раз(?:а)?|(дважды|трижды|единожды|однократно))\s+(?:в|за)\s+(?:({number})\s+)?(недел\p{{L}}*|месяц\p{{L}}*|квартал\p{{L}}*|полугоди\p{{L}}*|полгода|семестр\p{{L}}*|(?:учебн\p{{L}}*\s+)?четверт\p{{L}}*|год\p{{L}}*|календарн\p{{L}}*\s+год|учебн\p{{L}}*\s+год|лет)"
    ))
    .ok()
});
/// «каждые две недели», «каждые 3 месяца».
static EACH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"кажды[ей]\s+(\d{1,2}|два|две|три|четыре|шесть)\s+(недел\p{L}*|месяц\p{L}*)").ok()
});
/// «до 10 числа», «не позднее 5-го числа», «25 числа каждого месяца».
static DAY_OF_MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.])(\d{1,2})(?:-?(?:го|му|ое|е))?\s+числ[аоу]\b").ok());
static LAST_DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"последн\p{L}+\s+(?:рабоч\p{L}+\s+)?(?:день|дня|число|числа)").ok());
/// «1 и 15 числа каждого месяца».
static TWO_DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\d.])\d{1,2}(?:-?(?:го|е))?\s*(?:,|и)\s*\d{1,2}(?:-?(?:го|е))?\s+числ").ok()
});
/// «в течение 10 рабочих дней после …» is a distance, not a repetition.
static WITHIN_DAYS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"в течени[еи]\s+(?:\S+\s+){0,3}(?:дн|суток|недел|месяца\b|часов)").ok());

pub(super) const DAILY: &str = "ежедневная работа: один срок на всё время";
const SEVERAL_PERIODS: &str = "число раз названо промежутком: взято меньшее";
const WHICH_MONTH: &str = "месяц периода не назван: взят последний";

pub(super) fn repetition(folded: &str) -> Option<Repetition> {
    let mut repetition = weekdays::repetition(folded)
        .or_else(|| counted(folded))
        .or_else(|| at_the_edge(folded))
        .or_else(|| named(folded))?;
    if repetition.due.is_none()
        && let Some(due) = due_day(folded).or_else(|| due_of_part(folded, repetition.recurrence))
    {
        repetition.due = Some(due);
        let is_long = matches!(repetition.recurrence, Recurrence::Quarterly | Recurrence::HalfYearly);
        if is_long && matches!(due, Due::Day(day) if day < 31) && !folded.contains("последн") {
            repetition.remark = Some(WHICH_MONTH);
        }
    }
    if matches!(
        repetition.recurrence,
        Recurrence::Continuous | Recurrence::BySeparatePlan | Recurrence::Weekly
    ) && !matches!(repetition.due, Some(Due::Weekday(_)))
    {
        repetition.due = None;
    }
    Some(repetition)
}

fn named(folded: &str) -> Option<Repetition> {
    if TWO_DAYS.as_ref()?.is_match(folded) && (folded.contains("месяц") || folded.contains("ежемесячн"))
    {
        return Some(Repetition { times: Some(2), ..Repetition::plain(Recurrence::Monthly) });
    }
    let found = WORDS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| folded.contains(phrase)));
    let Some((recurrence, _)) = found else {
        // «до 10 числа каждого месяца», «до 5 числа месяца, следующего за отчётным»
        let repeats = folded.contains("месяца") && due_day(folded).is_some();
        let recurrence =
            if folded.contains("квартал") { Recurrence::Quarterly } else { Recurrence::Monthly };
        return repeats.then(|| Repetition::plain(recurrence));
    };
    let is_distance = *recurrence == Recurrence::Continuous
        && WITHIN_DAYS.as_ref().is_some_and(|pattern| pattern.is_match(folded));
    if is_distance {
        return None;
    }
    let is_daily = folded.contains("ежедневн") || folded.contains("каждый день");
    Some(Repetition { remark: is_daily.then_some(DAILY), ..Repetition::plain(*recurrence) })
}

fn number(word: &str) -> Option<u8> {
    Some(match word {
        "один" | "одного" => 1,
        "два" | "двух" | "две" => 2,
        "три" | "трех" => 3,
        "четыре" | "четырех" => 4,
        "пять" | "пяти" => 5,
        "шесть" | "шести" => 6,
        digits => digits.parse().ok().filter(|number| (1..=31).contains(number))?,
    })
}

fn counted(folded: &str) -> Option<Repetition> {
    if let Some(found) = EACH.as_ref()?.captures(folded) {
        return repeated(1, number(&found[1])?, &found[2]);
    }
    let found = TIMES.as_ref()?.captures(folded)?;
    let times = match (found.get(1), found.get(2).map(|word| word.as_str())) {
        (Some(word), _) => number(word.as_str())?,
        (None, Some("дважды")) => 2,
        (None, Some("трижды")) => 3,
        _ => 1,
    };
    let every = found.get(3).map_or(Some(1), |word| number(word.as_str()))?;
    let mut repetition = repeated(times, every, &found[4])?;
    let is_span =
        found.get(1).is_some_and(|word| folded.get(word.end()..).is_some_and(|rest| rest.starts_with('-')));
    repetition.remark = is_span.then_some(SEVERAL_PERIODS);
    Some(repetition)
}

/// So many times in each n-th unit; what divides a period evenly is a recurrence of its own.
fn repeated(times: u8, every: u8, unit: &str) -> Option<Repetition> {
    if unit.starts_with("недел") {
        return Some(Repetition {
            every: (every > 1).then_some(every),
            times: (times > 1).then_some(times.min(7)),
            ..Repetition::plain(Recurrence::Weekly)
        });
    }
    let in_unit = match unit {
        unit if unit.starts_with("месяц") => 1,
        unit if unit.starts_with("квартал") || unit.contains("четверт") => 3,
        unit if unit.starts_with("пол") || unit.starts_with("семестр") => 6,
        _ => 12,
    };
    // Found by the fuzzer: «2 раза в 23 года» are more months than a byte holds.
    let months = u8::checked_mul(in_unit, every)?;
    // Once in two years is once some time in this one.
    if months > 12 || (months == 12 && times == 1) {
        return None;
    }
    let named = |months: u8| match months {
        1 => Some(Repetition::plain(Recurrence::Monthly)),
        3 => Some(Repetition::plain(Recurrence::Quarterly)),
        6 => Some(Repetition::plain(Recurrence::HalfYearly)),
        12 => Some(Repetition::plain(Recurrence::Yearly)),
        _ => None,
    };
    if months.is_multiple_of(times) {
        let step = months / times;
        return named(step)
            .or(Some(Repetition { every: Some(step), ..Repetition::plain(Recurrence::Monthly) }));
    }
    let whole =
        named(months).unwrap_or(Repetition { every: Some(months), ..Repetition::plain(Recurrence::Monthly) });
    Some(Repetition { times: Some(times), ..whole })
}

fn due_day(folded: &str) -> Option<Due> {
    if TWO_DAYS.as_ref()?.is_match(folded) {
        return None;
    }
    if let Some(found) = DAY_OF_MONTH.as_ref()?.captures(folded) {
        let day: i8 = found[1].parse().ok().filter(|day| (1..=31).contains(day))?;
        let is_after =
            folded.contains("следующ") || folded.contains("после отчетн") || folded.contains("за отчетн");
        return Some(if is_after { Due::DayOfNextMonth(day) } else { Due::Day(day) });
    }
    let is_last = LAST_DAY.as_ref()?.is_match(folded)
        && (folded.contains("месяц") || folded.contains("квартал") || folded.contains("ежемесячн"));
    is_last.then_some(Due::Day(31))
}

/// «февраль, далее ежемесячно»
pub(super) fn goes_on_from_there(folded: &str) -> bool {
    folded.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "далее" | "затем"))
}

static ONCE_IN_YEARS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"раза? в (?:\d{1,2}|два|две|три|четыре|пять) (?:года|лет)\b").ok());

/// «ежегодно», «раз в год», «раз в 2 года»: once, some time in the year.
pub(super) fn is_once_a_year(folded: &str) -> bool {
    ["ежегодн", "раз в год", "раза в год", "однократно", "каждый год"]
        .iter()
        .any(|phrase| folded.contains(phrase))
        || ONCE_IN_YEARS.as_ref().is_some_and(|pattern| pattern.is_match(folded))
}
