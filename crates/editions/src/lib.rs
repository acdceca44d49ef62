#![doc = include_str!("../README.md")]

mod consulting;
mod editing;
pub mod pages;
mod refused;
mod routes;
pub mod rules;
pub mod store;

pub use consulting::{Invitation, Word, decide, open, speak};
pub use editing::{
    Editor, NewText, Step, Wording, add_edition, add_paragraph, add_text, approve, reword, step,
};
pub use refused::EditionRefused;
pub use routes::{NAVIGATION, routes};
pub use store::MIGRATIONS;
