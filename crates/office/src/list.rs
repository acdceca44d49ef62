//! Plain lists (people to invite, for instance) as rows of cells: a workbook, a CSV file, cells pasted from a table.

use crate::limits::{Content, Refused, content_of};
use crate::sheets::{Bounds, sheets};

const BOUNDS: Bounds = Bounds { rows: 5_000, columns: 100, cells: 60_000 };

/// Rows of an Excel sheet, or of a text whose cells are parted by tabs or semicolons. Empty rows are left out.
pub fn rows_of_list(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refused> {
    let rows: Vec<Vec<String>> = match content_of(bytes)? {
        Content::Docx => return Err(Refused::Unsupported),
        Content::Xlsx => rows_of_first_sheet(bytes)?,
        Content::Text => decode(bytes).lines().map(cells_of_line).collect(),
    };
    let rows: Vec<Vec<String>> =
        rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    if rows.len() > BOUNDS.rows as usize { Err(Refused::TooManyCells) } else { Ok(rows) }
}

fn rows_of_first_sheet(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refused> {
    let sheets = sheets(bytes, BOUNDS)?;
    let Some(sheet) = sheets.first() else { return Ok(Vec::new()) };
    let rows = sheet.cells.values().map(|row| {
        let last = row.keys().next_back().copied().unwrap_or(0);
        (0..=last).map(|column| row.get(&column).map_or_else(String::new, |text| tidy_cell(text))).collect()
    });
    Ok(rows.collect())
}

/// UTF-8, UTF-16 with a mark, or windows-1251: what Russian offices save.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
    }
}

/// A line copied from Excel has tabs; one saved as CSV in a Russian Excel has semicolons.
fn cells_of_line(line: &str) -> Vec<String> {
    let separator = if line.contains('\t') { '\t' } else { ';' };
    line.split(separator).map(tidy_cell).collect()
}

/// Excel puts a cell with quotes into quotes and doubles those inside.
fn tidy_cell(cell: &str) -> String {
    let cell = cell.trim();
    let bare = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = bare.map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""));
    text.split(|sign: char| sign.is_whitespace() || sign == '\u{200b}' || sign == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_copied_and_saved_are_read_alike() {
        let expected = vec![vec!["Школа № 1", "Демонова Анна", "a@b.ru"], vec!["Школа № 2", "", ""]];
        for text in [
            "Школа № 1\tДемонова  Анна\ta@b.ru\n\nШкола № 2\t\t\n",
            "Школа № 1;Демонова Анна;a@b.ru\r\n;;\r\nШкола № 2;;\r\n",
            "\"Школа № 1\";\"Демонова Анна\";a@b.ru\n\"Школа № 2\";;",
        ] {
            assert_eq!(rows_of_list(text.as_bytes()).unwrap(), expected, "{text}");
        }
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(&expected) {
            for (column, cell) in (0..).zip(cells.iter().filter(|cell| !cell.is_empty())) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
        let read = rows_of_list(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(read, [expected[0].clone(), vec!["Школа № 2"]], "as Excel saves it");
        let (saved, _, _) = encoding_rs::WINDOWS_1251.encode("Школа № 1;Демонова Анна;a@b.ru\nШкола № 2;;");
        assert_eq!(rows_of_list(&saved).unwrap(), expected, "as a Russian Excel saves CSV");
        let quoted = rows_of_list("\"МБОУ \"\"СОШ № 1\"\"\";x".as_bytes()).unwrap();
        assert_eq!(quoted, [["МБОУ \"СОШ № 1\"", "x"]]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(rows_of_list(b""), Err(Refused::Empty));
        assert_eq!(rows_of_list(b"%PDF-1.4"), Err(Refused::Unsupported));
        assert_eq!(rows_of_list("а;б\n".repeat(5_001).as_bytes()), Err(Refused::TooManyCells));
    }
}
