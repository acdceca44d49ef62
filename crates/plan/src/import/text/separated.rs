//! Commas or semicolons between cells, quotes around those that hold them.

use super::{MAX_CELLS, cell};
use crate::PlanYear;
use crate::import::ImportError;
use crate::import::columns::heading_of;
use crate::import::grid::{Block, Row, Table};

/// The table of a text whose heading is recognised with one of the separators; without a heading the name of the file
/// must say what it is.
pub(super) fn blocks_of(text: &str, is_csv: bool) -> Result<Option<Vec<Block>>, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    // Excel writes the separator into the first line.
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().to_lowercase().starts_with("sep=") => rest,
        _ => text,
    };
    let mut unheaded = None;
    for separator in [b';', b',', b'\t'] {
        let Some(rows) = rows_of(text, separator)? else { continue };
        if has_heading(&rows) {
            return Ok(Some(vec![Block::Table(Table { rows })]));
        }
        if unheaded.is_none() && rows.iter().filter(|row| row.filled().len() > 1).count() >= 2 {
            unheaded = Some(rows);
        }
    }
    Ok(unheaded.filter(|_| is_csv).map(|rows| vec![Block::Table(Table { rows })]))
}

/// Separators of a whole file, those inside of texts too.
const MOST_SEPARATORS: usize = 4 * MAX_CELLS;

fn has_heading(rows: &[Row]) -> bool {
    const LOOKED_AT: usize = 30;
    (0..rows.len().min(LOOKED_AT)).any(|at| heading_of(&rows[at..], PlanYear::new(2000, 1)).is_some())
}

fn rows_of(text: &str, separator: u8) -> Result<Option<Vec<Row>>, ImportError> {
    // A record is read whole before its cells can be counted.
    if text.bytes().filter(|byte| *byte == separator).count() > MOST_SEPARATORS {
        return Err(ImportError::TooManyCells);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut rows, mut count) = (Vec::new(), 0);
    for record in reader.records() {
        let Ok(record) = record else { return Ok(None) };
        count += record.len();
        if count > MAX_CELLS {
            return Err(ImportError::TooManyCells);
        }
        let cells = record.iter().enumerate().map(|(column, text)| {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            cell(column, &lines)
        });
        rows.push(Row { cells: cells.collect() });
    }
    Ok((!rows.is_empty()).then_some(rows))
}
