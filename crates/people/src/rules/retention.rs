//! How long a person's data is kept.

use jiff::Span;
use jiff::civil::Date;

/// The last day of keeping for somebody who left on a day.
pub fn kept_until(left_on: Date, years: i16) -> Date {
    left_on.checked_add(Span::new().years(years)).unwrap_or(Date::MAX)
}

/// Whoever left on this day or earlier is not to be kept today.
pub fn left_long_ago(today: Date, years: i16) -> Date {
    let day = today.checked_sub(Span::new().years(years)).unwrap_or(Date::MIN);
    // 29 February minus a year is the 28th: kept_until decides, this only must not be later than it.
    if kept_until(day, years) < today { day } else { day.yesterday().unwrap_or(Date::MIN) }
}

/// The day by which something begun today is to be decided.
pub fn due_on(today: Date, days: i32) -> Date {
    today.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn three_years_are_three_years() {
        assert_eq!(kept_until(date(2021, 8, 31), 3), date(2024, 8, 31));
        assert_eq!(kept_until(date(2024, 2, 29), 3), date(2027, 2, 28));
        assert_eq!(left_long_ago(date(2024, 9, 1), 3), date(2021, 8, 31));
        assert_eq!(left_long_ago(date(2024, 8, 31), 3), date(2021, 8, 30), "the last day is still kept");
    }

    proptest! {
        /// The border of the search and the term of each person say the same.
        #[test]
        fn the_border_is_the_term(left in 0_i32..20_000, today in 0_i32..20_000, years in 1_i16..10) {
            let day = |number: i32| date(1990, 1, 1).checked_add(Span::new().days(number)).unwrap();
            let (left, today) = (day(left), day(today));
            // One day of the leap year has two readings; the border may keep that day longer, never shorter.
            if left <= left_long_ago(today, years) {
                prop_assert!(kept_until(left, years) < today);
            } else if left.month() != 2 && today.month() != 2 && today.month() != 3 {
                prop_assert!(kept_until(left, years) >= today);
            }
        }
    }
}
