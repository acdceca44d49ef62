//! What a file may be before anything is read from it: size, kind, honest archive, no macros, no password.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A table takes a few hundred kilobytes; scans pasted into it are not text anyway.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
const MAX_ENTRIES: usize = 2_000;
/// All parts of the package together, unpacked.
const MAX_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;
/// One part that we read.
const MAX_PART_BYTES: u64 = 32 * 1024 * 1024;
/// Text packs ten to twenty times; a part that packs better than this is a trap (small ones do no harm).
const MAX_RATIO: u64 = 200;
const RATIO_MATTERS_FROM: u64 = 4 * 1024 * 1024;

/// Why a file is not opened: what happened, why, what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Файл больше 20 МБ. Уберите из него рисунки и сканы и сохраните снова.")]
    TooLarge,
    #[error("Файл пуст. Проверьте, тот ли файл выбран, и сохраните его ещё раз.")]
    Empty,
    #[error(
        "Архив внутри файла распаковывается до чрезмерного размера, поэтому файл не открыт. Сохраните документ заново в Word или Excel."
    )]
    ZipBomb,
    #[error("Файл зашифрован паролем. Снимите пароль и сохраните файл снова.")]
    Encrypted,
    #[error("Это файл старого образца (.doc или .xls). Откройте его и сохраните как .docx или .xlsx.")]
    OldFormat,
    #[error("В файле есть макросы, такие файлы не принимаются. Сохраните его без макросов: .docx или .xlsx.")]
    Macros,
    #[error("Такой вид файла не читается.")]
    Unsupported,
    #[error("Файл повреждён и не открывается. Откройте его в Word или Excel и сохраните ещё раз.")]
    Damaged,
    #[error("В таблице слишком много ячеек. Оставьте в файле только нужную таблицу.")]
    TooManyCells,
}

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Docx,
    Xlsx,
    Text,
}

/// A package whose table of contents has been looked through.
pub type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Looks at the bytes, not at the name. Old binary files, encrypted packages and programs are refused here.
pub fn content_of(bytes: &[u8]) -> Result<Content, Refused> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Refused::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::Empty);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = bytes.windows(encrypted.len()).any(|window| window == encrypted);
        return Err(if is_encrypted { Refused::Encrypted } else { Refused::OldFormat });
    }
    if bytes.starts_with(b"PK") {
        return content_of_package(bytes);
    }
    if bytes.starts_with(b"%PDF")
        || bytes.starts_with(b"MZ")
        || bytes.starts_with(b"\x7fELF")
        || bytes.starts_with(b"{\\rtf")
    {
        return Err(Refused::Unsupported);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Ok(Content::Text);
    }
    // Text has no zero bytes; pictures and programs do.
    if bytes.iter().take(8192).any(|byte| *byte == 0) {
        return Err(Refused::Unsupported);
    }
    Ok(Content::Text)
}

fn content_of_package(bytes: &[u8]) -> Result<Content, Refused> {
    let mut package = open(bytes)?;
    let has = |package: &Package<'_>, name: &str| package.index_for_name(name).is_some();
    let names: Vec<String> = package.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let has_macros = names.iter().any(|name| name.ends_with("vbaproject.bin"))
        || read_part(&mut package, "[Content_Types].xml")
            .is_ok_and(|types| String::from_utf8_lossy(&types).to_lowercase().contains("macroenabled"));
    if has_macros {
        return Err(Refused::Macros);
    }
    if has(&package, "word/document.xml") {
        return Ok(Content::Docx);
    }
    if has(&package, "xl/workbook.xml") {
        return Ok(Content::Xlsx);
    }
    Err(Refused::Unsupported)
}

/// Opens the package after looking through its table of contents.
pub fn open(bytes: &[u8]) -> Result<Package<'_>, Refused> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    if package.len() > MAX_ENTRIES {
        return Err(Refused::ZipBomb);
    }
    let mut unpacked = 0_u64;
    for index in 0..package.len() {
        let entry = package.by_index_raw(index).map_err(|_| Refused::Damaged)?;
        if entry.encrypted() {
            return Err(Refused::Encrypted);
        }
        unpacked = unpacked.saturating_add(entry.size());
        let is_swollen =
            entry.size() > RATIO_MATTERS_FROM && entry.size() / entry.compressed_size().max(1) > MAX_RATIO;
        if unpacked > MAX_UNPACKED_BYTES || is_swollen {
            return Err(Refused::ZipBomb);
        }
    }
    Ok(package)
}

/// One part of the package, never more than its bound whatever its header says.
pub fn read_part(package: &mut Package<'_>, name: &str) -> Result<Vec<u8>, Refused> {
    let entry = package.by_name(name).map_err(|_| Refused::Damaged)?;
    let mut bytes = Vec::new();
    let read = entry.take(MAX_PART_BYTES + 1).read_to_end(&mut bytes).map_err(|_| Refused::Damaged)?;
    if read as u64 > MAX_PART_BYTES {
        return Err(Refused::ZipBomb);
    }
    Ok(bytes)
}

/// Unpacks everything to nowhere, counting: a header that lies about its size is caught before a library that
/// believes it opens the package.
pub fn measure_honestly(package: &mut Package<'_>) -> Result<(), Refused> {
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..package.len() {
        let mut entry = package.by_index(index).map_err(|_| Refused::Damaged)?;
        let mut bounded = (&mut entry).take(left + 1);
        let read = std::io::copy(&mut bounded, &mut std::io::sink()).map_err(|_| Refused::Damaged)?;
        left = left.checked_sub(read).ok_or(Refused::ZipBomb)?;
    }
    Ok(())
}
