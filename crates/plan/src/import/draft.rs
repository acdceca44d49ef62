//! From the blocks of a file to a draft of the plan.

use super::budget::Budget;
use super::desk::Desk;
use super::grid::Block;
use super::layout::{LaidOut, lay_out};
use super::ledger::Ledger;
use super::{
    Draft, ImportError, ImportOptions, SourceFormat, measures, outline, relative, without_terms, year,
};
use crate::PlanYear;
use crate::model::{Plan, PlanMeta};

/// A yearly plan of a region has a hundred rows. What has more is no plan, and reading it would take long.
const MAX_ROWS: usize = 3_000;
/// The longest cell of a real plan holds two pages.
const MAX_CELL_PARAGRAPHS: usize = 1_000;
const MAX_CELL_BYTES: usize = 100_000;
/// Ten times the longest plan that we have seen.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Makes a draft of everything that the file holds.
pub(super) fn draft_of(
    mut blocks: Vec<Block>,
    format: SourceFormat,
    options: &ImportOptions<'_>,
) -> Result<Draft, ImportError> {
    check_size(&blocks)?;
    let ledger = Ledger::enter(&mut blocks);
    for block in &mut blocks {
        if let Block::Table(table) = block {
            table.fill_continued()?;
        }
    }
    let budget = Budget::new(options.step_limit);
    let unknown = PlanYear::new(year::UNKNOWN_YEAR, options.year_start_month);
    let mut desk = Desk::new(options.vocabulary, unknown, ledger, budget);
    let LaidOut { title, entries } = lay_out(&blocks, &mut desk)?;
    desk.year = year::year_of(&title, &blocks, options, &mut desk.proposals);
    drop(blocks);
    let outline = outline::outline_of(entries, &mut desk);
    let start_month = desk.year.start_month();
    let own_start_month = (start_month != options.year_start_month).then_some(start_month);
    let mut plan = Plan {
        meta: PlanMeta { title, year: desk.year.year(), year_start_month: own_start_month },
        sections: measures::sections_of(outline, &mut desk)?,
    };
    if desk.year.year() == year::UNKNOWN_YEAR {
        plan.meta.year = 0;
        year::take_unknown_dates_away(&mut plan);
    }
    relative::resolve(&mut plan, &mut desk)?;
    without_terms::tell(&mut plan, &mut desk)?;
    desk.budget.spend(desk.ledger.size())?;
    let (unrecognized, account) = desk.ledger.close(&plan);
    // A file in which nothing was understood is no plan: its texts would only be a long list.
    if plan.sections.iter().all(|section| section.measures.is_empty()) {
        return Err(ImportError::NoTable);
    }
    Ok(Draft { format, plan, unrecognized, proposals: desk.proposals.into_vec(), account })
}

fn check_size(blocks: &[Block]) -> Result<(), ImportError> {
    let (mut rows, mut all) = (0, 0);
    for block in blocks {
        let Block::Table(table) = block else { continue };
        rows += table.rows.len();
        if rows > MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            let bytes: usize = cell.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
            if cell.paragraphs.len() > MAX_CELL_PARAGRAPHS || bytes > MAX_CELL_BYTES {
                return Err(ImportError::TooLongCell);
            }
            all += bytes;
            if all > MAX_BYTES {
                return Err(ImportError::TooMuchText);
            }
        }
    }
    Ok(())
}
