//! Tables: real heads, repeated on every page; rows that do not break.

use super::body::Body;
use super::text::Properties;
use super::xml::{Xml, twips};
use crate::model::{Align, Row, Table, Text};

impl Body<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.line("Caption", &table.caption);
        }
        let width = self.text_width();
        let size = self.layout.table_size - if table.small { 2.0 } else { 0.0 };
        let widths = table.widths(width, size);
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:tbl", &[], |xml| {
            xml.tag("w:tblPr", &[], |xml| {
                xml.val("w:tblStyle", "PaperTable");
                xml.empty("w:tblW", &[("w:w", &twips(width)), ("w:type", "dxa")]);
                xml.empty("w:tblLayout", &[("w:type", "fixed")]);
                xml.empty(
                    "w:tblLook",
                    &[("w:val", "0020"), ("w:firstRow", "1"), ("w:noHBand", "1"), ("w:noVBand", "1")],
                );
                if !table.caption.is_empty() {
                    xml.val("w:tblCaption", &table.caption);
                }
            });
            xml.tag("w:tblGrid", &[], |xml| {
                for width in &widths {
                    xml.empty("w:gridCol", &[("w:w", &twips(*width))]);
                }
            });
            self.table_head(xml, table, &widths);
            for row in &table.rows {
                self.table_row(xml, table, &widths, row);
            }
        });
        self.xml = xml;
        self.paragraph(Properties::style("Small"), &Text::default());
    }

    fn table_head(&mut self, xml: &mut Xml, table: &Table, widths: &[f64]) {
        let style = if table.small { "TableHeadSmall" } else { "TableHead" };
        let is_tall = table.has_groups();
        if is_tall {
            head_row(xml, |xml| {
                let mut at = 0;
                for (group, columns) in table.groups() {
                    let width: f64 = widths[at..at + columns.len()].iter().sum();
                    let title = group.unwrap_or(&columns[0].title);
                    let merge = group.is_none().then_some("restart");
                    self.cell(
                        xml,
                        CellShape { width, span: columns.len(), merge, middle: true },
                        |body, xml| {
                            body.cell_paragraph(xml, style, None, &title.into());
                        },
                    );
                    at += columns.len();
                }
            });
        }
        head_row(xml, |xml| {
            for (column, width) in table.columns.iter().zip(widths) {
                let continued = is_tall && column.group.is_empty();
                let merge = continued.then_some("continue");
                self.cell(xml, CellShape { width: *width, span: 1, merge, middle: true }, |body, xml| {
                    let title = if continued { "" } else { column.title.as_str() };
                    body.cell_paragraph(xml, style, None, &title.into());
                });
            }
        });
    }

    fn table_row(&mut self, xml: &mut Xml, table: &Table, widths: &[f64], row: &Row) {
        let (style, head_style) =
            if table.small { ("TableTextSmall", "TableHeadSmall") } else { ("TableText", "TableHead") };
        let whole: f64 = widths.iter().sum();
        xml.tag("w:tr", &[], |xml| {
            xml.tag("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
            let cells = match row {
                Row::Section { section } => {
                    let shape = CellShape { width: whole, span: widths.len(), merge: None, middle: false };
                    self.cell(xml, shape, |body, xml| {
                        body.cell_paragraph(xml, head_style, Some(Align::Left), section);
                    });
                    return;
                }
                Row::Cells(cells) => cells,
            };
            for (place, cell) in cells.iter().take(widths.len()).enumerate() {
                let span = if place + 1 == cells.len() { widths.len() - place } else { 1 };
                let width: f64 = widths[place..place + span].iter().sum();
                let align = Some(table.columns[place].align).filter(|align| *align != Align::Left);
                self.cell(xml, CellShape { width, span, merge: None, middle: false }, |body, xml| {
                    let paragraphs = cell.paragraphs();
                    for text in &paragraphs {
                        body.cell_paragraph(xml, style, align, text);
                    }
                    if paragraphs.is_empty() {
                        body.cell_paragraph(xml, style, align, &Text::default());
                    }
                });
            }
        });
    }

    fn cell(&mut self, xml: &mut Xml, shape: CellShape<'_>, inside: impl FnOnce(&mut Self, &mut Xml)) {
        xml.tag("w:tc", &[], |xml| {
            xml.tag("w:tcPr", &[], |xml| {
                xml.empty("w:tcW", &[("w:w", &twips(shape.width)), ("w:type", "dxa")]);
                if shape.span > 1 {
                    xml.val("w:gridSpan", &shape.span.to_string());
                }
                if let Some(merge) = shape.merge {
                    xml.val("w:vMerge", merge);
                }
                if shape.middle {
                    xml.val("w:vAlign", "center");
                }
            });
            inside(self, xml);
        });
    }
}

struct CellShape<'a> {
    width: f64,
    span: usize,
    merge: Option<&'a str>,
    middle: bool,
}

/// A row that is repeated on every page of the table.
fn head_row(xml: &mut Xml, cells: impl FnOnce(&mut Xml)) {
    xml.tag("w:tr", &[], |xml| {
        xml.tag("w:trPr", &[], |xml| {
            xml.empty("w:cantSplit", &[]);
            xml.empty("w:tblHeader", &[]);
        });
        cells(xml);
    });
}
