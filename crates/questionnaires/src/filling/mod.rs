//! Filling in: a respondent's sheet with the engine behind it, the save of fields, the sending.

mod incoming;
mod opened;
mod resize;
mod save;
mod send;
mod sheet;
mod world;

pub use incoming::{Incoming, SaveRefused, Saved};
pub use resize::{Growth, grow, resize};
pub use save::save;
pub use send::{SendRefused, disputed, send};
pub use sheet::Sheet;

/// Signs of one answer; a developed answer of several pages fits.
pub const MOST_SIGNS: usize = 20_000;
/// Signs of the name that a device gives itself.
const MOST_CLIENT_SIGNS: usize = 64;
