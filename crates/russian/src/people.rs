//! Persons in cases: surname, name and patronymic.

use crate::cases::{is_vowel, without_last};
use crate::surnames::surname;
use crate::{Case, Certainty, Declined, Gender, nouns};

/// A person's name in a case, its parts apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInCase {
    pub surname: String,
    pub name: String,
    pub patronymic: String,
    pub certainty: Certainty,
}

impl PersonInCase {
    /// «Демоновой Анне Сергеевне».
    pub fn full(&self) -> String {
        let parts = [self.surname.as_str(), &self.name, &self.patronymic];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// «Демоновой А. С.»
    pub fn initials(&self) -> String {
        crate::initials(&self.surname, &self.name, &self.patronymic)
    }

    /// «А. С. Демоновой»
    pub fn initials_first(&self) -> String {
        crate::initials_first(&self.surname, &self.name, &self.patronymic)
    }
}

/// Men's names that end like women's.
const MEN_IN_A: [&str; 14] = [
    "Никита",
    "Илья",
    "Фома",
    "Кузьма",
    "Лука",
    "Савва",
    "Данила",
    "Гаврила",
    "Фока",
    "Иона",
    "Зосима",
    "Мина",
    "Емеля",
    "Добрыня",
];

/// By the patronymic where there is one, else by the name and surname, which is less sure.
pub fn gender_of(surname: &str, name: &str, patronymic: &str) -> (Gender, Certainty) {
    let patronymic = patronymic.trim().to_lowercase();
    if ["вна", "чна", "шна", "кызы"].iter().any(|ending| patronymic.ends_with(ending)) {
        return (Gender::Feminine, Certainty::Sure);
    }
    if ["ич", "оглы", "улы"].iter().any(|ending| patronymic.ends_with(ending)) {
        return (Gender::Masculine, Certainty::Sure);
    }
    let surname = surname.trim().to_lowercase();
    let by_surname = |endings: &[&str]| endings.iter().any(|ending| surname.ends_with(ending));
    let name = name.trim();
    let looks_feminine =
        name.ends_with(['а', 'я']) && !MEN_IN_A.contains(&name) || name == "Любовь" || name.ends_with("ель");
    if looks_feminine && by_surname(&["ова", "ева", "ёва", "ина", "ына", "ая"]) {
        return (Gender::Feminine, Certainty::Sure);
    }
    if !looks_feminine && by_surname(&["ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ый"])
    {
        return (Gender::Masculine, Certainty::Sure);
    }
    (if looks_feminine { Gender::Feminine } else { Gender::Masculine }, Certainty::Check)
}

/// A person in a case. Parts that are absent stay absent.
pub fn person(surname_word: &str, name: &str, patronymic: &str, case: Case) -> PersonInCase {
    let (surname_word, name, patronymic) = (surname_word.trim(), name.trim(), patronymic.trim());
    if case == Case::Nominative {
        return PersonInCase {
            surname: surname_word.to_owned(),
            name: name.to_owned(),
            patronymic: patronymic.to_owned(),
            certainty: Certainty::Sure,
        };
    }
    let (gender, certainty) = gender_of(surname_word, name, patronymic);
    let decline = |word: &str, rule: fn(&str, Gender, Case) -> Declined| {
        if word.is_empty() { Declined::sure("") } else { rule(word, gender, case) }
    };
    let surname = decline(surname_word, surname);
    let name = decline(name, first_name);
    let patronymic = decline(patronymic, patronymic_in);
    let certainty = certainty.max(surname.certainty).max(name.certainty).max(patronymic.certainty);
    PersonInCase { surname: surname.text, name: name.text, patronymic: patronymic.text, certainty }
}

fn first_name(word: &str, gender: Gender, case: Case) -> Declined {
    if word.contains('-') || word.contains(' ') {
        // «Анна-Мария», «Ён Су»: how much of it declines, its bearer knows.
        return Declined::check(word);
    }
    let fleeting = [("Павел", "Павл"), ("Лев", "Льв"), ("Пётр", "Петр")];
    if let Some((_, stem)) = fleeting.iter().find(|(name, _)| *name == word) {
        return Declined::sure(nouns::masculine(stem, case, true, false));
    }
    let last = word.chars().last().unwrap_or_default();
    if !('а'..='я').contains(&last) && last != 'ё' {
        return Declined::check(word);
    }
    match (gender, last) {
        (_, 'а' | 'я') => Declined::sure(nouns::in_a(word, case)),
        (Gender::Feminine, 'ь') => Declined::sure(nouns::feminine_soft(word, case)),
        (Gender::Feminine, _) => Declined::check(word),
        (_, letter) if is_vowel(letter) => Declined::check(word),
        _ => Declined::sure(nouns::masculine(word, case, true, false)),
    }
}

fn patronymic_in(word: &str, _: Gender, case: Case) -> Declined {
    let lower = word.to_lowercase();
    if ["оглы", "кызы", "улы"].iter().any(|ending| lower.ends_with(ending)) {
        return Declined::sure(word);
    }
    if lower.ends_with("на") {
        return Declined::sure(nouns::in_a(word, case));
    }
    if lower.ends_with("ич") {
        let stressed = ["ильич", "лукич", "кузьмич", "фомич"].contains(&lower.as_str());
        return Declined::sure(nouns::masculine(word, case, true, stressed));
    }
    Declined::check(without_last(word, 0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_in_all_cases() {
        let row = |surname, name, patronymic| {
            Case::ALL.map(|case| person(surname, name, patronymic, case).full()).join("; ")
        };
        assert_eq!(
            row("Демонова", "Анна", "Сергеевна"),
            "Демонова Анна Сергеевна; Демоновой Анны Сергеевны; Демоновой Анне Сергеевне; Демонову Анну Сергеевну; \
             Демоновой Анной Сергеевной; Демоновой Анне Сергеевне"
        );
        assert_eq!(
            row("Самар", "Пётр", "Ильич"),
            "Самар Пётр Ильич; Самара Петра Ильича; Самару Петру Ильичу; Самара Петра Ильича; Самаром Петром Ильичом; \
             Самаре Петре Ильиче"
        );
        assert_eq!(
            row("Ким", "Наталья", "Юрьевна"),
            "Ким Наталья Юрьевна; Ким Натальи Юрьевны; Ким Наталье Юрьевне; Ким Наталью Юрьевну; \
             Ким Натальей Юрьевной; Ким Наталье Юрьевне"
        );
    }

    #[test]
    fn first_names_in_the_genitive_and_instrumental() {
        for (surname, name, patronymic, genitive, instrumental) in [
            ("Белых", "Дмитрий", "Олегович", "Дмитрия", "Дмитрием"),
            ("Белых", "Сергей", "Олегович", "Сергея", "Сергеем"),
            ("Белых", "Игорь", "Олегович", "Игоря", "Игорем"),
            ("Белых", "Павел", "Олегович", "Павла", "Павлом"),
            ("Белых", "Лев", "Олегович", "Льва", "Львом"),
            ("Белых", "Никита", "Олегович", "Никиты", "Никитой"),
            ("Белых", "Илья", "Олегович", "Ильи", "Ильёй"),
            ("Белых", "Мария", "Олеговна", "Марии", "Марией"),
            ("Белых", "Ольга", "Олеговна", "Ольги", "Ольгой"),
            ("Белых", "Любовь", "Олеговна", "Любови", "Любовью"),
            ("Белых", "Майя", "Олеговна", "Майи", "Майей"),
        ] {
            assert_eq!(person(surname, name, patronymic, Case::Genitive).name, genitive);
            assert_eq!(person(surname, name, patronymic, Case::Instrumental).name, instrumental);
        }
        let person = person("Мамедов", "Али", "Гасан оглы", Case::Dative);
        assert_eq!((person.full().as_str(), person.certainty), ("Мамедову Али Гасан оглы", Certainty::Check));
        assert_eq!(
            super::person("Демонова", "Анна", "Сергеевна", Case::Dative).initials_first(),
            "А.\u{a0}С.\u{a0}Демоновой"
        );
    }

    #[test]
    fn what_is_not_sure_is_told() {
        let certainty =
            |surname, name, patronymic| person(surname, name, patronymic, Case::Genitive).certainty;
        assert_eq!(certainty("Иванов", "Иван", "Иванович"), Certainty::Sure);
        assert_eq!(certainty("Иванова", "Инна", ""), Certainty::Sure);
        assert_eq!(certainty("Ким", "Саша", ""), Certainty::Check);
        assert_eq!(certainty("Соловей", "Иван", "Иванович"), Certainty::Check);
        assert_eq!(certainty("Иванов", "Ён Су", "Иванович"), Certainty::Check);
    }

    proptest! {
        /// Whatever is typed comes back without a panic; the nominative is the name itself; no part appears or vanishes.
        #[test]
        fn any_name_is_survived(surname in "\\PC{0,12}", name in "[а-яёА-ЯЁA-Z -]{0,12}", patronymic in "[а-яёА-ЯЁ]{0,12}") {
            for case in Case::ALL {
                let declined = person(&surname, &name, &patronymic, case);
                prop_assert_eq!(declined.surname.is_empty(), surname.trim().is_empty());
                prop_assert_eq!(declined.name.is_empty(), name.trim().is_empty());
                prop_assert_eq!(declined.patronymic.is_empty(), patronymic.is_empty());
            }
            prop_assert_eq!(person(&surname, &name, &patronymic, Case::Nominative).surname, surname.trim());
        }

        /// A surname in -ов keeps its stem in every case, for men and women.
        #[test]
        fn stems_are_kept(stem in "[А-Я][а-я]{2,8}ов") {
            for case in Case::ALL {
                let man = surname(&stem, Gender::Masculine, case);
                let woman = surname(&format!("{stem}а"), Gender::Feminine, case);
                prop_assert!(man.text.starts_with(&stem) && woman.text.starts_with(&stem));
                prop_assert_eq!(man.certainty, Certainty::Sure);
            }
        }
    }
}
