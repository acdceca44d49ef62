//! A section: one page of questions.

use access::{House, PageError, PageResult};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use super::super::fields::{Ask, Beside, Block, Builder, Field};
use super::super::sheet_key::SheetKey;
use super::frame::{Head, Queue, head, short, title_of};
use super::questions::next_after;
use crate::aside::aside;
use crate::filling::Sheet;
use crate::rules::Page;

#[derive(Template)]
#[template(path = "section.html")]
struct SectionPage {
    chrome: Chrome,
    head: Head,
    title: String,
    number: usize,
    count: usize,
    errors: Vec<(String, String)>,
    /// Remarks that have not been followed yet.
    remarks: Vec<(String, String)>,
    blocks: Vec<Block>,
    before: Option<String>,
    has_files: bool,
    queue: Queue,
    version_id: String,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SectionQuery {
    check: String,
}

/// `/questionnaires/answers/{answer}/sections/{section}`
pub async fn section(
    State(house): State<House>,
    key: SheetKey,
    Query(query): Query<SectionQuery>,
) -> PageResult {
    let chrome = key.visitor.chrome.clone();
    let number = key.section;
    let sheet = Sheet::open(&house, key.answer).await?;
    show_section(&house, chrome, &sheet, number, query.check == "1", StatusCode::OK).await
}

pub(super) async fn show_section(
    house: &House,
    chrome: Chrome,
    sheet: &Sheet,
    number: usize,
    checks: bool,
    status: StatusCode,
) -> PageResult {
    let page = number.checked_sub(1).and_then(|index| sheet.version.pages.get(index));
    let page = page.ok_or(PageError::NotFound)?;
    let beside = Beside::of(house, &sheet.answer).await?;
    let page = aside(|| section_page(chrome, sheet, (number, page), &beside, checks)).await?;
    Ok((status, Html(page.render()?)).into_response())
}

fn section_page(
    chrome: Chrome,
    sheet: &Sheet,
    (number, page): (usize, &Page),
    beside: &Beside,
    checks: bool,
) -> SectionPage {
    let builder = Builder::new(sheet, sheet.report(), beside, checks);
    let blocks = builder.blocks(page);
    let all: Vec<&Field> = blocks
        .iter()
        .flat_map(|block| match block {
            Block::Field(field) => vec![field],
            Block::Matrix { rows, .. } => rows.iter().collect(),
            _ => Vec::new(),
        })
        .collect();
    let seen = || all.iter().filter(|field| !field.is_hidden);
    let link = |field: &&Field, words: &str| (field.id.clone(), format!("{}: {words}", short(&field.label)));
    // A missing answer is called a fault only by the check; what is saved and wrong is told whenever the page is opened.
    let is_open = sheet.answer.is_writable();
    let faults = seen().filter(|field| (checks || is_open) && !field.error.is_empty());
    let disputed = seen().filter(|field| field.conflict.is_some());
    let errors = faults
        .map(|field| link(field, &field.error))
        .chain(disputed.map(|field| link(field, "два разных ответа: выберите один")))
        .collect();
    let remarked = seen().filter(|field| !field.remark.is_empty() && !field.is_settled);
    let remarks = remarked.map(|field| link(field, &field.remark)).collect();
    let has_files = all.iter().any(|field| matches!(field.ask, Ask::File | Ask::FileSet));
    SectionPage {
        chrome,
        title: title_of(sheet, page, number),
        number,
        count: sheet.version.pages.len(),
        errors,
        remarks,
        before: (number > 1).then(|| format!("{}/sections/{}", sheet.answer.path(), number - 1)),
        has_files,
        queue: Queue::of(sheet),
        version_id: sheet.version.id.clone(),
        next: next_after(&builder, number),
        head: head(sheet),
        blocks,
    }
}
