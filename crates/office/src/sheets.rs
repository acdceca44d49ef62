//! Workbooks: cells read one by one, values as the sheet shows them.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader, Xlsx};

use crate::limits::{Refused, measure_honestly, open};

/// How large a sheet may be.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub rows: u32,
    pub columns: u32,
    /// Filled cells of one sheet.
    pub cells: usize,
}

/// Row → column → text, both from zero; what is empty is not there.
pub type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

#[derive(Debug, Clone)]
pub struct Sheet {
    pub name: String,
    pub cells: Cells,
    pub merged: Vec<Dimensions>,
}

/// Every sheet that has something in it.
pub fn sheets(bytes: &[u8], bounds: Bounds) -> Result<Vec<Sheet>, Refused> {
    measure_honestly(&mut open(bytes)?)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let cells = cells_of(&mut workbook, &name, bounds)?;
        if cells.is_empty() {
            continue;
        }
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| Refused::Damaged)?;
        sheets.push(Sheet { name, cells, merged });
    }
    Ok(sheets)
}

fn cells_of(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, bounds: Bounds) -> Result<Cells, Refused> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| Refused::Damaged)?;
    let mut cells = Cells::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(|_| Refused::Damaged)? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        count += 1;
        if row >= bounds.rows || column >= bounds.columns || count > bounds.cells {
            return Err(Refused::TooManyCells);
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

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Workbook};

    const BOUNDS: Bounds = Bounds { rows: 100, columns: 20, cells: 50 };

    #[test]
    fn values_are_read_as_they_are_shown() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("Школы").unwrap();
        sheet.write_string(0, 0, "Школа № 1").unwrap();
        sheet.write_number(0, 1, 2_721_000_000.0).unwrap();
        let date = Format::new().set_num_format("dd.mm.yyyy");
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 9, 1).unwrap();
        sheet.write_datetime_with_format(2, 3, &day, &date).unwrap();
        sheet.write_boolean(2, 4, true).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let read = sheets(&bytes, BOUNDS).unwrap();
        assert_eq!(read.len(), 1);
        let cell = |row: u32, column: u32| read[0].cells[&row][&column].as_str();
        assert_eq!((read[0].name.as_str(), cell(0, 0), cell(0, 1)), ("Школы", "Школа № 1", "2721000000"));
        assert_eq!((cell(2, 3), cell(2, 4)), ("01.09.2024", "true"));
    }

    #[test]
    fn a_sheet_beyond_the_bounds_is_refused() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(100, 0, "далеко").unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        assert_eq!(sheets(&bytes, BOUNDS).unwrap_err(), Refused::TooManyCells);
        assert_eq!(sheets(b"PK\x03\x04broken", BOUNDS).unwrap_err(), Refused::Damaged);
        assert_eq!(crate::content_of(b"%PDF-1.4"), Err(Refused::Unsupported));
    }
}
