//! The journal: who did what, and who looked at what is restricted.
//!
//! Every change of a request writes a line here in its own transaction; a debug build refuses to commit one that does not
//! ([`::store::serving_a_change`]). The lines form a chain of hashes, each signed with a key that the database does not hold:
//! whoever edits the database cannot mend the chain. [`check`] finds and locates what was edited, removed, inserted,
//! reordered or cut off.

pub mod anchors;
mod chain;
#[cfg(test)]
mod chain_tests;
pub(crate) mod key;
pub mod store;

use ::store::{Db, Moment, Result, Tx};

pub use chain::{Anchor, Entry, Finding, Head};
pub use key::{AuditKey, TrustedKeys};
pub use store::check;

use crate::{House, Visitor};

/// Who did it: the account with the role and the organisation under which it acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub account_id: Option<String>,
    /// Code of the role; `program` for the command line and jobs, empty for a visitor without one.
    pub role: String,
    pub org_id: String,
}

impl Who {
    pub fn of(visitor: &Visitor) -> Self {
        let membership = visitor.active_membership();
        Self {
            account_id: visitor.actor.as_ref().map(|actor| actor.account_id.clone()),
            role: membership.map_or_else(String::new, |membership| membership.role.code().to_owned()),
            org_id: membership.map_or_else(String::new, |membership| membership.org_id.clone()),
        }
    }

    /// An account by its id: at sign-in, when nobody acts yet.
    pub fn account(account_id: &str) -> Self {
        Self { account_id: Some(account_id.to_owned()), role: String::new(), org_id: String::new() }
    }

    /// Somebody who has not signed in.
    pub fn nobody() -> Self {
        Self { account_id: None, role: String::new(), org_id: String::new() }
    }

    /// The program itself: the command line, jobs, the demonstration.
    pub fn program() -> Self {
        Self { account_id: None, role: "program".into(), org_id: String::new() }
    }
}

/// What was done to which thing.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Code of the act, `<thing>.<done>`: what the journal is filtered by.
    pub act: &'static str,
    /// Kind and id of the thing: `("evidence", id)`.
    pub object: (&'static str, &'a str),
    /// A Russian line for the reader of the journal. Names of documents and measures, never of persons.
    pub what: &'a str,
}

/// Adds a line to the journal, in the transaction of the change that it tells of.
pub async fn note(tx: &mut Tx, house: &House, who: &Who, event: Event<'_>) -> Result<()> {
    note_at(tx, &house.settings.audit_key, house.clock.now(), who, event).await
}

/// The same for those who have no whole [`House`] at hand.
pub async fn note_at(tx: &mut Tx, key: &AuditKey, now: Moment, who: &Who, event: Event<'_>) -> Result<()> {
    store::append(tx, key, now, who, &event).await?;
    tx.mark_noted();
    Ok(())
}

/// Writes the first line, once: from then on an empty journal is one that was emptied.
pub async fn begin(db: &Db, key: &AuditKey, now: Moment) -> Result<()> {
    if store::head(db).await?.seq > 0 {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    if store::head(&mut tx).await?.seq == 0 {
        let event = Event { act: "journal.begun", object: ("journal", ""), what: "Журнал начат" };
        note_at(&mut tx, key, now, &Who::program(), event).await?;
    }
    tx.commit().await
}

/// Notes that somebody looked at a restricted field. The reading is shown only after this is on disk.
pub async fn note_read(
    house: &House,
    visitor: &Visitor,
    object: (&'static str, &str),
    what: &str,
) -> Result<()> {
    let mut tx = house.db.begin().await?;
    note(&mut tx, house, &Who::of(visitor), Event { act: "restricted.read", object, what }).await?;
    tx.commit().await
}
