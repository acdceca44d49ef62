//! Any bytes as a Word file, and any XML inside a sound package: paragraphs or a refusal, never a panic.
#![no_main]

use std::io::{Cursor, Write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = office::paragraphs_of_word(bytes);
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let half = bytes.len() / 2;
    for (name, part) in [("word/document.xml", &bytes[..half]), ("word/styles.xml", &bytes[half..])] {
        package.start_file(name, options).expect("a new part");
        package.write_all(part).expect("memory");
    }
    let package = package.finish().expect("memory").into_inner();
    if let Ok(paragraphs) = office::paragraphs_of_word(&package) {
        assert!(paragraphs.iter().all(|paragraph| !paragraph.text.trim().is_empty()));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        office::plain_paragraphs(text);
    }
});
