use serde::{Deserialize, Serialize};

/// The six cases, in the order of school grammars; tables of endings are written in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    Nominative,
    Genitive,
    Dative,
    Accusative,
    Instrumental,
    Prepositional,
}

impl Case {
    pub const ALL: [Self; 6] = [
        Self::Nominative,
        Self::Genitive,
        Self::Dative,
        Self::Accusative,
        Self::Instrumental,
        Self::Prepositional,
    ];

    /// The form for this case out of a row of six.
    pub(crate) const fn of<T: Copy>(self, row: [T; 6]) -> T {
        row[self as usize]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// Whether a form may be printed as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    Sure,
    /// A person looks at it before it is printed.
    Check,
}

/// A word or phrase in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    pub text: String,
    pub certainty: Certainty,
}

impl Declined {
    pub(crate) fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Sure }
    }

    pub(crate) fn check(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Check }
    }
}

/// The word without its last `count` letters.
pub(crate) fn without_last(word: &str, count: usize) -> &str {
    let cut = word.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    if count == 0 { word } else { &word[..cut] }
}

pub(crate) fn is_vowel(letter: char) -> bool {
    "аеёиоуыэюя".contains(letter)
}

/// Letters after which и stands instead of ы.
pub(crate) fn wants_i(letter: char) -> bool {
    "гкхжшчщ".contains(letter)
}

pub(crate) fn is_hissing(letter: char) -> bool {
    "жшчщц".contains(letter)
}
