//! The domain of this room, without input and output: kinds, dated names, the registry's filter.

mod atlas;
mod card;
mod coverage;
mod filter;
mod kinds;
mod names;
mod reform;
mod roll;
mod status;
mod totals;

pub use atlas::{Atlas, Matched, matched};
pub use card::{CardField, FieldChange, FieldConflict, changed};
pub use coverage::Coverage;
pub use filter::{Filter, FilterProblem, FilterText, ORGANISATIONS_ON_A_PAGE, SEARCH_WORDS, SortBy};
pub use kinds::{KINDS, kind_from_code, kind_order, kind_title, kind_titles};
pub use names::{FIRST_DAY, LAST_DAY, NameProblem, OrganisationNames, Period, kept_together, sort_key};
pub(crate) use names::{check_names, code_is_fit, period_as_told, search_fold};
pub use reform::{Into, MunicipalityNames, NewMunicipality, Reform, free_cells};
pub use roll::{Contacts, Listed, Roll, RollBuilding, RollMunicipality, RollName, RollOrganisation, Seat};
pub use status::{Basis, StatusChange, StatusPeriod, Timeline};
pub use totals::Totals;
