//! A section as it is posted without a script: the whole page at once.

use access::{FormData, House, PageError, PageResult};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use super::super::fields::{Ask, code_among};
use super::super::sheet_key::SheetKey;
use super::questions::{next_after, questions_on};
use super::section::show_section;
use crate::filling::{Incoming, SaveRefused, Saved, Sheet, resize, save};
use crate::rules::Page;

/// What a posted page says of its fields: those that differ from what the page showed.
fn typed(sheet: &Sheet, page: &Page, form: &FormData) -> Result<Vec<Incoming>, PageError> {
    let client = store::new_id();
    let mut incoming = Vec::new();
    for field in questions_on(sheet, page) {
        if field.ask == Ask::Told || field.ask == Ask::File {
            continue;
        }
        let Some(base) = form.fields().iter().find(|(name, _)| *name == format!("base:{}", field.path))
        else {
            continue;
        };
        let name = format!("v:{}", field.path);
        let value = match field.ask {
            Ask::Checks => form.all(&name).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" "),
            Ask::Rank => {
                let mut places: Vec<&str> = Vec::new();
                for one in form.all(&name).filter(|one| !one.is_empty()) {
                    if !places.contains(&one) {
                        places.push(one);
                    }
                }
                places.join(" ")
            }
            Ask::Search => {
                let choices = field.choices.iter().map(|one| (one.value.as_str(), one.label.as_str()));
                code_among(choices, form.text(&name))
            }
            _ => form.as_typed(&name).to_owned(),
        };
        let explanation = form
            .fields()
            .iter()
            .find(|(name, _)| *name == format!("e:{}", field.path))
            .map(|(_, text)| text.clone());
        let base: i64 = base.1.trim().parse().unwrap_or(0);
        let stands = sheet.row(&field.path);
        let is_same = field.value == value
            && explanation
                .as_ref()
                .is_none_or(|text| text.trim() == stands.map_or("", |row| row.explanation.as_str()));
        let is_seen = base == field.revision;
        if is_same && is_seen && field.conflict.is_empty() {
            continue;
        }
        incoming.push(Incoming {
            path: field.path.clone(),
            value,
            explanation,
            client: client.clone(),
            seq: i64::try_from(incoming.len()).unwrap_or(0) + 1,
            base: Some(base),
        });
    }
    Ok(incoming)
}

/// A posted section: everything is saved first, whatever else is wrong.
pub async fn save_section(State(house): State<House>, key: SheetKey, form: FormData) -> PageResult {
    let (saved_by, number) = (key.saved_by(), key.section);
    let chrome = key.visitor.chrome.clone();
    let mut sheet = Sheet::open(&house, key.answer).await?;
    let page = number.checked_sub(1).and_then(|index| sheet.version.pages.get(index));
    let page = page.cloned().ok_or(PageError::NotFound)?;
    if !sheet.answer.is_writable() {
        return Err(SaveRefused::Closed.into());
    }
    let incoming = typed(&sheet, &page, &form)?;
    let mut has_conflict = false;
    if !incoming.is_empty() {
        let saved = save(&house, &mut sheet, &incoming, &saved_by).await?;
        has_conflict = saved.iter().any(|one| matches!(one, Saved::Conflict(_)));
    }
    for (name, file) in form.files().iter().filter_map(|file| Some((file.field.strip_prefix("f:")?, file))) {
        if !file.bytes.is_empty() {
            let what = (name, file.name.as_str(), file.bytes.clone());
            crate::attachments::attach(&house, &mut sheet, what, (&store::new_id(), 1), &saved_by).await?;
        }
    }
    let here = format!("{}/sections/{number}", sheet.answer.path());
    let wanted = form.text("do");
    if let Some(repeat) = wanted.strip_prefix("add:") {
        resize(&house, &mut sheet, repeat, None, &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    if let Some((repeat, index)) = wanted.strip_prefix("remove:").and_then(|rest| rest.rsplit_once(':')) {
        let index: usize = index.parse().map_err(|_| PageError::NotFound)?;
        resize(&house, &mut sheet, repeat, Some(index.saturating_sub(1)), &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let wrong = questions_on(&sheet, &page).iter().any(|field| !field.is_hidden && !field.error.is_empty());
    if has_conflict || (wrong && wanted != "stay") {
        return show_section(&house, chrome, &sheet, number, true, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let to = match wanted {
        "stay" => here,
        _ => next_after(&sheet, number),
    };
    Ok(Redirect::to(&to).into_response())
}
