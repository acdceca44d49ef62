//! A workbook as Markdown tables, the form in which people put XLSForms into letters and tests.
//!
//! ```text
//! | survey |         |      |           |
//! |        | type    | name | label     |
//! |        | integer | age  | Сколько?  |
//! ```

use super::limits::ReadError;
use super::{Sheet, SheetRow, Workbook, name_of_sheet};

pub(super) fn looks_like(text: &str) -> bool {
    if text.trim_start().starts_with('|') {
        return true;
    }
    // Bars inside cells of CSV are common: a pattern has them between its variants.
    let of_table = |line: &&str| line.trim_start().starts_with('|');
    let of_csv = |line: &&str| !of_table(line) && line.contains([',', ';']);
    let lines = || text.lines().take(200);
    lines().filter(of_table).count() >= 2.max(lines().filter(of_csv).count())
}

type Cells = Vec<Option<String>>;

pub(super) fn read(text: &str) -> Result<Workbook, ReadError> {
    let mut tables: Vec<(String, Vec<Cells>)> = Vec::new();
    for line in text.lines() {
        let Some(mut cells) = cells_of(line) else { continue };
        let first = if cells.is_empty() { None } else { cells.remove(0) };
        if let Some(name) = first {
            tables.retain(|(known, _)| *known != name);
            tables.push((name, Vec::new()));
        }
        if let Some((_, rows)) = tables.last_mut()
            && cells.iter().any(Option::is_some)
        {
            rows.push(cells);
        }
    }
    if tables.is_empty() {
        return Err(ReadError::NotATable);
    }
    let mut workbook =
        Workbook { names: tables.iter().map(|(name, _)| name.clone()).collect(), ..Workbook::default() };
    let count = tables.len();
    for (title, rows) in tables {
        let Some(name) = name_of_sheet(&title, count) else { continue };
        let mut rows = rows.into_iter();
        let Some(headings) = rows.next() else { continue };
        let headings: Vec<String> = headings.into_iter().map(Option::unwrap_or_default).collect();
        let rows = rows.zip(2..).map(|(cells, number)| SheetRow {
            number,
            cells: (0..).zip(cells).take(headings.len()).filter_map(|(at, text)| Some((at, text?))).collect(),
        });
        workbook.sheets.push(Sheet { name, rows: rows.collect(), headings });
    }
    Ok(workbook)
}

/// Cells of one line of a table; lines of other kinds and separators have none.
fn cells_of(line: &str) -> Option<Cells> {
    if line.trim_start().starts_with('#') {
        return None;
    }
    // A remark after the last bar is not part of the table.
    let line = match line.rfind('#') {
        Some(at) if !line[at..].contains('|') && at + 1 < line.len() => &line[..at],
        _ => line,
    };
    let trimmed = line.trim_start();
    let inside = trimmed.strip_prefix('|')?;
    let inside = &inside[..inside.rfind('|')?];
    if !inside.is_empty() && inside.chars().all(|character| matches!(character, '|' | '-')) {
        return None;
    }
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut characters = inside.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                cell.push('|');
            }
            '|' => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    let text = |cell: &String| (!cell.trim().is_empty()).then(|| cell.trim().to_owned());
    Some(cells.iter().map(text).collect())
}
