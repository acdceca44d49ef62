//! Russian for pages: plurals, dates, numbers, names. Pure functions with examples in their tests.

mod dates;
mod names;
mod numbers;
mod quotes;

pub use dates::{
    date_long, date_of_year, date_range, date_short, date_with_weekday, month_genitive, month_name,
    month_short, relative_days, time_of_day,
};
pub use names::{fold, initials, join_with_and, sort_key};
pub use numbers::{decimal, file_size, grouped, percent, plural};
pub use quotes::quotes;
