//! All texts, and putting a new one into the system.

use access::{FormData, House, PageError, PageResult, UploadedFile, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{edition_path, told, writes};
use crate::rules::{Losses, WordText, plain_paragraphs, text_of_word};
use crate::store::{self as rows, Reader, TextRow};
use crate::{EditionRefused, Editor, NewText};

#[derive(Template)]
#[template(path = "editions.html")]
struct ListPage {
    chrome: Chrome,
    texts: Vec<(TextRow, String)>,
    may_write: bool,
}

/// `/editions`
pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    let texts = rows::texts(&house.db, &Reader::of(&visitor)).await?;
    let kind = |text: &TextRow| {
        house.region.document_kind(&text.kind).map_or_else(|| text.kind.clone(), |kind| kind.title.clone())
    };
    let texts = texts.into_iter().map(|text| (text.clone(), kind(&text))).collect();
    let may_write = writes(&visitor).reach() > access::Reach::Published;
    Ok(Html(ListPage { texts, may_write, chrome: visitor.chrome }.render()?).into_response())
}

#[derive(Template)]
#[template(path = "edition_new_text.html")]
struct NewTextPage {
    chrome: Chrome,
    kinds: Vec<(String, String)>,
    code: String,
    kind: String,
    title: String,
    edition_title: String,
    pasted: String,
    error: Option<(&'static str, String)>,
}

fn form_page(house: &House, chrome: Chrome, form: Option<&FormData>) -> NewTextPage {
    let text = |name: &str| form.map_or_else(String::new, |form| form.text(name).to_owned());
    NewTextPage {
        kinds: house
            .region
            .document_kinds
            .iter()
            .map(|kind| (kind.code.clone(), kind.title.clone()))
            .collect(),
        code: text("code"),
        kind: text("kind"),
        title: text("title"),
        edition_title: text("edition_title"),
        pasted: text("pasted"),
        error: None,
        chrome,
    }
}

/// `/editions/new`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(form_page(&house, visitor.chrome, None).render()?).into_response())
}

/// `POST /editions`
pub async fn add(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    match add_from(&house, &visitor, &form, &editor).await {
        Ok((number, losses)) => {
            let path = told_losses(edition_path(form.text("code"), number), losses);
            Ok(Redirect::to(&path).into_response())
        }
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = NewTextPage { error, ..form_page(&house, visitor.chrome, Some(&form)) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn add_from(
    house: &House,
    visitor: &Visitor,
    form: &FormData,
    editor: &Editor,
) -> Result<(i64, Losses), EditionRefused> {
    if form.text("code") == "new" {
        return Err(EditionRefused::invalid("code", "Адрес «new» занят программой. Придумайте другой."));
    }
    let brought = brought(form)?.unwrap_or_default();
    let membership = visitor.active_membership().ok_or(EditionRefused::NotFound)?;
    let keeper = access::store::Place {
        org_id: membership.org_id.clone(),
        org_code: membership.org_code.clone(),
        org_title: membership.org_title.clone(),
        municipality_id: membership.municipality_id.clone(),
    };
    let new = NewText {
        code: form.text("code").to_owned(),
        kind: form.text("kind").to_owned(),
        title: form.text("title").to_owned(),
        edition_title: form.text("edition_title").to_owned(),
        paragraphs: brought.paragraphs,
    };
    let mut tx = house.db.begin().await?;
    let number = crate::add_text(&mut tx, house, &writes(visitor), &keeper, &new, editor).await?;
    tx.commit().await?;
    Ok((number, brought.losses))
}

/// The text that came with a form: a Word file, or pasted; `None` when there is neither.
pub(super) fn brought(form: &FormData) -> Result<Option<WordText>, EditionRefused> {
    if let Some(file) = form.file("file") {
        return of_file(file).map(Some);
    }
    let pasted = form.text("pasted");
    let text = || WordText { paragraphs: plain_paragraphs(pasted), losses: Losses::default() };
    Ok((!pasted.is_empty()).then(text))
}

/// The page of the edition says what of the file is not in it.
pub(super) fn told_losses(path: String, losses: Losses) -> String {
    let counts = [("notes", losses.notes), ("tables", losses.tables), ("pictures", losses.pictures)];
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name}={count}"))
        .collect();
    if told.is_empty() { path } else { format!("{path}?{}", told.join("&")) }
}

fn of_file(file: &UploadedFile) -> Result<WordText, EditionRefused> {
    let checked = documents::check_file(&file.name, &file.bytes)
        .map_err(|refused| EditionRefused::invalid("file", refused.to_string()))?;
    if !checked.name.to_lowercase().ends_with(".docx") {
        let told = "Файл: текст читается из документа Word (DOCX). Сохраните его в этом формате.";
        return Err(EditionRefused::invalid("file", told));
    }
    text_of_word(&file.bytes).map_err(|refused| EditionRefused::invalid("file", refused.to_string()))
}
