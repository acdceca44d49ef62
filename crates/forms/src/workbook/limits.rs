//! What a file may be before anything is read from it: size, kind, honest archive, no password. Macros of a workbook lie where nobody
//! looks: only its cells are read.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Workbook;

/// The largest real form seen is under two megabytes.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
const MAX_ENTRIES: usize = 2_000;
const MAX_UNPACKED_BYTES: u64 = 128 * 1024 * 1024;
/// Text packs ten to twenty times; a part that packs better than this is a trap (small ones do no harm).
const MAX_RATIO: u64 = 200;
const RATIO_MATTERS_FROM: u64 = 4 * 1024 * 1024;
/// Cells with a text, all sheets together.
pub(super) const MAX_CELLS: usize = 2_000_000;
const MAX_SURVEY_ROWS: usize = 20_000;
const MAX_LIST_ROWS: usize = 200_000;
const MAX_COLUMNS: usize = 2_000;
/// What one cell of Excel can hold, with room for other kinds of files.
const MAX_CELL_BYTES: usize = 256 * 1024;

/// Why a file is not read at all. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error(
        "файл больше 20 МБ: это не похоже на форму. Проверьте, тот ли это файл, и уберите из него рисунки."
    )]
    TooLarge,
    #[error("файл пуст. Сохраните форму в Excel и выберите её снова.")]
    Empty,
    #[error("файл защищён паролем. Снимите пароль в Excel: «Файл», «Сведения», «Защита книги».")]
    Encrypted,
    #[error("файл распаковывается в слишком большой объём. Сохраните его в Excel заново.")]
    Swollen,
    #[error("файл повреждён: {0}. Откройте его в Excel и сохраните заново.")]
    Damaged(String),
    #[error("это не таблица: нужна книга Excel (.xlsx, .xls), CSV или таблица Markdown.")]
    NotATable,
    #[error("кодировка текста не распознана. Сохраните файл в кодировке UTF-8.")]
    Encoding,
    #[error(
        "слишком много строк или ячеек: {0}. Разделите форму на несколько или перенесите список в отдельный файл CSV."
    )]
    TooMany(String),
}

pub(super) enum Content {
    Xlsx,
    Xls,
    Text(String),
}

pub(super) fn content_of(bytes: &[u8]) -> Result<Content, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = bytes.windows(encrypted.len()).any(|window| window == encrypted);
        return if is_encrypted { Err(ReadError::Encrypted) } else { Ok(Content::Xls) };
    }
    if bytes.starts_with(b"PK") {
        return content_of_package(bytes);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"MZ") || bytes.starts_with(b"\x7fELF") {
        return Err(ReadError::NotATable);
    }
    text_of(bytes).map(Content::Text)
}

/// UTF-8, UTF-16 with its mark, or Windows-1251 as Russian Excel saves CSV.
fn text_of(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let encoding = if bytes[0] == 0xFF { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (text, _, had_errors) = encoding.decode(bytes);
        return if had_errors { Err(ReadError::Encoding) } else { Ok(text.into_owned()) };
    }
    if bytes.contains(&0) {
        return Err(ReadError::NotATable);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.trim_start_matches('\u{feff}').to_owned());
    }
    let (text, _, had_errors) = encoding_rs::WINDOWS_1251.decode(bytes);
    let has_letters = text.chars().any(|character| matches!(character, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    if had_errors || !has_letters { Err(ReadError::Encoding) } else { Ok(text.into_owned()) }
}

fn content_of_package(bytes: &[u8]) -> Result<Content, ReadError> {
    let damaged = |error: zip::result::ZipError| ReadError::Damaged(error.to_string());
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if package.len() > MAX_ENTRIES {
        return Err(ReadError::Swollen);
    }
    let mut unpacked = 0_u64;
    for index in 0..package.len() {
        let entry = package.by_index_raw(index).map_err(damaged)?;
        if entry.encrypted() {
            return Err(ReadError::Encrypted);
        }
        unpacked = unpacked.saturating_add(entry.size());
        let is_swollen =
            entry.size() > RATIO_MATTERS_FROM && entry.size() / entry.compressed_size().max(1) > MAX_RATIO;
        if unpacked > MAX_UNPACKED_BYTES || is_swollen {
            return Err(ReadError::Swollen);
        }
    }
    if package.index_for_name("xl/workbook.xml").is_none() {
        return Err(ReadError::NotATable);
    }
    measure_honestly(&mut package)?;
    Ok(Content::Xlsx)
}

/// Unpacks everything to nowhere, counting: a header that lies about its size is caught before a library that
/// believes it opens the package.
fn measure_honestly(package: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), ReadError> {
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..package.len() {
        let mut entry = package.by_index(index).map_err(|error| ReadError::Damaged(error.to_string()))?;
        let mut bounded = (&mut entry).take(left + 1);
        let read = std::io::copy(&mut bounded, &mut std::io::sink())
            .map_err(|error| ReadError::Damaged(error.to_string()))?;
        left = left.checked_sub(read).ok_or(ReadError::Swollen)?;
    }
    Ok(())
}

/// Bounds of what was read, for every kind of file.
pub(super) fn measure(workbook: &Workbook) -> Result<(), ReadError> {
    for sheet in &workbook.sheets {
        let most = if sheet.name == "survey" { MAX_SURVEY_ROWS } else { MAX_LIST_ROWS };
        if sheet.rows.len() > most {
            return Err(ReadError::TooMany(format!("на листе «{}» больше {most} строк", sheet.name)));
        }
        if sheet.headings.len() > MAX_COLUMNS {
            return Err(ReadError::TooMany(format!(
                "на листе «{}» больше {MAX_COLUMNS} столбцов",
                sheet.name
            )));
        }
        let is_long = |row: &super::SheetRow| row.cells.iter().any(|(_, text)| text.len() > MAX_CELL_BYTES);
        if let Some(row) = sheet.rows.iter().find(|row| is_long(row)) {
            return Err(ReadError::TooMany(format!(
                "на листе «{}», строка {}, слишком длинный текст",
                sheet.name, row.number
            )));
        }
    }
    Ok(())
}
