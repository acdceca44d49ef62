#![doc = include_str!("../README.md")]

pub mod check;
mod columns;
mod compare;
mod csv;
mod differences;
mod draft;
mod genitive;
mod read;
mod record;
mod words;
mod write;

pub use compare::{Known, compare};
pub use csv::csv_line;
pub use draft::{Decided, Decision, Difference, Draft, Fate, Line, MatchedBy, What};
pub use genitive::genitive;
pub use office::MAX_FILE_BYTES;
pub use read::{Problem, Reading, ReadingRefused, Row, read};
pub use record::{Building, KindChoice, MunicipalityChoice, Point, Record, Vocabulary};
pub use words::{name_key, tidy};
pub use write::{Content, workbook};
