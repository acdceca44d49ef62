//! Posts and organisations in cases: the head of the phrase declines with its adjectives, the rest stands still.

use crate::cases::Certainty;
use crate::{Case, Declined, adjectives, nouns};

#[derive(Clone, Copy)]
pub(crate) enum Paradigm {
    Masculine,
    InA,
    Neuter,
    /// Declines like the adjective it once was: «заведующий».
    Adjective,
}

/// Heads of posts. A hyphenated post is made of two of them: «педагог-библиотекарь».
const POSTS: [(&str, Paradigm); 36] = [
    ("директор", Paradigm::Masculine),
    ("министр", Paradigm::Masculine),
    ("начальник", Paradigm::Masculine),
    ("руководитель", Paradigm::Masculine),
    ("заместитель", Paradigm::Masculine),
    ("помощник", Paradigm::Masculine),
    ("секретарь", Paradigm::Masculine),
    ("председатель", Paradigm::Masculine),
    ("специалист", Paradigm::Masculine),
    ("методист", Paradigm::Masculine),
    ("консультант", Paradigm::Masculine),
    ("референт", Paradigm::Masculine),
    ("эксперт", Paradigm::Masculine),
    ("инженер", Paradigm::Masculine),
    ("бухгалтер", Paradigm::Masculine),
    ("инспектор", Paradigm::Masculine),
    ("библиотекарь", Paradigm::Masculine),
    ("библиограф", Paradigm::Masculine),
    ("педагог", Paradigm::Masculine),
    ("психолог", Paradigm::Masculine),
    ("организатор", Paradigm::Masculine),
    ("учитель", Paradigm::Masculine),
    ("преподаватель", Paradigm::Masculine),
    ("воспитатель", Paradigm::Masculine),
    ("ректор", Paradigm::Masculine),
    ("проректор", Paradigm::Masculine),
    ("доцент", Paradigm::Masculine),
    ("профессор", Paradigm::Masculine),
    ("губернатор", Paradigm::Masculine),
    ("сотрудник", Paradigm::Masculine),
    ("член", Paradigm::Masculine),
    ("глава", Paradigm::InA),
    ("заведующий", Paradigm::Adjective),
    ("заведующая", Paradigm::Adjective),
    ("исполняющий", Paradigm::Adjective),
    ("исполняющая", Paradigm::Adjective),
];

/// Heads of the names of organisations.
const ORGANISATIONS: [(&str, Paradigm); 21] = [
    ("министерство", Paradigm::Neuter),
    ("управление", Paradigm::Neuter),
    ("учреждение", Paradigm::Neuter),
    ("агентство", Paradigm::Neuter),
    ("училище", Paradigm::Neuter),
    ("объединение", Paradigm::Neuter),
    ("комитет", Paradigm::Masculine),
    ("департамент", Paradigm::Masculine),
    ("отдел", Paradigm::Masculine),
    ("институт", Paradigm::Masculine),
    ("университет", Paradigm::Masculine),
    ("центр", Paradigm::Masculine),
    ("лицей", Paradigm::Masculine),
    ("колледж", Paradigm::Masculine),
    ("техникум", Paradigm::Masculine),
    ("интернат", Paradigm::Masculine),
    ("библиотека", Paradigm::InA),
    ("школа", Paradigm::InA),
    ("гимназия", Paradigm::InA),
    ("администрация", Paradigm::InA),
    ("ассоциация", Paradigm::InA),
];

/// «старшему методисту центра», «педагога-библиотекаря», «исполняющей обязанности директора».
pub fn post(text: &str, case: Case) -> Declined {
    phrase(text, &POSTS, true, case)
}

/// «муниципального бюджетного общеобразовательного учреждения «Школа № 5»»; where the registry has a form of its own, that
/// form is better.
pub fn organisation(text: &str, case: Case) -> Declined {
    phrase(text, &ORGANISATIONS, false, case)
}

pub(crate) fn phrase(text: &str, heads: &[(&str, Paradigm)], animate: bool, case: Case) -> Declined {
    if case == Case::Nominative {
        return Declined::sure(text);
    }
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for at in 0..words.len() {
        if let Some(declined) = head(&words[at], heads, animate, case) {
            words[at] = declined;
            return Declined { text: words.join(" "), certainty: Certainty::Sure };
        }
        // Only adjectives may stand before the head; «И. о. директора» and «врио министра» are left alone.
        match adjectives::decline(&words[at], case, animate) {
            Some(declined) => words[at] = declined,
            None => break,
        }
    }
    Declined::check(text)
}

fn head(word: &str, heads: &[(&str, Paradigm)], animate: bool, case: Case) -> Option<String> {
    let mut shown = Vec::new();
    for part in word.split('-') {
        let lower = part.to_lowercase();
        let (_, paradigm) = heads.iter().find(|(head, _)| *head == lower)?;
        shown.push(match paradigm {
            Paradigm::Masculine => nouns::masculine(part, case, animate, false),
            Paradigm::InA => nouns::in_a(part, case),
            Paradigm::Neuter => nouns::neuter(part, case),
            Paradigm::Adjective => adjectives::decline(part, case, animate)?,
        });
    }
    Some(shown.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Certainty::{Check, Sure};

    #[test]
    fn posts() {
        for (text, dative, certainty) in [
            ("директор", "директору", Sure),
            ("Министр", "Министру", Sure),
            ("старший методист", "старшему методисту", Sure),
            (
                "заместитель министра – начальник управления",
                "заместителю министра – начальник управления",
                Sure,
            ),
            ("заведующая кафедрой", "заведующей кафедрой", Sure),
            ("педагог-библиотекарь", "педагогу-библиотекарю", Sure),
            (
                "главный специалист управления образования",
                "главному специалисту управления образования",
                Sure,
            ),
            ("исполняющий обязанности директора", "исполняющему обязанности директора", Sure),
            ("глава администрации", "главе администрации", Sure),
            ("и. о. директора", "и. о. директора", Check),
            ("тьютор", "тьютор", Check),
        ] {
            assert_eq!(post(text, Case::Dative), Declined { text: dative.into(), certainty }, "{text}");
        }
        assert_eq!(post("директор", Case::Accusative).text, "директора");
        assert_eq!(post("учитель", Case::Instrumental).text, "учителем");
    }

    #[test]
    fn organisations() {
        for (text, genitive, certainty) in [
            ("Министерство образования и науки края", "Министерства образования и науки края", Sure),
            (
                "Муниципальное бюджетное общеобразовательное учреждение «Школа № 5»",
                "Муниципального бюджетного общеобразовательного учреждения «Школа № 5»",
                Sure,
            ),
            ("Краевой центр образования", "Краевого центра образования", Sure),
            ("Средняя школа № 2", "Средней школы № 2", Sure),
            ("Гимназия № 1", "Гимназии № 1", Sure),
            ("МБОУ СОШ № 3", "МБОУ СОШ № 3", Check),
        ] {
            assert_eq!(
                organisation(text, Case::Genitive),
                Declined { text: genitive.into(), certainty },
                "{text}"
            );
        }
        assert_eq!(
            organisation("Управление образования", Case::Prepositional).text,
            "Управлении образования"
        );
        assert_eq!(organisation("Краевой центр", Case::Accusative).text, "Краевой центр");
    }
}
