#![doc = include_str!("../README.md")]

mod door;
pub mod pages;
mod routes;
pub mod rules;
pub mod store;

pub use door::{Desk, DocumentRefused, NewDocument, NewFile, Recorder, publish, register};
pub use routes::{NAVIGATION, routes};
pub use rules::{CheckedFile, FieldProblem, FileRefused, check_file};
pub use store::{DocumentRow, HOLDINGS, MIGRATIONS, document};
