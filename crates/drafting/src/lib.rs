#![doc = include_str!("../README.md")]

mod agreement;
mod asked_form;
mod facts;
mod kind;
mod mailing;
mod office_templates;
pub mod pages;
mod printing;
mod reader;
mod refused;
mod registration;
pub mod reminders;
mod routes;
pub mod rules;
pub mod series;
mod signing;
mod source;
pub mod store;
mod writing;

pub use agreement::{NewRemark, Party, answer, ask, reopen, send_unagreed, settle_remark, write_remark};
pub use asked_form::{FormAnswer, Forms, OfferedForm};
pub use kind::{PaperKind, paper_kind, paper_kinds};
pub use mailing::{Answered, NewMailing, confirm, note_opening, reply, send};
pub use office_templates::{NewTemplate, activate, add_template, use_standard};
pub use printing::{Printed, docx_of, paper_of, preview_of};
pub use reader::Reader;
pub use refused::{DraftRefused, FieldFault};
pub use registration::{Registration, become_evidence, register};
pub use routes::{NAVIGATION, NAVIGATION_OF_MAILINGS, routes};
pub use signing::{Signed, attach_signed};
pub use source::Source;
pub use store::{HOLDINGS, MIGRATIONS};
pub use writing::{Place, discard, prepare, save};
