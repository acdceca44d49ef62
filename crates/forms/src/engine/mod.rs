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
mod model;
mod outcome;
mod random;
mod session;
mod tree;
mod value;

pub use answers::{Record, Unplaced};
pub use check::{Finding, Offer, Report};
pub use inputs::{DataTable, Inputs};
pub use model::Model;
pub use outcome::{FormName, Outcome};
pub use session::{AnswerError, NodeView, Session};
pub use value::Fault;

use crate::form::Form;
use crate::problem::Problems;

/// Reads every formula of a form and says what is wrong with them.
pub(crate) fn check_formulas(form: &Form, problems: &mut Problems) {
    let _ = Model::new(form, problems);
}
