#![doc = include_str!("../README.md")]

mod conversation;
mod message;
mod postman;
pub mod rules;
mod settings;
pub mod store;

pub use postman::{AddressBook, Postman};
pub use settings::{Security, Server, Settings, SettingsRefused, Way};
pub use store::{LetterRow, LetterState, MIGRATIONS};

use ::store::{Moment, Result, Tx};

/// A letter to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    pub to: To,
    /// Code of what it is, `<room>.<what>`: for the administrator's list and for logs.
    pub kind: &'static str,
    pub subject: String,
    /// Plain text; the paragraphs' lines are not broken, the reader's program does that.
    pub text: String,
}

/// Whom a letter is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The address that the account has when the letter leaves.
    Account(String),
    /// This address and no other: an invitation, a confirmation of a new address.
    Address(String),
}

/// How a notice is given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// Opens without a sign-in, and does only that.
    pub link: String,
    /// The whole letter is of the kind that may be given up: a mail program may do it by one press (RFC 8058).
    pub is_one_click: bool,
}

/// Queues a letter in the caller's transaction: it exists exactly when what it tells of does. It may hold a secret link,
/// so nobody but the addressee reads it, and its text is forgotten when the server has taken it.
pub async fn queue(tx: &mut Tx, letter: &NewLetter, now: Moment) -> Result<()> {
    store::insert(tx, letter, None, false, now).await.map(|_| ())
}

/// Queues a notice: a letter without secrets, which an administrator may read. Answers its id.
pub async fn queue_notice(
    tx: &mut Tx,
    letter: &NewLetter,
    unsubscribe: Option<&Unsubscribe>,
    now: Moment,
) -> Result<String> {
    store::insert(tx, letter, unsubscribe, true, now).await
}
