//! Who looks at a paper: its desk by the scope, those who are asked by their account.

use access::{Actor, Deed, Scope, Subject, Visitor};

/// A scope of drafts and the account that may have been asked to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub scope: Scope,
    /// Empty without an active membership: nobody is asked then.
    pub account_id: String,
}

impl Reader {
    pub fn of(visitor: &Visitor) -> Self {
        let is_active = visitor.active_membership().is_some();
        Self {
            scope: visitor.scope(Subject::Draft, Deed::Read),
            account_id: if is_active { visitor.account_id().to_owned() } else { String::new() },
        }
    }

    /// The same for the demonstration, where nobody has signed in.
    pub fn of_actor(actor: &Actor) -> Self {
        let account_id = actor.role().map_or_else(String::new, |_| actor.account_id.clone());
        Self { scope: actor.scope(Subject::Draft, Deed::Read), account_id }
    }

    /// The program itself: the demonstration and tests.
    pub fn of_the_program() -> Self {
        Self { scope: Scope::of_the_program(), account_id: String::new() }
    }
}
