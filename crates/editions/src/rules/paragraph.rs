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
