//! The domain of this room, without input and output: names of people, terms of posts, the list's filter.

mod filter;
mod names;
mod terms;

pub use filter::{Filter, FilterText, PEOPLE_ON_A_PAGE, SEARCH_WORDS, like_patterns};
pub use names::PersonName;
pub(crate) use names::{name_fault, search_fold, sort_key};
pub(crate) use terms::title_fault;
pub use terms::{FIRST_DAY, LAST_DAY, PostTerm};
