#![doc = include_str!("../README.md")]

mod aside;
mod asking;
mod attachments;
mod book;
mod desk;
mod export;
mod filling;
mod form_version;
mod giving_back;
pub mod jobs;
pub mod letters;
mod odk;
pub mod pages;
pub mod reminders;
mod routes;
pub mod rules;
pub mod store;
mod uploads;

pub use asking::{Audience, NewAsking, ask, begin_by_link, close_and_prove};
pub use desk::{Checked, MOST_FORM_BYTES, check, close_version, publish_version, upload};
pub use filling::{Incoming, SaveRefused, Saved, Sheet, save, send};
pub use form_version::FormVersion;
pub use giving_back::{Remark, Return, give_back};
pub use routes::{NAVIGATION, routes};
pub use store::{HOLDINGS, MIGRATIONS};
