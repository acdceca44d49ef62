//! The people as those see them who have something to tell them: where a letter reaches them, and the bell in the header.

mod store;

pub use store::{add_unread, address_of, all, names};

use crate::Actor;

/// Somebody with an active membership and an open account. Whoever has two memberships comes twice.
#[derive(Debug, Clone)]
pub struct Reader {
    pub actor: Actor,
    pub email: Option<String>,
}

/// What an account is called, closed or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AccountName {
    pub id: String,
    pub login: String,
    pub name: String,
}
