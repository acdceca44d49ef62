#![doc = include_str!("../README.md")]

mod knowing;
mod making;
mod office_templates;
pub mod pages;
mod proving;
mod refused;
pub mod reminding;
mod routes;
pub mod rules;
pub mod store;
mod summary;
mod uploading;
mod withdrawing;

pub use knowing::{Known, Missing, known};
pub use making::{Made, blank_kind, paper_of, whole_kit};
pub use office_templates::{NewTemplate, activate, add_template, use_standard};
pub use proving::{places_to_prove, prove};
pub use refused::{FieldFault, KitRefused};
pub use routes::{NAVIGATION, routes};
pub use store::{HOLDINGS, MIGRATIONS};
pub use summary::{Summary, summary};
pub use uploading::{NewUpload, upload};
pub use withdrawing::withdraw;
