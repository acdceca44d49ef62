//! The domain of this room without input and output: states of a paper, who is asked when, values of fields as a form has
//! them, what the system knows to fill in.

mod addressees;
mod agreement;
mod answer;
mod certificate;
mod filling;
mod form;
mod lists;
mod series;
mod sheet;
mod state;
mod values;

pub use addressees::{Addressee, AddresseesFault, everybody, named};
pub use agreement::{Asked, Outcome, Verdict, is_asked_now, outcome, stages};
pub use answer::{AnswerKind, Progress, is_web_address};
pub use certificate::mark_of;
pub use filling::{Known, KnownOrganisation, KnownPerson, Task, prefill, split_name};
pub use form::{Change, read, too_large};
pub use lists::{KnownLibrary, KnownMunicipality, Part, ReportLine};
pub use series::{Line, MOST_PAPERS, cell_of, columns, lines_of, with};
pub use sheet::{SheetLine, sheet};
pub use state::State;
pub use values::{
    Difference, Missing, differences, drawn, missing, needed_parts, place_title, shown, title_of,
};
