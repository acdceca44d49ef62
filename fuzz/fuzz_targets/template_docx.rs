#![no_main]
//! A template's package as it comes, and its document part.

use libfuzzer_sys::fuzz_target;
use papers::{Template, kind};

fn read(bytes: &[u8]) {
    let kind = kind("order").unwrap();
    if let Ok(template) = Template::read(bytes, &kind.fields) {
        let _ = template.trial(kind);
    }
}

/// A package whose one part is the input: the fuzzer gets past the archive.
fn package(document: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("[Content_Types].xml", b"<Types/>".as_slice()), ("word/document.xml", document)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    read(&package(bytes));
});
