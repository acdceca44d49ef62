//! Decisions without a database: how a form is cut into pages, how long it takes, what a changed form does to what has
//! been collected, what a save means.

mod bounds;
mod burden;
mod effect;
mod file_set;
mod layout;
mod matrix;
mod merge;
mod paths;
mod typed;

pub use bounds::{Bounds, bounds_of};
pub use burden::{BURDEN_RULE, minutes, seconds_of};
pub use effect::{Change, ChangeKind, effect_of};
pub use file_set::{is_file_set, is_mandatory, kind_path, kinds_with_files};
pub use layout::{MOST_CHOICES, MOST_QUESTIONS, Page, is_shown, pages_of, questions_of, too_large};
pub use matrix::{heading, matrix_rows};
pub use merge::{Verdict, judge};
pub use paths::{count_path, is_count, nested, pattern, repeat_of};
pub use typed::{normal, odd_year};
