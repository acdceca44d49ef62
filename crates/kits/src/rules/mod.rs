//! The domain without input and output: what is asked of a school, what it has, what is missing.

mod filter;
mod standing;

pub use filter::{Filter, FilterText, MunicipalitySort, SCHOOLS_ON_A_PAGE, SchoolSort, day_of};
pub use standing::{Counts, Held, Line, NOTICE_DAYS, PaperState, Standing, Verdict, standing_of};
