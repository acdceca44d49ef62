//! Who is told of what, when: pure decisions.

mod above;
mod choice;
mod due;
mod quiet;
mod stage;

pub use above::{ESCALATES_AFTER, above, overdue_below};
pub use choice::{Choice, Optional};
pub use due::{Due, Topic};
pub use quiet::Quiet;
pub use stage::{Reminder, STAGES, remind, when};
