//! Surnames. The safe endings are told first; whatever is left is declined as nouns are, for a person to check.

use crate::cases::{is_vowel, without_last};
use crate::{Case, Declined, Gender, adjectives, nouns};

/// A surname in a case; hyphenated parts are declined each.
pub(crate) fn surname(word: &str, gender: Gender, case: Case) -> Declined {
    if case == Case::Nominative {
        return Declined::sure(word);
    }
    let parts: Vec<&str> = word.split('-').collect();
    let mut certainty = crate::Certainty::Sure;
    let mut shown = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        // «Бонч-Бруевич», «Кара-Мурза»: a short first part often stands still.
        let one = if at + 1 < parts.len() && !has_surname_ending(part) {
            Declined::check(*part)
        } else {
            in_case(part, gender, case)
        };
        certainty = certainty.max(one.certainty);
        shown.push(one.text);
    }
    Declined { text: shown.join("-"), certainty }
}

fn has_surname_ending(part: &str) -> bool {
    ["ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ова", "ева", "ёва", "ина", "ына", "ская", "цкая"]
        .iter()
        .any(|ending| part.ends_with(ending) && part.chars().count() > ending.chars().count() + 1)
}

fn in_case(word: &str, gender: Gender, case: Case) -> Declined {
    let lower = word.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let last = lower.chars().last().unwrap_or_default();
    let is_cyrillic = lower.chars().all(|letter| letter == 'ё' || ('а'..='я').contains(&letter));
    if !is_cyrillic || lower.chars().count() < 2 {
        return Declined::check(word);
    }
    // «Черных», «Шевченко», «Гюго», «Живаго», «Дурново».
    if ends(&["ых", "их"]) || "оеиуюэыё".contains(last) {
        return Declined::sure(word);
    }
    if gender == Gender::Feminine {
        feminine(word, &lower, last, case)
    } else {
        masculine(word, &lower, last, case)
    }
}

fn masculine(word: &str, lower: &str, last: char, case: Case) -> Declined {
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let letters = lower.chars().count();
    let vowels = lower.chars().filter(|letter| is_vowel(*letter)).count();
    if ends(&["ов", "ев", "ёв", "ин", "ын"]) && letters > 3 {
        return Declined::sure(format!("{word}{}", case.of(["", "а", "у", "а", "ым", "е"])));
    }
    if ends(&["ский", "цкий", "ской", "цкой", "ый"]) && letters > 3 {
        return Declined::sure(adjectives::decline(word, case, true).unwrap_or_else(|| word.to_owned()));
    }
    // «Толстой», «Крутой», but «Цой», «Бой»; «Долгий», but «Гий».
    if ends(&["ой", "ий"]) {
        return match adjectives::decline(word, case, true) {
            Some(text) if vowels > 1 => Declined::check(text),
            _ => Declined::check(nouns::masculine(word, case, true, false)),
        };
    }
    match last {
        'а' | 'я' => ending_in_a(word, lower, case),
        'й' if ends(&["ай", "уй", "яй"]) => Declined::sure(nouns::masculine(word, case, true, false)),
        // «Соловей»: Соловья or Соловея, only the bearer knows. «Кравец», «Боёк», «Орёл»: a vowel may flee.
        'й' | 'ь' => Declined::check(nouns::masculine(word, case, true, false)),
        _ if ends(&["ец", "ёк", "ёл", "ел", "ень"]) && vowels > 1 => {
            Declined::check(nouns::masculine(word, case, true, false))
        }
        _ if ends(&["ок", "ек"]) && vowels > 1 => {
            Declined::check(nouns::masculine(word, case, true, false))
        }
        _ => Declined::sure(nouns::masculine(word, case, true, false)),
    }
}

fn feminine(word: &str, lower: &str, last: char, case: Case) -> Declined {
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let letters = lower.chars().count();
    if ends(&["ова", "ева", "ёва", "ина", "ына"]) && letters > 4 {
        let stem = without_last(word, 1);
        return Declined::sure(format!("{stem}{}", case.of(["а", "ой", "ой", "у", "ой", "ой"])));
    }
    if ends(&["ая", "яя"]) && letters > 3 {
        return Declined::sure(adjectives::decline(word, case, true).unwrap_or_else(|| word.to_owned()));
    }
    match last {
        'а' | 'я' => ending_in_a(word, lower, case),
        // «Анне Ким», «Марии Гайдай», «Ольге Коваль»: a woman's surname that ends in a consonant stands still.
        _ => Declined::sure(word),
    }
}

/// «Скрипка», «Сковорода», «Берия», «Дюма»: declined as nouns where the last letter follows a consonant.
fn ending_in_a(word: &str, lower: &str, case: Case) -> Declined {
    let before = lower.chars().rev().nth(1).unwrap_or_default();
    let stands_still = is_vowel(before) && !lower.ends_with("ия") && !lower.ends_with("ея");
    let text = if stands_still { word.to_owned() } else { nouns::in_a(word, case) };
    Declined::check(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Certainty::{Check, Sure};

    #[test]
    fn surnames_in_the_dative_and_instrumental() {
        let (m, f) = (Gender::Masculine, Gender::Feminine);
        for (word, gender, dative, instrumental, certainty) in [
            ("Иванов", m, "Иванову", "Ивановым", Sure),
            ("Бородин", m, "Бородину", "Бородиным", Sure),
            ("Достоевский", m, "Достоевскому", "Достоевским", Sure),
            ("Белый", m, "Белому", "Белым", Sure),
            ("Толстой", m, "Толстому", "Толстым", Check),
            ("Цой", m, "Цою", "Цоем", Check),
            ("Петросян", m, "Петросяну", "Петросяном", Sure),
            ("Мицкевич", m, "Мицкевичу", "Мицкевичем", Sure),
            ("Ким", m, "Киму", "Кимом", Sure),
            ("Гайдай", m, "Гайдаю", "Гайдаем", Sure),
            ("Гоголь", m, "Гоголю", "Гоголем", Check),
            ("Шевченко", m, "Шевченко", "Шевченко", Sure),
            ("Черных", m, "Черных", "Черных", Sure),
            ("Скрипка", m, "Скрипке", "Скрипкой", Check),
            ("Римский-Корсаков", m, "Римскому-Корсакову", "Римским-Корсаковым", Sure),
            ("Бонч-Бруевич", m, "Бонч-Бруевичу", "Бонч-Бруевичем", Check),
            ("Демонова", f, "Демоновой", "Демоновой", Sure),
            ("Ильина", f, "Ильиной", "Ильиной", Sure),
            ("Вишневская", f, "Вишневской", "Вишневской", Sure),
            ("Ким", f, "Ким", "Ким", Sure),
            ("Коваль", f, "Коваль", "Коваль", Sure),
            ("Скрипка", f, "Скрипке", "Скрипкой", Check),
            ("Моруа", f, "Моруа", "Моруа", Check),
            ("Smith", m, "Smith", "Smith", Check),
            ("Петрова-Водкина", f, "Петровой-Водкиной", "Петровой-Водкиной", Sure),
        ] {
            assert_eq!(
                (surname(word, gender, Case::Dative), surname(word, gender, Case::Instrumental)),
                (
                    Declined { text: dative.into(), certainty },
                    Declined { text: instrumental.into(), certainty }
                ),
                "{word}"
            );
        }
        assert_eq!(surname("Демонова", f, Case::Accusative).text, "Демонову");
        assert_eq!(surname("Ким", m, Case::Genitive).text, "Кима");
    }
}
