//! Cardinal numbers in words, in all cases.

use crate::{Case, Gender};

const ZERO: [&str; 6] = ["ноль", "ноля", "нолю", "ноль", "нолём", "ноле"];
const ONE: [[&str; 6]; 3] = [
    ["один", "одного", "одному", "один", "одним", "одном"],
    ["одна", "одной", "одной", "одну", "одной", "одной"],
    ["одно", "одного", "одному", "одно", "одним", "одном"],
];
const TWO: [&str; 6] = ["два", "двух", "двум", "два", "двумя", "двух"];
const THREE: [&str; 6] = ["три", "трёх", "трём", "три", "тремя", "трёх"];
const FOUR: [&str; 6] = ["четыре", "четырёх", "четырём", "четыре", "четырьмя", "четырёх"];
/// Five to nineteen decline like «пять»: the stem before the soft sign.
const TO_NINETEEN: [&str; 15] = [
    "пят",
    "шест",
    "сем",
    "восем",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
];

fn like_five(stem: &str, case: Case) -> String {
    let ending = case.of(["ь", "и", "и", "ь", "ью", "и"]);
    // «Восемь» loses its vowel: восьми, but восемью.
    match (stem, ending) {
        ("восем", "и") => "восьми".to_owned(),
        _ => format!("{stem}{ending}"),
    }
}

fn to_nineteen(n: u64, gender: Gender, case: Case) -> String {
    match n {
        1 => case.of(ONE[gender as usize]).to_owned(),
        2 if gender == Gender::Feminine && matches!(case, Case::Nominative | Case::Accusative) => {
            "две".to_owned()
        }
        2 => case.of(TWO).to_owned(),
        3 => case.of(THREE).to_owned(),
        4 => case.of(FOUR).to_owned(),
        _ => like_five(TO_NINETEEN[usize::try_from(n - 5).unwrap_or(0)], case),
    }
}

fn tens(n: u64, case: Case) -> String {
    let genitive = |digit: u64| to_nineteen(digit, Gender::Masculine, Case::Genitive);
    match n {
        2 => like_five("двадцат", case),
        3 => like_five("тридцат", case),
        4 => case.of(["сорок", "сорока", "сорока", "сорок", "сорока", "сорока"]).to_owned(),
        9 => {
            case.of(["девяносто", "девяноста", "девяноста", "девяносто", "девяноста", "девяноста"]).to_owned()
        }
        _ => match case {
            Case::Nominative | Case::Accusative => {
                format!("{}десят", to_nineteen(n, Gender::Masculine, Case::Nominative))
            }
            Case::Instrumental => format!("{}десятью", to_nineteen(n, Gender::Masculine, case)),
            _ => format!("{}десяти", genitive(n)),
        },
    }
}

fn hundreds(n: u64, case: Case) -> String {
    let plain = matches!(case, Case::Nominative | Case::Accusative);
    match n {
        1 => case.of(["сто", "ста", "ста", "сто", "ста", "ста"]).to_owned(),
        2 if plain => "двести".to_owned(),
        3 if plain => "триста".to_owned(),
        4 if plain => "четыреста".to_owned(),
        _ if plain => format!("{}сот", to_nineteen(n, Gender::Masculine, Case::Nominative)),
        _ => {
            let ending = case.of(["", "сот", "стам", "", "стами", "стах"]);
            format!("{}{ending}", to_nineteen(n, Gender::Masculine, case))
        }
    }
}

/// Words of a number below a thousand, without zero.
fn below_thousand(n: u64, gender: Gender, case: Case, words: &mut Vec<String>) {
    if n >= 100 {
        words.push(hundreds(n / 100, case));
    }
    let rest = n % 100;
    if rest >= 20 {
        words.push(tens(rest / 10, case));
    }
    let units = if rest >= 20 { rest % 10 } else { rest };
    if units > 0 {
        words.push(to_nineteen(units, gender, case));
    }
}

/// «тысяч», «миллионам»: the word of a class beside its count.
fn class_word(class: usize, count: u64, case: Case) -> String {
    const STEMS: [&str; 6] = ["тысяч", "миллион", "миллиард", "триллион", "квадриллион", "квинтиллион"];
    let stem = STEMS[class - 1];
    let is_thousand = class == 1;
    let one = count % 10 == 1 && count % 100 != 11;
    let few = (2..=4).contains(&(count % 10)) && !(12..=14).contains(&(count % 100));
    let plain = matches!(case, Case::Nominative | Case::Accusative);
    let ending = match (is_thousand, one, few && plain) {
        (true, true, _) => case.of(["а", "и", "е", "у", "ей", "е"]),
        (true, _, true) => "и",
        (true, ..) => case.of(["", "", "ам", "", "ами", "ах"]),
        (false, true, _) => case.of(["", "а", "у", "", "ом", "е"]),
        (false, _, true) => "а",
        (false, ..) => case.of(["ов", "ов", "ам", "ов", "ами", "ах"]),
    };
    format!("{stem}{ending}")
}

/// «двадцать одна», «пятьюстами»: a number in words, agreeing with a noun of this gender. Only the last word tells the
/// gender; inanimate accusative.
pub fn number_in_words(n: i64, gender: Gender, case: Case) -> String {
    if n == 0 {
        return case.of(ZERO).to_owned();
    }
    let mut words = Vec::new();
    if n < 0 {
        words.push("минус".to_owned());
    }
    let mut classes = Vec::new();
    let mut rest = n.unsigned_abs();
    while rest > 0 {
        classes.push(rest % 1000);
        rest /= 1000;
    }
    for (class, count) in classes.into_iter().enumerate().rev().filter(|(_, count)| *count > 0) {
        let class_gender = match class {
            0 => gender,
            1 => Gender::Feminine,
            _ => Gender::Masculine,
        };
        below_thousand(count, class_gender, case, &mut words);
        if class > 0 {
            words.push(class_word(class, count, case));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nominative(n: i64) -> String {
        number_in_words(n, Gender::Masculine, Case::Nominative)
    }

    #[test]
    fn numbers_as_accountants_write_them() {
        for (n, words) in [
            (0, "ноль"),
            (1, "один"),
            (8, "восемь"),
            (19, "девятнадцать"),
            (40, "сорок"),
            (58, "пятьдесят восемь"),
            (100, "сто"),
            (202, "двести два"),
            (316, "триста шестнадцать"),
            (1_250, "одна тысяча двести пятьдесят"),
            (2_000, "две тысячи"),
            (11_000, "одиннадцать тысяч"),
            (21_921, "двадцать одна тысяча девятьсот двадцать один"),
            (1_000_000, "один миллион"),
            (3_004_005, "три миллиона четыре тысячи пять"),
            (-7, "минус семь"),
        ] {
            assert_eq!(nominative(n), words, "{n}");
        }
        assert_eq!(number_in_words(1, Gender::Feminine, Case::Nominative), "одна");
        assert_eq!(number_in_words(22, Gender::Feminine, Case::Accusative), "двадцать две");
        assert_eq!(number_in_words(1, Gender::Neuter, Case::Nominative), "одно");
    }

    #[test]
    fn every_part_of_a_number_declines() {
        let row = |n| Case::ALL.map(|case| number_in_words(n, Gender::Masculine, case));
        assert_eq!(
            row(548),
            [
                "пятьсот сорок восемь",
                "пятисот сорока восьми",
                "пятистам сорока восьми",
                "пятьсот сорок восемь",
                "пятьюстами сорока восемью",
                "пятистах сорока восьми",
            ]
        );
        assert_eq!(
            row(2_391),
            [
                "две тысячи триста девяносто один",
                "двух тысяч трёхсот девяноста одного",
                "двум тысячам трёмстам девяноста одному",
                "две тысячи триста девяносто один",
                "двумя тысячами тремястами девяноста одним",
                "двух тысячах трёхстах девяноста одном",
            ]
        );
        assert_eq!(row(80)[4], "восемьюдесятью");
        assert_eq!(row(80)[1], "восьмидесяти");
        assert_eq!(row(1_000_001)[1], "одного миллиона одного");
    }

    proptest! {
        /// Different numbers are never written alike, and nothing strange is in the words.
        #[test]
        fn words_tell_numbers_apart(a in any::<i64>(), b in any::<i64>()) {
            let (first, second) = (nominative(a), nominative(b));
            prop_assert_eq!(a == b, first == second);
            prop_assert!(first.chars().all(|letter| letter == ' ' || letter == 'ё' || ('а'..='я').contains(&letter)), "{}", first);
            prop_assert!(!first.contains("  ") && first.trim() == first);
        }
    }
}
