//! Pictures in the text, the emblem, the QR code.

use super::body::Body;
use super::text::{Properties, paragraph_properties};
use super::xml::{Xml, emu};
use crate::model::{Picture, PictureFormat};
use crate::requisites::CODE_CAPTION;
use crate::rules::PageLayout;

pub(crate) const CODE_SIDE: f64 = 22.0;

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
                    self.inline(xml, size, &picture.alt, |xml, id| {
                        picture_graphic(xml, &relation, id, size, &picture.alt);
                    });
                });
            });
        });
        self.xml = xml;
    }

    /// A drawing that stands in the line as a letter does.
    pub(super) fn inline(
        &mut self,
        xml: &mut Xml,
        size: (f64, f64),
        alt: &str,
        graphic: impl FnOnce(&mut Xml, &str),
    ) {
        self.drawings += 1;
        let id = self.drawings.to_string();
        let sides = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
        xml.tag("wp:inline", &sides, |xml| {
            xml.empty("wp:extent", &[("cx", &emu(size.0)), ("cy", &emu(size.1))]);
            drawing_name(xml, &id, alt);
            graphic(xml, &id);
        });
    }

    fn code(&mut self) -> Option<(String, String)> {
        let verification = self.paper.verification.as_ref()?;
        let bytes = crate::qr::png(&verification.url)?;
        let alt = format!("QR-код: {}", verification.url);
        let relation = self.keep_picture(Picture {
            format: PictureFormat::Png,
            bytes,
            alt: alt.clone(),
            width_mm: CODE_SIDE,
            height_mm: CODE_SIDE,
            caption: String::new(),
        });
        Some((relation, alt))
    }

    /// By the edition of 2025: in the lower right corner of the first page.
    pub(super) fn code_in_corner(&mut self) {
        let Some((relation, alt)) = self.code() else { return };
        self.drawings += 1;
        let (id, layout) = (self.drawings.to_string(), self.layout);
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties::style("Small"));
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:drawing", &[], |xml| anchored(xml, &layout, &id, &relation, &alt));
            });
        });
        self.xml = xml;
    }

    /// By the edition of 2016, which does not know the code: after the text.
    pub(super) fn code_after_text(&mut self) {
        let Some((relation, alt)) = self.code() else { return };
        self.line("Small", "");
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            paragraph_properties(xml, &Properties::style("Small"));
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:drawing", &[], |xml| {
                    let size = (CODE_SIDE, CODE_SIDE);
                    self.inline(xml, size, &alt, |xml, id| picture_graphic(xml, &relation, id, size, &alt));
                });
            });
        });
        self.xml = xml;
        let verification = self.paper.verification.as_ref();
        let caption = verification.map(|one| one.caption.as_str()).filter(|caption| !caption.is_empty());
        self.line("Small", caption.unwrap_or(CODE_CAPTION));
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

fn drawing_name(xml: &mut Xml, id: &str, alt: &str) {
    xml.empty("wp:docPr", &[("id", id), ("name", &format!("Рисунок {id}")), ("descr", alt)]);
    xml.tag("wp:cNvGraphicFramePr", &[], |xml| xml.empty("a:graphicFrameLocks", &[("noChangeAspect", "1")]));
}

fn anchored(xml: &mut Xml, layout: &PageLayout, id: &str, relation: &str, alt: &str) {
    let size = (CODE_SIDE, CODE_SIDE);
    let attributes = [
        ("distT", "0"),
        ("distB", "0"),
        ("distL", "114300"),
        ("distR", "114300"),
        ("simplePos", "0"),
        ("relativeHeight", "2"),
        ("behindDoc", "0"),
        ("locked", "0"),
        ("layoutInCell", "1"),
        ("allowOverlap", "0"),
    ];
    xml.tag("wp:anchor", &attributes, |xml| {
        xml.empty("wp:simplePos", &[("x", "0"), ("y", "0")]);
        // By the sheet, not by the text: a footnote at the bottom must not move the code.
        for (name, place) in [
            ("wp:positionH", 210.0 - layout.margins[1] - CODE_SIDE),
            ("wp:positionV", 297.0 - layout.margins[3] - CODE_SIDE),
        ] {
            xml.tag(name, &[("relativeFrom", "page")], |xml| {
                xml.tag("wp:posOffset", &[], |xml| xml.text(&emu(place)));
            });
        }
        xml.empty("wp:extent", &[("cx", &emu(size.0)), ("cy", &emu(size.1))]);
        xml.empty("wp:effectExtent", &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")]);
        xml.empty("wp:wrapSquare", &[("wrapText", "bothSides")]);
        drawing_name(xml, id, alt);
        picture_graphic(xml, relation, id, size, alt);
    });
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
