//! Twelve months of a plan: bars by state, in as many lanes as overlap demands.

use jiff::civil::Date;
use plan::Measure;

use crate::board::Board;
use crate::rules::{MeasureState, ObligationState, PlanYear, State, together};

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
}

pub struct Bar {
    pub state: State,
    pub label: String,
    pub title: String,
}

pub fn months(year: PlanYear, today: Date) -> Vec<MonthHead> {
    let is_this_year = today >= year.first_day && today <= year.last_day();
    (0..12_usize)
        .map(|n| MonthHead {
            label: ui::ru::month_short(year.month(i32::try_from(n).unwrap_or(0)).month()),
            is_now: is_this_year && year.month_index(today) == n,
        })
        .collect()
}

struct Placed {
    first: usize,
    last: usize,
    bar: Bar,
}

/// The bars of a measure. Items with the same term share a bar; overlapping bars go into lanes of their own.
pub fn lanes(board: &Board, measure: &Measure, state: &MeasureState) -> Vec<TimelineRow> {
    let mut lanes: Vec<Vec<Placed>> = Vec::new();
    for placed in bars(board, measure, state) {
        let free = lanes.iter_mut().find(|lane| lane.last().is_none_or(|before| before.last < placed.first));
        match free {
            Some(lane) => lane.push(placed),
            None => lanes.push(vec![placed]),
        }
    }
    lanes.into_iter().map(row).collect()
}

fn bars(board: &Board, measure: &Measure, state: &MeasureState) -> Vec<Placed> {
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
                first: board.year.month_index(from),
                last: board.year.month_index(to),
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

fn row(lane: Vec<Placed>) -> TimelineRow {
    let mut cells = Vec::new();
    let mut month = 0;
    for placed in lane {
        cells.extend((month..placed.first).map(|_| Cell { span: 1, bar: None }));
        cells.push(Cell { span: placed.last - placed.first + 1, bar: Some(placed.bar) });
        month = placed.last + 1;
    }
    cells.extend((month..12).map(|_| Cell { span: 1, bar: None }));
    TimelineRow { cells }
}

impl TimelineRow {
    /// Span, whether it is the current month's empty cell (a bar covers the line), bar.
    pub fn with_now(&self, months: &[MonthHead]) -> Vec<(usize, bool, Option<&Bar>)> {
        let mut month = 0;
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in &self.cells {
            let is_now = cell.bar.is_none() && months.get(month).is_some_and(|head| head.is_now);
            cells.push((cell.span, is_now, cell.bar.as_ref()));
            month += cell.span;
        }
        cells
    }
}
