//! The year that a plan is made for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::grid::{Block, Cell};
use super::{ImportOptions, ProposalKind, Proposals};
use crate::PlanYear;
use crate::model::Plan;

/// Stands for a year that nobody named; dates counted from it are taken away before anybody sees them.
pub(super) const UNKNOWN_YEAR: i16 = 1900;
const SEPTEMBER: i8 = 9;

static PLAN_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(20\d\d)\s*(?:[-–—/]\s*(?:20)?\d\d)?\s*(?:уч\p{L}*\.?\s*)?г").ok());
static ANY_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").ok());
/// «2024–2025 учебный год», «2024/25 уч. г.»
static SCHOOL_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(20\d\d)\s*[-–—/]\s*(?:20)?\d\d\s*(?:гг?\.?\s*)?уч").ok());
static SEVERAL_YEARS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(20\d\d)\s*[-–—]\s*(20\d\d)\b").ok());

/// The year that the user or the title names, or that is met most often; what was guessed is proposed.
pub(super) fn year_of(
    title: &str,
    blocks: &[Block],
    options: &ImportOptions<'_>,
    proposals: &mut Proposals,
) -> PlanYear {
    let school = SCHOOL_YEAR.as_ref().and_then(|pattern| pattern.captures(title));
    let start_month = if school.is_some() { SEPTEMBER } else { options.year_start_month };
    let of_school = school.as_ref().and_then(|found| found[1].parse::<i16>().ok());
    if let Some(year) = options.year {
        return PlanYear::new(year, start_month);
    }
    if let Some(year) = of_school {
        if options.year_start_month != SEPTEMBER {
            let what = format!("план на учебный год: с сентября {year} по август {}", year + 1);
            let reason = "так названо в заголовке: сроки без года отнесены к учебному году";
            proposals.add(ProposalKind::Year, "", "year", what, reason);
        }
        return PlanYear::new(year, start_month);
    }
    if let Some(year) = year_in(title) {
        let several = SEVERAL_YEARS.as_ref().and_then(|pattern| pattern.captures(title));
        if let Some(found) = several.filter(|found| found[1] != found[2]) {
            let what = format!("план на несколько лет ({}–{}): взят {year} год", &found[1], &found[2]);
            let reason = "год один: чтобы взять другой, укажите его; сроки других лет оставлены или обрезаны";
            proposals.add(ProposalKind::Year, "", "year", what, reason);
        }
        return PlanYear::new(year, start_month);
    }
    let found = most_frequent_year(blocks);
    let (what, reason) = match found {
        Some(year) => (
            format!("план на {year} год"),
            "в заголовке года нет: взят год, который чаще встречается в таблице",
        ),
        None => (
            "год плана не найден, даты сроков не определены".to_owned(),
            "ни в заголовке, ни в таблице года нет: укажите год",
        ),
    };
    proposals.add(ProposalKind::Year, "", "year", what, reason);
    PlanYear::new(found.unwrap_or(UNKNOWN_YEAR), start_month)
}

fn year_in(text: &str) -> Option<i16> {
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
                term.periods.clear();
            }
        }
    }
}

/// The year met most often in the first cells of the tables.
fn most_frequent_year(blocks: &[Block]) -> Option<i16> {
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
