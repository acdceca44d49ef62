//! Paragraphs and runs.

use super::body::Body;
use super::lists::InList;
use super::picture::CODE_WIDTH;
use super::xml::{Xml, twips};
use crate::model::{Align, Inline, Styled, Text};

/// Properties of a paragraph beyond its style.
#[derive(Default, Clone, Copy)]
pub(super) struct Properties<'a> {
    pub style: &'a str,
    pub align: Option<Align>,
    pub list: Option<InList>,
    pub keep_with_next: bool,
    pub page_break_before: bool,
    pub bookmark: Option<usize>,
    /// Left indent in millimetres where it is not the style's.
    pub left: Option<f64>,
    /// In the lower right corner of the page, whatever stands there: paragraphs one after another share the frame.
    pub in_corner: bool,
}

impl<'a> Properties<'a> {
    pub(super) fn style(style: &'a str) -> Self {
        Self { style, ..Self::default() }
    }
}

#[derive(Default, Clone, Copy)]
struct Look {
    bold: bool,
    italic: bool,
    underline: bool,
    caps: bool,
}

impl Body<'_> {
    pub(super) fn paragraph(&mut self, properties: Properties<'_>, text: &Text) {
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &properties);
            self.inside_bookmark(xml, properties.bookmark, |body, xml| body.runs(xml, text));
        });
        self.xml = xml;
    }

    /// A line of the requisites that keep to the right edge, also on a turned page.
    pub(super) fn line_at_right(&mut self, text: &str, page_break_before: bool) {
        let left = self.is_turned().then(|| self.text_width() - self.layout.corner);
        let properties =
            Properties { style: "RequisiteRight", page_break_before, left, ..Properties::default() };
        self.paragraph(properties, &text.into());
    }

    pub(super) fn line(&mut self, style: &str, text: &str) {
        self.paragraph(Properties::style(style), &text.into());
    }

    fn inside_bookmark(
        &mut self,
        xml: &mut Xml,
        bookmark: Option<usize>,
        inside: impl FnOnce(&mut Self, &mut Xml),
    ) {
        let Some(number) = bookmark else { return inside(self, xml) };
        let id = number.to_string();
        xml.empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &bookmark_name(number))]);
        inside(self, xml);
        xml.empty("w:bookmarkEnd", &[("w:id", &id)]);
    }

    pub(super) fn runs(&mut self, xml: &mut Xml, text: &Text) {
        self.runs_looking(xml, text, Look::default());
    }

    fn runs_looking(&mut self, xml: &mut Xml, text: &Text, look: Look) {
        for inline in &text.0 {
            match inline {
                Inline::Plain(text) => run(xml, text, look),
                Inline::Styled(Styled::Bold(text)) => {
                    self.runs_looking(xml, text, Look { bold: true, ..look });
                }
                Inline::Styled(Styled::Italic(text)) => {
                    self.runs_looking(xml, text, Look { italic: true, ..look });
                }
                Inline::Styled(Styled::Underline(text)) => {
                    self.runs_looking(xml, text, Look { underline: true, ..look });
                }
                Inline::Styled(Styled::Spaced(text)) => {
                    self.runs_looking(xml, text, Look { caps: true, ..look });
                }
                Inline::Styled(Styled::Note(text)) => {
                    self.notes.push(text.clone());
                    let id = self.notes.len().to_string();
                    xml.tag("w:r", &[], |xml| {
                        xml.tag("w:rPr", &[], |xml| xml.val("w:rStyle", "FootnoteReference"));
                        xml.empty("w:footnoteReference", &[("w:id", &id)]);
                    });
                }
            }
        }
    }
}

pub(super) fn bookmark_name(number: usize) -> String {
    format!("_Toc{number:08}")
}

pub(super) fn paragraph_properties(xml: &mut Xml, properties: &Properties<'_>) {
    xml.tag("w:pPr", &[], |xml| {
        xml.val("w:pStyle", if properties.style.is_empty() { "PaperText" } else { properties.style });
        if properties.keep_with_next {
            xml.empty("w:keepNext", &[]);
        }
        if properties.page_break_before {
            xml.empty("w:pageBreakBefore", &[]);
        }
        if properties.in_corner {
            // By the margins of the page, not by the text: a footnote must not move it.
            xml.empty(
                "w:framePr",
                &[
                    ("w:w", &twips(CODE_WIDTH)),
                    ("w:hSpace", &twips(3.0)),
                    ("w:wrap", "around"),
                    ("w:vAnchor", "margin"),
                    ("w:hAnchor", "margin"),
                    ("w:xAlign", "right"),
                    ("w:yAlign", "bottom"),
                ],
            );
        }
        if let Some(list) = properties.list {
            xml.tag("w:numPr", &[], |xml| {
                xml.val("w:ilvl", &list.level.to_string());
                xml.val("w:numId", &list.instance.to_string());
            });
        }
        if let Some(left) = properties.left {
            xml.empty("w:ind", &[("w:left", &twips(left))]);
        }
        if let Some(align) = properties.align {
            // An alignment of its own means a line of its own: no first-line indent.
            xml.empty("w:ind", &[("w:firstLine", "0")]);
            xml.val(
                "w:jc",
                match align {
                    Align::Left => "left",
                    Align::Centre => "center",
                    Align::Right => "right",
                },
            );
        }
    });
}

/// A run; line ends and tabs in the text become Word's own.
fn run(xml: &mut Xml, text: &str, look: Look) {
    if text.is_empty() {
        return;
    }
    xml.tag("w:r", &[], |xml| {
        if look.bold || look.italic || look.underline || look.caps {
            xml.tag("w:rPr", &[], |xml| {
                if look.bold {
                    xml.empty("w:b", &[]);
                    xml.empty("w:bCs", &[]);
                }
                if look.italic {
                    xml.empty("w:i", &[]);
                    xml.empty("w:iCs", &[]);
                }
                if look.caps {
                    xml.empty("w:caps", &[]);
                }
                if look.underline {
                    xml.val("w:u", "single");
                }
            });
        }
        let mut piece = String::new();
        let flush = |xml: &mut Xml, piece: &mut String| {
            if !piece.is_empty() {
                xml.tag("w:t", &[("xml:space", "preserve")], |xml| xml.text(piece));
                piece.clear();
            }
        };
        for letter in text.chars() {
            match letter {
                '\n' | '\t' => {
                    flush(xml, &mut piece);
                    xml.empty(if letter == '\n' { "w:br" } else { "w:tab" }, &[]);
                }
                '\r' => {}
                _ => piece.push(letter),
            }
        }
        flush(xml, &mut piece);
    });
}
