//! A plain list of another room (people to invite, for instance) as rows of cells, under the same bounds as a plan.

use super::ImportError;
use super::limits::{Content, content_of, measure_honestly, open};
use super::text::decode;
use super::xlsx;

const MAX_ROWS: usize = 5_000;

/// Rows of an Excel sheet, or of a text whose cells are parted by tabs or semicolons. Empty rows are left out.
pub fn rows_of_list(bytes: &[u8]) -> Result<Vec<Vec<String>>, ImportError> {
    let rows = match content_of(bytes)? {
        Content::Docx => return Err(ImportError::UnsupportedFormat),
        Content::Xlsx => {
            measure_honestly(&mut open(bytes)?)?;
            xlsx::rows(bytes)?
        }
        Content::Text => decode(bytes).lines().map(cells_of_line).collect(),
    };
    let rows: Vec<Vec<String>> =
        rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    if rows.len() > MAX_ROWS { Err(ImportError::TooManyCells) } else { Ok(rows) }
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
    crate::words::tidy(&text)
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
        let (saved, _, _) = encoding_rs::WINDOWS_1251.encode("Школа № 1;Демонова Анна;a@b.ru\nШкола № 2;;");
        assert_eq!(rows_of_list(&saved).unwrap(), expected, "as a Russian Excel saves CSV");
        let quoted = rows_of_list("\"МБОУ \"\"СОШ № 1\"\"\";x".as_bytes()).unwrap();
        assert_eq!(quoted, [["МБОУ \"СОШ № 1\"", "x"]]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(rows_of_list(b""), Err(ImportError::Empty));
        assert_eq!(rows_of_list(b"%PDF-1.4"), Err(ImportError::UnsupportedFormat));
        assert_eq!(rows_of_list("а;б\n".repeat(5_001).as_bytes()), Err(ImportError::TooManyCells));
    }
}
