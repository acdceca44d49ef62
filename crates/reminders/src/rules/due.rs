//! What waits for somebody.

use jiff::civil::Date;

/// Something that a person is to do, told by the room that knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What it is: the same from day to day, and the same for everybody whom it waits for (`roadmap/2024/m2-i3-q1`).
    /// A moved deadline is told anew, the key need not change.
    pub key: String,
    pub topic: Topic,
    /// The last day; `None`: it waits already (a decision, a correction) and is told once.
    pub deadline: Option<Date>,
    pub title: String,
    /// A line for the reader: where it belongs, what is missing.
    pub note: String,
    /// Path of the page where it is done.
    pub href: String,
}

/// Why it concerns the person. The order is that of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// One's own organisation answers for it.
    Lead,
    /// Somebody below answers for it and is late. Never told by a source: [`super::overdue_below`] derives it.
    Below,
    /// It waits for this person's word, or came back to this person.
    Asked,
    /// One's own organisation takes part.
    Co,
}

impl Topic {
    pub const ALL: [Self; 4] = [Self::Lead, Self::Below, Self::Asked, Self::Co];

    pub fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Below => "below",
            Self::Asked => "asked",
            Self::Co => "co",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }
}
