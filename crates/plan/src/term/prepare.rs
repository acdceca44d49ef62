//! One spelling for the many ways in which the same term is typed.

use std::sync::LazyLock;

use regex::Regex;

use super::typing::{replaced, respelled};
use super::typos;
use crate::words::{fold, tidy};

/// «сент.», «окт», «янв.»: shortened names of months.
static SHORT_MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек)(?:\b\.?|\.)").ok());
/// «09.2025», «09/2025»: a month of a year; the end of a full date is none.
static NUMERIC_MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(^|[^\d.])(0?[1-9]|1[0-2])[./](20\d\d)\b").ok());
static ONLY_A_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:20\d\d(?:[-/](?:20)?\d\d)?\s*)?(?:г|гг|год|года|году|годы)?\.?$").ok());

pub(super) const NAMES: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// A term in one spelling.
pub(super) struct Prepared {
    pub(super) text: String,
    /// A word was read for another that it is like.
    pub(super) has_typo: bool,
}

/// Folded, with «г.» and spaces around dashes gone, every month written out and slips of the finger put right.
pub(super) fn prepare(text: &str) -> Prepared {
    let mut folded = fold(text).replace(" - ", "-").replace("- ", "-").replace(" -", "-");
    folded = respelled(&folded);
    for (from, to) in
        [(" гг.", ""), ("гг.", ""), (" г.", " "), ("г.", " "), (" годов", ""), (" год.", " год")]
    {
        folded = folded.replace(from, to);
    }
    let folded = tidy(folded.replace(" ,", ",").trim_end_matches(['.', ';', ',', ':']));
    let folded = replaced(&SHORT_MONTH, folded, |found| full_name(&found[1]).to_owned());
    let folded = replaced(&NUMERIC_MONTH, folded, |found| {
        let month = found[2].parse::<usize>().unwrap_or(1);
        format!("{}{} {}", &found[1], NAMES.get(month - 1).unwrap_or(&""), &found[3])
    });
    let (text, has_typo) = typos::mended(&tidy(&folded));
    Prepared { text, has_typo }
}

fn full_name(short: &str) -> &'static str {
    NAMES.iter().find(|name| name.starts_with(short)).copied().unwrap_or("")
}

/// «2025 г.»: the rest of a term that was broken over two lines, not a term of its own.
pub(crate) fn says_nothing_but_a_year(text: &str) -> bool {
    let folded = fold(text);
    !folded.is_empty() && ONLY_A_YEAR.as_ref().is_some_and(|pattern| pattern.is_match(&folded))
}
