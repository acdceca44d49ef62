//! Charts as Word's own: vectors in Word and LibreOffice, with the numbers behind them in a workbook, so that
//! «Изменить данные» works.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::body::{Body, NAMESPACES};
use super::picture::inline;
use super::text::{Properties, paragraph_properties};
use super::xml::Xml;
use crate::chart::{COLOURS, HEIGHT_MM, WIDTH_MM};
use crate::model::{Chart, ChartKind};

impl<'a> Body<'a> {
    pub(super) fn chart(&mut self, chart: &'a Chart) {
        if self.is_template {
            return self.chart_to_come(chart);
        }
        self.charts.push(chart);
        let relation = format!("rIdChart{}", self.charts.len());
        let mut xml = std::mem::take(&mut self.xml);
        xml.tag("w:p", &[], |xml| {
            let keep_with_next = !chart.caption.is_empty();
            paragraph_properties(
                xml,
                &Properties { style: "Figure", keep_with_next, ..Properties::default() },
            );
            self.drawings += 1;
            xml.tag("w:r", &[], |xml| {
                xml.tag("w:drawing", &[], |xml| inline_chart(xml, &relation, self.drawings, chart));
            });
        });
        self.xml = xml;
        if !chart.caption.is_empty() {
            self.line("FigureCaption", &chart.caption);
        }
    }
}

fn inline_chart(xml: &mut Xml, relation: &str, id: usize, chart: &Chart) {
    inline(xml, (WIDTH_MM, HEIGHT_MM), id, &chart.description(), |xml, _| {
        xml.tag("a:graphic", &[], |xml| {
            let uri = "http://schemas.openxmlformats.org/drawingml/2006/chart";
            xml.tag("a:graphicData", &[("uri", uri)], |xml| {
                xml.empty("c:chart", &[("r:id", relation)]);
            });
        });
    });
}

/// A chart's drawing for a part that may know none of its namespaces.
pub(crate) fn chart_drawing(relation: &str, id: usize, chart: &Chart) -> String {
    let mut xml = Xml::default();
    xml.tag("w:drawing", &NAMESPACES[1..], |xml| inline_chart(xml, relation, id, chart));
    xml.finish()
}

/// The chart's part.
pub(super) fn chart_part(chart: &Chart) -> String {
    let mut xml = Xml::part();
    let namespaces = [
        ("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
        ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ];
    xml.tag("c:chartSpace", &namespaces, |xml| {
        xml.empty("c:date1904", &[("val", "0")]);
        xml.empty("c:lang", &[("val", "ru-RU")]);
        xml.empty("c:roundedCorners", &[("val", "0")]);
        xml.tag("c:chart", &[], |xml| {
            title(xml, &chart.title, 1200, true);
            xml.empty("c:autoTitleDeleted", &[("val", if chart.title.is_empty() { "1" } else { "0" })]);
            xml.tag("c:plotArea", &[], |xml| {
                xml.empty("c:layout", &[]);
                plot(xml, chart);
                axes(xml, chart);
            });
            if chart.series.len() > 1 {
                xml.tag("c:legend", &[], |xml| {
                    xml.empty("c:legendPos", &[("val", "b")]);
                    xml.empty("c:overlay", &[("val", "0")]);
                    text_size(xml, 1000);
                });
            }
            xml.empty("c:plotVisOnly", &[("val", "1")]);
            xml.empty("c:dispBlanksAs", &[("val", "gap")]);
        });
        xml.tag("c:txPr", &[], |xml| {
            xml.empty("a:bodyPr", &[]);
            xml.tag("a:p", &[], |xml| {
                xml.tag("a:pPr", &[], |xml| {
                    xml.tag("a:defRPr", &[], |xml| xml.empty("a:latin", &[("typeface", "Times New Roman")]));
                });
                xml.empty("a:endParaRPr", &[("lang", "ru-RU")]);
            });
        });
        xml.tag("c:externalData", &[("r:id", "rId1")], |xml| xml.empty("c:autoUpdate", &[("val", "0")]));
    });
    xml.finish()
}

fn title(xml: &mut Xml, text: &str, size: u32, bold: bool) {
    if text.is_empty() {
        return;
    }
    xml.tag("c:title", &[], |xml| {
        xml.tag("c:tx", &[], |xml| {
            xml.tag("c:rich", &[], |xml| {
                xml.empty("a:bodyPr", &[]);
                xml.tag("a:p", &[], |xml| {
                    xml.tag("a:r", &[], |xml| {
                        let (size, bold) = (size.to_string(), if bold { "1" } else { "0" });
                        xml.empty("a:rPr", &[("lang", "ru-RU"), ("sz", &size), ("b", bold)]);
                        xml.tag("a:t", &[], |xml| xml.text(text));
                    });
                });
            });
        });
        xml.empty("c:overlay", &[("val", "0")]);
    });
}

fn text_size(xml: &mut Xml, size: u32) {
    xml.tag("c:txPr", &[], |xml| {
        xml.empty("a:bodyPr", &[]);
        xml.tag("a:p", &[], |xml| {
            xml.tag("a:pPr", &[], |xml| xml.empty("a:defRPr", &[("sz", &size.to_string())]));
            xml.empty("a:endParaRPr", &[("lang", "ru-RU")]);
        });
    });
}

fn plot(xml: &mut Xml, chart: &Chart) {
    let is_line = chart.kind == ChartKind::Lines;
    xml.tag(if is_line { "c:lineChart" } else { "c:barChart" }, &[], |xml| {
        if !is_line {
            xml.empty("c:barDir", &[("val", "col")]);
        }
        let grouping = match chart.kind {
            ChartKind::Bars => "clustered",
            ChartKind::Stacked => "stacked",
            ChartKind::Lines => "standard",
        };
        xml.empty("c:grouping", &[("val", grouping)]);
        xml.empty("c:varyColors", &[("val", "0")]);
        for place in 0..chart.series.len() {
            series(xml, chart, place);
        }
        if is_line {
            xml.empty("c:marker", &[("val", "1")]);
        } else {
            xml.empty("c:gapWidth", &[("val", "60")]);
            if chart.kind == ChartKind::Stacked {
                xml.empty("c:overlap", &[("val", "100")]);
            }
        }
        xml.empty("c:axId", &[("val", "111111111")]);
        xml.empty("c:axId", &[("val", "222222222")]);
    });
}

fn series(xml: &mut Xml, chart: &Chart, place: usize) {
    let series = &chart.series[place];
    let column = column_name(place + 1);
    let last = chart.categories.len() + 1;
    let colour = COLOURS[place % COLOURS.len()].trim_start_matches('#');
    let is_line = chart.kind == ChartKind::Lines;
    let fill = |xml: &mut Xml| xml.tag("a:solidFill", &[], |xml| xml.empty("a:srgbClr", &[("val", colour)]));
    xml.tag("c:ser", &[], |xml| {
        xml.empty("c:idx", &[("val", &place.to_string())]);
        xml.empty("c:order", &[("val", &place.to_string())]);
        xml.tag("c:tx", &[], |xml| {
            xml.tag("c:strRef", &[], |xml| {
                xml.tag("c:f", &[], |xml| xml.text(&format!("Данные!${column}$1")));
                cache(xml, "c:strCache", &[Some(series.name.clone())]);
            });
        });
        xml.tag("c:spPr", &[], |xml| {
            if is_line {
                xml.tag("a:ln", &[("w", "28575")], fill);
            } else {
                fill(xml);
            }
        });
        if is_line {
            xml.tag("c:marker", &[], |xml| {
                xml.empty("c:symbol", &[("val", "circle")]);
                xml.empty("c:size", &[("val", "6")]);
                xml.tag("c:spPr", &[], fill);
            });
        } else {
            xml.empty("c:invertIfNegative", &[("val", "0")]);
        }
        if chart.series.len() == 1 {
            xml.tag("c:dLbls", &[], |xml| {
                text_size(xml, 900);
                for (name, value) in [
                    ("c:showLegendKey", "0"),
                    ("c:showVal", "1"),
                    ("c:showCatName", "0"),
                    ("c:showSerName", "0"),
                    ("c:showPercent", "0"),
                    ("c:showBubbleSize", "0"),
                ] {
                    xml.empty(name, &[("val", value)]);
                }
            });
        }
        xml.tag("c:cat", &[], |xml| {
            xml.tag("c:strRef", &[], |xml| {
                xml.tag("c:f", &[], |xml| xml.text(&format!("Данные!$A$2:$A${last}")));
                let categories: Vec<_> = chart.categories.iter().cloned().map(Some).collect();
                cache(xml, "c:strCache", &categories);
            });
        });
        xml.tag("c:val", &[], |xml| {
            xml.tag("c:numRef", &[], |xml| {
                xml.tag("c:f", &[], |xml| xml.text(&format!("Данные!${column}$2:${column}${last}")));
                let values: Vec<_> = series
                    .values
                    .iter()
                    .take(chart.categories.len())
                    .map(|value| value.map(|v| v.to_string()))
                    .collect();
                cache(xml, "c:numCache", &values);
            });
        });
        if is_line {
            xml.empty("c:smooth", &[("val", "0")]);
        }
    });
}

fn cache(xml: &mut Xml, name: &str, values: &[Option<String>]) {
    xml.tag(name, &[], |xml| {
        if name == "c:numCache" {
            xml.tag("c:formatCode", &[], |xml| xml.text("General"));
        }
        xml.empty("c:ptCount", &[("val", &values.len().to_string())]);
        for (place, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            xml.tag("c:pt", &[("idx", &place.to_string())], |xml| {
                xml.tag("c:v", &[], |xml| xml.text(value));
            });
        }
    });
}

fn axes(xml: &mut Xml, chart: &Chart) {
    for (name, own, other, position) in
        [("c:catAx", "111111111", "222222222", "b"), ("c:valAx", "222222222", "111111111", "l")]
    {
        xml.tag(name, &[], |xml| {
            xml.empty("c:axId", &[("val", own)]);
            xml.tag("c:scaling", &[], |xml| xml.empty("c:orientation", &[("val", "minMax")]));
            xml.empty("c:delete", &[("val", "0")]);
            xml.empty("c:axPos", &[("val", position)]);
            if name == "c:valAx" {
                xml.tag("c:majorGridlines", &[], |xml| {
                    xml.tag("c:spPr", &[], |xml| {
                        xml.tag("a:ln", &[("w", "6350")], |xml| {
                            xml.tag("a:solidFill", &[], |xml| xml.empty("a:srgbClr", &[("val", "D0D7DE")]));
                        });
                    });
                });
                title(xml, &chart.unit, 1000, false);
                xml.empty("c:numFmt", &[("formatCode", "General"), ("sourceLinked", "1")]);
            }
            xml.empty("c:majorTickMark", &[("val", "none")]);
            xml.empty("c:minorTickMark", &[("val", "none")]);
            xml.empty("c:tickLblPos", &[("val", "low")]);
            text_size(xml, 1000);
            xml.empty("c:crossAx", &[("val", other)]);
            xml.empty("c:crosses", &[("val", "autoZero")]);
        });
    }
}

/// The workbook behind a chart: categories down, series across.
pub(super) fn chart_workbook(chart: &Chart) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day: the same paper gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Данные")?;
    for (row, category) in (1_u32..).zip(&chart.categories) {
        sheet.write_string(row, 0, shortened(category))?;
    }
    for (column, series) in (1_u16..).zip(&chart.series) {
        sheet.write_string(0, column, shortened(&series.name))?;
        for (row, value) in (1_u32..).zip(&series.values) {
            if let Some(value) = value {
                sheet.write_number(row, column, *value)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// Excel's cells hold 32 767 signs.
fn shortened(text: &str) -> String {
    text.chars().take(32_000).collect()
}

fn column_name(index: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    if index < 26 {
        letter(index).to_string()
    } else {
        format!("{}{}", column_name(index / 26 - 1), letter(index))
    }
}
