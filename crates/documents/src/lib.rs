#![doc = include_str!("../README.md")]

mod door;
mod finding;
pub mod pages;
mod routes;
pub mod rules;
pub mod store;

pub use door::{
    Desk, DocumentRefused, Ending, NewDocument, NewFile, Number, Recorder, publish, register,
    register_with_text, take_number,
};
pub use finding::{FoundDocuments, feed, find};
pub use routes::{NAVIGATION, routes};
pub use rules::{CheckedFile, EndingKind, FieldProblem, FileRefused, MAX_FILE_BYTES, check_file};
pub use store::{DocumentRow, HOLDINGS, MIGRATIONS, document};
