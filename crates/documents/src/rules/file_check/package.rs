//! Office documents are zip archives: what kind they are and whether they carry macros is in the table of contents.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Kind;

/// Why an archive is not a document that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PackageFault {
    Macros,
    Encrypted,
    /// More entries or more data inside than any document needs.
    Swollen,
    Damaged,
    /// An archive, but of another kind.
    Other,
}

const MAX_ENTRIES: usize = 2000;
const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// Texts pack about twenty times; a hundred times and more is a bomb.
const MAX_RATIO: u64 = 100;
/// Below this an entry may be packed as well as it likes: lists of equal cells are.
const SMALL_ENTRY: u64 = 5 * 1024 * 1024;
/// The list of content types of a real document takes a few kilobytes.
const MAX_CONTENT_TYPES: u64 = 1024 * 1024;
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const END_OF_DIRECTORY_LENGTH: usize = 22;
const LONGEST_COMMENT: usize = 0xffff;

const CONTENT_TYPES: &str = "[Content_Types].xml";
const ODT_MEDIA_TYPE: &[u8] = b"application/vnd.oasis.opendocument.text";

pub(super) fn kind_of(bytes: &[u8]) -> Result<Kind, PackageFault> {
    if claimed_entries(bytes).ok_or(PackageFault::Damaged)? > MAX_ENTRIES {
        return Err(PackageFault::Swollen);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| PackageFault::Damaged)?;
    let names = look_over(&archive)?;
    if archive.has_overlapping_entries().map_err(|_| PackageFault::Damaged)? {
        return Err(PackageFault::Swollen);
    }
    if names.iter().any(|name| is_macro_part(name)) {
        return Err(PackageFault::Macros);
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("mimetype") && has("content.xml") {
        return kind_of_open_document(&mut archive);
    }
    if !has("[content_types].xml") {
        return Err(PackageFault::Other);
    }
    let content_types = read(&mut archive, CONTENT_TYPES, MAX_CONTENT_TYPES)?;
    if contains(&content_types, b"macroEnabled") || contains(&content_types, b"vbaProject") {
        return Err(PackageFault::Macros);
    }
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Ok(Kind::Docx),
        (false, true) => Ok(Kind::Xlsx),
        _ => Err(PackageFault::Other),
    }
}

/// How many entries the archive says it has, before anything is made ready for them. `None`: it does not end as an
/// archive does, or says «see elsewhere» (the form for more than 65 534 entries or 4 GB).
fn claimed_entries(bytes: &[u8]) -> Option<usize> {
    let tail_start = bytes.len().saturating_sub(END_OF_DIRECTORY_LENGTH + LONGEST_COMMENT);
    let tail = &bytes[tail_start..];
    let at = tail.windows(END_OF_DIRECTORY.len()).rposition(|window| window == END_OF_DIRECTORY)?;
    let count = tail.get(at + 10..at + 12)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    (count != u16::MAX).then(|| usize::from(count))
}

/// Names of the entries in lower case, with `/` between folders; refuses what no document has.
fn look_over(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, PackageFault> {
    if archive.len() > MAX_ENTRIES {
        return Err(PackageFault::Swollen);
    }
    if archive.has_duplicate_names() {
        return Err(PackageFault::Damaged);
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut unpacked: u64 = 0;
    for place in 0..archive.len() {
        let entry = archive.by_index_data(place).map_err(|_| PackageFault::Damaged)?;
        if entry.encrypted() {
            return Err(PackageFault::Encrypted);
        }
        let is_bomb = entry.size() > SMALL_ENTRY && entry.size() / entry.compressed_size().max(1) > MAX_RATIO;
        unpacked = unpacked.saturating_add(entry.size());
        if is_bomb || unpacked > MAX_UNPACKED {
            return Err(PackageFault::Swollen);
        }
        let name = entry.name().map_err(|_| PackageFault::Damaged)?.replace('\\', "/").to_lowercase();
        if entry.is_symlink() || name.starts_with('/') || name.split('/').any(|part| part == "..") {
            return Err(PackageFault::Damaged);
        }
        names.push(name);
    }
    Ok(names)
}

/// Where office programs keep macros.
fn is_macro_part(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.starts_with("vbaproject")
        || file.starts_with("vbadata")
        || name.starts_with("basic/")
        || name.starts_with("scripts/")
        || name.starts_with("xl/macrosheets/")
        || name.contains("/activex/")
}

fn kind_of_open_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Kind, PackageFault> {
    let media_type = read(archive, "mimetype", 200)?;
    if media_type.trim_ascii() == ODT_MEDIA_TYPE { Ok(Kind::Odt) } else { Err(PackageFault::Other) }
}

/// A part of the archive, unpacked as far as the bound whatever its header promises.
fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Result<Vec<u8>, PackageFault> {
    let part = archive.by_name(name).map_err(|_| PackageFault::Damaged)?;
    let mut bytes = Vec::new();
    part.take(most + 1).read_to_end(&mut bytes).map_err(|_| PackageFault::Damaged)?;
    if bytes.len() as u64 > most { Err(PackageFault::Swollen) } else { Ok(bytes) }
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}
