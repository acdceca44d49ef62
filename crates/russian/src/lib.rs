#![doc = include_str!("../README.md")]

mod adjectives;
mod cases;
mod clauses;
mod dates;
mod documents;
mod money;
mod names;
mod nouns;
mod numbers;
mod numerals;
mod ordinals;
mod people;
mod phrases;
mod quotes;
mod stops;
mod surnames;
mod thousandths;

pub use cases::{Case, Certainty, Declined, Gender};
pub use clauses::{clause, clause_letter};
pub use dates::{
    date_in_words, date_long, date_of_paper, date_of_year, date_range, date_short, date_with_weekday,
    month_genitive, month_name, month_short, relative_days, time_of_day,
};
pub use documents::{Agreement, agreement, document};
pub use money::money;
pub use names::{capitalised, fold, initials, initials_first, join_with_and, sort_key};
pub use numbers::{decimal, file_size, grouped, percent, plural};
pub use numerals::number_in_words;
pub use ordinals::ordinal_in_words;
pub use people::{PersonInCase, gender_of, person};
pub use phrases::{organisation, post};
pub use quotes::{quoted, quotes};
pub use stops::{as_title, phrase, sentence, stopped};
pub use thousandths::{of_thousandths, thousandths};
