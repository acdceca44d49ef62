//! Workbooks: cells read one by one, values as the sheet shows them.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xlsx, XlsxFormulaMetadata};
use jiff::civil::Date;

use crate::dates::{MonthAlone, day_of};
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
    /// Its author has hidden it from the reader.
    pub is_hidden: bool,
    pub cells: Cells,
    pub merged: Vec<Dimensions>,
}

/// Text of all sheets together, a cell counted with what it costs to keep. One long text that stands once in the file may
/// be shown by every cell: without this bound it would be copied as often.
const MAX_KEPT_BYTES: usize = 24 * 1024 * 1024;
const COST_OF_A_CELL: usize = 96;

/// Every sheet that has something in it.
///
/// The library counts rows without a bound and gives up with a panic over numbers that no sheet has (found by the fuzzer):
/// such a file is damaged, and its reader goes on.
pub fn sheets(bytes: &[u8], bounds: Bounds) -> Result<Vec<Sheet>, Refused> {
    std::panic::catch_unwind(|| read_sheets(bytes, bounds)).unwrap_or(Err(Refused::Damaged))
}

fn read_sheets(bytes: &[u8], bounds: Bounds) -> Result<Vec<Sheet>, Refused> {
    measure_honestly(&mut open(bytes)?)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let mut sheets = Vec::new();
    let known: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut left = MAX_KEPT_BYTES;
    for (name, is_hidden) in known {
        let (mut cells, days) = cells_of(&mut workbook, &name, bounds, &mut left)?;
        if cells.is_empty() {
            continue;
        }
        show_months(&mut workbook, &name, &days, &mut cells)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| Refused::Damaged)?;
        sheets.push(Sheet { name, is_hidden, cells, merged });
    }
    Ok(sheets)
}

/// Where days stand, by row and column.
type Days = BTreeMap<(u32, u32), Date>;

fn cells_of(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    bounds: Bounds,
    left: &mut usize,
) -> Result<(Cells, Days), Refused> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| Refused::Damaged)?;
    let (mut cells, mut days) = (Cells::new(), Days::new());
    let mut count = 0;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|_| Refused::Damaged)? {
        let (row, column) = cell.pos;
        let mut text = text_of(&cell.value);
        if text.trim().is_empty() {
            // A formula that was never calculated: its text is all there is.
            text = cell.formula.map(|formula| format!("={}", formula_of(formula))).unwrap_or_default();
        }
        if text.trim().is_empty() {
            continue;
        }
        count += 1;
        if row >= bounds.rows || column >= bounds.columns || count > bounds.cells {
            return Err(Refused::TooManyCells);
        }
        *left = left.checked_sub(text.len() + COST_OF_A_CELL).ok_or(Refused::TooManyCells)?;
        if let DataRef::DateTime(moment) = &cell.value
            && let Some(day) = day_of(moment.as_f64())
        {
            days.insert(cell.pos, day);
        }
        cells.entry(row).or_default().insert(column, text);
    }
    Ok((cells, days))
}

/// Days whose format names the month alone become that month. The library tells formats apart from values, so the sheet
/// is read once more, and only where there is a day and such a format.
fn show_months(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    days: &Days,
    cells: &mut Cells,
) -> Result<(), Refused> {
    let Some((last_row, _)) = days.keys().next_back() else { return Ok(()) };
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| Refused::Damaged)?;
    let formats: Vec<Option<MonthAlone>> = reader
        .styles()
        .iter()
        .map(|style| MonthAlone::of(&style.number_format.as_ref()?.format_code))
        .collect();
    if formats.iter().all(Option::is_none) {
        return Ok(());
    }
    while let Some((row, column, style)) = reader.next_style_id().map_err(|_| Refused::Damaged)? {
        if row > *last_row {
            break;
        }
        let Some(day) = days.get(&(row, column)) else { continue };
        let Some(month) = formats.get(style).copied().flatten() else { continue };
        cells.entry(row).or_default().insert(column, month.text_of(*day));
    }
    Ok(())
}

fn formula_of(formula: XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => String::new(),
    }
}

/// Values as the sheet shows them: `1.0` is `1`, a date is `15.03.2025`, what failed is `#REF!`. What only the format of
/// the cell tells, [`show_months`] adds.
fn text_of(value: &DataRef<'_>) -> String {
    match Data::from(value.clone()) {
        Data::DateTime(moment) => day_of(moment.as_f64())
            .map_or_else(|| moment.to_string(), |day| day.strftime("%d.%m.%Y").to_string()),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
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
    fn a_month_is_no_single_day() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let march = rust_xlsxwriter::ExcelDateTime::from_ymd(2025, 3, 1).unwrap();
        // What Excel makes of «март 2025» by itself, what an author chooses, and a day beside them.
        let formats = [
            Format::new().set_num_format_index(17),
            Format::new().set_num_format("[$-419]mmmm\\ yyyy;@"),
            Format::new().set_num_format("mmmm"),
            Format::new().set_num_format_index(14),
        ];
        for (row, format) in (0..).zip(&formats) {
            sheet.write_datetime_with_format(row, 1, &march, format).unwrap();
        }
        let read = sheets(&workbook.save_to_buffer().unwrap(), BOUNDS).unwrap();
        let shown: Vec<&str> = (0..).zip(&formats).map(|(row, _)| read[0].cells[&row][&1].as_str()).collect();
        assert_eq!(shown, ["март 2025", "март 2025", "март", "01.03.2025"]);
    }

    #[test]
    fn what_the_author_hid_or_never_calculated_is_told() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_formula(0, 0, "=A2&\"!\"").unwrap();
        workbook.add_worksheet().set_hidden(true).write_string(0, 0, "черновик").unwrap();
        let read = sheets(&workbook.save_to_buffer().unwrap(), BOUNDS).unwrap();
        assert_eq!(read.iter().map(|sheet| sheet.is_hidden).collect::<Vec<_>>(), [false, true]);
        assert_eq!(read[1].cells[&0][&0], "черновик");
    }

    #[test]
    fn one_text_shown_by_many_cells_is_counted_each_time() {
        let mut workbook = Workbook::new();
        let text = "я".repeat(32_000);
        for _ in 0..12 {
            let sheet = workbook.add_worksheet();
            for row in 0..40 {
                sheet.write_string(row, 0, &text).unwrap();
            }
        }
        let bytes = workbook.save_to_buffer().unwrap();
        assert!(bytes.len() < 100_000, "the file itself is small");
        assert_eq!(sheets(&bytes, BOUNDS).unwrap_err(), Refused::TooManyCells);
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
