//! How often: once a quarter, twice a month, all the time, by a plan of its own.

use std::sync::LazyLock;

use regex::Regex;

use super::ParsedTerm;
use super::months::{ordinal, weekday_number};
use crate::model::{Due, Recurrence};

/// How a term repeats, before its stretch of days is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repetition {
    pub(super) recurrence: Recurrence,
    every: Option<u8>,
    times: Option<u8>,
    due: Option<Due>,
    remark: Option<&'static str>,
}

impl Repetition {
    fn plain(recurrence: Recurrence) -> Self {
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
    (Recurrence::Weekly, &["еженедельн", "каждую неделю"]),
    (Recurrence::Monthly, &["ежемесячн", "каждый месяц", "помесячно"]),
    (Recurrence::Quarterly, &["ежеквартальн", "каждый квартал", "поквартально"]),
    (Recurrence::HalfYearly, &["каждое полугодие", "по полугодиям"]),
    (
        Recurrence::Continuous,
        &[
            "в течение",
            "в течении",
            "постоянно",
            "весь период",
            "весь год",
            "весь учебный год",
            "круглогодичн",
            "круглый год",
            "на протяжении",
            "непрерывно",
            "систематически",
            "всего периода",
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
            "по плану",
            "по график",
            "согласно план",
            "согласно график",
            "по необходимости",
            "при необходимости",
            "в соответствии с план",
            "в соответствии с график",
            "по заявк",
            "по требовани",
            "в установленные сроки",
            "дата уточняется",
            "даты уточняются",
            "срок уточняется",
            "сроки уточняются",
            "по факту",
        ],
    ),
];

/// «не реже 1 раза в квартал», «2-3 раза в месяц», «раз в две недели», «дважды в год».
static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"\d{1,2}|один|одного|два|двух|две|три|трех|четыре|четырех|пять|пяти|шесть|шести";
    Regex::new(&format!(
        r"(?:(?:({number})(?:-(?:{number}))?\s+)?раз(?:а)?|(дважды|трижды|единожды|однократно))\s+(?:в|за)\s+(?:({number})\s+)?(недел\p{{L}}*|месяц\p{{L}}*|квартал\p{{L}}*|полугоди\p{{L}}*|полгода|семестр\p{{L}}*|год\p{{L}}*|календарн\p{{L}}*\s+год|учебн\p{{L}}*\s+год|лет)"
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
/// «каждый вторник», «по средам», «еженедельно, в пятницу».
static EACH_WEEKDAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:кажд\p{L}+|по|еженедельн\p{L}*,?(?:\s+в[о]?)?)\s+(понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\p{L}*").ok()
});
/// «последняя пятница месяца», «второй вторник каждого месяца».
static NTH_WEEKDAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(перв\p{L}+|втор\p{L}+|трет\p{L}+|четверт\p{L}+|последн\p{L}+|[1-4])(?:-?(?:я|й|ю|ей|ой))?\s+(понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\p{L}*\s+(?:кажд\p{L}+\s+)?(?:месяца|ежемесячно)").ok()
});
static WEEKDAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}])(?:понедельник|вторник|сред[аыу]|средам|четверг|пятниц|суббот|воскресень)")
        .ok()
});
/// «в течение 10 рабочих дней после …» is a distance, not a repetition.
static WITHIN_DAYS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"в течени[еи]\s+(?:\S+\s+){0,3}(?:дн|суток|недел|месяца\b|часов)").ok());

const DAILY: &str = "ежедневная работа: один срок на всё время";
const SEVERAL_PERIODS: &str = "число раз названо промежутком: взято меньшее";
const WHICH_MONTH: &str = "месяц периода не назван: взят последний";

pub(super) fn repetition(folded: &str) -> Option<Repetition> {
    let mut repetition = weekdays(folded).or_else(|| counted(folded)).or_else(|| named(folded))?;
    if repetition.due.is_none()
        && let Some(due) = due_day(folded)
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
        unit if unit.starts_with("квартал") => 3,
        unit if unit.starts_with("пол") || unit.starts_with("семестр") => 6,
        _ => 12,
    };
    let months = in_unit * every;
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

fn weekdays(folded: &str) -> Option<Repetition> {
    if let Some(found) = NTH_WEEKDAY.as_ref()?.captures(folded) {
        let due = Due::NthWeekday { nth: ordinal(&found[1])?, weekday: weekday_number(&found[2])? };
        return Some(Repetition { due: Some(due), ..Repetition::plain(Recurrence::Monthly) });
    }
    let found = EACH_WEEKDAY.as_ref()?.captures(folded)?;
    let count = WEEKDAY.as_ref()?.find_iter(folded).count();
    let times = u8::try_from(count.min(7)).ok().filter(|times| *times > 1);
    let due = times.is_none().then(|| weekday_number(&found[1]).map(Due::Weekday)).flatten();
    Some(Repetition { times, due, ..Repetition::plain(Recurrence::Weekly) })
}

fn due_day(folded: &str) -> Option<Due> {
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

/// «ежегодно», «раз в год»: once, some time in the year.
pub(super) fn is_once_a_year(folded: &str) -> bool {
    folded.contains("ежегодн") || folded.contains("раз в год") || folded.contains("однократно")
}
