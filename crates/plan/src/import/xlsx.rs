//! Excel: a sheet's cells as blocks, merged regions as spans.

use std::collections::BTreeMap;

use calamine::Dimensions;
use office::{Bounds, Cells};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};

const BOUNDS: Bounds = Bounds { rows: 5_000, columns: 100, cells: 60_000 };

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    let sheets = office::sheets(bytes, BOUNDS)?;
    Ok(sheets.iter().flat_map(|sheet| blocks_of(&sheet.cells, &sheet.merged)).collect())
}

/// Rows in which only one cell is filled before the table begins are its title.
fn blocks_of(cells: &Cells, merged: &[Dimensions]) -> Vec<Block> {
    let first_full_row = cells.iter().find(|(_, row)| row.len() >= 3).map(|(row, _)| *row);
    let mut blocks = Vec::new();
    let mut table = Table::default();
    for (number, row) in cells {
        if first_full_row.is_none_or(|first| *number < first) {
            blocks.extend(
                row.values().flat_map(|text| text.lines()).map(|line| Block::Paragraph(line.to_owned())),
            );
            continue;
        }
        table.rows.push(row_of(*number, row, cells, merged));
    }
    blocks.push(Block::Table(table));
    blocks
}

fn row_of(number: u32, row: &BTreeMap<u32, String>, cells: &Cells, merged: &[Dimensions]) -> Row {
    let mut made = Row::default();
    let last = cells.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
    let mut column = 0;
    while column <= last {
        let region = merged.iter().find(|region| {
            (region.start.0..=region.end.0).contains(&number)
                && (region.start.1..=region.end.1).contains(&column)
        });
        let (span, is_continued, text) = match region {
            Some(region) => {
                let text = cells.get(&region.start.0).and_then(|row| row.get(&region.start.1));
                (region.end.1 - column + 1, region.start.0 < number, text)
            }
            None => (1, false, row.get(&column)),
        };
        let paragraphs = text.map_or_else(Vec::new, |text| text.lines().map(Paragraph::plain).collect());
        made.cells.push(Cell {
            column: usize::try_from(column).unwrap_or(0),
            span: usize::try_from(span).unwrap_or(1),
            paragraphs,
            is_continued,
        });
        column += span;
    }
    made
}
