//! Asking the network: who may speak, until when, and what is decided.

use jiff::civil::Date;

/// What the working group decides on a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    Accepted,
    Partly,
    Declined,
}

impl Decision {
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Partly, Self::Declined];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Partly => "partly",
            Self::Declined => "declined",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.code() == code)
    }

    /// As the summary of proposals says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accepted => "принято",
            Self::Partly => "принято частично",
            Self::Declined => "отклонено",
        }
    }

    /// What is not taken as it was proposed is explained to its author.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Partly | Self::Declined)
    }
}

/// Where a consultation stands on a day. The deadline is the last day of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    NotYet,
    Open,
    Closed,
}

pub fn stage(opens_on: Date, deadline: Date, today: Date) -> Stage {
    if today < opens_on {
        return Stage::NotYet;
    }
    if today <= deadline { Stage::Open } else { Stage::Closed }
}

/// Everybody, with or without an account.
pub const PUBLIC: &str = "public";

/// The audience as it is stored: `|school|municipality|`.
pub fn audience<'a>(codes: impl IntoIterator<Item = &'a str>) -> String {
    let codes: Vec<&str> = codes.into_iter().filter(|code| !code.is_empty()).collect();
    if codes.is_empty() { String::new() } else { format!("|{}|", codes.join("|")) }
}

/// Whether somebody with this role (empty: nobody signed in) is asked.
pub fn is_asked(audience: &str, role: &str) -> bool {
    let has = |code: &str| audience.split('|').any(|one| one == code && !one.is_empty());
    has(PUBLIC) || has(role)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn one_may_speak_from_the_first_day_through_the_last() {
        let at = |day| stage(date(2024, 3, 1), date(2024, 3, 20), date(2024, 3, day));
        assert_eq!([at(1), at(20), at(21)], [Stage::Open, Stage::Open, Stage::Closed]);
        assert_eq!(stage(date(2024, 3, 1), date(2024, 3, 20), date(2024, 2, 29)), Stage::NotYet);
    }

    #[test]
    fn an_audience_is_read_back_by_whole_codes() {
        let stored = audience(["school", "municipality", ""]);
        assert_eq!(stored, "|school|municipality|");
        assert!(is_asked(&stored, "school") && !is_asked(&stored, "municipal") && !is_asked(&stored, ""));
        assert!(is_asked(&audience([PUBLIC]), ""));
        assert!(!is_asked(&audience([]), ""));
    }

    #[test]
    fn codes_lead_back_and_a_refusal_needs_its_reason() {
        for decision in Decision::ALL {
            assert_eq!(Decision::from_code(decision.code()), Some(decision));
        }
        assert!(!Decision::Accepted.needs_reason() && Decision::Declined.needs_reason());
    }
}
