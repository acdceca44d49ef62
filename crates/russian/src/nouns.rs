//! Nouns of the kinds that names, posts and organisations have.

use crate::Case;
use crate::cases::{is_hissing, wants_i, without_last};

/// «директор», «Петросян», «Гайдай»: masculine and animate, no fleeting vowel. `stressed` is the ending of the
/// instrumental after a hissing letter: Кузьмичом, but Сергеевичем.
pub(crate) fn masculine(word: &str, case: Case, animate: bool, stressed: bool) -> String {
    let last = word.chars().last().unwrap_or_default();
    let (stem, endings) = match last {
        'ь' => (without_last(word, 1), ["ь", "я", "ю", "я", "ем", "е"]),
        'й' if word.ends_with("ий") => (without_last(word, 1), ["й", "я", "ю", "я", "ем", "и"]),
        'й' => (without_last(word, 1), ["й", "я", "ю", "я", "ем", "е"]),
        _ if is_hissing(last) && !stressed => (word, ["", "а", "у", "а", "ем", "е"]),
        _ => (word, ["", "а", "у", "а", "ом", "е"]),
    };
    let case = if case == Case::Accusative && !animate { Case::Nominative } else { case };
    format!("{stem}{}", case.of(endings))
}

/// «Анна», «Никита», «школа», «Мария», «Илья»: the declension in -а and -я, of either gender.
pub(crate) fn in_a(word: &str, case: Case) -> String {
    let stem = without_last(word, 1);
    let before = stem.chars().last().unwrap_or_default();
    let endings = if word.ends_with("ия") {
        ["я", "и", "и", "ю", "ей", "и"]
    } else if word == "Илья" {
        ["я", "и", "е", "ю", "ёй", "е"]
    } else if word.ends_with('я') {
        ["я", "и", "е", "ю", "ей", "е"]
    } else if is_hissing(before) {
        ["а", if before == 'ц' { "ы" } else { "и" }, "е", "у", "ей", "е"]
    } else if wants_i(before) {
        ["а", "и", "е", "у", "ой", "е"]
    } else {
        ["а", "ы", "е", "у", "ой", "е"]
    };
    format!("{stem}{}", case.of(endings))
}

/// «Любовь», «часть»: feminine with a soft sign.
pub(crate) fn feminine_soft(word: &str, case: Case) -> String {
    format!("{}{}", without_last(word, 1), case.of(["ь", "и", "и", "ь", "ью", "и"]))
}

/// «учреждение», «министерство», neuter.
pub(crate) fn neuter(word: &str, case: Case) -> String {
    let endings = if word.ends_with("ие") {
        ["е", "я", "ю", "е", "ем", "и"]
    } else if word.ends_with('е') {
        ["е", "я", "ю", "е", "ем", "е"]
    } else {
        ["о", "а", "у", "о", "ом", "е"]
    };
    format!("{}{}", without_last(word, 1), case.of(endings))
}
