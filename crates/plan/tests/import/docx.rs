//! Word files made by tests: paragraphs and tables as the word processor writes them.

use std::io::{Cursor, Write};

pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub fn p(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#, escaped(text))
}

/// A paragraph of a list: its number is not in the text.
pub fn li(list: usize, level: usize, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"#,
        escaped(text)
    )
}

fn paragraphs(text: &str) -> String {
    text.split('\n').map(p).collect()
}

/// A cell; lines are paragraphs.
pub fn tc(text: &str) -> String {
    raw("", &paragraphs(text))
}

/// A cell with properties and any content.
pub fn raw(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

/// A cell over several columns.
pub fn wide(span: usize, text: &str) -> String {
    raw(&format!(r#"<w:gridSpan w:val="{span}"/>"#), &paragraphs(text))
}

/// The upper part of a cell merged over rows.
pub fn top(text: &str) -> String {
    raw(r#"<w:vMerge w:val="restart"/>"#, &paragraphs(text))
}

/// Its lower part.
pub fn below() -> String {
    raw("<w:vMerge/>", &p(""))
}

pub fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// A row of plain cells.
pub fn row(texts: &[&str]) -> String {
    tr(&texts.iter().map(|text| tc(text)).collect::<Vec<_>>())
}

pub fn tbl(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

pub fn document(body: &str) -> Vec<u8> {
    with_parts(body, &[])
}

/// A document with other parts of the package: `word/numbering.xml`, `word/footnotes.xml`.
pub fn with_parts(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<w:document xmlns:w="w" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v"><w:body>{body}</w:body></w:document>"#
    );
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())];
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    package(&parts)
}

/// `numbering.xml` with one definition of levels `(format, text)`, and lists 1, 2, … of it; the lists after the first
/// begin anew.
pub fn numbering(levels: &[(&str, &str)], lists: usize) -> String {
    let levels: String = levels
        .iter()
        .enumerate()
        .map(|(index, (format, text))| {
            format!(r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#)
        })
        .collect();
    let lists: String = (1..=lists)
        .map(|list| {
            let anew = if list == 1 {
                ""
            } else {
                r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>"#
            };
            format!(r#"<w:num w:numId="{list}"><w:abstractNumId w:val="0"/>{anew}</w:num>"#)
        })
        .collect();
    format!(
        r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{lists}</w:numbering>"#
    )
}
