//! The package: content types, relationships, properties, and everything in one archive.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::body::Body;
use super::chart;
use super::requisites::header;
use super::styles::{W, numbering, settings, styles};
use super::text::{Properties, paragraph_properties};
use super::xml::Xml;
use crate::PaperError;
use crate::model::{Chart, Paper, PictureFormat, Text};

pub(crate) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(crate) const CHART_TYPE: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";

pub(crate) const RELATIONS: &str = "application/vnd.openxmlformats-package.relationships+xml";

struct Part {
    name: String,
    bytes: Vec<u8>,
    content_type: Option<String>,
}

impl Part {
    fn text(name: impl Into<String>, text: String, content_type: &str) -> Self {
        Self { name: name.into(), bytes: text.into_bytes(), content_type: Some(content_type.to_owned()) }
    }
}

/// (id, kind, target)
type Relation = (String, String, String);

pub(super) fn package(paper: &Paper, document: &str, mut body: Body<'_>) -> Result<Vec<u8>, PaperError> {
    let layout = body.layout;
    let mut relations: Vec<Relation> = Vec::new();
    let mut relate = |id: &str, kind: &str, target: &str| {
        relations.push((id.to_owned(), format!("{OFFICE}/{kind}"), target.to_owned()));
    };
    relate("rIdStyles", "styles", "styles.xml");
    relate("rIdSettings", "settings", "settings.xml");
    relate("rIdHeader", "header", "header1.xml");
    let mut parts = vec![
        Part::text("word/document.xml", document.to_owned(), &format!("{WORD}.document.main+xml")),
        Part::text("word/styles.xml", styles(&layout), &format!("{WORD}.styles+xml")),
        Part::text("word/settings.xml", settings(!body.notes.is_empty()), &format!("{WORD}.settings+xml")),
        Part::text("word/header1.xml", header(), &format!("{WORD}.header+xml")),
    ];
    if !body.lists.is_empty() {
        relate("rIdNumbering", "numbering", "numbering.xml");
        let text = numbering(&body.lists, &layout);
        parts.push(Part::text("word/numbering.xml", text, &format!("{WORD}.numbering+xml")));
    }
    if !body.notes.is_empty() {
        relate("rIdFootnotes", "footnotes", "footnotes.xml");
        let text = footnotes(&mut body);
        parts.push(Part::text("word/footnotes.xml", text, &format!("{WORD}.footnotes+xml")));
    }
    for (number, picture) in (1..).zip(&body.pictures) {
        let ending = if picture.format == PictureFormat::Png { "png" } else { "jpeg" };
        let name = format!("media/picture{number}.{ending}");
        relate(&format!("rIdPicture{number}"), "image", &name);
        parts.push(Part { name: format!("word/{name}"), bytes: picture.bytes.clone(), content_type: None });
    }
    for (number, one) in (1..).zip(&body.charts) {
        relate(&format!("rIdChart{number}"), "chart", &format!("charts/chart{number}.xml"));
        for (name, bytes) in chart_files(one, &format!("chart{number}"))? {
            let content_type = name.ends_with(&format!("chart{number}.xml")).then(|| CHART_TYPE.to_owned());
            parts.push(Part { name, bytes, content_type });
        }
    }
    let core_type = "application/vnd.openxmlformats-package.core-properties+xml";
    parts.push(Part::text("docProps/core.xml", core_properties(paper), core_type));
    parts.push(Part {
        name: "word/_rels/document.xml.rels".into(),
        bytes: relationships(&relations).into_bytes(),
        content_type: None,
    });
    let core_kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    let top = relationships(&[
        ("rId1".into(), format!("{OFFICE}/officeDocument"), "word/document.xml".into()),
        ("rId2".into(), core_kind.into(), "docProps/core.xml".into()),
    ]);
    let mut first = vec![
        Part {
            name: "[Content_Types].xml".into(),
            bytes: content_types(&parts).into_bytes(),
            content_type: None,
        },
        Part { name: "_rels/.rels".into(), bytes: top.into_bytes(), content_type: None },
    ];
    first.append(&mut parts);
    archive(&first).map_err(|error| PaperError::Package(error.to_string()))
}

/// A chart's own part, the way from it to its numbers, and they in a workbook.
pub(crate) fn chart_files(chart: &Chart, name: &str) -> Result<[(String, Vec<u8>); 3], PaperError> {
    let workbook = format!("../embeddings/{name}.xlsx");
    let relations = relationships(&[("rId1".into(), format!("{OFFICE}/package"), workbook)]);
    let bytes = chart::chart_workbook(chart).map_err(|error| PaperError::Chart(error.to_string()))?;
    Ok([
        (format!("word/charts/{name}.xml"), chart::chart_part(chart).into_bytes()),
        (format!("word/charts/_rels/{name}.xml.rels"), relations.into_bytes()),
        (format!("word/embeddings/{name}.xlsx"), bytes),
    ])
}

fn archive(parts: &[Part]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Level 3 packs a paper a tenth worse than the default and in half the time.
    let options = SimpleFileOptions::default().compression_level(Some(3));
    for part in parts {
        archive.start_file(part.name.as_str(), options)?;
        archive.write_all(&part.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types(parts: &[Part]) -> String {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
    xml.tag("Types", &[("xmlns", namespace)], |xml| {
        for (ending, content_type) in [
            ("rels", RELATIONS),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
            ("xlsx", XLSX),
        ] {
            xml.empty("Default", &[("Extension", ending), ("ContentType", content_type)]);
        }
        for part in parts {
            if let Some(content_type) = &part.content_type {
                let name = format!("/{}", part.name);
                xml.empty("Override", &[("PartName", &name), ("ContentType", content_type)]);
            }
        }
    });
    xml.finish()
}

fn relationships(relations: &[Relation]) -> String {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
    xml.tag("Relationships", &[("xmlns", namespace)], |xml| {
        for (id, kind, target) in relations {
            xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    xml.finish()
}

fn core_properties(paper: &Paper) -> String {
    let mut xml = Xml::part();
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    xml.tag("cp:coreProperties", &namespaces, |xml| {
        for (name, value) in
            [("dc:title", &paper.title), ("dc:subject", &paper.subject), ("dc:creator", &paper.author)]
        {
            if !value.is_empty() {
                xml.tag(name, &[], |xml| xml.text(value));
            }
        }
        if let Some(day) = paper.created {
            for name in ["dcterms:created", "dcterms:modified"] {
                xml.tag(name, &[("xsi:type", "dcterms:W3CDTF")], |xml| xml.text(&format!("{day}T00:00:00Z")));
            }
        }
        xml.tag("dc:language", &[], |xml| xml.text("ru-RU"));
    });
    xml.finish()
}

fn footnotes(body: &mut Body<'_>) -> String {
    let mut xml = Xml::part();
    xml.tag("w:footnotes", &[("xmlns:w", W), ("xmlns:r", OFFICE)], |xml| {
        for (id, kind, mark) in
            [("-1", "separator", "w:separator"), ("0", "continuationSeparator", "w:continuationSeparator")]
        {
            xml.tag("w:footnote", &[("w:type", kind), ("w:id", id)], |xml| {
                xml.tag("w:p", &[], |xml| xml.tag("w:r", &[], |xml| xml.empty(mark, &[])));
            });
        }
        // A note inside a note stays where notes end: it is printed after the others.
        let mut place = 0;
        while let Some(text) = body.notes.get(place).cloned() {
            place += 1;
            note(xml, body, place, &text);
        }
    });
    xml.finish()
}

fn note(xml: &mut Xml, body: &mut Body<'_>, number: usize, text: &Text) {
    xml.tag("w:footnote", &[("w:id", &number.to_string())], |xml| {
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties::style("FootnoteText"));
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:rPr", &[], |xml| xml.val("w:rStyle", "FootnoteReference"));
                xml.empty("w:footnoteRef", &[]);
            });
            xml.tag("w:r", &[], |xml| xml.tag("w:t", &[("xml:space", "preserve")], |xml| xml.text(" ")));
            body.runs(xml, text);
        });
    });
}
