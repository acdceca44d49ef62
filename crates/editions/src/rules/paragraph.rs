//! The text of an edition: paragraphs that keep their ids from edition to edition.

use serde::{Deserialize, Serialize};

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "level")]
pub enum ParagraphKind {
    /// 1 for the title of a part, 2 for what lies in it, down to 6.
    Heading(u8),
    Text,
    /// 1 for the outermost list.
    ListItem(u8),
}

impl ParagraphKind {
    /// Code and level, as they are stored and sent by forms.
    pub const fn parts(self) -> (&'static str, u8) {
        match self {
            Self::Heading(level) => ("heading", level),
            Self::Text => ("text", 0),
            Self::ListItem(level) => ("list_item", level),
        }
    }

    /// Levels beyond the sixth are the sixth; an unknown code is text.
    pub fn from_parts(code: &str, level: i64) -> Self {
        let level = u8::try_from(level.clamp(1, 6)).unwrap_or(1);
        match code {
            "heading" => Self::Heading(level),
            "list_item" => Self::ListItem(level),
            _ => Self::Text,
        }
    }
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Paragraph {
    /// Stable: comments, decisions and comparisons hold on to it. Never given to another paragraph of the document.
    pub id: String,
    #[serde(flatten)]
    pub kind: ParagraphKind,
    pub text: String,
}

/// A paragraph that has no id yet: as a file brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParagraph {
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
