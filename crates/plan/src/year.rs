//! The twelve months that a plan is for.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::Plan;

/// A calendar year, or a school year that starts in September.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanYear {
    pub first_day: Date,
}

impl PlanYear {
    /// `year` is the year of the first day. An impossible year or month counts as January 2000.
    pub fn new(year: i16, start_month: i8) -> Self {
        let first_day = Date::new(year, start_month, 1).unwrap_or(jiff::civil::date(2000, 1, 1));
        Self { first_day }
    }

    /// The year of a plan: its own start where its title names one, else the region's.
    pub fn of(plan: &Plan, region_start_month: i8) -> Self {
        Self::new(plan.meta.year, plan.meta.year_start_month.unwrap_or(region_start_month))
    }

    /// First day of the n-th month after the start; the start itself for n = 0.
    pub fn month(self, n: i32) -> Date {
        self.first_day.saturating_add(n.months())
    }

    pub fn last_day(self) -> Date {
        self.month(12).saturating_sub(1.day())
    }

    pub fn year(self) -> i16 {
        self.first_day.year()
    }

    pub fn start_month(self) -> i8 {
        self.first_day.month()
    }

    pub fn starts_in_january(self) -> bool {
        self.start_month() == 1
    }

    /// «2024 год», or «2024/25 учебный год» for a plan whose year begins in another month than January; of any year
    /// that begins as this one does.
    pub fn title_of(self, year: i64) -> String {
        if self.starts_in_january() {
            format!("{year} год")
        } else {
            format!("{year}/{:02} учебный год", (year + 1) % 100)
        }
    }

    /// First day of a month by its number in the calendar: months before the start belong to the next calendar year.
    pub fn calendar_month(self, month: i8) -> Option<Date> {
        let year = if month >= self.start_month() { self.year() } else { self.year().checked_add(1)? };
        Date::new(year, month, 1).ok()
    }

    /// The two halves: of a school year the months before January and those from January on.
    pub fn half(self, number: i8) -> (Date, Date) {
        let second = if self.starts_in_january() {
            self.month(6)
        } else {
            Date::new(self.year().saturating_add(1), 1, 1).unwrap_or(self.month(6))
        };
        match number {
            1 => (self.first_day, second.saturating_sub(1.day())),
            _ => (second, self.last_day()),
        }
    }

    /// Which of the twelve months a date falls into, 0 to 11; dates outside are drawn at the edge.
    pub fn month_index(self, date: Date) -> usize {
        let months = (i32::from(date.year()) - i32::from(self.year())) * 12 + i32::from(date.month())
            - i32::from(self.start_month());
        usize::try_from(months.clamp(0, 11)).unwrap_or(0)
    }
}
