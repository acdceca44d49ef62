//! The states of a paper before its registration, and what may be done in each.

/// Where a paper is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// With those who are asked: the text stands still.
    Agreement,
    /// Agreed, or sent on without agreement: waits for a signature.
    Signing,
    /// The signed paper is attached.
    Signed,
    /// In the register: nothing changes any more.
    Registered,
    /// Given up.
    Discarded,
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Agreement, Self::Signing, Self::Signed, Self::Registered, Self::Discarded];

    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Agreement => "agreement",
            Self::Signing => "signing",
            Self::Signed => "signed",
            Self::Registered => "registered",
            Self::Discarded => "discarded",
        }
    }

    /// A code of a later program is a paper that nobody here changes.
    pub fn of_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.code() == code).unwrap_or(Self::Registered)
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "проект",
            Self::Agreement => "на согласовании",
            Self::Signing => "на подписании",
            Self::Signed => "подписан",
            Self::Registered => "зарегистрирован",
            Self::Discarded => "отменён до регистрации",
        }
    }

    /// Class and sign of the badge.
    pub const fn badge(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("not-started", "○"),
            Self::Agreement => ("running", "●"),
            Self::Signing | Self::Signed => ("soon", "◔"),
            Self::Registered => ("done", "✓"),
            Self::Discarded => ("not-carried-out", "–"),
        }
    }

    /// Whether the paper is printed with «ПРОЕКТ» on it. What goes to be signed is clean.
    pub const fn is_marked_as_draft(self) -> bool {
        matches!(self, Self::Draft | Self::Agreement | Self::Discarded)
    }

    /// Whether the text may be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft)
    }

    /// Whether it may be taken back to be written on.
    pub const fn may_be_reopened(self) -> bool {
        matches!(self, Self::Agreement | Self::Signing | Self::Signed)
    }

    pub const fn is_final(self) -> bool {
        matches!(self, Self::Registered | Self::Discarded)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn codes_lead_back_and_an_unknown_one_is_not_changed_by_anybody() {
        for state in State::ALL {
            assert_eq!(State::of_code(state.code()), state);
            assert!(!(state.is_open() && state.may_be_reopened()), "{state:?}");
            assert!(!(state.is_final() && state.may_be_reopened()), "{state:?}");
        }
        assert!(State::of_code("later").is_final());
    }
}
