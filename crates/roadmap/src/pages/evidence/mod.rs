//! Recording evidence, looking at it, deciding on it.

mod card;
mod form;
mod line;
mod record;

use access::Role;

pub use card::{decide, file, page};
pub use form::new_form;
pub use line::EvidenceLine;
pub(super) use line::evidence_line;
pub use record::record;

/// Whether the role may ever record evidence: for the table of URLs.
pub const RECORDERS: &[Role] = &[Role::Ministry, Role::Institute, Role::RegionalCentre];
