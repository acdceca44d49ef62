//! The roles of the network and the states of a membership: the region pack's words, and how they are read back.

pub use region::{MembershipState, Role};

/// Every state, for tables of tests and forms.
pub const MEMBERSHIP_STATES: [MembershipState; 4] =
    [MembershipState::Invited, MembershipState::Active, MembershipState::Suspended, MembershipState::Ended];

/// The role stored under a code; a code that this program does not know gives no role, and so no rights.
pub fn role_from_code(code: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.code() == code)
}

pub fn membership_state_from_code(code: &str) -> Option<MembershipState> {
    MEMBERSHIP_STATES.into_iter().find(|state| state.code() == code)
}

/// A state in one word: «действует».
pub const fn state_title(state: MembershipState) -> &'static str {
    match state {
        MembershipState::Invited => "ещё не действует",
        MembershipState::Active => "действует",
        MembershipState::Suspended => "приостановлено",
        MembershipState::Ended => "завершено",
    }
}

/// What a person whose membership is not active is told after signing in; `None` for an active one.
pub(crate) fn why_nothing_opens(state: MembershipState) -> Option<&'static str> {
    match state {
        MembershipState::Active => None,
        MembershipState::Invited => Some(
            "Приглашение ещё не принято. Принять его можно в разделе «Моя учётная запись» или по ссылке из письма-приглашения.",
        ),
        MembershipState::Suspended => Some(
            "Доступ приостановлен. Причину и срок подскажет куратор вашего муниципалитета или администратор.",
        ),
        MembershipState::Ended => Some(
            "Ваши полномочия в организации завершены. Если это ошибка, обратитесь к куратору или администратору.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_what_they_name() {
        for role in Role::ALL {
            assert_eq!(role_from_code(role.code()), Some(role));
        }
        for state in MEMBERSHIP_STATES {
            assert_eq!(membership_state_from_code(state.code()), Some(state));
        }
        assert_eq!(role_from_code("god"), None);
        assert_eq!(membership_state_from_code(""), None);
    }
}
