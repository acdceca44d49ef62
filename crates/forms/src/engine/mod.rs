//! Filling a form in: relevance, computed values, checks. Pure: the clock, the dice and the profile come as
//! [`Inputs`].
//!
//! [`Model`] is a form made ready, shared by everybody who fills it in; [`Session`] is one filling. An answer computes
//! anew what depends on it and nothing else; the result is that of computing everything (a property test holds it).

mod answers;
mod check;
mod data;
mod dates;
mod depends;
mod evaluate;
mod functions;
mod inputs;
mod memo;
mod model;
mod outcome;
mod random;
mod recalculate;
mod session;
mod size;
pub(crate) mod sources;
mod told;
mod tree;
mod triggers;
mod types;
mod value;

pub use answers::{Record, Unplaced};
pub use check::{Finding, Report};
pub use functions::Offer;
pub use inputs::{DataTable, Inputs};
pub use model::Model;
pub use outcome::{FormName, Outcome};
pub use session::{AnswerError, NodeView, Session};
pub use tree::{MAX_INSTANCES, MAX_NODES};
pub use value::Fault;

use crate::form::Form;
use crate::problem::Problems;

/// Reads every formula of a form and says what is wrong with them.
pub(crate) fn check_formulas(form: &Form, problems: &mut Problems) {
    let _ = Model::new(form, problems);
}
