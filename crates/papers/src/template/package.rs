//! The package: what may be opened at all, and putting changed parts back without touching the rest.

use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{TemplateFault, foreign};

/// A template is a few pages with an emblem.
pub const MAX_TEMPLATE_BYTES: usize = 10 * 1024 * 1024;
const MAX_ENTRIES: usize = 1_000;
const MAX_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;
/// One part with text.
const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;
/// Text packs ten to twenty times; a part that packs better than this is a trap (small ones do no harm).
const MAX_RATIO: u64 = 200;
const RATIO_MATTERS_FROM: u64 = 1024 * 1024;

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn refuse<T>(message: impl Into<String>) -> Result<T, TemplateFault> {
    Err(TemplateFault::of_file(message))
}

const DAMAGED: &str = "Файл повреждён и не читается. Откройте его в Word и сохраните ещё раз.";
const SWOLLEN: &str =
    "Внутри файла слишком много данных для шаблона. Уменьшите рисунки или сохраните файл заново.";

/// The text itself.
pub(super) const DOCUMENT: &str = "word/document.xml";

/// Names and texts of the parts in which placeholders may stand.
pub(super) fn texts(bytes: &[u8]) -> Result<Vec<(String, String)>, TemplateFault> {
    check_kind(bytes)?;
    let mut package = open(bytes)?;
    let names: Vec<String> = package.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    if !names.iter().any(|name| name == DOCUMENT) {
        return refuse("Это не документ Word (.docx): нужен шаблон, сохранённый в Word.");
    }
    refuse_macros(&names, &mut package)?;
    let mut texts = Vec::new();
    for name in names {
        // Whatever its name is: a part is what its relationships make of it.
        if !may_have_tags(&name) && !is_xml(&mut package, &name)? {
            continue;
        }
        let text = read(&mut package, &name)?;
        if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
            return refuse(format!("Часть {name} содержит объявления, которых в документе Word не бывает."));
        }
        if name.to_lowercase().ends_with(".rels") {
            refuse_foreign(&name, &text)?;
        }
        if may_have_tags(&name) {
            texts.push((name, text));
        } else if let Some(found) = foreign::find(&text).map_err(|()| TemplateFault::of_file(DAMAGED))? {
            return refuse(format!("Часть {name}: {}", found.message));
        }
    }
    Ok(texts)
}

/// Whether a part is text of tags, by how it begins; one in two-byte letters counts, and then is not read.
fn is_xml(package: &mut Package<'_>, name: &str) -> Result<bool, TemplateFault> {
    let damaged = |_| TemplateFault::of_file(DAMAGED);
    let entry = package.by_name(name).map_err(|_| TemplateFault::of_file(DAMAGED))?;
    let mut begin = Vec::new();
    entry.take(64).read_to_end(&mut begin).map_err(damaged)?;
    let is_wide = begin.starts_with(&[0xff, 0xfe]) || begin.starts_with(&[0xfe, 0xff]);
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&begin);
    let first = begin.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    Ok(is_wide || first == Some(&b'<'))
}

fn check_kind(bytes: &[u8]) -> Result<(), TemplateFault> {
    if bytes.len() > MAX_TEMPLATE_BYTES {
        return refuse("Файл больше 10\u{a0}МБ. Уменьшите рисунки в шаблоне.");
    }
    if bytes.is_empty() {
        return refuse("Файл пуст.");
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = bytes.windows(encrypted.len()).any(|window| window == encrypted);
        return refuse(if is_encrypted {
            "Файл защищён паролем. Снимите пароль и загрузите его снова."
        } else {
            "Это старый вид файла (.doc). Сохраните шаблон в Word как «Документ Word (*.docx)»."
        });
    }
    if !bytes.starts_with(b"PK") {
        return refuse(
            "Это не документ Word (.docx). Шаблон делают в Word и сохраняют как «Документ Word (*.docx)».",
        );
    }
    Ok(())
}

fn open(bytes: &[u8]) -> Result<Package<'_>, TemplateFault> {
    let damaged = |_| TemplateFault::of_file(DAMAGED);
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if package.len() > MAX_ENTRIES {
        return refuse(SWOLLEN);
    }
    if package.has_duplicate_names() || package.has_overlapping_entries().map_err(damaged)? {
        return refuse(DAMAGED);
    }
    let mut unpacked = 0_u64;
    for index in 0..package.len() {
        let entry = package.by_index_raw(index).map_err(damaged)?;
        if entry.encrypted() {
            return refuse("Файл защищён паролем. Снимите пароль и загрузите его снова.");
        }
        unpacked = unpacked.saturating_add(entry.size());
        let is_swollen =
            entry.size() > RATIO_MATTERS_FROM && entry.size() / entry.compressed_size().max(1) > MAX_RATIO;
        if unpacked > MAX_UNPACKED_BYTES || is_swollen {
            return refuse(SWOLLEN);
        }
    }
    Ok(package)
}

/// A part as text, never more than the bound whatever its header promises.
fn read(package: &mut Package<'_>, name: &str) -> Result<String, TemplateFault> {
    let entry = package.by_name(name).map_err(|_| TemplateFault::of_file(DAMAGED))?;
    let mut bytes = Vec::new();
    entry.take(MAX_TEXT_BYTES + 1).read_to_end(&mut bytes).map_err(|_| TemplateFault::of_file(DAMAGED))?;
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        return refuse(SWOLLEN);
    }
    String::from_utf8(bytes).map_err(|_| TemplateFault::of_file(DAMAGED))
}

fn may_have_tags(name: &str) -> bool {
    let Some(file) = name.strip_prefix("word/").and_then(|rest| rest.strip_suffix(".xml")) else {
        return false;
    };
    matches!(file, "document" | "footnotes" | "endnotes")
        || file.starts_with("header")
        || file.starts_with("footer")
}

fn refuse_macros(names: &[String], package: &mut Package<'_>) -> Result<(), TemplateFault> {
    let is_active = |name: &&String| {
        let name = name.to_lowercase();
        name.contains("vbaproject")
            || name.contains("vbadata")
            || name.contains("/activex/")
            || name.starts_with("word/embeddings/") && !name.ends_with(".xlsx")
    };
    if let Some(name) = names.iter().find(is_active) {
        return refuse(format!(
            "В файле есть макросы или внедрённые объекты ({name}). Сохраните шаблон как «Документ Word (*.docx)» без них."
        ));
    }
    let types = read(package, "[Content_Types].xml")?.to_lowercase();
    if types.contains("macroenabled") {
        return refuse("Это документ с макросами. Сохраните шаблон как «Документ Word (*.docx)».");
    }
    Ok(())
}

/// Relationships that bring a whole other file in, even when it lies inside the package.
const BRINGING: [(&str, &str); 8] = [
    (
        "aFChunk",
        "вставленный файл другого вида. Откройте шаблон в Word и сохраните его заново: текст станет обычным",
    ),
    ("subDocument", "вложенный документ. Вставьте его текст в сам шаблон"),
    ("attachedTemplate", ATTACHED),
    ("oleObject", "внедрённый объект. Вставьте вместо него рисунок"),
    ("control", "элемент управления ActiveX. Удалите его"),
    ("frame", "рамка с другим файлом. Удалите её"),
    ("mailMergeSource", MERGED),
    ("mailMergeHeaderSource", MERGED),
];
const ATTACHED: &str =
    "присоединённый шаблон. В Word откройте «Разработчик – Шаблон документа» и впишите Normal.dotm";
const MERGED: &str = "источник слияния. В Word выберите «Рассылки – Начать слияние – Обычный документ Word»";

/// Whatever leads outside the file: linked pictures, templates, objects, and links for readers.
fn refuse_foreign(part: &str, text: &str) -> Result<(), TemplateFault> {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|_| TemplateFault::of_file(DAMAGED))?;
        let (Event::Empty(element) | Event::Start(element)) = event else {
            if matches!(event, Event::Eof) {
                return Ok(());
            }
            continue;
        };
        let attribute = |wanted: &str| {
            let found = element.attributes().flatten().find(|one| one.key.as_ref() == wanted)?;
            let value = quick_xml::escape::unescape(&found.value);
            Some(value.map_or_else(|_| found.value.to_string(), Into::into))
        };
        let target = attribute("Target").unwrap_or_default();
        let kind = attribute("Type").unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default();
        if let Some((_, what)) = BRINGING.iter().find(|(bringing, _)| bringing.eq_ignore_ascii_case(kind)) {
            return refuse(format!("В шаблоне есть {what} ({part}: {target})."));
        }
        let is_declared = attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        if is_declared || target.contains("://") || target.contains('\\') {
            let advice = if kind == "hyperlink" {
                "Уберите гиперссылку (правая кнопка – «Удалить гиперссылку»), текст останется"
            } else {
                "Вставьте содержимое в сам документ"
            };
            return refuse(format!("Шаблон ссылается наружу: {target} ({part}). {advice}."));
        }
    }
}

/// Names of everything in a package that was read before.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, TemplateFault> {
    Ok(open(bytes)?.file_names().flatten().map(std::borrow::Cow::into_owned).collect())
}

/// The text of a part, if the package has it.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<String>, TemplateFault> {
    let mut package = open(bytes)?;
    if package.by_name(name).is_err() {
        return Ok(None);
    }
    read(&mut package, name).map(Some)
}

/// The package with some parts replaced and others added; the rest is copied as it lies, without being unpacked.
pub(super) fn with_parts(bytes: &[u8], changed: &[(String, Vec<u8>)]) -> Result<Vec<u8>, TemplateFault> {
    let write = || -> zip::result::ZipResult<Vec<u8>> {
        let mut package = ZipArchive::new(Cursor::new(bytes))?;
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_level(Some(3));
        let mut added: Vec<&(String, Vec<u8>)> = changed.iter().collect();
        for index in 0..package.len() {
            let entry = package.by_index_raw(index)?;
            let name = entry.name()?.into_owned();
            added.retain(|(changed, _)| *changed != name);
            match changed.iter().find(|(changed, _)| *changed == name) {
                None => archive.raw_copy_file(entry)?,
                Some((_, bytes)) => {
                    archive.start_file(name, options)?;
                    archive.write_all(bytes)?;
                }
            }
        }
        for (name, bytes) in added {
            archive.start_file(name.as_str(), options)?;
            archive.write_all(bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    };
    write().map_err(|error| TemplateFault::of_file(format!("Файл не записан: {error}")))
}
