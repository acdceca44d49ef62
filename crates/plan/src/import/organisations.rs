//! Whom a printed name means: comparing it with the names that the region knows.

use super::{KnownOrganisation, Vocabulary};
use crate::words::{fold, telling_stems, words};

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match<'a> {
    /// The same name but for quotes and spaces.
    Exact(&'a str),
    /// Most of the words are the same: a user should look.
    Likely(&'a str),
    None,
}

impl<'a> Match<'a> {
    pub fn code(self) -> Option<&'a str> {
        match self {
            Self::Exact(code) | Self::Likely(code) => Some(code),
            Self::None => None,
        }
    }
}

/// Remarks in brackets do not name anybody: «(далее ОМСУ)».
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest
}

/// Letters and digits only: spacing inside abbreviations differs from typist to typist.
fn squeezed(text: &str) -> String {
    fold(&without_brackets(text)).chars().filter(|c| c.is_alphanumeric()).collect()
}

const LIKELY_FROM: f64 = 0.74;

/// The organisation that a printed name means.
pub fn find<'a>(vocabulary: &'a Vocabulary, printed: &str) -> Match<'a> {
    let key = squeezed(printed);
    if key.is_empty() {
        return Match::None;
    }
    let names = |known: &'a KnownOrganisation| std::iter::once(&known.name).chain(&known.aliases);
    for known in &vocabulary.organisations {
        if names(known).any(|name| squeezed(name) == key) {
            return Match::Exact(&known.code);
        }
    }
    let mut best: (f64, Option<&str>) = (LIKELY_FROM, None);
    for known in &vocabulary.organisations {
        let score = names(known).map(|name| resemblance(printed, name)).fold(0.0, f64::max);
        if score > best.0 {
            best = (score, Some(&known.code));
        }
    }
    best.1.map_or(Match::None, Match::Likely)
}

/// Share of words in common, where an abbreviation stands for the words that it begins.
fn resemblance(printed: &str, name: &str) -> f64 {
    let printed_text = without_brackets(printed);
    let a = telling_stems(&expanded(&printed_text, name));
    let b = telling_stems(name);
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let common = a.iter().filter(|stem| b.contains(stem)).count();
    #[expect(clippy::cast_precision_loss, reason = "a name has few words")]
    let (common, shorter, longer) = (common as f64, a.len().min(b.len()) as f64, a.len().max(b.len()) as f64);
    // One inside the other counts when it is not a word or two that many names share.
    let inside = if common >= shorter && shorter >= 3.0 { 0.75 + 0.2 * shorter / longer } else { 0.0 };
    (common / longer).max(inside)
}

/// «КЦО» written out as «Краевой центр образования» when the name has three such words in a row.
fn expanded(printed: &str, name: &str) -> String {
    let name_words = words(name);
    let parts = printed.split_whitespace().map(|word| {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let letters: Vec<char> = bare.to_lowercase().chars().collect();
        let is_abbreviation = (2..=6).contains(&letters.len()) && bare.chars().all(char::is_uppercase);
        let run = name_words
            .windows(letters.len().max(1))
            .find(|run| run.iter().zip(&letters).all(|(word, letter)| word.starts_with(*letter)));
        match run {
            Some(run) if is_abbreviation && !name_words.contains(&bare.to_lowercase()) => run.join(" "),
            _ => word.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let known = |code: &str, name: &str| KnownOrganisation {
            code: code.into(),
            name: name.into(),
            aliases: Vec::new(),
        };
        Vocabulary {
            organisations: vec![
                known("M", "Министерство образования и науки Хабаровского края"),
                known("R", "РРИБЦ КГАНОУ \"Краевой центр образования\""),
                known(
                    "H",
                    "Руководители органов местного самоуправления, осуществляющих управление в сфере образования",
                ),
            ],
            document_kinds: Vec::new(),
        }
    }

    #[test]
    fn spelling_varies_and_the_body_is_the_same() {
        let known = vocabulary();
        assert_eq!(find(&known, "РРИБЦ КГА НОУ «Краевой центр образования»"), Match::Exact("R"));
        assert_eq!(find(&known, "РРИБЦ КГАНОУ \"КЦО\"").code(), Some("R"));
        assert_eq!(find(&known, "Министерство образования и науки").code(), Some("M"));
        assert_eq!(
            find(
                &known,
                "Руководители органов местного самоуправления, осуществляющих управление в сфере образования (далее ОМСУ)"
            ),
            Match::Exact("H")
        );
        assert_eq!(find(&known, "Дальневосточная библиотека"), Match::None);
        assert_eq!(find(&known, "Министерство культуры"), Match::None);
    }
}
