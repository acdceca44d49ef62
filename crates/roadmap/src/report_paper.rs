//! The execution report as an official paper: the same rows as in the workbook, in Word and in PDF.

use papers::{
    Align, Block, Cell, Column, Element, Paper, PaperError, Paragraph, PdfKind, Row, Signature, Standard,
    Table, Text,
};

use crate::report::{Report, ReportLevel, ReportRow};

const COLUMNS: [(&str, f64, Align); 8] = [
    ("№", 4.5, Align::Centre),
    ("Мероприятие", 22.0, Align::Left),
    ("Срок", 11.0, Align::Left),
    ("Состояние", 10.0, Align::Left),
    ("Исполнено (дата)", 9.5, Align::Centre),
    ("Документ (вид, №, дата)", 17.0, Align::Left),
    ("Результат", 15.0, Align::Left),
    ("Причина отклонения", 11.0, Align::Left),
];

/// The report as a paper, by the edition of the standard in force on the report's day.
pub fn paper(report: &Report) -> Paper {
    let rows = report.rows.iter().map(row).collect();
    let table = Table {
        columns: COLUMNS.iter().map(|(title, width, align)| Column::new(title, *width, *align)).collect(),
        rows,
        small: true,
        ..Table::default()
    };
    let counts: Vec<String> = report
        .summary
        .iter()
        .filter(|line| line.measures > 0)
        .map(|line| format!("{} – {}", line.title.to_lowercase(), line.measures))
        .collect();
    let opening = format!(
        "По состоянию на {}. Мероприятий: {}.",
        ui::ru::date_of_year(report.as_of),
        counts.join(", ")
    );
    let opening = Paragraph { text: opening.into(), align: Some(Align::Left), keep_with_next: true };
    Paper {
        standard: Standard::on(report.as_of),
        title: report.title.clone(),
        created: Some(report.as_of),
        landscape: true,
        kind: "ОТЧЁТ".to_owned(),
        heading: heading(&report.title).into(),
        body: vec![Element::Paragraph(opening).into(), Block::Element(Element::Table(table))],
        signatures: vec![Signature {
            post: "Отчёт составил".to_owned(),
            name: "______________ / ______________".to_owned(),
            date: String::new(),
        }],
        ..Paper::default()
    }
}

/// «Отчёт об исполнении: План…» under the word «ОТЧЁТ» begins with «об исполнении».
fn heading(title: &str) -> &str {
    title.strip_prefix("Отчёт ").unwrap_or(title)
}

fn row(row: &ReportRow) -> Row {
    if row.level == ReportLevel::Section {
        let section = format!("{} {}", row.number, row.title);
        return Row::Section { section: section.trim().into() };
    }
    let title = if row.level == ReportLevel::Measure {
        Text::bold(row.title.as_str())
    } else {
        row.title.as_str().into()
    };
    let lines =
        |items: &[String]| Cell::Lines { lines: items.iter().map(|item| item.as_str().into()).collect() };
    Row::Cells(vec![
        row.number.as_str().into(),
        Cell::Text(title),
        row.term.as_str().into(),
        row.state_title.as_str().into(),
        row.finished_on.map(ui::ru::date_short).unwrap_or_default().into(),
        lines(&row.documents),
        lines(&row.results),
        row.deviation.as_str().into(),
    ])
}

pub fn to_docx(report: &Report) -> Result<Vec<u8>, PaperError> {
    papers::docx(&paper(report))
}

/// For the archive: PDF/A-2a.
pub fn to_pdf(report: &Report) -> Result<Vec<u8>, PaperError> {
    papers::pdf(&paper(report), PdfKind::Archive)
}
