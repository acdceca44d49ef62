//! `/drafts/{draft}/edit`: the fields of a paper, its preview beside them. Every button saves.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use papers::{Doubt, Values};
use ui::Chrome;

use super::fields::{Beside, FieldView, field_views};
use super::{author_of, found, go_to, page};
use crate::kind::PaperKind;
use crate::printing::preview_of;
use crate::rules::{Change, Difference, differences, missing, read};
use crate::store::agreement::{RemarkRow, remarks_of};
use crate::store::drafts::DraftRow;
use crate::{DraftRefused, FieldFault, Reader, save as save_draft};

#[derive(Template)]
#[template(path = "draft_edit.html")]
struct EditPage {
    chrome: Chrome,
    id: String,
    kind: String,
    title: String,
    issuer: String,
    version: i64,
    fields: Vec<FieldView>,
    /// What keeps the paper from being sent on.
    missing: Vec<FieldFault>,
    /// Why it was not saved.
    faults: Vec<FieldFault>,
    differences: Vec<Difference>,
    doubts: Vec<Doubt>,
    remarks: Vec<RemarkRow>,
    preview: String,
    no_preview: String,
}

/// What is typed and not saved, with the reasons.
#[derive(Default)]
struct Unsaved {
    values: Option<Values>,
    faults: Vec<FieldFault>,
    differences: Vec<Difference>,
}

async fn draw(
    house: &House,
    visitor: Visitor,
    row: DraftRow,
    kind: &PaperKind<'_>,
    unsaved: Unsaved,
) -> PageResult<EditPage> {
    let remarks = remarks_of(&house.db, &row).await?;
    let values = unsaved.values.unwrap_or_else(|| row.values());
    let missing: Vec<FieldFault> = missing(kind.layout, &values)
        .into_iter()
        .map(|one| FieldFault { field: format!("f.{}", one.path), text: one.text })
        .collect();
    // An empty field of a new paper is no mistake yet: it is told in the list of what is left, not in red.
    let beside_fields: Vec<FieldFault> = unsaved
        .faults
        .iter()
        .chain(missing.iter().filter(|one| !one.text.ends_with("не заполнено.")))
        .cloned()
        .collect();
    let beside = Beside { faults: &beside_fields, remarks: &remarks };
    let (preview, doubts, no_preview) = match preview_of(house, kind, &row) {
        Ok((preview, doubts)) => (preview, doubts, String::new()),
        Err(told) => (String::new(), Vec::new(), told.to_string()),
    };
    Ok(EditPage {
        fields: field_views(kind.layout, &values, &beside),
        kind: kind.document.title.clone(),
        title: row.title,
        issuer: row.issuer_title,
        version: row.version,
        id: row.id,
        missing,
        faults: unsaved.faults,
        differences: unsaved.differences,
        doubts,
        remarks: remarks.into_iter().filter(|remark| remark.settled_at.is_none()).collect(),
        preview,
        no_preview,
        chrome: visitor.chrome,
    })
}

/// Only the desk writes; those who are asked read.
async fn own<'a>(house: &'a House, visitor: &Visitor, id: &str) -> PageResult<(DraftRow, PaperKind<'a>)> {
    let (row, kind) = found(house, &Reader::of(visitor), id).await?;
    if !visitor.scope(Subject::Draft, Deed::Write).covers(&row.org_id, None) {
        return Err(PageError::NotFound);
    }
    Ok((row, kind))
}

pub async fn form(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    if !row.state().is_open() {
        return Err(crate::writing::frozen(&row).into());
    }
    page(&draw(&house, visitor, row, &kind, Unsaved::default()).await?)
}

pub async fn save(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (row, kind) = own(&house, &visitor, &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::Draft, Deed::Write);
    let change = Change::of_button(form.text("do"));
    let typed =
        |name: &str| form.fields().iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str());
    let values = read(kind.layout, typed, &change);
    let seen = form.text("version").parse().unwrap_or_default();
    let mut tx = house.db.begin().await?;
    match save_draft(&mut tx, &house, &scope, &row, &values, seen, &author).await {
        Ok(()) => {
            tx.commit().await?;
            let anchor = change.anchor(&values);
            let next = if form.text("do") == "done" {
                format!("/drafts/{id}")
            } else if anchor.is_empty() {
                format!("/drafts/{id}/edit")
            } else {
                format!("/drafts/{id}/edit#{anchor}")
            };
            go_to(&next)
        }
        // Both words are shown, and the form carries the new version: sending it again says which is meant.
        Err(DraftRefused::Changed) => {
            drop(tx);
            let (row, kind) = own(&house, &visitor, &id).await?;
            if !row.state().is_open() {
                return Err(crate::writing::frozen(&row).into());
            }
            let differences = differences(kind.layout, &row.values(), &values);
            let unsaved = Unsaved { values: Some(values), faults: Vec::new(), differences };
            let page = draw(&house, visitor, row, &kind, unsaved).await?;
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            let unsaved = Unsaved { values: Some(values), faults, differences: Vec::new() };
            super::refused(&draw(&house, visitor, row, &kind, unsaved).await?)
        }
    }
}
