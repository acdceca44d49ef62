//! Names of documents: in cases, and what agrees with them.

use crate::phrases::{Paradigm, phrase};
use crate::{Case, Declined};

/// Documents by which others are approved.
const ACTS: [(&str, Paradigm); 8] = [
    ("приказ", Paradigm::Masculine),
    ("протокол", Paradigm::Masculine),
    ("указ", Paradigm::Masculine),
    ("закон", Paradigm::Masculine),
    ("распоряжение", Paradigm::Neuter),
    ("постановление", Paradigm::Neuter),
    ("решение", Paradigm::Neuter),
    ("письмо", Paradigm::Neuter),
];

/// «распоряжением министерства»: the head declines with its adjectives, the rest stands still.
pub fn document(text: &str, case: Case) -> Declined {
    phrase(text, &ACTS, false, case)
}

/// What a short participle agrees with: «утверждён», «утверждена», «утверждено», «утверждены».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    Masculine,
    Feminine,
    Neuter,
    Plural,
}

const HEADS: [(Agreement, &[&str]); 4] = [
    (
        Agreement::Masculine,
        &[
            "план",
            "график",
            "порядок",
            "паспорт",
            "перечень",
            "устав",
            "регламент",
            "список",
            "состав",
            "кейс",
            "реестр",
            "бюджет",
            "отчёт",
            "проект",
            "календарь",
            "лист",
            "кодекс",
            "стандарт",
            "приказ",
            "протокол",
        ],
    ),
    (
        Agreement::Feminine,
        &[
            "концепция",
            "программа",
            "инструкция",
            "стратегия",
            "методика",
            "карта",
            "форма",
            "справка",
            "модель",
            "редакция",
            "схема",
            "структура",
            "памятка",
            "смета",
            "политика",
        ],
    ),
    (
        Agreement::Neuter,
        &["положение", "расписание", "руководство", "пособие", "задание", "соглашение", "распоряжение"],
    ),
    (
        Agreement::Plural,
        &[
            "рекомендации",
            "критерии",
            "требования",
            "правила",
            "показатели",
            "изменения",
            "нормы",
            "формы",
            "указания",
            "материалы",
            "сведения",
            "нормативы",
            "меры",
            "условия",
        ],
    ),
];

/// By the name of a document: of «Методические рекомендации по оснащению» plural. Nothing where no word of the name is known.
pub fn agreement(name: &str) -> Option<Agreement> {
    let name = name.to_lowercase();
    let outside = name.split(['«', '"', '„']).next().unwrap_or_default();
    outside.split(|sign: char| !sign.is_alphabetic()).find_map(|word| {
        HEADS.iter().find(|(_, heads)| heads.contains(&word)).map(|(agreement, _)| *agreement)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Certainty;

    #[test]
    fn acts_decline() {
        let instrumental = |text| document(text, Case::Instrumental).text;
        assert_eq!(instrumental("Распоряжение министерства"), "Распоряжением министерства");
        assert_eq!(instrumental("приказ института"), "приказом института");
        assert_eq!(document("приказ", Case::Accusative).text, "приказ");
        assert_eq!(document("Об утверждении плана", Case::Instrumental).certainty, Certainty::Check);
    }

    #[test]
    fn what_is_approved_agrees() {
        for (name, agrees) in [
            ("Концепция развития сети", Some(Agreement::Feminine)),
            ("План мероприятий («дорожная карта»)", Some(Agreement::Masculine)),
            ("Методические рекомендации по программам", Some(Agreement::Plural)),
            ("Положение о конкурсе", Some(Agreement::Neuter)),
            ("«Дорожная карта» сети", None),
            ("", None),
        ] {
            assert_eq!(agreement(name), agrees, "{name}");
        }
    }
}
