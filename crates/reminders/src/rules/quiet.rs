//! Hours in which nobody is disturbed, by the region's clock.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Whole hours, 0 to 23. From 20 to 8 goes over midnight; two equal hours make no quiet at all.
    pub from: i8,
    pub to: i8,
    /// Saturdays and Sundays are quiet from midnight to midnight.
    pub weekends: bool,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { from: 20, to: 8, weekends: true }
    }
}

impl Quiet {
    /// Whether this is no time to disturb.
    pub fn covers(self, at: DateTime) -> bool {
        if self.is_quiet_day(at.date()) {
            return true;
        }
        let hour = at.hour();
        if self.from <= self.to {
            (self.from..self.to).contains(&hour)
        } else {
            hour >= self.from || hour < self.to
        }
    }

    /// The last of the days that today's reminder speaks for: today itself, or the Sunday of a quiet weekend.
    pub fn reach(self, today: Date) -> Date {
        let mut last = today;
        while self.is_quiet_day(next(last)) {
            last = next(last);
        }
        last
    }

    fn is_quiet_day(self, day: Date) -> bool {
        self.weekends && matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nights_and_weekends_are_quiet_unless_asked_otherwise() {
        let usual = Quiet::default();
        let tuesday = date(2024, 10, 15);
        for (hour, quiet) in
            [(0, true), (7, true), (8, false), (12, false), (19, false), (20, true), (23, true)]
        {
            assert_eq!(usual.covers(tuesday.at(hour, 59, 0, 0)), quiet, "{hour}");
        }
        let saturday = date(2024, 10, 19);
        assert!(usual.covers(saturday.at(12, 0, 0, 0)));
        assert!(!Quiet { weekends: false, ..usual }.covers(saturday.at(12, 0, 0, 0)));
        assert!(!Quiet { from: 8, to: 8, weekends: false }.covers(saturday.at(8, 0, 0, 0)));
        assert!(Quiet { from: 12, to: 14, ..usual }.covers(tuesday.at(13, 0, 0, 0)));
    }

    #[test]
    fn friday_reaches_to_sunday() {
        let usual = Quiet::default();
        assert_eq!(usual.reach(date(2024, 10, 15)), date(2024, 10, 15));
        assert_eq!(usual.reach(date(2024, 10, 18)), date(2024, 10, 20));
        assert_eq!(Quiet { weekends: false, ..usual }.reach(date(2024, 10, 18)), date(2024, 10, 18));
    }

    proptest! {
        #[test]
        fn every_choice_leaves_an_hour_of_a_working_day(from in 0_i8..24, to in 0_i8..24, weekends: bool) {
            let quiet = Quiet { from, to, weekends };
            let tuesday = date(2024, 10, 15);
            prop_assert!((0..24).any(|hour| !quiet.covers(tuesday.at(hour, 0, 0, 0))));
        }
    }
}
