//! Files that people and attackers send.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(extra: &[(&str, &[u8])]) -> Vec<u8> {
    let mut entries: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")];
    entries.extend_from_slice(extra);
    archive(&entries)
}

fn xlsx(content_types: &[u8]) -> Vec<u8> {
    archive(&[("[Content_Types].xml", content_types), ("xl/workbook.xml", b"<workbook/>")])
}

fn refusal(name: &str, bytes: &[u8]) -> FileRefused {
    check_file(name, bytes).unwrap_err()
}

#[test]
fn every_kind_that_is_promised_is_taken() {
    let odt = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]);
    let files: [(&str, &[u8], &str); 8] = [
        ("Приказ № 5.pdf", PDF, "application/pdf"),
        ("скан.JPG", b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("скан.jpeg", b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("скан.png", PNG, "image/png"),
        ("скан.tif", b"II*\0........", "image/tiff"),
        ("скан.tiff", b"MM\0*........", "image/tiff"),
        (
            "таблица.xlsx",
            &xlsx(b"<Types/>"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("текст.odt", &odt, "application/vnd.oasis.opendocument.text"),
    ];
    for (name, bytes, media_type) in files {
        let checked = check_file(name, bytes).unwrap();
        assert_eq!((checked.name.as_str(), checked.media_type), (name, media_type));
    }
    assert!(check_file("план.docx", &docx(&[])).is_ok());
}

#[test]
fn a_paper_made_by_an_office_program_is_taken() {
    let paper = include_bytes!("../../../../../regions/khabarovsk/roadmap/roadmap-2024.docx");
    let checked = check_file("Дорожная карта.docx", paper).unwrap();
    assert_eq!(checked.media_type, Kind::Docx.media_type());
    assert_eq!(refusal("Дорожная карта.docx", &paper[..paper.len() - 30]), FileRefused::Damaged);
}

#[test]
fn what_may_harm_is_refused_with_its_reason() {
    assert_eq!(refusal("a.pdf", b""), FileRefused::Empty);
    assert_eq!(refusal("a.pdf", &vec![b'%'; MAX_FILE_BYTES + 1]), FileRefused::TooLarge);
    assert_eq!(refusal("a.pdf", b"MZ\x90\0\x03\0\0\0"), FileRefused::Program);
    assert_eq!(refusal("a.exe", b"MZ\x90\0\x03\0\0\0"), FileRefused::Program);
    let elf = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
    assert_eq!(refusal("a", &elf), FileRefused::Program);
    assert_eq!(refusal("a.sh", b"#!/bin/sh\n"), FileRefused::Program);
    for page in [
        &b"<html>"[..],
        b"\xef\xbb\xbf <!DOCTYPE html>",
        b"\n<svg xmlns=''>",
        b"<?xml version='1.0'?>",
        b"\xff\xfe<\0h\0",
    ] {
        assert_eq!(refusal("a.pdf", page), FileRefused::Markup);
        assert_eq!(refusal("a.svg", page), FileRefused::Markup);
    }
    assert_eq!(refusal("a.docx", &docx(&[("word/vbaProject.bin", b"x")])), FileRefused::Macros);
    assert_eq!(refusal("a.docx", &docx(&[("Word\\VBAPROJECT.BIN", b"x")])), FileRefused::Macros);
    assert_eq!(refusal("a.docm", &docx(&[])), FileRefused::Macros);
    let enabled = b"<Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>";
    assert_eq!(refusal("a.xlsx", &xlsx(enabled)), FileRefused::Macros);
    let basic = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<a/>"),
        ("Basic/Standard/Module1.xml", b"x"),
    ]);
    assert_eq!(refusal("a.odt", &basic), FileRefused::Macros);
}

#[test]
fn the_name_must_agree_with_the_bytes() {
    assert_eq!(refusal("a.docx", PDF), FileRefused::Mismatch);
    assert_eq!(refusal("a.pdf", PNG), FileRefused::Mismatch);
    assert_eq!(refusal("a.xlsx", &docx(&[])), FileRefused::Mismatch);
    assert_eq!(refusal("a.txt", PDF), FileRefused::KindNotTaken);
    assert_eq!(refusal("pdf", PDF), FileRefused::KindNotTaken);
    assert_eq!(refusal("a.pdf", b"just text"), FileRefused::KindNotTaken);
    assert_eq!(refusal("a.zip", &archive(&[("a.txt", b"x")])), FileRefused::KindNotTaken);
    let ods =
        archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")]);
    assert_eq!(refusal("a.odt", &ods), FileRefused::KindNotTaken);
    // Readers would open this PDF; a browser would open the page.
    assert_eq!(refusal("a.pdf", b"<script>x</script>%PDF-1.7"), FileRefused::Markup);
    assert_eq!(refusal("a.pdf", b"MZ\0\0%PDF-1.7"), FileRefused::Program);
}

#[test]
fn archives_are_bounded() {
    let zeros = vec![0_u8; 6 * 1024 * 1024];
    assert_eq!(refusal("a.docx", &docx(&[("word/media/a.bin", &zeros)])), FileRefused::Swollen);
    let many: Vec<String> = (0..2001).map(|number| format!("word/part{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(refusal("a.docx", &docx(&many)), FileRefused::Swollen);
    assert_eq!(refusal("a.docx", &docx(&[("../../etc/passwd", b"x")])), FileRefused::Damaged);
    let whole = docx(&[]);
    assert_eq!(refusal("a.docx", &whole[..whole.len() / 2]), FileRefused::Damaged);
    assert_eq!(refusal("a.docx", b"PK\x03\x04"), FileRefused::Damaged);
    let under_password =
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"]
            .concat();
    assert_eq!(refusal("a.docx", &under_password), FileRefused::Encrypted);
    assert_eq!(refusal("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word 97"), FileRefused::KindNotTaken);
}

#[test]
fn an_archive_that_lies_about_its_size_is_refused() {
    let mut bytes = docx(&[]);
    // The number of entries at the end of the table of contents.
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].copy_from_slice(&[0xff, 0x7f, 0xff, 0x7f]);
    assert_eq!(refusal("a.docx", &bytes), FileRefused::Swollen);
}

#[test]
fn a_name_keeps_its_end_and_loses_its_tricks() {
    assert_eq!(check_file("C:\\Docs\\скан.pdf", PDF).unwrap().name, "скан.pdf");
    assert_eq!(check_file("../../скан.pdf", PDF).unwrap().name, "скан.pdf");
    assert_eq!(check_file("a\r\nSet-Cookie: b.pdf", PDF).unwrap().name, "aSet-Cookie b.pdf");
    let long = format!("{}.pdf", "я".repeat(500));
    let name = check_file(&long, PDF).unwrap().name;
    assert_eq!(name.chars().count(), 200);
    assert!(name.ends_with("я.pdf"));
    assert_eq!(refusal("счёт\u{202e}fdp.exe", PDF), FileRefused::KindNotTaken);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Nothing sent makes the check fail otherwise than by a refusal, and nothing passes but by its signature.
    #[test]
    fn any_bytes_are_decided_on(name in "\\PC{0,30}\\.(pdf|png|docx|xlsx|odt|tif)", bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        if let Ok(checked) = check_file(&name, &bytes) {
            prop_assert!([b"%PDF-".as_slice(), b"\x89PNG", b"II*\0", b"MM\0*", b"PK\x03\x04"].iter().any(|one| bytes.starts_with(one)));
            prop_assert!(!checked.name.contains(['/', '\\', '"', '\r', '\n']));
        }
    }

    /// A damaged document is decided on too: bytes overwritten anywhere, the end cut off.
    #[test]
    fn damaged_archives_are_decided_on(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = docx(&[("word/media/image1.png", PNG), ("docProps/core.xml", b"<a/>")]);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(checked) = check_file("план.docx", &bytes) {
            prop_assert_eq!(checked.media_type, Kind::Docx.media_type());
        }
    }

    /// Wherever a macro lies in the archive and however its name is written, it is found.
    #[test]
    fn a_macro_is_found_anywhere(folder in "[a-z]{1,8}", upper in any::<bool>(), at_end in any::<bool>()) {
        let name = format!("{folder}/vbaProject.bin");
        let name = if upper { name.to_uppercase() } else { name };
        let bytes = if at_end {
            docx(&[("word/a.xml", b"x"), (name.as_str(), b"x")])
        } else {
            archive(&[(name.as_str(), b"x"), ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")])
        };
        prop_assert_eq!(check_file("план.docx", &bytes), Err(FileRefused::Macros));
    }
}
