//! Pure decisions: what a curator typed, and which people he wants to see.

mod filter;
mod list;
mod typed;

pub use filter::{Filter, FilterText, PEOPLE_ON_A_PAGE};
pub use list::{Line, ListFault, MAX_LINES, match_organisation, read_lines};
pub use typed::{Days, Fault, NewPerson, days};
