//! Twelve months of a plan: bars by state, in as many lanes as overlap demands, and the day across them all.

use jiff::civil::Date;
use plan::Measure;

use crate::board::Standing;
use crate::rules::{MeasureState, ObligationState, PlanYear, State, together};

/// The heads of the twelve months and where the day of the page stands among them.
pub struct YearScale {
    pub months: Vec<MonthHead>,
    /// Month of the day and how much of it has passed; `None` outside of the plan's year.
    day: Option<(usize, f64)>,
}

pub struct MonthHead {
    pub label: &'static str,
    pub is_now: bool,
}

/// One line of cells, together twelve months wide.
pub struct TimelineRow {
    pub cells: Vec<Cell>,
}

pub struct Cell {
    /// Months that the cell covers.
    pub span: usize,
    pub bar: Option<Bar>,
    /// Where the line of the day crosses the cell: hundredths of its width.
    pub day: Option<String>,
}

pub struct Bar {
    pub state: State,
    pub label: String,
    pub title: String,
}

impl YearScale {
    pub fn new(year: PlanYear, day: Date) -> Self {
        let is_inside = day >= year.first_day && day <= year.last_day();
        let month = year.month_index(day);
        let passed = (f64::from(day.day()) - 0.5) / f64::from(day.days_in_month());
        let months = (0..12_usize).map(|n| MonthHead {
            label: ui::ru::month_short(year.month(i32::try_from(n).unwrap_or(0)).month()),
            is_now: is_inside && month == n,
        });
        Self { months: months.collect(), day: is_inside.then_some((month, passed)) }
    }

    #[expect(clippy::cast_precision_loss, reason = "there are twelve months")]
    fn cross(&self, first: usize, span: usize) -> Option<String> {
        let (month, passed) = self.day.filter(|(month, _)| (first..first + span).contains(month))?;
        Some(format!("{:.1}", ((month - first) as f64 + passed) / span as f64 * 100.0))
    }
}

struct Placed {
    first: usize,
    last: usize,
    bar: Bar,
}

/// The bars of a measure. Items with the same term share a bar; overlapping bars go into lanes of their own.
pub fn lanes(
    standing: &Standing<'_>,
    scale: &YearScale,
    measure: &Measure,
    state: &MeasureState,
) -> Vec<TimelineRow> {
    let mut lanes: Vec<Vec<Placed>> = Vec::new();
    for placed in bars(standing.board.year, measure, state) {
        let free = lanes.iter_mut().find(|lane| lane.last().is_none_or(|before| before.last < placed.first));
        match free {
            Some(lane) => lane.push(placed),
            None => lanes.push(vec![placed]),
        }
    }
    lanes.into_iter().map(|lane| row(scale, lane)).collect()
}

fn bars(year: PlanYear, measure: &Measure, state: &MeasureState) -> Vec<Placed> {
    let mut groups: Vec<(Date, Date, Vec<&ObligationState>)> = Vec::new();
    for one in &state.obligations {
        let slot = &one.obligation.slot;
        match groups.iter_mut().find(|(from, to, _)| *from == slot.from && *to == slot.to) {
            Some((_, _, members)) => members.push(one),
            None => groups.push((slot.from, slot.to, vec![one])),
        }
    }
    groups.sort_by_key(|(from, to, _)| (*from, *to));
    let is_only = groups.len() == 1;
    groups
        .into_iter()
        .map(|(from, to, members)| {
            let whole = together(members.iter().map(|one| one.state));
            Placed {
                first: year.month_index(from),
                last: year.month_index(to),
                bar: Bar {
                    state: whole,
                    label: label(&members, is_only),
                    title: title(measure, from, to, &members, whole),
                },
            }
        })
        .collect()
}

fn label(members: &[&ObligationState], is_only: bool) -> String {
    let first = members[0];
    if !first.obligation.slot.label.is_empty() {
        return first.obligation.slot.label.clone();
    }
    if is_only {
        return String::new();
    }
    let numbers: Vec<&str> = members.iter().filter_map(|one| one.obligation.item_number.as_deref()).collect();
    numbers.join(", ")
}

fn title(measure: &Measure, from: Date, to: Date, members: &[&ObligationState], state: State) -> String {
    let numbers: Vec<&str> = members.iter().filter_map(|one| one.obligation.item_number.as_deref()).collect();
    let what = if numbers.is_empty() { measure.number.clone() } else { numbers.join(", ") };
    format!("{what}: {}, {}", ui::ru::date_range(from, to), state.word())
}

fn row(scale: &YearScale, lane: Vec<Placed>) -> TimelineRow {
    let mut cells = Vec::new();
    let mut month = 0;
    let free = |month: usize| Cell { span: 1, bar: None, day: scale.cross(month, 1) };
    for placed in lane {
        cells.extend((month..placed.first).map(free));
        let span = placed.last - placed.first + 1;
        cells.push(Cell { span, bar: Some(placed.bar), day: scale.cross(placed.first, span) });
        month = placed.last + 1;
    }
    cells.extend((month..12).map(free));
    TimelineRow { cells }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_crosses_the_cell_that_it_lies_in_and_no_other() {
        let scale = YearScale::new(PlanYear::new(2024, 1), date(2024, 10, 16));
        assert_eq!(scale.cross(9, 1).as_deref(), Some("50.0"), "the middle of October");
        assert_eq!(scale.cross(8, 2).as_deref(), Some("75.0"), "three quarters of September and October");
        assert_eq!(scale.cross(0, 9), None);
        assert_eq!(scale.cross(0, 12).as_deref(), Some("79.2"));
        let outside = YearScale::new(PlanYear::new(2024, 1), date(2025, 1, 1));
        assert!(outside.cross(0, 12).is_none() && outside.months.iter().all(|head| !head.is_now));
        let school_year = YearScale::new(PlanYear::new(2024, 9), date(2025, 2, 14));
        assert!(school_year.months[5].is_now);
    }
}
