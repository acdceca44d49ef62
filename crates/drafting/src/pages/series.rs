//! `/drafts/{draft}/series`: the paper for every line of a list, how far it is, and the archive.

use access::media::XLSX;
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State as Given};
use axum::http::header;
use axum::response::IntoResponse;
use rust_xlsxwriter::{Format, Workbook};
use ui::Chrome;

use super::{author_of, fault_of, file_name, found, go_to, moment, page, refused};
use crate::rules::{MOST_PAPERS, cell_of, columns};
use crate::series::{self, KEPT_DAYS};
use crate::store::drafts::DraftRow;
use crate::store::series::{SeriesRow, one, series_of};
use crate::{FieldFault, PaperKind, Reader};

#[derive(Template)]
#[template(path = "series.html")]
struct SeriesPage {
    chrome: Chrome,
    id: String,
    title: String,
    kind: String,
    columns: Vec<String>,
    most: usize,
    kept_days: i64,
    series: Vec<SeriesView>,
    is_making: bool,
    faults: Vec<FieldFault>,
}

impl SeriesPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

struct SeriesView {
    row: SeriesRow,
    when: String,
    /// Class, sign and word of the badge.
    badge: (&'static str, &'static str, &'static str),
}

/// The paper on one's own desk.
async fn own<'a>(
    house: &'a House,
    visitor: &Visitor,
    id: &str,
) -> Result<(DraftRow, PaperKind<'a>), PageError> {
    let (row, kind) = found(house, &Reader::of(visitor), id).await?;
    if !visitor.scope(Subject::Draft, Deed::Write).covers(&row.org_id, None) {
        return Err(PageError::NotFound);
    }
    Ok((row, kind))
}

async fn draw(
    house: &House,
    visitor: Visitor,
    row: DraftRow,
    kind: &PaperKind<'_>,
    faults: Vec<FieldFault>,
) -> PageResult<SeriesPage> {
    let series = series_of(&house.db, &row.id).await?;
    Ok(SeriesPage {
        kind: kind.document.title.clone(),
        columns: columns(kind.layout).map(|field| field.title.clone()).collect(),
        most: MOST_PAPERS,
        kept_days: KEPT_DAYS,
        is_making: series.iter().any(|one| one.state == "making"),
        series: series
            .into_iter()
            .map(|row| SeriesView { when: moment(house, row.created_at), badge: badge(&row.state), row })
            .collect(),
        id: row.id,
        title: row.title,
        faults,
        chrome: visitor.chrome,
    })
}

fn badge(state: &str) -> (&'static str, &'static str, &'static str) {
    match state {
        "making" => ("in-progress", "◐", "печатается"),
        "ready" => ("done", "✓", "готова"),
        "stopped" => ("not-started", "–", "остановлена"),
        "failed" => ("overdue", "!", "не получилась"),
        _ => ("not-started", "–", "удалена"),
    }
}

/// `/drafts/{draft}/series`
pub async fn show(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    page(&draw(&house, visitor, row, &kind, Vec::new()).await?)
}

/// `/drafts/{draft}/series/list.xlsx`: the heading and the paper's own values, to go on from.
pub async fn list(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    let bytes = sample(&kind, &row).map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(download(bytes, XLSX, &file_name(&format!("Список {}", row.title), "xlsx")))
}

fn sample(kind: &PaperKind<'_>, row: &DraftRow) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Список")?;
    let (head, wrap) = (Format::new().set_bold().set_text_wrap(), Format::new().set_text_wrap());
    let values = row.values();
    for (at, field) in (0_u16..).zip(columns(kind.layout)) {
        sheet.set_column_width(at, 28)?;
        sheet.write_with_format(0, at, &field.title, &head)?;
        sheet.write_with_format(1, at, cell_of(field, &values), &wrap)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// `POST /drafts/{draft}/series`
pub async fn begin(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let Some(list) = form.file("list").filter(|file| !file.bytes.is_empty()) else {
        let text = "Список не выбран. Выберите книгу Excel или файл CSV.";
        let fault = FieldFault { field: "list".into(), text: text.into() };
        return refused(&draw(&house, visitor, row, &kind, vec![fault]).await?);
    };
    let mut tx = house.db.begin().await?;
    let asked = (list.bytes.as_slice(), form.text("format"));
    match series::begin(&mut tx, &house, &scope, (&row, &kind), asked, &author).await {
        Ok(_) => {
            tx.commit().await?;
            go_to(&format!("/drafts/{id}/series#series"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, row, &kind, faults).await?)
        }
    }
}

async fn found_series(house: &House, visitor: &Visitor, draft: &str, id: &str) -> PageResult<SeriesRow> {
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    one(&house.db, &scope, draft, id).await?.ok_or(PageError::NotFound)
}

/// `POST /drafts/{draft}/series/{series}/stop`
pub async fn stop(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((draft, id)): Path<(String, String)>,
) -> PageResult {
    let row = found_series(&house, &visitor, &draft, &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let mut tx = house.db.begin().await?;
    series::stop(&mut tx, &house, &scope, &row, &author).await?;
    tx.commit().await?;
    go_to(&format!("/drafts/{draft}/series#series"))
}

/// `/drafts/{draft}/series/{series}/papers.zip`: what is made, portion by portion: never more than one in memory.
pub async fn archive(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((draft, id)): Path<(String, String)>,
) -> PageResult {
    let row = found_series(&house, &visitor, &draft, &id).await?;
    let portions = series::portions(&house, &row).await?;
    if portions.is_empty() {
        return Err(PageError::refused(
            "Документов ещё нет",
            "В этой серии пока ничего не напечатано, или её документы уже удалены.",
            "Вернитесь на страницу серии и посмотрите, готова ли она.",
        ));
    }
    let mut answer = download(Vec::new(), access::media::ZIP, &file_name("Документы по списку", "zip"));
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    *answer.body_mut() = Body::from_stream(super::series_archive::joined(house.files.clone(), portions));
    Ok(answer.into_response())
}
