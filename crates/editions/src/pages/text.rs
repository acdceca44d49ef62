//! One text: its editions, and beginning the next one.

use access::{FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;
use ui::ru::date_long;

use super::list::{brought, told_losses};
use super::{edition_path, told, writes};
use crate::rules::Losses;
use crate::store::{self as rows, EditionRow, Reader, TextRow};
use crate::{EditionRefused, Editor};

#[derive(Template)]
#[template(path = "edition_text.html")]
struct TextPage {
    chrome: Chrome,
    text: TextRow,
    kind: String,
    editions: Vec<EditionLine>,
    /// Addresses of comparisons of neighbouring editions.
    comparisons: Vec<(String, String)>,
    may_write: bool,
    base: i64,
    edition_title: String,
    error: Option<(&'static str, String)>,
}

struct EditionLine {
    number: i64,
    title: String,
    path: String,
    /// «утверждена: Приказ № 5 …», «проект».
    state: String,
    is_approved: bool,
    document: Option<String>,
    begun: String,
}

fn line(house: &House, text: &TextRow, edition: &EditionRow) -> EditionLine {
    EditionLine {
        number: edition.number,
        title: edition.title.clone(),
        path: edition_path(&text.code, edition.number),
        state: match &edition.approved_reference {
            Some(reference) => reference.clone(),
            None => "проект: текст ещё меняется".to_owned(),
        },
        is_approved: edition.is_approved(),
        document: edition.approved_by.clone(),
        begun: date_long(house.clock.date_of(edition.created_at)),
    }
}

async fn page(house: &House, visitor: Visitor, code: &str) -> Result<TextPage, PageError> {
    let reader = Reader::of(&visitor);
    let text = rows::text_by_code(&house.db, &reader, code).await?.ok_or(PageError::NotFound)?;
    let editions = rows::editions_of(&house.db, &reader, &text.id).await?;
    let kind = house.region.document_kind(&text.kind);
    Ok(TextPage {
        kind: kind.map_or_else(|| text.kind.clone(), |kind| kind.title.clone()),
        comparisons: editions
            .windows(2)
            .map(|pair| {
                let (new, old) = (&pair[0], &pair[1]);
                let path = format!("/editions/{}/compare?from={}&to={}", text.code, old.number, new.number);
                (path, format!("«{}» и «{}»", old.title, new.title))
            })
            .collect(),
        base: editions.first().map_or(1, |newest| newest.number),
        may_write: writes(&visitor).covers(&text.org_id, None),
        editions: editions.iter().map(|edition| line(house, &text, edition)).collect(),
        edition_title: String::new(),
        error: None,
        text,
        chrome: visitor.chrome,
    })
}

/// `/editions/{text}`
pub async fn show(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    Ok(Html(page(&house, visitor, &code).await?.render()?).into_response())
}

/// `POST /editions/{text}/editions`
pub async fn begin(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    match begin_from(&house, &visitor, &code, &form, &editor).await {
        Ok((number, losses)) => {
            Ok(Redirect::to(&told_losses(edition_path(&code, number), losses)).into_response())
        }
        Err(refused) => {
            let error = Some(told(refused)?);
            let shown = page(&house, visitor, &code).await?;
            let base = form.text("base").parse().unwrap_or(shown.base);
            let page =
                TextPage { error, base, edition_title: form.text("edition_title").to_owned(), ..shown };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn begin_from(
    house: &House,
    visitor: &Visitor,
    code: &str,
    form: &FormData,
    editor: &Editor,
) -> Result<(i64, Losses), EditionRefused> {
    let reader = Reader::of(visitor);
    let text = rows::text_by_code(&house.db, &reader, code).await?.ok_or(EditionRefused::NotFound)?;
    let base = form.text("base").parse().unwrap_or(0);
    let base = rows::edition(&house.db, &reader, &text.id, base)
        .await?
        .ok_or_else(|| EditionRefused::invalid("base", "Взять за основу: выберите редакцию из списка."))?;
    let brought = brought(form)?;
    let mut tx = house.db.begin().await?;
    let title = form.text("edition_title");
    let scope = writes(visitor);
    let words = brought.as_ref().map(|brought| brought.paragraphs.as_slice());
    let number = crate::add_edition(&mut tx, house, &scope, &text, &base, title, words, editor).await?;
    tx.commit().await?;
    Ok((number, brought.map_or_else(Losses::default, |brought| brought.losses)))
}
