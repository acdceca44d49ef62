//! A section as it is posted without a script: the whole page at once.

use access::{FormData, House, PageError, PageResult};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use super::super::fields::{Ask, Beside, Builder, code_among, id_of};
use super::super::sheet_key::SheetKey;
use super::questions::{fields_of, next_after, questions_on};
use super::section::show_section;
use crate::aside::aside;
use crate::filling::{Incoming, SaveRefused, Saved, Sheet, resize, save};
use crate::rules::Page;
use crate::store as sql;

/// What a posted page says of its fields: those that differ from what the page showed.
fn typed(sheet: &Sheet, page: &Page, beside: &Beside, form: &FormData) -> Result<Vec<Incoming>, PageError> {
    let client = store::new_id();
    let mut incoming = Vec::new();
    for field in questions_on(sheet, page, beside) {
        if matches!(field.ask, Ask::File | Ask::FileSet) {
            continue;
        }
        let Some(base) = form.fields().iter().find(|(name, _)| *name == format!("base:{}", field.path))
        else {
            continue;
        };
        let name = format!("v:{}", field.path);
        let value = match field.ask {
            // Computed: only its explanation is written.
            Ask::Told => field.value.clone(),
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
        // Of two answers one is chosen by its button, not by leaving the page as it is.
        if is_same && (is_seen || field.ask == Ask::Told) {
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

/// Which of two answers a button chooses: the path, and whether it is the other one.
fn chosen(wanted: &str) -> Option<(&str, bool)> {
    let other = wanted.strip_prefix("other:").map(|path| (path, true));
    other.or_else(|| wanted.strip_prefix("this:").map(|path| (path, false)))
}

/// Settles a conflict: what stands stays, or the other answer takes its place.
async fn choose(
    house: &House,
    sheet: &mut Sheet,
    path: &str,
    takes_other: bool,
    saved_by: &str,
) -> Result<(), SaveRefused> {
    let conflicts = sql::conflicts_of(&house.db, &sheet.answer.id).await?;
    let Some(conflict) = conflicts.into_iter().find(|one| one.path == path) else { return Ok(()) };
    let stands = sheet.row(path).map(|row| row.value.clone()).unwrap_or_default();
    let incoming = Incoming {
        path: path.to_owned(),
        value: if takes_other { conflict.value } else { stands },
        client: store::new_id(),
        seq: 1,
        base: Some(sheet.revision_of(path)),
        ..Incoming::default()
    };
    save(house, sheet, &[incoming], saved_by).await.map(drop)
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
    let beside = Beside::of(&house, &sheet.answer).await?;
    let incoming = aside(|| typed(&sheet, &page, &beside, &form)).await??;
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
    if let Some((path, takes_other)) = chosen(wanted) {
        choose(&house, &mut sheet, path, takes_other, &saved_by).await?;
        return Ok(Redirect::to(&format!("{here}#{}", id_of(path))).into_response());
    }
    if let Some(repeat) = wanted.strip_prefix("add:") {
        resize(&house, &mut sheet, repeat, None, &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    if let Some((repeat, index)) = wanted.strip_prefix("remove:").and_then(|rest| rest.rsplit_once(':')) {
        let index: usize = index.parse().map_err(|_| PageError::NotFound)?;
        resize(&house, &mut sheet, repeat, Some(index.saturating_sub(1)), &saved_by).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let (wrong, next) = aside(|| {
        let builder = Builder::new(&sheet, sheet.report(), &beside, true);
        let fields = fields_of(builder.blocks(&page));
        let wrong = fields.iter().any(|field| !field.is_hidden && !field.error.is_empty());
        (wrong, next_after(&builder, number))
    })
    .await?;
    if has_conflict || (wrong && wanted != "stay") {
        return show_section(&house, chrome, &sheet, number, true, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let to = match wanted {
        "stay" => here,
        _ => next,
    };
    Ok(Redirect::to(&to).into_response())
}
