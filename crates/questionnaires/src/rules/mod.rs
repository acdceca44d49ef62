//! Decisions without a database: how a form is cut into pages, how long it takes, what a changed form does to what has
//! been collected, what a save means.

mod burden;
mod effect;
mod layout;
mod matrix;
mod merge;
mod paths;
mod typed;

pub use burden::{BURDEN_RULE, minutes, seconds_of};
pub use effect::{Change, ChangeKind, effect_of};
pub use layout::{MOST_CHOICES, MOST_QUESTIONS, Page, is_shown, pages_of, questions_of, too_large};
pub use matrix::{heading, matrix_rows};
pub use merge::{Verdict, judge};
pub use paths::{count_path, is_count, nested, pattern, repeat_of};
pub use typed::normal;
