//! A workbook in one CSV file: the first column names the sheet, the next row has its headings.

use super::limits::ReadError;
use super::{SHEETS, Sheet, SheetRow, Workbook};
use crate::problem::{Place, Problems};

/// Russian Excel separates by semicolons. The first separator stands after the name of a sheet or before the headings,
/// where no text is yet that could have either.
fn delimiter_of(text: &str) -> u8 {
    let mut in_quotes = false;
    let first = text.bytes().find(|byte| {
        in_quotes ^= *byte == b'"';
        !in_quotes && matches!(byte, b',' | b';')
    });
    first.unwrap_or(b',')
}

pub(super) fn read(text: &str, problems: &mut Problems) -> Result<Workbook, ReadError> {
    let delimiter = delimiter_of(text);
    if text.chars().filter(|character| matches!(character, ',' | ';')).count() < 4 {
        return Err(ReadError::NotATable);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut workbook = Workbook::default();
    let mut current: Option<usize> = None;
    let mut needs_headings = true;
    for record in reader.records() {
        let record = record.map_err(|error| ReadError::Damaged(error.to_string()))?;
        let name = record.get(0).unwrap_or_default().trim();
        if !name.is_empty() {
            let lower = name.to_lowercase();
            if !workbook.names.iter().any(|known| known == name) {
                workbook.names.push(name.to_owned());
            }
            current = workbook.sheets.iter().position(|sheet| sheet.name == lower).or_else(|| {
                workbook.sheets.push(Sheet { name: lower, ..Sheet::default() });
                Some(workbook.sheets.len() - 1)
            });
            needs_headings = true;
        }
        let values: Vec<&str> = record.iter().skip(1).map(str::trim).collect();
        if values.iter().all(|value| value.is_empty()) {
            continue;
        }
        let Some(sheet) = current.and_then(|at| workbook.sheets.get_mut(at)) else {
            return Err(ReadError::NotATable);
        };
        if needs_headings {
            sheet.headings = values.iter().map(|value| (*value).to_owned()).collect();
            needs_headings = false;
            continue;
        }
        let number = sheet.rows.last().map_or(2, |row| row.number + 1);
        let cells = values
            .iter()
            .enumerate()
            .filter(|(column, value)| !value.is_empty() && *column < sheet.headings.len())
            .map(|(column, value)| (column, (*value).to_owned()))
            .collect();
        sheet.rows.push(SheetRow { number, cells });
    }
    for sheet in &workbook.sheets {
        let mut seen: Vec<&String> = Vec::new();
        for heading in sheet.headings.iter().filter(|heading| !heading.is_empty()) {
            if seen.contains(&heading) {
                let message = format!("заголовок «{heading}» встречается дважды.");
                let place = Place::cell(&sheet.name, 1, heading);
                problems.error(
                    place,
                    "header.duplicate",
                    message,
                    "Оставьте один из столбцов с этим заголовком.",
                );
            }
            seen.push(heading);
        }
    }
    workbook.sheets.retain(|sheet| SHEETS.contains(&sheet.name.as_str()));
    Ok(workbook)
}
