//! API tokens: what a program may do with one, how long it lives, how it is recognised.

use crate::random_token;

/// What a program may do. A token opens only the routes that its scopes name ([`crate::Routes`]); within them it sees and
/// changes what the account behind it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenScope {
    ReadRoadmap,
    WriteEvidence,
    DecideEvidence,
    ReadRegistry,
    FillQuestionnaires,
}

impl TokenScope {
    pub const ALL: [Self; 5] = [
        Self::ReadRoadmap,
        Self::WriteEvidence,
        Self::DecideEvidence,
        Self::ReadRegistry,
        Self::FillQuestionnaires,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::ReadRoadmap => "read_roadmap",
            Self::WriteEvidence => "write_evidence",
            Self::DecideEvidence => "decide_evidence",
            Self::ReadRegistry => "read_registry",
            Self::FillQuestionnaires => "fill_questionnaires",
        }
    }

    /// «читать …»
    pub const fn title(self) -> &'static str {
        match self {
            Self::ReadRoadmap => "читать дорожную карту",
            Self::WriteEvidence => "записывать подтверждения",
            Self::DecideEvidence => "принимать и возвращать подтверждения",
            Self::ReadRegistry => "читать реестр сети",
            Self::FillQuestionnaires => "заполнять анкеты (ODK Collect)",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// What is stored; words that this program does not know give nothing.
    pub(crate) fn read(stored: &str) -> Vec<Self> {
        stored.split(' ').filter_map(Self::from_code).collect()
    }

    pub(crate) fn write(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
    }
}

/// Every token begins with it: whoever finds one in a file knows what it opens.
const MARK: &str = "bib_";
/// So many first signs are kept in the clear: enough to recognise a token, too few to use it.
const PREFIX_SIGNS: usize = 10;

/// A new token, as it is shown once.
pub fn new_api_token() -> Result<String, String> {
    Ok(format!("{MARK}{}", random_token()?))
}

pub(crate) fn prefix_of(token: &str) -> String {
    token.chars().take(PREFIX_SIGNS).collect()
}

/// Days that an administrator may choose between.
pub(crate) const TOKEN_DAYS: [i64; 3] = [30, 90, 365];

const DAY: i64 = 24 * 3600 * 1_000_000;

/// The moment after which the token opens nothing; an unknown choice gets the shortest term.
pub(crate) fn expiry(chosen_days: &str, now: store::Moment) -> store::Moment {
    let days = chosen_days.parse().ok().filter(|days| TOKEN_DAYS.contains(days)).unwrap_or(TOKEN_DAYS[0]);
    now + days * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_offered_terms_are_taken() {
        assert_eq!(expiry("90", 0), 90 * DAY);
        assert_eq!(expiry("100000", 0), 30 * DAY);
        assert_eq!(expiry("", 0), 30 * DAY);
    }

    #[test]
    fn scopes_are_read_back_and_unknown_words_give_nothing() {
        assert_eq!(TokenScope::read(&TokenScope::write(&TokenScope::ALL)), TokenScope::ALL);
        assert_eq!(TokenScope::read("read_roadmap everything "), [TokenScope::ReadRoadmap]);
        assert!(TokenScope::read("").is_empty());
    }

    #[test]
    fn a_token_is_recognised_by_its_first_signs() {
        let token = new_api_token().unwrap();
        assert!(token.starts_with("bib_") && token.len() == 47);
        assert_eq!(prefix_of(&token).len(), 10);
    }
}
