//! Terms become slots: a month range one slot, `ежеквартально` four, `ежемесячно` twelve.

use jiff::ToSpan;
use jiff::civil::Date;
use plan::{Recurrence, Term};

/// The twelve months that a plan is for; a school year starts in September.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanYear {
    pub first_day: Date,
}

impl PlanYear {
    /// `year` is the year of the first day. An impossible month counts as January.
    pub fn new(year: i16, start_month: i8) -> Self {
        let first_day = Date::new(year, start_month, 1).unwrap_or(jiff::civil::date(2000, 1, 1));
        Self { first_day }
    }

    /// First day of the n-th month after the start; the start itself for n = 0.
    pub fn month(self, n: i32) -> Date {
        self.first_day.saturating_add(n.months())
    }

    pub fn last_day(self) -> Date {
        day_before(self.month(12))
    }

    /// «2024 год», or «2024/25 учебный год» for a plan whose year begins in another month than January; of any year
    /// that begins as this one does.
    pub fn title_of(self, year: i64) -> String {
        if self.first_day.month() == 1 {
            format!("{year} год")
        } else {
            format!("{year}/{:02} учебный год", (year + 1) % 100)
        }
    }

    /// Which of the twelve months a date falls into, 0 to 11; dates outside are drawn at the edge.
    pub fn month_index(self, date: Date) -> usize {
        let months = (i32::from(date.year()) - i32::from(self.first_day.year())) * 12
            + i32::from(date.month())
            - i32::from(self.first_day.month());
        usize::try_from(months.clamp(0, 11)).unwrap_or(0)
    }
}

/// A stretch of time for which evidence is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Stable within its measure whatever happens to the dates: `whole`, `q1`, `m03`, `h2`, `w07`.
    pub key: String,
    /// `I кв.`, `март`; empty for the only slot of a measure.
    pub label: String,
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The paper gives no dates («по отдельному плану»); the whole year stands in for them.
    pub is_undated: bool,
}

const QUARTERS: [&str; 4] = ["I кв.", "II кв.", "III кв.", "IV кв."];
const HALVES: [&str; 2] = ["I полугодие", "II полугодие"];
/// The slots of a term in order of time; never empty.
pub fn slots_of(term: &Term, year: PlanYear) -> Vec<Slot> {
    let is_undated = term.from.is_none() && term.to.is_none();
    let from = term.from.unwrap_or(year.first_day);
    let to = term.to.unwrap_or(year.last_day()).max(from);
    let cut = match term.recurrence {
        Some(Recurrence::Quarterly) => {
            cut(year, 3, from, to, |n, _| (format!("q{}", n + 1), text_of(&QUARTERS, n)))
        }
        Some(Recurrence::HalfYearly) => {
            cut(year, 6, from, to, |n, _| (format!("h{}", n + 1), text_of(&HALVES, n)))
        }
        Some(Recurrence::Monthly) => cut(year, 1, from, to, |_, first| {
            (format!("m{:02}", first.month()), ui::ru::month_name(first.month()).to_owned())
        }),
        Some(Recurrence::Weekly) => weeks(from, to),
        Some(Recurrence::Continuous | Recurrence::BySeparatePlan) | None => Vec::new(),
    };
    if cut.is_empty() {
        return vec![Slot { key: "whole".into(), label: String::new(), from, to, is_undated }];
    }
    cut
}

fn text_of(texts: &[&str], n: usize) -> String {
    texts.get(n).copied().unwrap_or_default().to_owned()
}

/// Cuts the year into pieces of so many months and keeps those that the term touches, trimmed to it.
fn cut(
    year: PlanYear,
    months: i32,
    from: Date,
    to: Date,
    name: impl Fn(usize, Date) -> (String, String),
) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (n, start) in (0..12).step_by(usize::try_from(months).unwrap_or(12)).enumerate() {
        let first = year.month(start);
        let last = day_before(year.month(start + months));
        if last < from || first > to {
            continue;
        }
        let (key, label) = name(n, first);
        slots.push(Slot { key, label, from: first.max(from), to: last.min(to), is_undated: false });
    }
    slots
}

fn weeks(from: Date, to: Date) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut first = from;
    while first <= to && slots.len() < 54 {
        let last = first.saturating_add(6.days()).min(to);
        let n = slots.len() + 1;
        slots.push(Slot {
            key: format!("w{n:02}"),
            label: format!("неделя {n}"),
            from: first,
            to: last,
            is_undated: false,
        });
        first = last.saturating_add(1.day());
    }
    slots
}

fn day_before(date: Date) -> Date {
    date.saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn term(from: Option<Date>, to: Option<Date>, recurrence: Option<Recurrence>) -> Term {
        Term { from, to, recurrence, ..Term::default() }
    }

    #[test]
    fn a_month_range_is_one_slot() {
        let slots =
            slots_of(&term(Some(date(2024, 2, 1)), Some(date(2024, 4, 30)), None), PlanYear::new(2024, 1));
        assert_eq!(slots.len(), 1);
        assert_eq!(
            (slots[0].key.as_str(), slots[0].from, slots[0].to),
            ("whole", date(2024, 2, 1), date(2024, 4, 30))
        );
    }

    #[test]
    fn quarterly_is_four_and_monthly_twelve() {
        let year = PlanYear::new(2024, 1);
        let all_year =
            |recurrence| slots_of(&term(Some(year.first_day), Some(year.last_day()), Some(recurrence)), year);
        let quarters = all_year(Recurrence::Quarterly);
        let keys: Vec<&str> = quarters.iter().map(|slot| slot.key.as_str()).collect();
        assert_eq!(keys, ["q1", "q2", "q3", "q4"]);
        assert_eq!((quarters[2].from, quarters[2].to), (date(2024, 7, 1), date(2024, 9, 30)));
        let months = all_year(Recurrence::Monthly);
        assert_eq!(months.len(), 12);
        assert_eq!((months[1].label.as_str(), months[1].to), ("февраль", date(2024, 2, 29)));
        assert_eq!(all_year(Recurrence::HalfYearly).len(), 2);
        assert_eq!(all_year(Recurrence::Continuous).len(), 1);
    }

    #[test]
    fn a_school_years_first_quarter_begins_in_september() {
        let year = PlanYear::new(2024, 9);
        let slots = slots_of(&term(None, None, Some(Recurrence::Quarterly)), year);
        assert_eq!((slots[0].from, slots[0].to), (date(2024, 9, 1), date(2024, 11, 30)));
        assert_eq!(slots[3].to, date(2025, 8, 31));
        assert_eq!(year.month_index(date(2025, 3, 10)), 6);
    }

    #[test]
    fn a_recurring_term_within_the_year_keeps_only_the_quarters_it_touches() {
        let slots = slots_of(
            &term(Some(date(2024, 5, 15)), Some(date(2024, 9, 30)), Some(Recurrence::Quarterly)),
            PlanYear::new(2024, 1),
        );
        let keys: Vec<&str> = slots.iter().map(|slot| slot.key.as_str()).collect();
        assert_eq!(keys, ["q2", "q3"]);
        assert_eq!(slots[0].from, date(2024, 5, 15));
    }

    proptest! {
        /// Whatever the term, its slots lie inside it, follow each other without a gap or an overlap, and have distinct keys.
        #[test]
        fn slots_tile_their_term(start in 0_i32..365, length in 0_i32..365, which in 0_usize..6, month in prop::sample::select(vec![1_i8, 9])) {
            let year = PlanYear::new(2024, month);
            let from = year.first_day.saturating_add(start.days());
            let to = from.saturating_add(length.days()).min(year.last_day());
            let recurrence = [None, Some(Recurrence::Weekly), Some(Recurrence::Monthly), Some(Recurrence::Quarterly), Some(Recurrence::HalfYearly), Some(Recurrence::Continuous)][which];
            let slots = slots_of(&term(Some(from), Some(to), recurrence), year);
            prop_assert_eq!(slots[0].from, from);
            prop_assert_eq!(slots[slots.len() - 1].to, to);
            for pair in slots.windows(2) {
                prop_assert_eq!(pair[0].to.saturating_add(1.day()), pair[1].from);
                prop_assert!(pair[0].key != pair[1].key);
            }
        }
    }
}
