//! The document part: requisites in their order, then blocks, sections and annexes.

use super::lists::HEADINGS;
use super::styles::{ListKind, W};
use super::text::{Properties, bookmark_name};
use super::xml::{Xml, twips};
use crate::model::{Annex, Block, Chart, Element, Heading, Paper, Paragraph, Picture, Text};
use crate::outline;
use crate::requisites;
use crate::rules::PageLayout;

/// The document as it is written, and what its parts will need besides.
pub(super) struct Body<'a> {
    pub(super) paper: &'a Paper,
    pub(super) layout: PageLayout,
    pub(super) xml: Xml,
    pub(super) notes: Vec<Text>,
    pub(super) lists: Vec<ListKind>,
    pub(super) pictures: Vec<Picture>,
    pub(super) charts: Vec<&'a Chart>,
    /// Drawings are counted through the paper: their ids must differ.
    pub(super) drawings: usize,
    /// Requisites of the day of printing get places instead of themselves.
    pub(super) is_template: bool,
    pub(super) charts_to_come: usize,
    headings: usize,
    pages: &'a [u32],
    landscape: bool,
    sections: usize,
}

pub(super) const NAMESPACES: [(&str, &str); 6] = [
    ("xmlns:w", W),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
];

impl<'a> Body<'a> {
    pub(super) fn new(paper: &'a Paper, pages: &'a [u32], is_template: bool) -> Self {
        Self {
            paper,
            layout: paper.standard.layout(),
            xml: Xml::default(),
            notes: Vec::new(),
            lists: Vec::new(),
            pictures: Vec::new(),
            charts: Vec::new(),
            drawings: 0,
            is_template,
            charts_to_come: 0,
            headings: 0,
            pages,
            landscape: paper.landscape,
            sections: 0,
        }
    }

    pub(super) fn document(&mut self) -> String {
        let paper = self.paper;
        self.opening_requisites();
        self.blocks(&paper.body);
        self.turn(paper.landscape);
        self.closing_requisites();
        for annex in &paper.annexes {
            self.annex(annex);
        }
        let content = std::mem::take(&mut self.xml).finish();
        let mut xml = Xml::part();
        xml.tag("w:document", &NAMESPACES, |xml| {
            xml.tag("w:body", &[], |xml| {
                xml.raw(&content);
                self.section(xml);
            });
        });
        xml.finish()
    }

    pub(super) fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Plain(text) => self.line("PaperText", text),
                Block::Element(element) => self.element(element),
            }
        }
    }

    fn element(&mut self, element: &'a Element) {
        match element {
            Element::Heading(heading) => self.heading(heading),
            Element::Paragraph(Paragraph { text, align, keep_with_next }) => {
                let (align, keep_with_next) = (*align, *keep_with_next);
                self.paragraph(
                    Properties { style: "PaperText", align, keep_with_next, ..Properties::default() },
                    text,
                );
            }
            Element::Clauses(clauses) => self.clauses(clauses),
            Element::Bullets(items) => self.list(ListKind::Bullets, items),
            Element::Numbers(items) => self.list(ListKind::Numbers, items),
            Element::Letters(items) => self.list(ListKind::Letters, items),
            Element::Table(table) => self.table(table),
            Element::Picture(picture) => self.picture(picture),
            Element::Chart(chart) => self.chart(chart),
            Element::Contents(title) => self.contents(title),
            Element::PageBreak {} => {
                self.xml.tag("w:p", &[], |xml| {
                    xml.tag("w:r", &[], |xml| xml.empty("w:br", &[("w:type", "page")]));
                });
            }
            Element::Landscape(blocks) => {
                self.turn(true);
                self.blocks(blocks);
                self.turn(self.paper.landscape);
            }
            Element::Signatures(signatures) => self.signatures(signatures),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = usize::from(heading.level.clamp(1, 3)) - 1;
        if heading.unlisted {
            return self.paragraph(Properties::style("PartTitle"), &heading.text);
        }
        let bookmark = self.heading_bookmark();
        self.paragraph(
            Properties { style: HEADINGS[level], bookmark, ..Properties::default() },
            &heading.text,
        );
    }

    /// The place in the table of contents that a heading takes.
    pub(super) fn heading_bookmark(&mut self) -> Option<usize> {
        self.headings += 1;
        Some(self.headings)
    }

    /// The table of contents as a field that Word refreshes, filled with what the paper has.
    fn contents(&mut self, title: &str) {
        self.line("PartTitle", title);
        // A heading that is still a placeholder is nobody's entry yet.
        let is_known = |(_, entry): &(usize, outline::Entry)| !entry.text.contains("{{");
        let entries: Vec<_> = outline::of(self.paper).into_iter().enumerate().filter(is_known).collect();
        let last = entries.len();
        for (at, (place, entry)) in entries.into_iter().enumerate() {
            let style = ["TOC1", "TOC2", "TOC3"][entry.level.min(2)];
            let bookmark = bookmark_name(place + 1);
            let page = self.pages.get(place).map(u32::to_string).unwrap_or_default();
            self.xml.tag("w:p", &[], |xml| {
                xml.tag("w:pPr", &[], |xml| xml.val("w:pStyle", style));
                if at == 0 {
                    field_begin(xml, " TOC \\o \"1-3\" \\h \\z ");
                }
                xml.tag("w:hyperlink", &[("w:anchor", &bookmark), ("w:history", "1")], |xml| {
                    xml.tag("w:r", &[], |xml| {
                        xml.tag("w:t", &[("xml:space", "preserve")], |xml| xml.text(&entry.text));
                    });
                    xml.tag("w:r", &[], |xml| xml.empty("w:tab", &[]));
                    field_begin(xml, &format!(" PAGEREF {bookmark} \\h "));
                    xml.tag("w:r", &[], |xml| xml.tag("w:t", &[], |xml| xml.text(&page)));
                    field_end(xml);
                });
                if at + 1 == last {
                    field_end(xml);
                }
            });
        }
    }

    fn annex(&mut self, annex: &'a Annex) {
        let (was_turned, turned) = (self.landscape, annex.landscape || self.paper.landscape);
        self.turn(turned);
        let mut first = was_turned == turned;
        for line in requisites::annex(annex) {
            self.line_at_right(&line, std::mem::take(&mut first));
        }
        if let Some(stamp) = &annex.approval {
            self.stamp(stamp, std::mem::take(&mut first));
        }
        if !annex.heading.is_empty() {
            let page_break_before = std::mem::take(&mut first);
            let properties = Properties { style: "PaperHeading", page_break_before, ..Properties::default() };
            self.paragraph(properties, &annex.heading.as_str().into());
        }
        self.blocks(&annex.body);
    }

    /// Ends the section when the page has to be turned.
    fn turn(&mut self, landscape: bool) {
        if self.landscape == landscape {
            return;
        }
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            xml.tag("w:pPr", &[], |xml| {
                xml.val("w:pStyle", "Small");
                self.section(xml);
            });
        });
        self.xml = xml;
        self.landscape = landscape;
    }

    pub(super) fn is_turned(&self) -> bool {
        self.landscape
    }

    /// Width of the text, millimetres.
    pub(super) fn text_width(&self) -> f64 {
        let [left, right, top, bottom] = self.layout.margins;
        if self.landscape { 297.0 - top - bottom } else { 210.0 - left - right }
    }

    fn section(&mut self, xml: &mut Xml) {
        // A turned page keeps its binding edge: what was left is on top.
        let [left, right, top, bottom] = self.layout.margins;
        let ([top, right, bottom, left], size, orientation) = if self.landscape {
            ([left, bottom, right, top], (297.0, 210.0), Some("landscape"))
        } else {
            ([top, right, bottom, left], (210.0, 297.0), None)
        };
        xml.tag("w:sectPr", &[], |xml| {
            xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", "rIdHeader")]);
            let (width, height) = (twips(size.0), twips(size.1));
            let mut page = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
            page.extend(orientation.map(|orientation| ("w:orient", orientation)));
            xml.empty("w:pgSz", &page);
            xml.empty(
                "w:pgMar",
                &[
                    ("w:top", &twips(top)),
                    ("w:right", &twips(right)),
                    ("w:bottom", &twips(bottom)),
                    ("w:left", &twips(left)),
                    ("w:header", &twips(10.0)),
                    ("w:footer", &twips(8.0)),
                    ("w:gutter", "0"),
                ],
            );
            // The first page of a paper has no number.
            if self.sections == 0 {
                xml.empty("w:titlePg", &[]);
            }
        });
        self.sections += 1;
    }
}

fn field_char(xml: &mut Xml, kind: &str) {
    xml.tag("w:r", &[], |xml| xml.empty("w:fldChar", &[("w:fldCharType", kind)]));
}

pub(super) fn field_begin(xml: &mut Xml, instruction: &str) {
    field_char(xml, "begin");
    xml.tag("w:r", &[], |xml| {
        xml.tag("w:instrText", &[("xml:space", "preserve")], |xml| xml.text(instruction));
    });
    field_char(xml, "separate");
}

pub(super) fn field_end(xml: &mut Xml) {
    field_char(xml, "end");
}
