//! The domain without input and output: what is needed, what is there, what is missing.

mod gap;
mod units;

pub use gap::{Answer, Gap, Line, LineState, gap_of};
pub use units::{counted, counted_as_lacking, one_of, unit_kept};
