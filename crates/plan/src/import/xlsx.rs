//! Excel: cells read one by one (a sheet that claims a million columns costs nothing), merged regions as spans.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader, Xlsx};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};
use super::limits::{measure_honestly, open};

const MAX_ROWS: u32 = 5_000;
const MAX_COLUMNS: u32 = 100;
const MAX_CELLS: usize = 60_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    measure_honestly(&mut open(bytes)?)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ImportError::Damaged)?;
    let mut blocks = Vec::new();
    for name in workbook.sheet_names() {
        let Ok(cells) = cells_of(&mut workbook, &name) else { return Err(ImportError::TooManyCells) };
        if cells.is_empty() {
            continue;
        }
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| ImportError::Damaged)?;
        blocks.extend(blocks_of(&cells, &merged));
    }
    Ok(blocks)
}

/// Every row of every sheet as it stands, a cell for each column up to the row's last.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, ImportError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ImportError::Damaged)?;
    let mut rows = Vec::new();
    for name in workbook.sheet_names() {
        for (_, cells) in cells_of(&mut workbook, &name)? {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            let cell = |column| cells.get(&column).map_or_else(String::new, |text| crate::words::tidy(text));
            rows.push((0..width).map(cell).collect());
        }
    }
    Ok(rows)
}

type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

fn cells_of(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Cells, ImportError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| ImportError::Damaged)?;
    let mut cells = Cells::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(|_| ImportError::Damaged)? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        count += 1;
        if row >= MAX_ROWS || column >= MAX_COLUMNS || count > MAX_CELLS {
            return Err(ImportError::TooManyCells);
        }
        cells.entry(row).or_default().insert(column, text);
    }
    Ok(cells)
}

/// Values as the sheet shows them: `1.0` is `1`, a date is `15.03.2025`.
fn text_of(value: &DataRef<'_>) -> String {
    match Data::from(value.clone()) {
        Data::DateTime(moment) => day_of(moment.as_f64())
            .map_or_else(|| moment.to_string(), |day| day.strftime("%d.%m.%Y").to_string()),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

/// The day that Excel counts from the end of 1899.
fn day_of(serial: f64) -> Option<jiff::civil::Date> {
    #[expect(clippy::cast_possible_truncation, reason = "a day number; nonsense gives no date")]
    let days = serial.floor() as i64;
    if !(0..3_000_000).contains(&days) {
        return None;
    }
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
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
