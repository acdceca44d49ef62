#![doc = include_str!("../README.md")]

mod aiming;
mod consulting;
pub mod drafting;
mod editing;
pub mod exports;
pub mod pages;
mod refused;
pub mod reminding;
mod routes;
pub mod rules;
pub mod store;

pub use aiming::{AimForm, ValueForm, add_aim, change_aim, record_value, remove_aim};
pub use consulting::{Invitation, Word, decide, may_speak, open, speak};
pub use editing::{
    Editor, NewText, Step, Wording, add_edition, add_paragraph, add_text, approve, can_approve, reword, step,
};
pub use refused::EditionRefused;
pub use routes::{NAVIGATION, routes};
pub use store::{HOLDINGS, MIGRATIONS};
