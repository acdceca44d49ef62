//! What a person has chosen to get by mail, and when. On the site everything is shown.

use super::{Quiet, Topic};

/// What letters may be given up. One's own deadlines and lateness below may not: they are what the post is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Optional {
    Co,
    Asked,
    Weekly,
}

impl Optional {
    pub const ALL: [Self; 3] = [Self::Co, Self::Asked, Self::Weekly];

    pub fn code(self) -> &'static str {
        match self {
            Self::Co => "co",
            Self::Asked => "asked",
            Self::Weekly => "weekly",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What it is, for forms and for the page that gives it up.
    pub fn title(self) -> &'static str {
        match self {
            Self::Co => "сроки, где моя организация — соисполнитель",
            Self::Asked => "что ждёт моего решения и что мне вернули",
            Self::Weekly => "сводка недели",
        }
    }

    /// The kind of letter that a topic belongs to; `None`: it is not given up.
    pub fn of(topic: Topic) -> Option<Self> {
        match topic {
            Topic::Lead | Topic::Below => None,
            Topic::Asked => Some(Self::Asked),
            Topic::Co => Some(Self::Co),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub quiet: Quiet,
    /// The optional kinds that are wanted.
    pub wanted: Vec<Optional>,
}

impl Default for Choice {
    fn default() -> Self {
        Self { quiet: Quiet::default(), wanted: Optional::ALL.to_vec() }
    }
}

impl Choice {
    pub fn wants(&self, one: Optional) -> bool {
        self.wanted.contains(&one)
    }

    /// Whether a topic goes by mail.
    pub fn takes_by_mail(&self, topic: Topic) -> bool {
        Optional::of(topic).is_none_or(|one| self.wants(one))
    }

    /// The same without some kinds.
    pub fn without(&self, given_up: &[Optional]) -> Self {
        Self { wanted: self.wanted.iter().copied().filter(|one| !given_up.contains(one)).collect(), ..*self }
    }
}
