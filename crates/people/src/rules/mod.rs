//! The domain of this room, without input and output: names of people, terms of posts, the list's filter; the card, the
//! restricted block, consents, terms of keeping.

mod card;
mod consents;
mod filter;
mod names;
mod restricted;
mod retention;
mod scan;
mod snils;
mod terms;

pub use card::{
    CATEGORIES, CardFields, EDUCATION, Fault, card_faults, is_email, rate_as_told, rate_from, word_of,
};
pub use consents::{Filling, filled, given_on_fault, is_operator, kind_in_words, text_hash, what_follows};
pub use filter::{Filter, FilterText, PEOPLE_ON_A_PAGE, SEARCH_WORDS, like_patterns};
pub use names::PersonName;
pub(crate) use names::{name_fault, search_fold, sort_key};
pub use restricted::{OWN_REASON, REASONS, RestrictedFields, RestrictedValues, reason_word};
pub use retention::{due_on, kept_until, left_long_ago};
pub use scan::check_scan;
pub use snils::Snils;
pub(crate) use terms::title_fault;
pub use terms::{FIRST_DAY, LAST_DAY, PostTerm};
