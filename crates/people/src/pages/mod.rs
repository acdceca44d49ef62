//! People: the list and the card.

pub mod card;
pub mod list;
