//! Completeness as a workbook and as CSV: exactly what the filter shows, all pages of it.

use access::media::XLSX;
use access::{House, PageError, PageResult, Visitor, download, made_aside};
use axum::extract::{Query, State};
use region::StatusWords;
use roster::csv_line;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use ui::ru::date_short;

use super::{level_word, reads};
use crate::rules::FilterText;
use crate::summary as count;
use crate::summary::Summary;

const CSV: &str = "text/csv; charset=utf-8; header=present";
const SCHOOL_HEADS: [(&str, f64); 10] = [
    ("Код", 10.0),
    ("Школа", 46.0),
    ("Муниципалитет", 30.0),
    ("Статус", 10.0),
    ("Состояние", 22.0),
    ("Обязательных документов", 14.0),
    ("Действует", 12.0),
    ("Скоро истечёт", 12.0),
    ("Срок истёк", 12.0),
    ("Нет", 10.0),
];

async fn found(house: &House, visitor: &Visitor, text: &FilterText) -> Result<Summary, PageError> {
    let (filter, _) = text.read(house.clock.today());
    count::summary(house, &reads(visitor), &filter).await?.ok_or(PageError::NotFound)
}

fn name_of(summary: &Summary, ending: &str) -> String {
    let name = format!("Полнота документов. {} на {}", summary.place, date_short(summary.as_of));
    format!("{}.{ending}", crate::making::file_name(&name))
}

/// `/kits/completeness.xlsx`
pub async fn xlsx(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let summary = found(&house, &visitor, &text).await?;
    let name = name_of(&summary, "xlsx");
    let region = house.region.clone();
    let bytes = made_aside(move || workbook(&summary, &region.statuses)).await?;
    Ok(download(bytes, XLSX, &name))
}

/// `/kits/completeness.csv`: a line for each document of each school.
pub async fn csv(State(house): State<House>, visitor: Visitor, Query(text): Query<FilterText>) -> PageResult {
    let summary = found(&house, &visitor, &text).await?;
    let name = name_of(&summary, "csv");
    // The mark at the beginning tells Excel that the letters are UTF-8.
    let mut body = String::from("\u{feff}");
    body.push_str(&csv_line([
        "school",
        "name",
        "municipality",
        "status",
        "document",
        "title",
        "level",
        "state",
        "number",
        "approved_on",
        "valid_until",
    ]));
    for school in &summary.schools {
        for paper in &school.papers {
            let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
            body.push_str(&csv_line([
                school.code.as_str(),
                &school.name,
                &school.municipality.1,
                school.status.code(),
                &paper.code,
                &paper.title,
                level_word(paper.level),
                paper.state.code(),
                &paper.number,
                &day(paper.approved_on),
                &day(paper.valid_until),
            ]));
        }
    }
    Ok(download(body.into_bytes(), CSV, &name))
}

struct Formats {
    head: Format,
    cell: Format,
}

fn sheet<'a>(
    workbook: &'a mut Workbook,
    title: &str,
    heads: &[(&str, f64)],
    formats: &Formats,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(title)?.set_freeze_panes(1, 0)?;
    for (column, (text, width)) in (0_u16..).zip(heads) {
        sheet.write_string_with_format(0, column, *text, &formats.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(sheet)
}

/// Numbers are numbers: a reader adds them up.
#[expect(clippy::cast_precision_loss, reason = "counts of schools are far below 2^53")]
fn write_counts(sheet: &mut Worksheet, line: u32, first: u16, counts: &[usize]) -> Result<(), XlsxError> {
    for (column, count) in (first..).zip(counts) {
        sheet.write_number(line, column, *count as f64)?;
    }
    Ok(())
}

fn workbook(summary: &Summary, words: &StatusWords) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter),
        cell: Format::new().set_text_wrap().set_align(FormatAlign::Top),
    };
    let mut workbook = Workbook::new();
    let heads = [
        ("Муниципалитет", 36.0),
        ("Школ", 10.0),
        ("Всё действует", 12.0),
        ("Не хватает части", 12.0),
        ("Есть просроченные", 14.0),
        ("Ничего не загружено", 14.0),
    ];
    let by_place = sheet(&mut workbook, "Муниципалитеты", &heads, &formats)?;
    for (line, one) in (1_u32..).zip(&summary.municipalities) {
        by_place.write_string_with_format(line, 0, &one.name, &formats.cell)?;
        let counts = [one.schools, one.complete, one.partial, one.expired, one.nothing];
        write_counts(by_place, line, 1, &counts)?;
    }
    let heads = [
        ("Документ", 46.0),
        ("Обязателен школам", 12.0),
        ("Действует", 12.0),
        ("Скоро истечёт", 12.0),
        ("Срок истёк", 12.0),
        ("Нет", 10.0),
    ];
    let by_document = sheet(&mut workbook, "Документы", &heads, &formats)?;
    for (line, one) in (1_u32..).zip(&summary.documents) {
        by_document.write_string_with_format(line, 0, &one.title, &formats.cell)?;
        let counts = [one.schools, one.in_force, one.expiring, one.expired, one.missing];
        write_counts(by_document, line, 1, &counts)?;
    }
    schools(&mut workbook, summary, words, &formats)?;
    workbook.save_to_buffer()
}

/// The schools, with a column for each document: its state, requisites and last day.
fn schools(
    workbook: &mut Workbook,
    summary: &Summary,
    words: &StatusWords,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut heads: Vec<(&str, f64)> = SCHOOL_HEADS.to_vec();
    heads.extend(summary.documents.iter().map(|one| (one.title.as_str(), 28.0)));
    let sheet = sheet(workbook, "Школы", &heads, formats)?;
    for (line, one) in (1_u32..).zip(&summary.schools) {
        let texts =
            [one.code.as_str(), &one.name, &one.municipality.1, words.short(one.status), one.verdict.word()];
        for (column, text) in (0_u16..).zip(texts) {
            sheet.write_string_with_format(line, column, text, &formats.cell)?;
        }
        let counts = &one.counts;
        let numbers = [counts.must, counts.in_force, counts.expiring, counts.expired, counts.missing];
        write_counts(sheet, line, 5, &numbers)?;
        for (column, paper) in (10_u16..).zip(&one.papers) {
            let mut text = paper.state.word().to_owned();
            if let Some(day) = paper.approved_on {
                text.push_str(&format!(", № {} от {}", paper.number, date_short(day)));
            }
            if let Some(day) = paper.valid_until {
                text.push_str(&format!(", до {}", date_short(day)));
            }
            sheet.write_string_with_format(line, column, &text, &formats.cell)?;
        }
    }
    let (rows, columns) = (summary.schools.len(), heads.len());
    let last = u16::try_from(columns).unwrap_or(1).saturating_sub(1);
    sheet.autofilter(0, 0, u32::try_from(rows).unwrap_or(0), last)?;
    Ok(())
}
