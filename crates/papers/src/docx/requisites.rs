//! Requisites before and after the text, where ГОСТ Р 7.0.97 puts them.

use super::body::Body;
use super::styles::W;
use super::text::{Properties, paragraph_properties};
use super::xml::{Xml, twips};
use crate::model::{Align, ElectronicSignature, Letterhead, LetterheadLayout, Signature, Stamp, Text};
use crate::requisites::{self as words, CELLS_OF_SIGNATURE};

/// Between the blank and the addressee, millimetres.
const GAP: f64 = 6.0;

/// Paragraphs of a cell: style and text.
type Lines = Vec<(&'static str, Text)>;

impl Body<'_> {
    pub(super) fn opening_requisites(&mut self) {
        let paper = self.paper;
        if self.is_template {
            self.draft_mark_to_come();
        } else if paper.draft {
            self.paragraph(
                Properties { style: "Requisite", align: Some(Align::Right), ..Properties::default() },
                &"ПРОЕКТ".into(),
            );
        }
        let in_corner = paper.letterhead.as_ref().is_some_and(|one| one.layout == LetterheadLayout::Corner);
        match &paper.letterhead {
            Some(letterhead) if in_corner => self.corner(letterhead),
            Some(letterhead) => self.letterhead(letterhead),
            None => {}
        }
        if !in_corner {
            self.addressees_and_approval();
        }
        if !paper.kind.is_empty() {
            self.paragraph(Properties::style("Title"), &paper.kind.as_str().into());
        }
        if !in_corner {
            self.date_and_number();
        }
        if !paper.heading.is_empty() {
            // A letter's heading stands at the left margin, an order's in the middle.
            let align = in_corner.then_some(Align::Left);
            self.paragraph(
                Properties { style: "PaperHeading", align, ..Properties::default() },
                &paper.heading,
            );
        }
        if self.layout.code_in_corner {
            self.code(true);
        }
    }

    fn letterhead(&mut self, letterhead: &Letterhead) {
        if let Some(emblem) = &letterhead.emblem {
            self.emblem(emblem);
        }
        for (style, text) in letterhead_lines(letterhead) {
            self.paragraph(Properties::style(style), &text);
        }
        self.line("Requisite", "");
    }

    /// The blank at the left, the addressee at the right.
    fn corner(&mut self, letterhead: &Letterhead) {
        if let Some(emblem) = &letterhead.emblem {
            self.emblem(emblem);
        }
        let mut left = letterhead_lines(letterhead);
        left.push(("Requisite", Text::default()));
        left.extend(words::date_and_number(self.paper).into_iter().map(|line| ("Requisite", line.into())));
        let mut right: Lines = Vec::new();
        for (place, addressee) in self.paper.addressees.iter().enumerate() {
            if place > 0 {
                right.push(("Requisite", Text::default()));
            }
            right.extend(addressee.iter().map(|line| ("Requisite", line.as_str().into())));
        }
        if let Some(stamp) = &self.paper.approval {
            right.extend(words::stamp(stamp).into_iter().map(|line| ("Requisite", line.into())));
        }
        let width = self.text_width();
        let widths = [width - self.layout.corner - GAP, GAP, self.layout.corner];
        self.layout_table(&widths, &[vec![left, Lines::new(), right]], false);
        self.line("Requisite", "");
    }

    fn addressees_and_approval(&mut self) {
        let paper = self.paper;
        for addressee in &paper.addressees {
            for line in addressee {
                self.line_at_right(line, false);
            }
            self.line_at_right("", false);
        }
        if let Some(stamp) = &paper.approval {
            self.stamp(stamp, false);
            self.line_at_right("", false);
        }
    }

    pub(super) fn stamp(&mut self, stamp: &Stamp, page_break_before: bool) {
        for (place, line) in words::stamp(stamp).iter().enumerate() {
            self.line_at_right(line, page_break_before && place == 0);
        }
    }

    /// Date at the left, number at the right, the place under them.
    fn date_and_number(&mut self) {
        let paper = self.paper;
        if !paper.date.is_empty() || !paper.number.is_empty() {
            let (date, number) = (paper.date.as_str(), words::number(paper));
            let cells = vec![vec![("Requisite", Text::from(date))], vec![("Requisite", Text::from(number))]];
            let width = self.text_width();
            self.layout_table(&[width / 2.0, width / 2.0], &[cells], true);
        }
        if !paper.place.is_empty() {
            self.line("RequisiteCentre", &paper.place);
        }
    }

    pub(super) fn closing_requisites(&mut self) {
        let paper = self.paper;
        if !paper.enclosures.is_empty() {
            self.line("Requisite", "");
            for line in words::enclosures(paper) {
                self.line("Requisite", &line);
            }
        }
        if !paper.signatures.is_empty() {
            self.signatures(&paper.signatures);
        }
        if let Some(mark) = &paper.electronic_signature {
            self.electronic_signature(mark);
        }
        for stamp in &paper.agreements {
            self.line("Requisite", "");
            for line in words::stamp(stamp) {
                self.line("Requisite", &line);
            }
        }
        self.named_signatures(words::VISAS, &paper.visas);
        self.named_signatures(words::ACQUAINTED, &paper.acquainted);
        if !self.layout.code_in_corner {
            self.code(false);
        }
        if let Some(executor) = &paper.executor {
            self.line("Small", "");
            for line in words::executor(executor) {
                self.line("Small", &line);
            }
        }
    }

    fn named_signatures(&mut self, title: &str, signatures: &[Signature]) {
        if !signatures.is_empty() {
            self.line("Requisite", "");
            self.line("Requisite", title);
            self.signatures(signatures);
        }
    }

    pub(super) fn signatures(&mut self, signatures: &[Signature]) {
        self.line("Requisite", "");
        let width = self.text_width();
        let rows: Vec<Vec<Lines>> = signatures
            .iter()
            .map(|one| words::signature(one).map(|text| vec![("Requisite", Text::from(text))]).into())
            .collect();
        self.layout_table(&CELLS_OF_SIGNATURE.map(|share| width * share), &rows, true);
    }

    fn electronic_signature(&mut self, mark: &ElectronicSignature) {
        self.line("Requisite", "");
        let lines = words::electronic_signature(mark);
        let mut xml = std::mem::take(&mut self.xml);
        let width = twips(90.0);
        xml.tag("w:tbl", &[], |xml| {
            xml.tag("w:tblPr", &[], |xml| {
                xml.val("w:tblStyle", "PaperTable");
                xml.empty("w:tblW", &[("w:w", &width), ("w:type", "dxa")]);
                xml.val("w:jc", "center");
                xml.empty("w:tblLayout", &[("w:type", "fixed")]);
            });
            xml.tag("w:tblGrid", &[], |xml| xml.empty("w:gridCol", &[("w:w", &width)]));
            xml.tag("w:tr", &[], |xml| {
                xml.tag("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
                xml.tag("w:tc", &[], |xml| {
                    xml.tag("w:tcPr", &[], |xml| {
                        xml.empty("w:tcW", &[("w:w", &width), ("w:type", "dxa")]);
                    });
                    for (place, line) in lines.iter().enumerate() {
                        let style = if place == 0 { "SmallCentre" } else { "Small" };
                        self.cell_paragraph(xml, style, None, &line.as_str().into());
                    }
                });
            });
        });
        self.xml = xml;
    }

    /// A table that only holds places: no lines. With `last_right` the last cell keeps to the right and the foot.
    fn layout_table(&mut self, widths: &[f64], rows: &[Vec<Lines>], last_right: bool) {
        let mut xml = std::mem::take(&mut self.xml);
        let whole: f64 = widths.iter().sum();
        xml.tag("w:tbl", &[], |xml| {
            xml.tag("w:tblPr", &[], |xml| {
                xml.empty("w:tblW", &[("w:w", &twips(whole)), ("w:type", "dxa")]);
                xml.empty("w:tblLayout", &[("w:type", "fixed")]);
                xml.tag("w:tblCellMar", &[], |xml| {
                    for side in ["w:left", "w:right"] {
                        xml.empty(side, &[("w:w", "0"), ("w:type", "dxa")]);
                    }
                });
            });
            xml.tag("w:tblGrid", &[], |xml| {
                for width in widths {
                    xml.empty("w:gridCol", &[("w:w", &twips(*width))]);
                }
            });
            for row in rows {
                xml.tag("w:tr", &[], |xml| {
                    xml.tag("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
                    for (place, (cell, width)) in row.iter().zip(widths).enumerate() {
                        let is_last = place + 1 == row.len();
                        xml.tag("w:tc", &[], |xml| {
                            xml.tag("w:tcPr", &[], |xml| {
                                xml.empty("w:tcW", &[("w:w", &twips(*width)), ("w:type", "dxa")]);
                                if last_right && place > 0 {
                                    xml.val("w:vAlign", "bottom");
                                }
                            });
                            let align = (is_last && last_right).then_some(Align::Right);
                            for (style, text) in cell {
                                self.cell_paragraph(xml, style, align, text);
                            }
                            if cell.is_empty() {
                                self.cell_paragraph(xml, "Requisite", None, &Text::default());
                            }
                        });
                    }
                });
            }
        });
        self.xml = xml;
    }

    pub(super) fn cell_paragraph(&mut self, xml: &mut Xml, style: &str, align: Option<Align>, text: &Text) {
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties { style, align, ..Properties::default() });
            self.runs(xml, text);
        });
    }
}

fn letterhead_lines(letterhead: &Letterhead) -> Lines {
    let mut lines: Lines =
        words::told(&letterhead.founders).map(|line| ("RequisiteCentre", line.into())).collect();
    if !letterhead.organisation.is_empty() {
        lines.push(("RequisiteCentre", Text::bold(letterhead.organisation.as_str())));
    }
    if !letterhead.short_name.is_empty() {
        lines.push(("RequisiteCentre", Text::bold(format!("({})", letterhead.short_name))));
    }
    lines.extend(words::told(&letterhead.contacts).map(|line| ("SmallCentre", line.into())));
    lines
}

/// The header: the number of the page, in the middle of the upper margin.
pub(super) fn header() -> String {
    let mut xml = Xml::part();
    xml.tag("w:hdr", &[("xmlns:w", W)], |xml| {
        xml.tag("w:p", &[], |xml| {
            xml.tag("w:pPr", &[], |xml| xml.val("w:pStyle", "Header"));
            super::body::field_begin(xml, " PAGE ");
            xml.tag("w:r", &[], |xml| xml.tag("w:t", &[], |xml| xml.text("2")));
            super::body::field_end(xml);
        });
    });
    xml.finish()
}
