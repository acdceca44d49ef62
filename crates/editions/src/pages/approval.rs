//! Approving an edition by a registered document.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use documents::rules::FilterText;
use documents::store::register_page;
use ui::Chrome;

use super::{Place, told};
use crate::{EditionRefused, Editor};

#[derive(Template)]
#[template(path = "edition_approval.html")]
struct ApprovalPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    documents: Vec<(String, String)>,
    chosen: String,
    error: Option<(&'static str, String)>,
}

async fn page_of(
    house: &House,
    visitor: Visitor,
    place: &Place,
    chosen: &str,
) -> Result<ApprovalPage, PageError> {
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let filter = FilterText::default().read(&house.region.document_kinds);
    let listed = register_page(&house.db, &scope, &filter).await?;
    let kind = |code: &str| {
        house.region.document_kind(code).map_or_else(|| code.to_owned(), |kind| kind.title.clone())
    };
    Ok(ApprovalPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        documents: listed
            .into_iter()
            .map(|row| {
                let date = ui::ru::date_short(row.date());
                let words = format!("{} № {} от {date}: {}", kind(&row.kind), row.number, row.title);
                (row.id, words)
            })
            .collect(),
        chosen: chosen.to_owned(),
        error: None,
        chrome: visitor.chrome,
    })
}

/// `/editions/{text}/{number}/approval`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    if place.edition.is_approved() {
        return Err(EditionRefused::Frozen.into());
    }
    Ok(Html(page_of(&house, visitor, &place, "").await?.render()?).into_response())
}

/// `POST /editions/{text}/{number}/approval`
pub async fn approve(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    form: FormData,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    let chosen = form.text("document");
    match approve_by(&house, &visitor, &place, chosen, &editor).await {
        Ok(()) => Ok(Redirect::to(&place.path()).into_response()),
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = ApprovalPage { error, ..page_of(&house, visitor, &place, chosen).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn approve_by(
    house: &House,
    visitor: &Visitor,
    place: &Place,
    document_id: &str,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    let reads = visitor.scope(Subject::Document, Deed::Read);
    let document = documents::document(&house.db, &reads, document_id).await?.ok_or_else(|| {
        let told = "Документ: выберите зарегистрированный документ, которым утверждена редакция.";
        EditionRefused::invalid("document", told)
    })?;
    let scope = visitor.scope(Subject::Edition, Deed::Approve);
    let mut tx = house.db.begin().await?;
    crate::approve(&mut tx, house, &scope, (&place.text, &place.edition), &document, editor).await?;
    Ok(tx.commit().await?)
}
