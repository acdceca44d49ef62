#![no_main]
//! The template engine: the input is the text of a paragraph, of a cell and of a header, cut into runs at its line ends.
//! What is made must be a template's package again.

use libfuzzer_sys::fuzz_target;
use papers::{Template, kind};

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn package(text: &str) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let runs: String = text.split('\n').map(|run| format!("<w:r><w:t>{}</w:t></w:r>", escaped(run))).collect();
    let paragraph = format!("<w:p>{runs}</w:p>");
    let cells: String = text.split('\n').map(|run| format!("<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>", escaped(run))).collect();
    let document = format!("<w:document><w:body>{paragraph}<w:tbl>{cells}</w:tbl></w:body></w:document>");
    let header = format!("<w:hdr>{paragraph}</w:hdr>");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document.as_str()),
        ("word/header1.xml", header.as_str()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fuzz_target!(|text: &str| {
    let kind = kind("order").unwrap();
    if let Ok(template) = Template::read(&package(text), &kind.fields)
        && let Ok(made) = template.trial(kind)
    {
        // Read again: well-formed, and without a tag of ours left over unless a value brought it.
        if let Err(faults) = Template::read(&made.docx, &kind.fields) {
            let told = faults[0].to_string();
            assert!(!told.contains("повреждена"), "{told}");
        }
    }
});
