//! Files as tables: sheets with a row of headings and rows of texts, whatever the file was.

mod csv;
mod excel;
mod limits;
mod markdown;
mod old_excel;

pub use limits::{MAX_FILE_BYTES, ReadError};

use std::panic::AssertUnwindSafe;

use crate::problem::{Place, Problems};
use crate::text::edit_distance;

/// Sheets that a form is made of. Others may lie in the workbook: they are not looked into.
pub const SHEETS: [&str; 6] = ["survey", "choices", "settings", "external_choices", "entities", "osm"];

#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// Known sheets, by their names in lower case.
    pub sheets: Vec<Sheet>,
    /// Every sheet's name as the author wrote it.
    pub names: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub headings: Vec<String>,
    pub rows: Vec<SheetRow>,
}

#[derive(Debug, Clone, Default)]
pub struct SheetRow {
    /// As the author sees it: the first row under the headings is 2.
    pub number: u32,
    /// Number of the heading and a text that is not empty.
    pub cells: Vec<(usize, String)>,
}

impl Workbook {
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// Reads a workbook of any kind. The bytes decide what it is, not the ending of its name.
pub fn read(bytes: &[u8], problems: &mut Problems) -> Result<Workbook, ReadError> {
    let workbook = match limits::content_of(bytes)? {
        limits::Content::Xlsx => unless_given_up(|| excel::read(bytes, problems))?,
        limits::Content::Xls => unless_given_up(|| old_excel::read(bytes, problems))?,
        limits::Content::Text(text) if markdown::looks_like(&text) => markdown::read(&text)?,
        limits::Content::Text(text) => csv::read(&text, problems)?,
    };
    limits::measure(&workbook)?;
    for name in &workbook.names {
        let is_known = SHEETS.contains(&name.to_lowercase().as_str());
        let is_the_only_one = workbook.names.len() == 1;
        if !is_known && !is_the_only_one && !name.starts_with('_') {
            let alike = SHEETS.iter().find(|sheet| edit_distance(&name.to_lowercase(), sheet) <= 2);
            let alike = alike.map_or_else(String::new, |sheet| format!(" Похоже на {sheet}."));
            let message = format!("лист «{name}» не относится к форме и не прочитан.{alike}");
            let advice = "Если он нужен форме, назовите его survey, choices, settings, external_choices или entities; если это заметки — начните имя листа с подчёркивания.";
            problems.warning(Place::sheet(name), "sheet.unknown", message, advice);
        }
    }
    Ok(workbook)
}

/// The library of workbooks gives up with a panic over numbers that no sheet has (found by the fuzzer of roadmaps): such a file
/// is damaged. What was told of it by then is of no account, for nothing else is told of a file that is refused.
fn unless_given_up(read: impl FnOnce() -> Result<Workbook, ReadError>) -> Result<Workbook, ReadError> {
    std::panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(ReadError::Damaged("в нём номера строк или столбцов, каких не бывает".into()))
    })
}

/// Whether a sheet is read: known by name, or the only one (then it is the survey).
fn name_of_sheet(title: &str, sheets: usize) -> Option<String> {
    let lower = title.to_lowercase();
    if SHEETS.contains(&lower.as_str()) {
        return Some(lower);
    }
    (sheets == 1).then(|| "survey".to_owned())
}

/// Headings end where this many columns in a row have none: wide blank sheets are common.
const MAX_BLANK_COLUMNS: usize = 20;
/// Rows end where this many in a row are blank.
const MAX_BLANK_ROWS: u32 = 60;

/// Puts cells of a spreadsheet (row and column from 0, texts not blank, headings with their spaces) together.
fn assemble(name: String, cells: &[(u32, u32, String)], problems: &mut Problems) -> Sheet {
    let mut sheet = Sheet { name, ..Sheet::default() };
    let mut columns: Vec<Option<usize>> = Vec::new();
    let mut written: Vec<&String> = Vec::new();
    let mut blank = 0;
    let first = cells.iter().take_while(|(row, ..)| *row == 0);
    for (_, column, text) in first {
        let column = *column as usize;
        blank = column - columns.len();
        if blank > MAX_BLANK_COLUMNS {
            break;
        }
        columns.resize(column, None);
        let heading = crate::text::collapse_spaces(&clean(text));
        if let Some(known) = sheet.headings.iter().position(|known| *known == heading) {
            let place = Place::cell(&sheet.name, 1, &heading);
            let advice = "Оставьте один из столбцов с этим заголовком.";
            let message = format!("заголовок «{heading}» встречается дважды");
            if written.contains(&text) {
                problems.error(place, "header.duplicate", format!("{message}."), advice);
                columns.push(None);
            } else {
                // They differ in spaces: pyxform reads both, and the later one stands.
                let message = format!("{message}: взят тот текст, что правее.");
                problems.warning(place, "header.twice", message, advice);
                columns.push(Some(known));
            }
            written.push(text);
            continue;
        }
        written.push(text);
        columns.push(Some(sheet.headings.len()));
        sheet.headings.push(heading);
    }
    let mut last_row = 1;
    for (row, column, text) in cells.iter().skip_while(|(row, ..)| *row == 0) {
        let number = row + 1;
        let Some(Some(heading)) = columns.get(*column as usize) else {
            if blank <= MAX_BLANK_COLUMNS && number - last_row <= MAX_BLANK_ROWS + 1 {
                let message =
                    format!("текст «{}» стоит в столбце без заголовка и не прочитан.", shortened(text));
                let advice = "Дайте столбцу заголовок или уберите текст.";
                problems.warning(Place::row(&sheet.name, number), "cell.without_heading", message, advice);
            }
            continue;
        };
        if number - last_row > MAX_BLANK_ROWS + 1 {
            let message = format!("строки с {number} идут после {MAX_BLANK_ROWS} пустых и не прочитаны.");
            let advice = "Уберите пустые строки между заполненными.";
            problems.warning(Place::row(&sheet.name, number), "row.after_blank", message, advice);
            break;
        }
        last_row = number;
        match sheet.rows.last_mut() {
            Some(made) if made.number == number => made.cells.push((*heading, text.clone())),
            _ => sheet.rows.push(SheetRow { number, cells: vec![(*heading, text.clone())] }),
        }
    }
    for row in &mut sheet.rows {
        row.cells.sort_by_key(|(heading, _)| *heading);
    }
    sheet
}

/// Texts of a spreadsheet: cut at the ends, without non-breaking spaces.
fn clean(text: &str) -> String {
    text.trim().replace('\u{a0}', " ")
}

pub(crate) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    line.chars().take(57).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::{Problems, ReadError, read};

    const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

    fn workbook_with_a_cell_at(place: &str) -> Vec<u8> {
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c r="{place}" t="str"><v>type</v></c></row></sheetData></worksheet>"#
        );
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", LINKS),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        for (name, text) in parts {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn numbers_that_no_sheet_has_are_a_damaged_file() {
        let good = read(&workbook_with_a_cell_at("A1"), &mut Problems::default());
        assert!(good.is_ok(), "{:?}", good.err());
        for place in ["A99999999999999999999", "ZZZZZZZZZZZZZZZZZZZZ1"] {
            let refused = read(&workbook_with_a_cell_at(place), &mut Problems::default());
            assert!(matches!(refused, Err(ReadError::Damaged(_))), "{place}: {refused:?}");
        }
    }
}
