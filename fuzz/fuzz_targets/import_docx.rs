#![no_main]
//! Word: the package as it comes, and its document part.

use libfuzzer_sys::fuzz_target;
use plan::import::{ImportOptions, KnownDocumentKind, KnownOrganisation, Vocabulary, import};

fn read(file_name: &str, bytes: &[u8]) {
    let vocabulary = Vocabulary {
        organisations: vec![KnownOrganisation { code: "M".into(), name: "Министерство образования".into(), aliases: vec!["Минобр".into()] }],
        document_kinds: vec![KnownDocumentKind { code: "order".into(), title: "Приказ".into(), keywords: vec!["приказ".into()] }],
    };
    let options = ImportOptions { file_name, year: None, year_start_month: 1, vocabulary: &vocabulary, step_limit: plan::import::DEFAULT_STEP_LIMIT };
    if let Ok(draft) = import(bytes, &options) {
        plan::import::export_json(&draft);
    }
}

/// A package whose one part is the input: the fuzzer gets past the archive.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    read("plan.docx", bytes);
    read("plan.docx", &package(&[("word/document.xml", bytes)]));
});
