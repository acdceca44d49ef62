#![no_main]
//! Text of a table.

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

fuzz_target!(|bytes: &[u8]| read("plan.txt", bytes));
