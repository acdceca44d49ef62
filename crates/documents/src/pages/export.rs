//! The register as a workbook: exactly what the filter shows, all pages of it.

use access::media::XLSX;
use access::{Deed, House, PageResult, Subject, Visitor, download, made_aside};
use axum::extract::{Query, State};
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::kind_title;
use super::register::rows_of;
use crate::rules::{DOCUMENTS_ON_A_PAGE, Filter, FilterText};
use crate::store::ListedDocument;

/// More than anybody reads; the filter narrows what is wanted.
const MOST_ROWS: i64 = 10_000;
const HEADINGS: [(&str, f64); 7] = [
    ("Вид", 28.0),
    ("Номер", 14.0),
    ("Дата", 12.0),
    ("Заголовок", 70.0),
    ("Кто издал", 40.0),
    ("Доступ", 18.0),
    ("Действие", 14.0),
];

/// `/documents.xlsx`
pub async fn xlsx(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let filter = text.read(&house.region.document_kinds);
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let mut rows: Vec<(String, ListedDocument)> = Vec::new();
    for page in 1..=MOST_ROWS / DOCUMENTS_ON_A_PAGE {
        let (found, count) = rows_of(&house, &scope, &Filter { page, ..filter.clone() }).await?;
        rows.extend(found.into_iter().map(|(row, _)| (kind_title(&house, &row.kind).to_owned(), row)));
        if page * DOCUMENTS_ON_A_PAGE >= count {
            break;
        }
    }
    let bytes = made_aside(move || workbook(&rows)).await?;
    let name = format!("Реестр документов на {}.xlsx", ui::ru::date_short(house.clock.today()));
    Ok(download(bytes, XLSX, &name))
}

fn workbook(rows: &[(String, ListedDocument)]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = cell.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Left);
    let sheet = workbook.add_worksheet();
    sheet.set_name("Документы")?.set_freeze_panes(1, 0)?;
    for (column, (text, width)) in (0_u16..).zip(HEADINGS) {
        sheet.write_string_with_format(0, column, text, &heading)?;
        sheet.set_column_width(column, width)?;
    }
    for (line, (kind, row)) in (1_u32..).zip(rows) {
        let access = if row.is_published { "опубликован" } else { "не опубликован" };
        // Everything is written as text: what begins with «=» is no formula of ours.
        for (column, text) in [(0, kind), (1, &row.number), (3, &row.title), (4, &row.org_title)] {
            sheet.write_string_with_format(line, column, text, &cell)?;
        }
        match excel_date(row.date()) {
            Some(day) => sheet.write_datetime_with_format(line, 2, day, &date)?,
            None => sheet.write_string_with_format(line, 2, row.date().to_string(), &cell)?,
        };
        sheet.write_string_with_format(line, 5, access, &cell)?;
        sheet.write_string_with_format(line, 6, row.life().word(), &cell)?;
    }
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(0), 6)?;
    workbook.save_to_buffer()
}

fn excel_date(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}
