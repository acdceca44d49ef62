//! PDF: what stands on which page, what a reader's program is told, what an archive asks for.
#![cfg(feature = "pdf")]

mod common;

use lopdf::{Dictionary, Document, Object};
use papers::{Block, Element, Heading, Paper, PdfKind, Standard, Text};
use proptest::prelude::*;

fn open(paper: &Paper, kind: PdfKind) -> Document {
    Document::load_mem(&papers::pdf(paper, kind).unwrap()).unwrap()
}

fn text_of(document: &Document, page: u32) -> String {
    document.extract_text(&[page]).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Structure tags of the document with how many there are of each.
fn tags(document: &Document) -> std::collections::BTreeMap<String, usize> {
    let mut found = std::collections::BTreeMap::new();
    for object in document.objects.values() {
        if let Object::Dictionary(dictionary) = object
            && let Ok(kind) = dictionary.get(b"S").and_then(Object::as_name)
            && dictionary.has(b"P")
        {
            *found.entry(String::from_utf8_lossy(kind).into_owned()).or_default() += 1;
        }
    }
    found
}

fn catalog(document: &Document) -> &Dictionary {
    document.catalog().unwrap()
}

#[test]
fn the_text_layer_reads_as_written() {
    let document = open(&common::rich(Standard::Gost2016), PdfKind::Plain);
    // The reader here puts spaces where letters are kerned: words are compared without any.
    let bare = |text: &str| text.split([' ', '\u{a0}']).collect::<String>();
    let first = bare(&text_of(&document, 1));
    for piece in [
        "Институт развития образования",
        "УТВЕРЖДАЮ",
        "ПРИКАЗ",
        "№ 57",
        "ёж",
        "1 250 ₽",
        "#hash $math$ *звёзды* _под_ @ссылка \\ [скобки]",
    ] {
        assert!(first.contains(&bare(piece)), "{piece}: {first}");
    }
}

/// The page of a paper on which its code for checking is read: under the QR code, in both editions.
#[test]
fn the_words_under_the_code_are_printed() {
    let bare = |text: &str| text.split([' ', '\u{a0}']).collect::<String>();
    for (standard, is_first) in [(Standard::Gost2016, false), (Standard::Gost2025, true)] {
        let mut paper = common::rich(standard);
        let caption = "Проверить документ: код ABCD-EFGH-JK12";
        paper.verification =
            Some(papers::Verification { caption: caption.into(), ..paper.verification.unwrap() });
        paper.annexes.clear();
        let document = open(&paper, PdfKind::Archive);
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        assert!(pages.len() > 1);
        let with_code: Vec<u32> = pages
            .iter()
            .copied()
            .filter(|page| bare(&text_of(&document, *page)).contains(&bare(caption)))
            .collect();
        assert_eq!(with_code, [if is_first { 1 } else { *pages.last().unwrap() }], "{standard:?}");
    }
}

#[test]
fn heads_of_tables_are_repeated_on_every_page() {
    let mut paper = common::rich(Standard::Gost2016);
    paper.body = vec![papers::Element::Table(common::wide_table(90)).into()];
    paper.annexes.clear();
    let document = open(&paper, PdfKind::Plain);
    let pages = document.get_pages();
    assert!(pages.len() >= 3, "{}", pages.len());
    let with_head = pages
        .keys()
        .filter(|page| text_of(&document, **page).contains("Муниципалитет Школ Охват, %"))
        .count();
    let with_rows =
        pages.keys().filter(|page| text_of(&document, **page).contains("Сведения представлены")).count();
    assert_eq!(with_head, with_rows);
    assert_eq!(papers::page_count(&paper).unwrap(), pages.len());
}

#[test]
fn the_reader_is_told_language_title_and_structure() {
    let document = open(&common::rich(Standard::Gost2025), PdfKind::Plain);
    let language = catalog(&document).get(b"Lang").and_then(Object::as_str).unwrap();
    assert!(language.starts_with(b"ru"), "{language:?}");
    let marked = catalog(&document).get(b"MarkInfo").and_then(|one| document.dereference(one)).unwrap().1;
    assert!(marked.as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
    let tags = tags(&document);
    for kind in ["H1", "P", "Table", "THead", "TH", "TD", "L", "LI", "Figure", "Note", "TOC", "TOCI"] {
        assert!(tags.contains_key(kind), "{kind}: {tags:?}");
    }
    let figures = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dictionary| {
        dictionary.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"Figure")
    });
    for figure in figures {
        assert!(figure.has(b"Alt"), "a figure without words: {figure:?}");
    }
}

#[test]
fn an_archive_copy_says_that_it_is_one() {
    let bytes = papers::pdf(&common::rich(Standard::Gost2025), PdfKind::Archive).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let metadata = catalog(&document).get(b"Metadata").and_then(|one| document.dereference(one)).unwrap().1;
    let xmp = String::from_utf8_lossy(&metadata.as_stream().unwrap().content).into_owned();
    assert!(xmp.contains("pdfaid:part>2<") && xmp.contains("pdfaid:conformance>A<"), "{xmp}");
    assert!(xmp.contains("pdfuaid:part>1<"), "{xmp}");
    assert!(catalog(&document).has(b"OutputIntents"));
}

#[test]
fn every_kind_becomes_an_archive_copy() {
    for kind in papers::kinds() {
        let values = kind.complete(&kind.examples()).unwrap();
        let mut paper = papers::fill(kind, &values).unwrap().paper;
        assert!(papers::pdf(&paper, PdfKind::Plain).is_ok(), "{}", kind.code);
        paper.created.get_or_insert(jiff::civil::date(2024, 3, 5));
        let document = open(&paper, PdfKind::Archive);
        let pages = document.get_pages().len();
        assert!((1..=12).contains(&pages), "{}: {pages} pages", kind.code);
        let text: String = document.get_pages().keys().map(|page| text_of(&document, *page)).collect();
        assert!(!text.contains('□'), "{}: a letter that the font does not have", kind.code);
        insta::with_settings!({snapshot_path => "snapshots/kinds"}, {
            let lines = papers::html(&paper).replace("><", ">\n<");
            insta::assert_snapshot!(kind.code.clone(), lines);
        });
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = common::rich(Standard::Gost2016);
    assert_eq!(
        papers::pdf(&paper, PdfKind::Archive).unwrap(),
        papers::pdf(&paper, PdfKind::Archive).unwrap()
    );
}

#[test]
fn a_table_of_contents_in_word_has_the_pages_of_pdf() {
    use std::io::Read;
    let docx = papers::docx(&common::rich(Standard::Gost2016)).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    let last = text.split("PAGEREF _Toc00000003").nth(1).unwrap();
    let page = last.split("<w:t>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(page, "2");
}

#[test]
fn a_heading_of_signs_that_are_not_printed_is_no_heading() {
    for unseen in ["\0", " ", "\u{feff}\n\u{ad}"] {
        let heading = Heading { level: 1, text: Text::from(unseen.to_owned()), unlisted: false };
        let paper = Paper {
            title: "Приказ".into(),
            created: Some(jiff::civil::date(2024, 3, 5)),
            heading: Text::from(unseen.to_owned()),
            body: vec![Block::Element(Element::Heading(heading))],
            ..Paper::default()
        };
        let made = papers::pdf(&paper, PdfKind::Archive);
        assert!(made.is_ok(), "{unseen:?}: {:?}", made.err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a person types is printed: it is never code, and it never makes an archive copy impossible.
    #[test]
    fn any_text_can_be_printed(text in "\\PC{0,60}", control in "[\u{0}-\u{1f}#$*_@\\[\\]{}\"'`~<>=+/-]{0,20}") {
        let paper = Paper {
            title: format!("Приказ {control}{text}"),
            created: Some(jiff::civil::date(2024, 3, 5)),
            heading: Text::from(format!("{text}{control}")),
            kind: control.clone(),
            body: vec![Block::Plain(format!("{control}{text}"))],
            ..Paper::default()
        };
        let made = papers::pdf(&paper, PdfKind::Archive);
        prop_assert!(made.is_ok(), "{:?}", made.err());
        prop_assert!(papers::docx(&paper).is_ok());
        let undated = Paper { created: None, ..paper };
        prop_assert!(matches!(papers::pdf(&undated, PdfKind::Archive), Err(papers::PaperError::NotForArchive)));
    }
}

#[test]
fn a_kind_that_shows_nothing_is_no_heading() {
    let paper = Paper {
        title: "Приказ".into(),
        created: Some(jiff::civil::date(2024, 3, 5)),
        kind: "\0 ".into(),
        body: vec![Block::Plain("Текст".into())],
        ..Paper::default()
    };
    assert!(papers::pdf(&paper, PdfKind::Archive).is_ok());
}
