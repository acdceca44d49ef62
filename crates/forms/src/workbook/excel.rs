//! Excel since 2007: cells read one by one, so that a sheet that claims a million columns costs nothing.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};

use super::limits::{MAX_CELLS, ReadError};
use super::{Workbook, assemble, clean, name_of_sheet};
use crate::problem::Problems;

pub(super) fn read(bytes: &[u8], problems: &mut Problems) -> Result<Workbook, ReadError> {
    let damaged = |error: calamine::XlsxError| ReadError::Damaged(error.to_string());
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut workbook = Workbook { names: file.sheet_names().clone(), ..Workbook::default() };
    let mut left = MAX_CELLS;
    for title in workbook.names.clone() {
        let Some(name) = name_of_sheet(&title, workbook.names.len()) else { continue };
        let mut cells = Vec::new();
        let mut reader = match file.worksheet_cells_reader(&title) {
            Ok(reader) => reader,
            // A chart on a sheet of its own has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let mut text = text_of(cell.get_value());
            if text.is_empty() {
                continue;
            }
            // Headings keep their spaces: two that differ in them are two columns.
            if row == 0 {
                match cell.get_value() {
                    DataRef::String(heading) => text.clone_from(heading),
                    DataRef::SharedString(heading) => (*heading).clone_into(&mut text),
                    _ => {}
                }
            }
            left = left
                .checked_sub(1)
                .ok_or_else(|| ReadError::TooMany(format!("в книге больше {MAX_CELLS} ячеек")))?;
            cells.push((row, column, text));
        }
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        workbook.sheets.push(assemble(name, &cells, problems));
    }
    Ok(workbook)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::DateTime(moment) if moment.is_duration() => text_of_duration(moment.as_f64()),
        other => text_of_data(&Data::from(other.clone())),
    }
}

/// Values as the survey world writes them: `1.0` is `1`, a day is `2024-03-15 00:00:00`, a time is `10:30:00`.
pub(super) fn text_of_data(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => clean(text),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => text_of_number(*number),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => text_of_moment(moment),
        Data::DateTimeIso(moment) => clean(&moment.replacen('T', " ", 1)),
        other => clean(&other.to_string()),
    }
}

fn text_of_number(number: f64) -> String {
    if number.fract() == 0.0 {
        // Zero has no sign.
        return format!("{:.0}", number + 0.0);
    }
    if number.abs() >= 1e-4 {
        return number.to_string();
    }
    // Very small numbers are written as `1e-05`.
    let text = format!("{number:e}");
    match text.split_once("e-") {
        Some((digits, power)) if power.len() == 1 => format!("{digits}e-0{power}"),
        _ => text,
    }
}

/// Hours that go beyond a day, `[h]:mm`: `1 day, 6:00:00`.
fn text_of_duration(days: f64) -> String {
    #[allow(clippy::cast_possible_truncation)] // Excel has no more than three million days
    let seconds = (days * 86_400.0).round() as i64;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let clock = format!("{}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    match days {
        0 => clock,
        1 | -1 => format!("{days} day, {clock}"),
        _ => format!("{days} days, {clock}"),
    }
}

fn text_of_moment(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}000") };
    if moment.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
}
