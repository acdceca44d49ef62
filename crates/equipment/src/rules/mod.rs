//! The domain without input and output: what is needed, what is there, what is missing.

mod gap;

pub use gap::{Answer, Gap, Line, LineState, gap_of};
