//! Styles, numbering and settings: real ones, so that the office can restyle a paper in one place.

use super::xml::{Xml, half_points, twips};
use crate::rules::PageLayout;

pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const FONT: &str = "Times New Roman";

/// What a paragraph style says.
#[derive(Default)]
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    based_on: &'a str,
    next: &'a str,
    align: &'a str,
    /// Left, first line: millimetres.
    indent: Option<(f64, f64)>,
    /// Before, after: points.
    spacing: Option<(f64, f64)>,
    single: bool,
    size: Option<f64>,
    bold: bool,
    keep: bool,
    outline: Option<&'a str>,
}

pub(super) fn styles(layout: &PageLayout) -> String {
    let mut xml = Xml::part();
    xml.tag("w:styles", &[("xmlns:w", W)], |xml| {
        xml.tag("w:docDefaults", &[], |xml| {
            xml.tag("w:rPrDefault", &[], |xml| {
                xml.tag("w:rPr", &[], |xml| {
                    xml.empty(
                        "w:rFonts",
                        &[("w:ascii", FONT), ("w:hAnsi", FONT), ("w:eastAsia", FONT), ("w:cs", FONT)],
                    );
                    xml.val("w:sz", &half_points(layout.font_size));
                    xml.val("w:szCs", &half_points(layout.font_size));
                    xml.empty("w:lang", &[("w:val", "ru-RU"), ("w:eastAsia", "ru-RU"), ("w:bidi", "ar-SA")]);
                });
            });
            xml.tag("w:pPrDefault", &[], |_| {});
        });
        xml.tag("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")], |xml| {
            xml.val("w:name", "Normal");
            xml.empty("w:qFormat", &[]);
        });
        for style in paragraph_styles(layout) {
            paragraph_style(xml, &style);
        }
        xml.tag("w:style", &[("w:type", "character"), ("w:styleId", "FootnoteReference")], |xml| {
            xml.val("w:name", "footnote reference");
            xml.tag("w:rPr", &[], |xml| xml.val("w:vertAlign", "superscript"));
        });
        xml.tag("w:style", &[("w:type", "character"), ("w:styleId", "Hyperlink")], |xml| {
            xml.val("w:name", "Hyperlink");
        });
        table_styles(xml);
    });
    xml.finish()
}

fn paragraph_styles(layout: &PageLayout) -> Vec<Style<'static>> {
    let first_line = layout.first_line;
    let heading = |id, name, outline| Style {
        id,
        name,
        based_on: "Normal",
        next: "PaperText",
        align: "center",
        spacing: Some((12.0, 6.0)),
        bold: true,
        keep: true,
        outline: Some(outline),
        ..Style::default()
    };
    let plain = |id, name| Style { id, name, based_on: "Normal", single: true, ..Style::default() };
    vec![
        Style {
            id: "PaperText",
            name: "Текст документа",
            based_on: "Normal",
            align: "both",
            indent: Some((0.0, first_line)),
            ..Style::default()
        },
        heading("Heading1", "heading 1", "0"),
        heading("Heading2", "heading 2", "1"),
        heading("Heading3", "heading 3", "2"),
        Style {
            outline: None, ..heading("PartTitle", "Заголовок без содержания", "9")
        },
        Style {
            id: "Title",
            name: "Title",
            based_on: "Normal",
            next: "PaperText",
            align: "center",
            spacing: Some((12.0, 6.0)),
            bold: true,
            keep: true,
            ..Style::default()
        },
        Style {
            align: "center",
            spacing: Some((6.0, 12.0)),
            bold: true,
            keep: true,
            ..plain("PaperHeading", "Заголовок к тексту")
        },
        Style { ..plain("Requisite", "Реквизит") },
        Style { align: "center", ..plain("RequisiteCentre", "Реквизит по центру") },
        Style {
            indent: Some((210.0 - layout.margins[0] - layout.margins[1] - layout.corner, 0.0)),
            spacing: Some((0.0, 0.0)),
            ..plain("RequisiteRight", "Реквизит справа")
        },
        Style { size: Some(layout.small_size), ..plain("Small", "Мелкий текст") },
        Style {
            align: "center",
            size: Some(layout.small_size),
            ..plain("SmallCentre", "Мелкий текст по центру")
        },
        Style { size: Some(layout.table_size), ..plain("TableText", "Текст таблицы") },
        Style {
            size: Some(layout.table_size),
            bold: true,
            align: "center",
            keep: true,
            ..plain("TableHead", "Заголовок таблицы")
        },
        Style {
            size: Some(layout.table_size - 2.0), ..plain("TableTextSmall", "Текст широкой таблицы")
        },
        Style {
            size: Some(layout.table_size - 2.0),
            bold: true,
            align: "center",
            keep: true,
            ..plain("TableHeadSmall", "Заголовок широкой таблицы")
        },
        Style {
            size: Some(layout.table_size),
            spacing: Some((6.0, 3.0)),
            keep: true,
            ..plain("Caption", "caption")
        },
        Style {
            align: "center",
            spacing: Some((3.0, 9.0)),
            size: Some(layout.table_size),
            ..plain("FigureCaption", "Подпись к рисунку")
        },
        Style { align: "center", ..plain("Figure", "Рисунок") },
        Style { size: Some(layout.small_size), align: "both", ..plain("FootnoteText", "footnote text") },
        Style { align: "center", ..plain("Header", "header") },
        Style { ..plain("TOC1", "toc 1") },
        Style { indent: Some((7.0, 0.0)), ..plain("TOC2", "toc 2") },
        Style { indent: Some((14.0, 0.0)), ..plain("TOC3", "toc 3") },
    ]
}

fn paragraph_style(xml: &mut Xml, style: &Style<'_>) {
    xml.tag("w:style", &[("w:type", "paragraph"), ("w:styleId", style.id)], |xml| {
        xml.val("w:name", style.name);
        xml.val("w:basedOn", style.based_on);
        if !style.next.is_empty() {
            xml.val("w:next", style.next);
        }
        xml.empty("w:qFormat", &[]);
        xml.tag("w:pPr", &[], |xml| {
            if style.keep {
                xml.empty("w:keepNext", &[]);
            }
            if style.id.starts_with("TOC") {
                xml.tag("w:tabs", &[], |xml| {
                    xml.empty("w:tab", &[("w:val", "right"), ("w:leader", "dot"), ("w:pos", &twips(170.0))]);
                });
            }
            let (before, after) = style.spacing.unwrap_or((0.0, 0.0));
            let line = if style.single { "240" } else { "276" };
            let (before, after) = (format!("{:.0}", before * 20.0), format!("{:.0}", after * 20.0));
            xml.empty(
                "w:spacing",
                &[("w:before", &before), ("w:after", &after), ("w:line", line), ("w:lineRule", "auto")],
            );
            if let Some((left, first)) = style.indent {
                xml.empty("w:ind", &[("w:left", &twips(left)), ("w:firstLine", &twips(first))]);
            }
            if !style.align.is_empty() {
                xml.val("w:jc", style.align);
            }
            if let Some(level) = style.outline {
                xml.val("w:outlineLvl", level);
            }
        });
        xml.tag("w:rPr", &[], |xml| {
            if style.bold {
                xml.empty("w:b", &[]);
                xml.empty("w:bCs", &[]);
            }
            if let Some(size) = style.size {
                xml.val("w:sz", &half_points(size));
                xml.val("w:szCs", &half_points(size));
            }
        });
    });
}

fn table_styles(xml: &mut Xml) {
    let margins = |xml: &mut Xml| {
        xml.tag("w:tblCellMar", &[], |xml| {
            for (side, width) in [("w:top", "0"), ("w:left", "85"), ("w:bottom", "0"), ("w:right", "85")] {
                xml.empty(side, &[("w:w", width), ("w:type", "dxa")]);
            }
        });
    };
    xml.tag("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")], |xml| {
        xml.val("w:name", "Normal Table");
        xml.tag("w:tblPr", &[], |xml| {
            xml.empty("w:tblInd", &[("w:w", "0"), ("w:type", "dxa")]);
            margins(xml);
        });
    });
    xml.tag("w:style", &[("w:type", "table"), ("w:styleId", "PaperTable")], |xml| {
        xml.val("w:name", "Таблица документа");
        xml.val("w:basedOn", "TableNormal");
        xml.tag("w:tblPr", &[], |xml| {
            xml.tag("w:tblBorders", &[], |xml| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    xml.empty(
                        side,
                        &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "auto")],
                    );
                }
            });
            margins(xml);
        });
    });
}

/// Abstract lists, in the order of their numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Clauses,
    Bullets,
    Numbers,
    Letters,
}

/// The abstract lists, and one instance for each list of the paper, so that each begins with one.
pub(super) fn numbering(instances: &[ListKind], layout: &PageLayout) -> String {
    let mut xml = Xml::part();
    xml.tag("w:numbering", &[("xmlns:w", W)], |xml| {
        for (id, levels) in [
            (ListKind::Clauses, [("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3.")]),
            (ListKind::Bullets, [("bullet", "–"); 3]),
            (ListKind::Numbers, [("decimal", "%1)"); 3]),
            (ListKind::Letters, [("russianLower", "%1)"); 3]),
        ] {
            xml.tag("w:abstractNum", &[("w:abstractNumId", &(id as usize).to_string())], |xml| {
                xml.val("w:multiLevelType", "multilevel");
                for (level, (format, text)) in levels.iter().enumerate() {
                    xml.tag("w:lvl", &[("w:ilvl", &level.to_string())], |xml| {
                        xml.val("w:start", "1");
                        xml.val("w:numFmt", format);
                        xml.val("w:suff", "space");
                        xml.val("w:lvlText", text);
                        xml.val("w:lvlJc", "left");
                        xml.tag("w:pPr", &[], |xml| {
                            xml.empty(
                                "w:ind",
                                &[("w:left", "0"), ("w:firstLine", &twips(layout.first_line))],
                            );
                        });
                    });
                }
            });
        }
        for (place, kind) in instances.iter().enumerate() {
            xml.tag("w:num", &[("w:numId", &(place + 1).to_string())], |xml| {
                xml.val("w:abstractNumId", &(*kind as usize).to_string());
                xml.tag("w:lvlOverride", &[("w:ilvl", "0")], |xml| xml.val("w:startOverride", "1"));
            });
        }
    });
    xml.finish()
}

pub(super) fn settings(has_notes: bool) -> String {
    let mut xml = Xml::part();
    xml.tag("w:settings", &[("xmlns:w", W)], |xml| {
        xml.empty("w:zoom", &[("w:percent", "100")]);
        xml.val("w:defaultTabStop", "708");
        xml.val("w:characterSpacingControl", "doNotCompress");
        if has_notes {
            xml.tag("w:footnotePr", &[], |xml| {
                xml.empty("w:footnote", &[("w:id", "-1")]);
                xml.empty("w:footnote", &[("w:id", "0")]);
            });
        }
        xml.tag("w:compat", &[], |xml| {
            xml.empty(
                "w:compatSetting",
                &[
                    ("w:name", "compatibilityMode"),
                    ("w:uri", "http://schemas.microsoft.com/office/word"),
                    ("w:val", "15"),
                ],
            );
        });
        xml.empty("w:themeFontLang", &[("w:val", "ru-RU")]);
        xml.val("w:decimalSymbol", ",");
        xml.val("w:listSeparator", ";");
    });
    xml.finish()
}
