//! How often: once a quarter, all the time, by a plan of its own.

use crate::model::Recurrence;

const WORDS: [(Recurrence, &[&str]); 6] = [
    (Recurrence::Weekly, &["еженедельн", "раз в неделю", "каждую неделю"]),
    (Recurrence::Monthly, &["ежемесячн", "раз в месяц", "каждый месяц", "12 раз в год"]),
    (
        Recurrence::Quarterly,
        &[
            "ежеквартальн",
            "раз в квартал",
            "каждый квартал",
            "поквартально",
            "4 раза в год",
            "четыре раза в год",
        ],
    ),
    (
        Recurrence::HalfYearly,
        &[
            "раз в полугодие",
            "раз в полгода",
            "2 раза в год",
            "два раза в год",
            "дважды в год",
            "каждое полугодие",
        ],
    ),
    (
        Recurrence::Continuous,
        &[
            "в течение",
            "постоянно",
            "весь период",
            "весь год",
            "весь учебный год",
            "круглогодично",
            "на протяжении",
            "непрерывно",
            "систематически",
            "всего периода",
            "регулярно",
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
            "в соответствии с план",
            "в соответствии с график",
            "по заявк",
        ],
    ),
];

pub(super) fn recurrence(folded: &str) -> Option<Recurrence> {
    let found = WORDS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| folded.contains(phrase)));
    found.map(|(recurrence, _)| *recurrence)
}

/// «ежегодно»: once, some time in the year.
pub(super) fn is_once_a_year(folded: &str) -> bool {
    folded.contains("ежегодн") || folded.contains("раз в год")
}
