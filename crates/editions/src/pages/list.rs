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

/// Why a file is no text to read. Only DOCX is: no advice here may lead to another format.
fn not_word(bytes: &[u8]) -> Option<String> {
    use office::{Content, Refused};
    Some(match office::content_of(bytes) {
        Ok(Content::Docx) => return None,
        Err(Refused::OldFormat) => {
            "Файл: это старый вид документа (.doc). Откройте его в Word и сохраните как «Документ Word (*.docx)».".to_owned()
        }
        Err(Refused::Macros) => {
            "Файл: в документе есть макросы. Сохраните его как «Документ Word (*.docx)» без макросов.".to_owned()
        }
        Err(Refused::ZipBomb) => {
            "Файл: внутри слишком много данных для текста. Уберите рисунки и сохраните документ заново (DOCX).".to_owned()
        }
        Err(Refused::Damaged) => {
            "Файл: документ повреждён и не открывается. Откройте его в Word и сохраните ещё раз (DOCX).".to_owned()
        }
        Err(refused @ (Refused::Empty | Refused::TooLarge | Refused::Encrypted)) => format!("Файл: {refused}"),
        Ok(_) | Err(Refused::Unsupported | Refused::TooManyCells) => {
            "Файл: текст читается из документа Word (DOCX). Сохраните его в этом формате.".to_owned()
        }
    })
}

fn of_file(file: &UploadedFile) -> Result<WordText, EditionRefused> {
    if let Some(told) = not_word(&file.bytes) {
        return Err(EditionRefused::invalid("file", told));
    }
    text_of_word(&file.bytes).map_err(|refused| EditionRefused::invalid("file", refused.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_leads_to_docx() {
        let word = papers::docx(&papers::Paper::default()).unwrap();
        assert_eq!(not_word(&word), None);
        let bomb = {
            use std::io::Write;
            let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&vec![b' '; 8 * 1024 * 1024]).unwrap();
            archive.finish().unwrap().into_inner()
        };
        for (bytes, told) in [
            (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], "старый вид документа"),
            (b"%PDF-1.7", "читается из документа Word"),
            (&bomb, "слишком много данных"),
            (b"PK\x03\x04", "повреждён"),
        ] {
            let refused = not_word(bytes).unwrap();
            assert!(refused.contains(told), "{refused}");
            assert!(refused.to_lowercase().contains("docx") && !refused.contains("PDF"), "{refused}");
        }
    }
}
