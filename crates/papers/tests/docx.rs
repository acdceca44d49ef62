//! The Word package: what its parts say, and that they agree with one another.

mod common;

use std::io::{Cursor, Read};

use papers::{ChartKind, Standard};
use zip::ZipArchive;

fn parts(docx: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    (0..archive.len())
        .filter_map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            Some((name, String::from_utf8(bytes).ok()?))
        })
        .collect()
}

fn part(parts: &[(String, String)], name: &str) -> String {
    parts.iter().find(|(one, _)| one == name).unwrap_or_else(|| panic!("{name}")).1.clone()
}

/// One element a line: a change of the XML is read in the review.
fn lines(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

#[test]
fn the_parts_are_as_reviewed() {
    let parts = parts(&papers::docx(&common::rich(Standard::Gost2016)).unwrap());
    for (snapshot, name) in [
        ("document", "word/document.xml"),
        ("styles", "word/styles.xml"),
        ("numbering", "word/numbering.xml"),
        ("settings", "word/settings.xml"),
        ("footnotes", "word/footnotes.xml"),
        ("header", "word/header1.xml"),
        ("chart", "word/charts/chart1.xml"),
        ("core", "docProps/core.xml"),
        ("content_types", "[Content_Types].xml"),
        ("relationships", "word/_rels/document.xml.rels"),
    ] {
        insta::assert_snapshot!(snapshot, lines(&part(&parts, name)));
    }
}

#[test]
fn every_part_is_well_formed_and_every_relationship_leads_somewhere() {
    for standard in [Standard::Gost2016, Standard::Gost2025] {
        let parts = parts(&papers::docx(&common::rich(standard)).unwrap());
        for (name, xml) in &parts {
            let mut reader = quick_xml::Reader::from_str(xml);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
        }
        let relations = part(&parts, "word/_rels/document.xml.rels");
        let document = part(&parts, "word/document.xml");
        for used in document.split("r:id=\"").chain(document.split("r:embed=\"")).skip(1) {
            let id = used.split('"').next().unwrap();
            if id.starts_with("rId") {
                assert!(relations.contains(&format!("Id=\"{id}\"")), "{id}");
            }
        }
        let archive = ZipArchive::new(Cursor::new(papers::docx(&common::rich(standard)).unwrap())).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        for target in relations.split("Target=\"").skip(1) {
            let target = target.split('"').next().unwrap();
            assert!(names.contains(&format!("word/{target}")), "{target}");
        }
    }
}

#[test]
fn word_finds_what_it_needs_to_be_accessible() {
    let parts = parts(&papers::docx(&common::rich(Standard::Gost2025)).unwrap());
    let document = part(&parts, "word/document.xml");
    assert_eq!(
        document.matches("<w:tblHeader/>").count(),
        4,
        "three tables, one of them with a head of two rows"
    );
    assert!(document.contains("<w:footnoteReference w:id=\"1\"/>"));
    assert!(
        document.contains("<w:pStyle w:val=\"Heading1\"/><w:numPr>"),
        "numbered titles are headings and numbered"
    );
    assert!(
        document.contains("descr=\"Охват обучающихся. Ряд 1: Амурский – 12,5"),
        "charts are told in words"
    );
    assert!(document.contains("w:orient=\"landscape\""));
    assert!(part(&parts, "word/styles.xml").contains("<w:lang w:val=\"ru-RU\""));
    assert!(document.contains("w:pos") || part(&parts, "word/styles.xml").contains("w:leader=\"dot\""));
    // The drawing's ids are all different.
    let ids: Vec<&str> =
        document.split("<wp:docPr id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len());
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = common::rich(Standard::Gost2025);
    assert_eq!(papers::docx(&paper).unwrap(), papers::docx(&paper).unwrap());
}

#[test]
fn the_workbook_behind_a_chart_has_its_numbers() {
    let mut paper = common::rich(Standard::Gost2016);
    paper.body = vec![papers::Element::Chart(common::chart(ChartKind::Lines, 2)).into()];
    let docx = papers::docx(&paper).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut workbook = Vec::new();
    archive.by_name("word/embeddings/chart1.xlsx").unwrap().read_to_end(&mut workbook).unwrap();
    let sheet = part(&parts(&workbook), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>12.5</v>"), "{sheet}");
}

#[test]
fn a_paper_survives_being_written_down() {
    let paper = common::rich(Standard::Gost2025);
    let text = serde_json::to_string(&paper).unwrap();
    assert!(serde_json::from_str::<papers::Paper>(&text).unwrap() == paper);
}

/// By the edition of 2025 the code stands in the corner of the first page, in one frame with the words under it.
#[test]
fn the_code_and_its_words_share_the_corner() {
    let mut paper = common::rich(Standard::Gost2025);
    paper.verification =
        Some(papers::Verification { url: "https://example.org/d/57".into(), caption: "код ABCD".into() });
    let document = part(&parts(&papers::docx(&paper).unwrap()), "word/document.xml");
    let framed: Vec<&str> =
        document.split("<w:p>").filter(|paragraph| paragraph.contains("<w:framePr ")).collect();
    assert_eq!(framed.len(), 2, "{document}");
    assert!(framed[0].contains("QR-код: https://example.org/d/57"), "{}", framed[0]);
    assert!(framed[1].contains(">код ABCD<"), "{}", framed[1]);
    let frame = |paragraph: &str| {
        let from = paragraph.find("<w:framePr ").unwrap();
        paragraph[from..].split("/>").next().unwrap().to_owned()
    };
    assert_eq!(frame(framed[0]), frame(framed[1]));
    let old = part(&parts(&papers::docx(&common::rich(Standard::Gost2016)).unwrap()), "word/document.xml");
    assert!(!old.contains("<w:framePr "));
}
