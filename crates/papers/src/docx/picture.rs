//! Pictures in the text, the emblem, the QR code.

use super::body::{Body, NAMESPACES};
use super::text::{Properties, paragraph_properties};
use super::xml::{Xml, emu};
use crate::model::{Align, Picture, PictureFormat, Verification};
use crate::requisites::code_caption;

pub(crate) const CODE_SIDE: f64 = 22.0;
/// Of the corner with the code and the words under it.
pub(crate) const CODE_WIDTH: f64 = 45.0;

impl Body<'_> {
    pub(super) fn picture(&mut self, picture: &Picture) {
        self.drawing_paragraph("Figure", picture);
        if !picture.caption.is_empty() {
            self.line("FigureCaption", &picture.caption);
        }
    }

    pub(super) fn emblem(&mut self, picture: &Picture) {
        self.drawing_paragraph("RequisiteCentre", picture);
    }

    fn drawing_paragraph(&mut self, style: &str, picture: &Picture) {
        let relation = self.keep_picture(picture.clone());
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties::style(style));
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:drawing", &[], |xml| {
                    let size = (picture.width_mm, picture.height_mm);
                    self.drawings += 1;
                    inline_picture(xml, &relation, self.drawings, size, &picture.alt);
                });
            });
        });
        self.xml = xml;
    }

    /// The code and what is under it. By the edition of 2025 they stand in the lower right corner of the first page; that of
    /// 2016 does not know the code: after the text.
    pub(super) fn code(&mut self, in_corner: bool) {
        if self.is_template {
            return self.code_to_come(in_corner);
        }
        let Some(verification) = &self.paper.verification else { return };
        let Some(bytes) = crate::qr::png(&verification.url) else { return };
        let alt = code_alt(verification);
        let size = (CODE_SIDE, CODE_SIDE);
        let (width_mm, height_mm, caption) = (CODE_SIDE, CODE_SIDE, String::new());
        let picture =
            Picture { format: PictureFormat::Png, bytes, alt: alt.clone(), width_mm, height_mm, caption };
        let relation = self.keep_picture(picture);
        if !in_corner {
            self.line("Small", "");
        }
        let properties = code_properties(in_corner);
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties { keep_with_next: true, ..properties });
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:drawing", &[], |xml| {
                    self.drawings += 1;
                    inline_picture(xml, &relation, self.drawings, size, &alt);
                });
            });
        });
        self.xml = xml;
        self.paragraph(properties, &code_caption(verification).into());
    }

    /// Keeps the bytes once for the package and answers the relationship's id.
    fn keep_picture(&mut self, picture: Picture) -> String {
        let known = self.pictures.iter().position(|one| one.bytes == picture.bytes);
        let place = known.unwrap_or(self.pictures.len());
        if known.is_none() {
            self.pictures.push(picture);
        }
        format!("rIdPicture{}", place + 1)
    }
}

/// A drawing that stands in the line as a letter does.
pub(super) fn inline(
    xml: &mut Xml,
    size: (f64, f64),
    id: usize,
    alt: &str,
    graphic: impl FnOnce(&mut Xml, &str),
) {
    let id = id.to_string();
    let sides = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
    xml.tag("wp:inline", &sides, |xml| {
        xml.empty("wp:extent", &[("cx", &emu(size.0)), ("cy", &emu(size.1))]);
        drawing_name(xml, &id, alt);
        graphic(xml, &id);
    });
}

fn inline_picture(xml: &mut Xml, relation: &str, id: usize, size: (f64, f64), alt: &str) {
    inline(xml, size, id, alt, |xml, id| picture_graphic(xml, relation, id, size, alt));
}

/// The code's drawing for a part that may know none of its namespaces.
pub(crate) fn qr_drawing(relation: &str, id: usize, verification: &Verification) -> String {
    let mut xml = Xml::default();
    xml.tag("w:drawing", &NAMESPACES[1..], |xml| {
        inline_picture(xml, relation, id, (CODE_SIDE, CODE_SIDE), &code_alt(verification));
    });
    xml.finish()
}

fn drawing_name(xml: &mut Xml, id: &str, alt: &str) {
    xml.empty("wp:docPr", &[("id", id), ("name", &format!("Рисунок {id}")), ("descr", alt)]);
    xml.tag("wp:cNvGraphicFramePr", &[], |xml| xml.empty("a:graphicFrameLocks", &[("noChangeAspect", "1")]));
}

pub(super) fn code_properties(in_corner: bool) -> Properties<'static> {
    let align = in_corner.then_some(Align::Right);
    Properties { style: "Small", align, in_corner, ..Properties::default() }
}

pub(crate) fn code_alt(verification: &Verification) -> String {
    format!("QR-код: {}", verification.url)
}

fn picture_graphic(xml: &mut Xml, relation: &str, id: &str, size: (f64, f64), alt: &str) {
    xml.tag("a:graphic", &[], |xml| {
        let uri = "http://schemas.openxmlformats.org/drawingml/2006/picture";
        xml.tag("a:graphicData", &[("uri", uri)], |xml| {
            xml.tag("pic:pic", &[], |xml| {
                xml.tag("pic:nvPicPr", &[], |xml| {
                    xml.empty("pic:cNvPr", &[("id", id), ("name", &format!("Рисунок {id}")), ("descr", alt)]);
                    xml.empty("pic:cNvPicPr", &[]);
                });
                xml.tag("pic:blipFill", &[], |xml| {
                    xml.empty("a:blip", &[("r:embed", relation)]);
                    xml.tag("a:stretch", &[], |xml| xml.empty("a:fillRect", &[]));
                });
                xml.tag("pic:spPr", &[], |xml| {
                    xml.tag("a:xfrm", &[], |xml| {
                        xml.empty("a:off", &[("x", "0"), ("y", "0")]);
                        xml.empty("a:ext", &[("cx", &emu(size.0)), ("cy", &emu(size.1))]);
                    });
                    xml.tag("a:prstGeom", &[("prst", "rect")], |xml| xml.empty("a:avLst", &[]));
                });
            });
        });
    });
}
