#![no_main]
//! The list of organisations in Excel: the package as it comes, and its sheet.

use libfuzzer_sys::fuzz_target;
use roster::{KindChoice, MunicipalityChoice, Vocabulary, read};

fn read_list(bytes: &[u8]) {
    let school = KindChoice { code: "school".into(), title: "школа".into(), is_municipal: true, may_be_new: true };
    let district = MunicipalityChoice { code: "nanai".into(), name: "Нанайский район".into(), names: vec!["Нанайский муниципальный район".into()], oktmo: "08628000".into() };
    let vocabulary = Vocabulary { kinds: vec![school], municipalities: vec![district] };
    let _ = read(bytes, &vocabulary);
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

const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Without it the library finds no workbook, and the fuzzer never sees a sheet.
const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The library gives up over numbers that no sheet has, and `office::sheets` answers that the file is damaged; the fuzzer's own
/// hook would end the run before that. Whatever panics elsewhere ends it.
fn let_the_library_give_up() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let of_the_fuzzer = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
                of_the_fuzzer(panic);
            }
        }));
    });
}

fuzz_target!(|bytes: &[u8]| {
    let_the_library_give_up();
    read_list(bytes);
    read_list(&package(&[("_rels/.rels", ROOT), ("xl/workbook.xml", WORKBOOK), ("xl/_rels/workbook.xml.rels", LINKS), ("xl/worksheets/sheet1.xml", bytes)]));
});
