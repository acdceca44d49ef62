//! The year that a plan is made for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::grid::{Block, Cell};
use crate::model::Plan;

/// Stands for a year that nobody named; dates counted from it are taken away before anybody sees them.
pub(super) const UNKNOWN_YEAR: i16 = 1900;

static PLAN_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(20\d\d)\s*(?:[-–—/]\s*(?:20)?\d\d)?\s*(?:уч\p{L}*\.?\s*)?г").ok());
static ANY_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").ok());

pub(super) fn year_in(text: &str) -> Option<i16> {
    // «на 2025-2027 годы» begins in 2025; «(от 2016 года)» is no year of a plan, so the last match of a title counts.
    let named = PLAN_YEAR.as_ref()?.captures_iter(text).last();
    let found = named.or_else(|| ANY_YEAR.as_ref()?.captures_iter(text).last())?;
    found[1].parse().ok()
}

/// Keeps only the dates whose texts name their year themselves.
pub(super) fn take_unknown_dates_away(plan: &mut Plan) {
    let measures = plan.sections.iter_mut().flat_map(|section| &mut section.measures);
    for measure in measures {
        let of_items = measure.items.iter_mut().filter_map(|item| item.term.as_mut());
        for term in std::iter::once(&mut measure.term).chain(of_items) {
            if year_in(&term.text).is_none() {
                term.from = None;
                term.to = None;
            }
        }
    }
}

/// The year met most often in the first cells of the tables.
pub(super) fn most_frequent_year(blocks: &[Block]) -> Option<i16> {
    const ENOUGH_CELLS: usize = 400;
    let tables =
        blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    let cells = tables.flat_map(|table| &table.rows).flat_map(|row| &row.cells).take(ENOUGH_CELLS);
    let text = cells.map(Cell::text).collect::<Vec<_>>().join(" ");
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for found in ANY_YEAR.as_ref()?.captures_iter(&text) {
        if let Ok(year) = found[1].parse() {
            *counts.entry(year).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}
