//! Which files a document may have. What a file is, is read from its bytes; its name must agree.
//!
//! Nothing here opens a document: archives are looked at through their table of contents only, within bounds.

mod package;
#[cfg(test)]
mod tests;

use package::PackageFault;

/// 20 MB: a scan of a hundred pages.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
const MAX_NAME: usize = 200;

/// A file that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// Name to offer at download: without folders and signs that file systems refuse.
    pub name: String,
    pub media_type: &'static str,
}

/// Why a file is not taken. The texts are for the reader and name the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    #[error("Файл документа: файл пуст. Откройте его у себя и сохраните ещё раз.")]
    Empty,
    #[error(
        "Файл документа: размер больше 20\u{a0}МБ. Сохраните скан с меньшим разрешением или разделите его на части."
    )]
    TooLarge,
    #[error(
        "Файл документа: такой вид файла не принимается. Выберите другой файл: PDF, JPEG, PNG, TIFF, DOCX, XLSX или ODT."
    )]
    KindNotTaken,
    #[error(
        "Файл документа: это программа, а не документ. Выберите другой файл: PDF, JPEG, PNG, TIFF, DOCX, XLSX или ODT."
    )]
    Program,
    #[error("Файл документа: веб-страницы и рисунки SVG не принимаются. Сохраните документ в PDF.")]
    Markup,
    #[error("Файл документа: в файле есть макросы. Сохраните его без макросов (DOCX или XLSX) или в PDF.")]
    Macros,
    #[error(
        "Файл документа: содержимое не соответствует расширению в имени файла. Сохраните файл заново в нужном виде."
    )]
    Mismatch,
    #[error("Файл документа: файл зашифрован. Снимите пароль и приложите его снова.")]
    Encrypted,
    #[error("Файл документа: файл повреждён и не читается. Откройте его у себя и сохраните ещё раз.")]
    Damaged,
    #[error("Файл документа: внутри файла слишком много данных. Сохраните документ в PDF.")]
    Swollen,
}

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pdf,
    Jpeg,
    Png,
    Tiff,
    Docx,
    Xlsx,
    Odt,
}

impl Kind {
    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "pdf" => Some(Self::Pdf),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "tif" | "tiff" => Some(Self::Tiff),
            "docx" => Some(Self::Docx),
            "xlsx" => Some(Self::Xlsx),
            "odt" => Some(Self::Odt),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
        }
    }
}

/// Decides whether a file may be attached to a document. `name` is what the sender's machine called it.
pub fn check_file(name: &str, bytes: &[u8]) -> Result<CheckedFile, FileRefused> {
    if bytes.is_empty() {
        return Err(FileRefused::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileRefused::TooLarge);
    }
    let name = fit_name(name);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    if matches!(extension.as_str(), "docm" | "dotm" | "xlsm" | "xltm" | "xlsb" | "xlam") {
        return Err(FileRefused::Macros);
    }
    let found = kind_of_content(bytes)?;
    match Kind::of_extension(&extension) {
        None => Err(FileRefused::KindNotTaken),
        Some(named) if named != found => Err(FileRefused::Mismatch),
        Some(_) => Ok(CheckedFile { name, media_type: found.media_type() }),
    }
}

/// What the bytes are. A signature counts at the very beginning only: a file that starts as something else is refused
/// even where readers would forgive it (a page or a program with a PDF inside).
fn kind_of_content(bytes: &[u8]) -> Result<Kind, FileRefused> {
    const SIGNATURES: [(&[u8], Kind); 5] = [
        (b"%PDF-", Kind::Pdf),
        (b"\xff\xd8\xff", Kind::Jpeg),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"II*\0", Kind::Tiff),
        (b"MM\0*", Kind::Tiff),
    ];
    // An office document under a password is an OLE container, as are the formats before 2007.
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    const ENCRYPTED_STREAM: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Ok(*kind);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return match package::kind_of(bytes) {
            Ok(kind) => Ok(kind),
            Err(PackageFault::Macros) => Err(FileRefused::Macros),
            Err(PackageFault::Encrypted) => Err(FileRefused::Encrypted),
            Err(PackageFault::Swollen) => Err(FileRefused::Swollen),
            Err(PackageFault::Damaged) => Err(FileRefused::Damaged),
            Err(PackageFault::Other) => Err(FileRefused::KindNotTaken),
        };
    }
    if bytes.starts_with(OLE) {
        let is_encrypted = bytes.windows(ENCRYPTED_STREAM.len()).any(|window| window == ENCRYPTED_STREAM);
        return Err(if is_encrypted { FileRefused::Encrypted } else { FileRefused::KindNotTaken });
    }
    if is_markup(bytes) {
        return Err(FileRefused::Markup);
    }
    if infer::is_app(bytes) || bytes.starts_with(b"MZ") || bytes.starts_with(b"#!") {
        return Err(FileRefused::Program);
    }
    Err(FileRefused::KindNotTaken)
}

/// HTML, SVG, XML and their like: text that begins with a tag.
fn is_markup(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // UTF-16 puts a zero beside every Latin letter.
    let utf16 = [b"\xff\xfe".as_slice(), b"\xfe\xff"].into_iter().any(|mark| text.starts_with(mark));
    let mut signs =
        text.iter().skip(if utf16 { 2 } else { 0 }).filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    signs.next() == Some(&b'<')
}

/// The last part of a path of whatever system, without signs that make trouble in a folder or in a header.
fn fit_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|sign| is_fit(*sign)).collect();
    let clean = clean.trim().trim_start_matches('.');
    let extra = clean.chars().count().saturating_sub(MAX_NAME);
    // The end is kept: it has the extension.
    clean.chars().skip(extra).collect()
}

fn is_fit(sign: char) -> bool {
    // Marks of direction can make «gpj.exe» look like «exe.jpg».
    let turns_text = matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !sign.is_control() && !turns_text && !matches!(sign, '"' | '<' | '>' | '|' | ':' | '*' | '?')
}
