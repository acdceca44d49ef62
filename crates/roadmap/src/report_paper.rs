//! The execution report as an official paper: the same rows as in the workbook, in Word and in PDF.

use papers::{
    Align, Block, Cell, Column, Element, Letterhead, Paper, PaperError, Paragraph, PdfKind, Row, Signature,
    Standard, Table, Text,
};
use ui::ru::quotes;

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

/// Who makes the report; empty where nobody has signed in (the command line): lines for the hand stand there then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maker {
    /// The full name of the organisation.
    pub organisation: String,
    pub post: String,
    /// «А. С. Демонова»
    pub name: String,
}

/// The report as a paper, by the edition of the standard in force on the report's day.
pub fn paper(report: &Report, maker: &Maker) -> Paper {
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
        title: quotes(&report.title),
        created: Some(report.as_of),
        landscape: true,
        kind: "ОТЧЁТ".to_owned(),
        heading: heading(&quotes(&report.title)).into(),
        body: vec![Element::Paragraph(opening).into(), Block::Element(Element::Table(table))],
        author: maker.organisation.clone(),
        letterhead: (!maker.organisation.is_empty())
            .then(|| Letterhead { organisation: quotes(&maker.organisation), ..Letterhead::default() }),
        signatures: vec![signature(maker)],
        ..Paper::default()
    }
}

fn signature(maker: &Maker) -> Signature {
    if maker.name.is_empty() {
        let name = "______________ / ______________".to_owned();
        return Signature { post: "Отчёт составил".to_owned(), name, date: String::new() };
    }
    let post = if maker.post.is_empty() {
        "Отчёт составил".to_owned()
    } else {
        format!("Отчёт составил: {}", maker.post)
    };
    Signature { post, name: maker.name.clone(), date: String::new() }
}

/// «Отчёт об исполнении: План…» under the word «ОТЧЁТ» begins with «об исполнении».
fn heading(title: &str) -> &str {
    title.strip_prefix("Отчёт ").unwrap_or(title)
}

fn row(row: &ReportRow) -> Row {
    if row.level == ReportLevel::Section {
        let section = format!("{} {}", row.number, quotes(&row.title));
        return Row::Section { section: section.trim().into() };
    }
    let title = quotes(&row.title);
    let title = if row.level == ReportLevel::Measure { Text::bold(title) } else { title.into() };
    let lines =
        |items: &[String]| Cell::Lines { lines: items.iter().map(|item| quotes(item).into()).collect() };
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

pub fn to_docx(report: &Report, maker: &Maker) -> Result<Vec<u8>, PaperError> {
    papers::docx(&paper(report, maker))
}

/// For the archive: PDF/A-2a.
pub fn to_pdf(report: &Report, maker: &Maker) -> Result<Vec<u8>, PaperError> {
    papers::kept_pdf(&paper(report, maker), PdfKind::Archive)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::SummaryLine;

    fn line(level: ReportLevel, number: &str, title: &str) -> ReportRow {
        ReportRow {
            level,
            number: number.into(),
            title: title.into(),
            term: "март".into(),
            state: "done".into(),
            state_title: "сделано".into(),
            finished_on: Some(date(2024, 3, 29)),
            documents: vec!["Письмо, № 17 от 05.03.2024".into(), "Справка, № 2 от 29.03.2024".into()],
            results: vec!["Охвачены все школы".into()],
            deviation: String::new(),
        }
    }

    #[test]
    fn the_paper_says_what_the_report_says() {
        let report = Report {
            title: "Отчёт об исполнении: План \"Сеть\" на 2024 год".into(),
            year: 2024,
            as_of: date(2024, 10, 15),
            plan_version: 2,
            summary: vec![
                SummaryLine { state: "done".into(), title: "Сделано".into(), measures: 9 },
                SummaryLine { state: "overdue".into(), title: "Просрочено".into(), measures: 0 },
            ],
            rows: vec![
                line(ReportLevel::Section, "I", "Раздел"),
                line(ReportLevel::Measure, "3", "Мониторинг \"Школа\""),
                line(ReportLevel::Part, "3.1", "Письмо"),
            ],
        };
        let nobody = Maker::default();
        insta::assert_snapshot!(papers::html(&paper(&report, &nobody)).replace("><", ">\n<"));
        let maker = Maker {
            organisation: "Институт развития".into(),
            post: "методист".into(),
            name: "А.\u{a0}С.\u{a0}Демонова".into(),
        };
        let signed = papers::html(&paper(&report, &maker));
        for wanted in ["Институт развития", "Отчёт составил: методист", "А.\u{a0}С.\u{a0}Демонова"]
        {
            assert!(
                signed.contains(wanted) || signed.replace("&nbsp;", "\u{a0}").contains(wanted),
                "{wanted}: {signed}"
            );
        }
        let docx = to_docx(&report, &maker).unwrap();
        assert!(docx.starts_with(b"PK"));
        assert!(to_pdf(&report, &maker).unwrap().starts_with(b"%PDF-1.7"));
        // The edition of the standard follows the report's day.
        assert_eq!(paper(&report, &nobody).standard, Standard::Gost2016);
        assert_eq!(
            paper(&Report { as_of: date(2025, 12, 31), ..report }, &nobody).standard,
            Standard::Gost2025
        );
    }
}
