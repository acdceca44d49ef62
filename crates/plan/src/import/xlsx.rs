//! Excel: a sheet's cells as rows, merged regions as spans.

use std::collections::BTreeMap;

use calamine::Dimensions;
use office::{Bounds, Cells, Sheet};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};

const BOUNDS: Bounds = Bounds { rows: 5_000, columns: 100, cells: 60_000 };
/// Merged regions counted once for every row that they cover.
const MAX_MERGED_ROWS: usize = 100_000;
/// What is shown of a sheet that its author has hidden.
const SHOWN_OF_A_HIDDEN_SHEET: usize = 2_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    office::sheets(bytes, BOUNDS)?.into_iter().map(block_of).collect()
}

fn block_of(sheet: Sheet) -> Result<Block, ImportError> {
    let Sheet { name, is_hidden, cells, merged } = sheet;
    if is_hidden {
        return Ok(Block::Aside("скрытый лист", Paragraph::plain(summary_of(&name, &cells))));
    }
    let merged = by_rows(&merged, &cells)?;
    let last = cells.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
    let rows = cells.iter().map(|(number, row)| row_of(*number, row, last, merged.get(number)));
    Ok(Block::Table(Table { rows: rows.collect() }))
}

fn summary_of(name: &str, cells: &Cells) -> String {
    let texts = cells.values().flat_map(BTreeMap::values).map(String::as_str);
    let all = format!("«{name}»: {}", texts.collect::<Vec<_>>().join(" | "));
    if all.chars().count() <= SHOWN_OF_A_HIDDEN_SHEET {
        return all;
    }
    format!("{}…", all.chars().take(SHOWN_OF_A_HIDDEN_SHEET).collect::<String>())
}

/// Merged regions by the rows that have cells, from left to right.
fn by_rows(merged: &[Dimensions], cells: &Cells) -> Result<BTreeMap<u32, Vec<Dimensions>>, ImportError> {
    let mut by_rows: BTreeMap<u32, Vec<Dimensions>> = BTreeMap::new();
    let mut count = 0;
    for region in merged.iter().filter(|region| region.start.0 <= region.end.0) {
        for (row, _) in cells.range(region.start.0..=region.end.0) {
            count += 1;
            if count > MAX_MERGED_ROWS {
                return Err(ImportError::TooManyCells);
            }
            by_rows.entry(*row).or_default().push(*region);
        }
    }
    for regions in by_rows.values_mut() {
        regions.sort_by_key(|region| region.start.1);
    }
    Ok(by_rows)
}

fn row_of(number: u32, row: &BTreeMap<u32, String>, last: u32, merged: Option<&Vec<Dimensions>>) -> Row {
    let mut made = Row::default();
    let mut regions = merged.into_iter().flatten().peekable();
    let mut column = 0;
    while column <= last {
        while regions.peek().is_some_and(|region| region.end.1 < column) {
            regions.next();
        }
        let region = regions.peek().filter(|region| (region.start.1..=region.end.1).contains(&column));
        let (span, is_continued) = region.map_or((1, false), |region| {
            (region.end.1.min(BOUNDS.columns) - column + 1, region.start.0 < number)
        });
        let lines = row.get(&column).into_iter().flat_map(|text| text.lines());
        made.cells.push(Cell {
            column: usize::try_from(column).unwrap_or(0),
            span: usize::try_from(span).unwrap_or(1),
            paragraphs: lines.map(Paragraph::plain).collect(),
            is_continued,
        });
        column += span;
    }
    made
}
