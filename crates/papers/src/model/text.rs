use serde::{Deserialize, Serialize};

/// Text with emphasis and footnotes. A plain string reads as a text of one piece.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Inline>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Inline {
    Plain(String),
    Styled(Styled),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Styled {
    Bold(Text),
    Italic(Text),
    Underline(Text),
    /// Set in capitals whatever was typed; copied as typed.
    Spaced(Text),
    /// A footnote at this place.
    Note(Text),
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|inline| match inline {
            Inline::Plain(text) => text.is_empty(),
            Inline::Styled(_) => false,
        })
    }

    /// The words alone, footnotes left out.
    pub fn plain(&self) -> String {
        let mut shown = String::new();
        for inline in &self.0 {
            match inline {
                Inline::Plain(text) => shown.push_str(text),
                Inline::Styled(Styled::Note(_)) => {}
                Inline::Styled(
                    Styled::Bold(text)
                    | Styled::Italic(text)
                    | Styled::Underline(text)
                    | Styled::Spaced(text),
                ) => shown.push_str(&text.plain()),
            }
        }
        shown
    }

    pub fn bold(text: impl Into<String>) -> Self {
        Self(vec![Inline::Styled(Styled::Bold(Self::from(text.into())))])
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Inline::Plain(text)] })
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            Many(Vec<Inline>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::One(text) => Self::from(text),
            Written::Many(pieces) => Self(pieces),
        })
    }
}

/// Signs that no paper shows: they are dropped when a text is printed.
pub(crate) fn is_unprinted(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Whether nothing of a text would be seen: a heading of such a text is no heading (PDF/UA forbids an empty one).
pub(crate) fn shows_nothing(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || is_unprinted(letter))
}
