//! The text of an edition: paragraphs that keep their ids from edition to edition.

use office::ParagraphKind;
use serde::{Deserialize, Serialize};

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Paragraph {
    /// Stable: comments, decisions and comparisons hold on to it. Never given to another paragraph of the document.
    pub id: String,
    #[serde(flatten)]
    pub kind: ParagraphKind,
    pub text: String,
}

/// Gives ids: `p1`, `p2` … above every id that the document has ever used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids {
    last: u32,
}

impl Ids {
    /// Goes on after the ids of all editions of the document.
    pub fn after<'a>(used: impl IntoIterator<Item = &'a str>) -> Self {
        let number = |id: &str| id.strip_prefix('p').and_then(|digits| digits.parse().ok());
        Self { last: used.into_iter().filter_map(number).max().unwrap_or(0) }
    }

    pub fn give(&mut self) -> String {
        self.last += 1;
        format!("p{}", self.last)
    }
}

/// The number of a paragraph, as pages call it: «6» of `p6`.
pub fn paragraph_number(id: &str) -> &str {
    match id.strip_prefix('p') {
        Some(digits) if is_number(digits) => digits,
        _ => id,
    }
}

/// The id that somebody means: «6», «p6» and «р6» are one paragraph; the letter of the last one is Cyrillic and looks
/// the same. What is no number of a paragraph stays as it was typed.
pub fn paragraph_id(typed: &str) -> String {
    let typed = typed.trim();
    let digits = typed.strip_prefix(['p', 'P', 'р', 'Р']).unwrap_or(typed).trim_start();
    if is_number(digits) { format!("p{digits}") } else { typed.to_owned() }
}

fn is_number(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_found_however_its_number_is_typed() {
        for typed in ["6", "p6", "P6", "р6", "Р6", " 6 ", "р 6"] {
            assert_eq!(paragraph_id(typed), "p6", "{typed}");
        }
        assert_eq!([paragraph_id(""), paragraph_id("шестой"), paragraph_id("р")], ["", "шестой", "р"]);
    }

    #[test]
    fn pages_call_a_paragraph_by_its_number() {
        assert_eq!([paragraph_number("p6"), paragraph_number("p"), paragraph_number("")], ["6", "p", ""]);
    }
}
