//! The words of a file, for the search: of Word and OpenDocument texts. Scans have none.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// Longer texts are found by their first hundreds of pages.
const MAX_TEXT_BYTES: usize = 1024 * 1024;
const MAX_PART_BYTES: u64 = 16 * 1024 * 1024;

/// The text of a checked file, a line for each paragraph; empty for files without one.
pub fn plain_text(bytes: &[u8]) -> String {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return String::new() };
    for (part, paragraph) in [("word/document.xml", "w:p"), ("content.xml", "text:p")] {
        let Ok(entry) = archive.by_name(part) else { continue };
        let mut xml = Vec::new();
        if entry.take(MAX_PART_BYTES).read_to_end(&mut xml).is_err() {
            return String::new();
        }
        return words_of(&xml, paragraph, part == "content.xml");
    }
    String::new()
}

/// Word keeps words in `w:t`; OpenDocument keeps them anywhere inside its body.
fn words_of(xml: &[u8], paragraph: &str, is_open_document: bool) -> String {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    let mut text = String::new();
    let mut is_inside = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == "w:t" => is_inside = true,
            Ok(Event::Start(tag)) if tag.name().as_ref() == "office:body" => is_inside = is_open_document,
            Ok(Event::End(tag)) if tag.name().as_ref() == "w:t" => is_inside = false,
            Ok(Event::End(tag)) if tag.name().as_ref() == paragraph => text.push('\n'),
            Ok(Event::Empty(tag))
                if matches!(tag.name().as_ref(), "w:tab" | "w:br" | "text:tab" | "text:s") =>
            {
                text.push(' ');
            }
            Ok(Event::Text(piece)) if is_inside => text.push_str(&piece),
            Ok(Event::GeneralRef(reference)) if is_inside => text.push_str(sign_of(&reference)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if text.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    text.trim().to_owned()
}

fn sign_of(reference: &str) -> &'static str {
    match reference {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn package(part: &str, xml: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(xml.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn word_and_open_document_give_their_paragraphs() {
        let word = package(
            "word/document.xml",
            "<w:document><w:body><w:p><w:pPr><w:x>не текст</w:x></w:pPr><w:r><w:t>При</w:t></w:r><w:r><w:t>каз</w:t><w:tab/><w:t>№ 5 &amp; 6</w:t></w:r></w:p><w:p><w:r><w:t>Второй</w:t></w:r></w:p></w:body></w:document>",
        );
        assert_eq!(plain_text(&word), "Приказ № 5 & 6\nВторой");
        let open = package(
            "content.xml",
            "<office:document-content><office:automatic-styles>стили</office:automatic-styles><office:body><text:p>Письмо <text:span>школам</text:span></text:p></office:body></office:document-content>",
        );
        assert_eq!(plain_text(&open), "Письмо школам");
    }

    #[test]
    fn what_has_no_words_gives_none() {
        assert_eq!(plain_text(b"%PDF-1.7"), "");
        assert_eq!(plain_text(&package("word/document.xml", "<w:p><w:t>оборвано")), "оборвано");
        assert_eq!(plain_text(&package("other.xml", "<a/>")), "");
    }
}
