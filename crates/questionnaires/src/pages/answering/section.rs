//! A section: one page of questions.

use access::{House, PageError, PageResult};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use super::super::engine;
use super::super::fields::{Ask, Block, Builder, Field};
use super::super::sheet_key::SheetKey;
use super::frame::{Head, head, short, title_of};
use super::questions::next_after;
use crate::filling::Sheet;
use crate::store as sql;

#[derive(Template)]
#[template(path = "section.html")]
struct SectionPage {
    chrome: Chrome,
    head: Head,
    title: String,
    number: usize,
    count: usize,
    errors: Vec<(String, String)>,
    blocks: Vec<Block>,
    before: Option<String>,
    has_files: bool,
    /// What the script is told.
    answer_id: String,
    version_id: String,
    script: &'static str,
    engine: String,
    /// Nothing where the engine was not built.
    wasm: &'static str,
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
    let conflicts = sql::conflicts_of(&house.db, &sheet.answer.id).await?;
    let files = sql::files_of(&house.db, &sheet.answer.id).await?;
    let builder = Builder::new(sheet, sheet.report(), &conflicts, &files, checks);
    let blocks = builder.blocks(page);
    let all: Vec<&Field> = blocks
        .iter()
        .flat_map(|block| match block {
            Block::Field(field) => vec![field],
            Block::Matrix { rows, .. } => rows.iter().collect(),
            _ => Vec::new(),
        })
        .collect();
    let errors = all
        .iter()
        .filter(|field| checks && !field.is_hidden && !field.error.is_empty())
        .map(|field| (field.id.clone(), format!("{}: {}", short(&field.label), field.error)))
        .collect();
    let has_files = all.iter().any(|field| field.ask == Ask::File);
    let page = SectionPage {
        chrome,
        title: title_of(sheet, page, number),
        number,
        count: sheet.version.pages.len(),
        errors,
        before: (number > 1).then(|| format!("{}/sections/{}", sheet.answer.path(), number - 1)),
        has_files,
        answer_id: sheet.answer.id.clone(),
        version_id: sheet.version.id.clone(),
        script: ui::asset_url("fill.js"),
        engine: engine::worker(),
        wasm: engine::url().unwrap_or_default(),
        next: next_after(sheet, number),
        head: head(sheet),
        blocks,
    };
    Ok((status, Html(page.render()?)).into_response())
}
