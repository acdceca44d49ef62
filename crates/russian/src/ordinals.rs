//! Ordinal numbers in words: «двадцать четвёртого», «двухтысячный».

use crate::numerals::number_in_words;
use crate::{Case, Gender, adjectives};

const UNITS: [&str; 20] = [
    "нулевой",
    "первый",
    "второй",
    "третий",
    "четвёртый",
    "пятый",
    "шестой",
    "седьмой",
    "восьмой",
    "девятый",
    "десятый",
    "одиннадцатый",
    "двенадцатый",
    "тринадцатый",
    "четырнадцатый",
    "пятнадцатый",
    "шестнадцатый",
    "семнадцатый",
    "восемнадцатый",
    "девятнадцатый",
];
const TENS: [&str; 10] = [
    "",
    "",
    "двадцатый",
    "тридцатый",
    "сороковой",
    "пятидесятый",
    "шестидесятый",
    "семидесятый",
    "восьмидесятый",
    "девяностый",
];

/// «пятого», «сорок первой»: only the last word is an ordinal. Inanimate accusative.
pub fn ordinal_in_words(n: u32, gender: Gender, case: Case) -> String {
    let (before, last) = split(n);
    let last = decline(&last, gender, case);
    if before == 0 {
        return last;
    }
    let mut words = number_in_words(i64::from(before), Gender::Masculine, Case::Nominative);
    // «Тысяча девятьсот», not «одна тысяча девятьсот»: an ordinal does not count the thousand.
    if let Some(rest) = words.strip_prefix("одна тысяча") {
        words = format!("тысяча{rest}");
    }
    format!("{words} {last}")
}

/// The number that stays cardinal, and the masculine ordinal of the rest: the lowest place that is not zero.
fn split(n: u32) -> (u32, String) {
    let word = |words: &[&str], at: u32| words[at as usize].to_owned();
    let (units, tens, below_thousand) = (n % 10, n % 100, n % 1000);
    let (below_million, below_billion) = (n % 1_000_000, n % 1_000_000_000);
    if n == 0 {
        (0, word(&UNITS, 0))
    } else if tens > 0 && tens < 20 {
        (n - tens, word(&UNITS, tens))
    } else if units > 0 {
        (n - units, word(&UNITS, units))
    } else if tens > 0 {
        (n - tens, word(&TENS, tens / 10))
    } else if below_thousand > 0 {
        (n - below_thousand, hundredth(below_thousand / 100))
    } else if below_million > 0 {
        (n - below_million, of_class(below_million / 1000, "тысячный"))
    } else if below_billion > 0 {
        (n - below_billion, of_class(below_billion / 1_000_000, "миллионный"))
    } else {
        (0, of_class(n / 1_000_000_000, "миллиардный"))
    }
}

fn hundredth(hundreds: u32) -> String {
    if hundreds == 1 { "сотый".to_owned() } else { format!("{}сотый", genitive(hundreds)) }
}

fn genitive(n: u32) -> String {
    number_in_words(i64::from(n), Gender::Masculine, Case::Genitive)
}

/// «двадцатипятитысячный»: the count grows together with the class, in the genitive but for one, ninety and a hundred.
fn of_class(count: u32, class: &str) -> String {
    if count == 1 {
        return class.to_owned();
    }
    let mut prefix = String::new();
    for part in [count / 100 * 100, if count % 100 < 20 { 0 } else { count % 100 / 10 * 10 }] {
        prefix.push_str(&match part {
            0 => String::new(),
            90 => "девяносто".to_owned(),
            100 => "сто".to_owned(),
            _ => genitive(part),
        });
    }
    let rest = if count % 100 < 20 { count % 100 } else { count % 10 };
    prefix.push_str(&match rest {
        0 => String::new(),
        1 => "одно".to_owned(),
        _ => genitive(rest),
    });
    format!("{prefix}{class}")
}

fn decline(masculine: &str, gender: Gender, case: Case) -> String {
    if masculine == "третий" {
        let endings: [&str; 6] = match gender {
            Gender::Masculine => ["ий", "ьего", "ьему", "ий", "ьим", "ьем"],
            Gender::Feminine => ["ья", "ьей", "ьей", "ью", "ьей", "ьей"],
            Gender::Neuter => ["ье", "ьего", "ьему", "ье", "ьим", "ьем"],
        };
        return format!("трет{}", case.of(endings));
    }
    let stem = crate::cases::without_last(masculine, 2);
    let nominative = match gender {
        Gender::Masculine => masculine.to_owned(),
        Gender::Feminine => format!("{stem}ая"),
        Gender::Neuter => format!("{stem}ое"),
    };
    adjectives::decline(&nominative, case, false).unwrap_or(nominative)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals() {
        let genitive = |n| ordinal_in_words(n, Gender::Masculine, Case::Genitive);
        for (n, words) in [
            (5, "пятого"),
            (2, "второго"),
            (3, "третьего"),
            (31, "тридцать первого"),
            (40, "сорокового"),
            (100, "сотого"),
            (500, "пятисотого"),
            (1999, "тысяча девятьсот девяносто девятого"),
            (2000, "двухтысячного"),
            (2024, "две тысячи двадцать четвёртого"),
            (25_000, "двадцатипятитысячного"),
            (41_000, "сорокаоднотысячного"),
            (90_000, "девяностотысячного"),
            (112_000, "стодвенадцатитысячного"),
            (1_000_000, "миллионного"),
        ] {
            assert_eq!(genitive(n), words, "{n}");
        }
        assert_eq!(ordinal_in_words(3, Gender::Feminine, Case::Accusative), "третью");
        assert_eq!(ordinal_in_words(21, Gender::Neuter, Case::Nominative), "двадцать первое");
        assert_eq!(ordinal_in_words(7, Gender::Masculine, Case::Accusative), "седьмой");
    }
}
