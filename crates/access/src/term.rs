//! From which day to which a membership gives its rights.

use jiff::civil::{Date, date};

use crate::MembershipState;

/// Stands for «with no known beginning».
const FIRST_DAY: Date = date(1, 1, 1);
/// Stands for «to this day and on».
const LAST_DAY: Date = date(9999, 12, 31);

/// Days of the region's calendar, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub from: Date,
    pub to: Date,
}

impl Term {
    pub const UNLIMITED: Self = Self { from: FIRST_DAY, to: LAST_DAY };

    /// `None` on a side means «no limit»; a term that ends before it begins is no term.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let term = Self { from: from.unwrap_or(FIRST_DAY), to: to.unwrap_or(LAST_DAY) };
        (term.from <= term.to).then_some(term)
    }

    /// What the program has stored itself; a day that cannot be read gives no rights.
    pub(crate) fn stored(from: &str, to: &str) -> Self {
        Self { from: from.parse().unwrap_or(LAST_DAY), to: to.parse().unwrap_or(FIRST_DAY) }
    }

    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The first day, where there is one.
    pub fn first_day(self) -> Option<Date> {
        (self.from != FIRST_DAY).then_some(self.from)
    }

    /// The last day, where there is one.
    pub fn last_day(self) -> Option<Date> {
        (self.to != LAST_DAY).then_some(self.to)
    }

    /// «с 1 сентября 2021», «с 1 сентября 2021 по 31 августа 2024», or «бессрочно».
    pub fn as_told(self) -> String {
        let from = self.first_day().map(|day| format!("с\u{a0}{}", ui::ru::date_long(day)));
        let to = self.last_day().map(|day| format!("по\u{a0}{}", ui::ru::date_long(day)));
        match (from, to) {
            (Some(from), Some(to)) => format!("{from} {to}"),
            (Some(side), None) | (None, Some(side)) => side,
            (None, None) => "бессрочно".to_owned(),
        }
    }
}

/// The state in which a membership is on a day: an active one begins and ends by its term.
pub fn state_on(stored: MembershipState, term: Term, day: Date) -> MembershipState {
    match stored {
        MembershipState::Active if day < term.from => MembershipState::Invited,
        MembershipState::Active if day > term.to => MembershipState::Ended,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::MEMBERSHIP_STATES;

    #[test]
    fn a_term_is_told_with_the_sides_it_has() {
        let told = |from, to| Term::new(from, to).unwrap().as_told();
        assert_eq!(told(None, None), "бессрочно");
        assert_eq!(told(Some(date(2024, 9, 1)), None), "с\u{a0}1\u{a0}сентября 2024");
        assert!(told(None, Some(date(2024, 8, 31))).starts_with("по\u{a0}"));
        assert_eq!(Term::stored("не день", "2024-01-01").from, LAST_DAY);
    }

    proptest! {
        /// Only an active membership changes with the days, and it is active exactly on the days of its term.
        #[test]
        fn only_the_days_of_the_term_give_rights(from in 0_i32..2000, length in 0_i32..400, day in -500_i32..3000) {
            let on = |number: i32| date(2020, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap();
            let term = Term::new(Some(on(from)), Some(on(from + length))).unwrap();
            for stored in MEMBERSHIP_STATES {
                let state = state_on(stored, term, on(day));
                if stored == MembershipState::Active {
                    prop_assert_eq!(state == MembershipState::Active, term.contains(on(day)));
                } else {
                    prop_assert_eq!(state, stored);
                }
            }
        }
    }
}
