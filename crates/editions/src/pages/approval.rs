//! Approving an edition by a registered document, which proves the measure of the plan that wanted it.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use documents::rules::Filter;
use documents::store::in_force;
use roadmap::store::Author;
use roadmap::{ProvingDocument, Waiting, board_of_today, prove_by_document, waiting_for};
use ui::Chrome;

use super::{Place, told};
use crate::store as rows;
use crate::{EditionRefused, Editor, can_approve};

#[derive(Template)]
#[template(path = "edition_approval.html")]
struct ApprovalPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    documents: Vec<(String, String)>,
    chosen: String,
    /// Comments that wait for a decision, and whether they are left without one.
    undecided: usize,
    leaves: bool,
    /// Places of the plan that wait for such a document: code, words, whether it is chosen.
    measures: Vec<(String, String, bool)>,
    error: Option<(&'static str, String)>,
}

/// What in the plan waits for a document of the text's kind and may be proved by the visitor.
async fn waiting(
    house: &House,
    visitor: &Visitor,
    place: &Place,
) -> Result<Option<(std::sync::Arc<roadmap::Board>, Author, Vec<Waiting>)>, PageError> {
    let Some(author) = Author::of(visitor) else { return Ok(None) };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let Some(board) = board_of_today(house, &scope).await? else { return Ok(None) };
    let found = waiting_for(house, &scope, &board, &place.text.kind, &author);
    Ok(Some((board, author, found)))
}

/// `measure`: what was chosen in the form; nothing yet when it is opened.
async fn page_of(
    house: &House,
    visitor: Visitor,
    place: &Place,
    chosen: &str,
    measure: Option<&str>,
) -> Result<ApprovalPage, PageError> {
    let found = waiting(house, &visitor, place).await?.map_or_else(Vec::new, |(_, _, found)| found);
    // The only place that waits is meant, unless somebody says otherwise.
    let is_only = found.len() == 1;
    let is_meant = |code: &str| measure.map_or(is_only, |measure| measure == code);
    let measures = found.iter().map(|one| (one.code(), one.title.clone(), is_meant(&one.code()))).collect();
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let mut listed = Vec::new();
    let kinds = house.region.document_kinds.iter().filter(|kind| can_approve(house, &place.text, &kind.code));
    for kind in kinds {
        let filter = Filter { kind: Some(kind.code.clone()), ..Filter::default() };
        listed.extend(in_force(&house.db, &scope, &filter).await?);
    }
    listed.sort_by_key(|row| std::cmp::Reverse(row.date()));
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comments = rows::comments_of(&house.db, &hears, &place.edition).await?;
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
                let words =
                    format!("{} №\u{a0}{} от\u{a0}{date}: {}", kind(&row.kind), row.number, row.title);
                (row.id, words)
            })
            .collect(),
        chosen: chosen.to_owned(),
        undecided: comments.iter().filter(|one| one.decision().is_none()).count(),
        leaves: false,
        measures,
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
    Ok(Html(page_of(&house, visitor, &place, "", None).await?.render()?).into_response())
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
    let measure = form.text("measure");
    let leaves = form.text("leave") == "yes";
    match approve_by(&house, &visitor, &place, (chosen, measure, leaves), &editor).await {
        Ok(()) => Ok(Redirect::to(&place.path()).into_response()),
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = ApprovalPage {
                leaves,
                error,
                ..page_of(&house, visitor, &place, chosen, Some(measure)).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn approve_by(
    house: &House,
    visitor: &Visitor,
    place: &Place,
    (document_id, measure, leaves): (&str, &str, bool),
    editor: &Editor,
) -> Result<(), EditionRefused> {
    let reads = visitor.scope(Subject::Document, Deed::Read);
    let document = documents::document(&house.db, &reads, document_id).await?.ok_or_else(|| {
        let told = "Документ: выберите зарегистрированный документ, которым утверждена редакция.";
        EditionRefused::invalid("document", told)
    })?;
    let proved = match waiting(house, visitor, place).await.map_err(EditionRefused::from_page)? {
        _ if measure.is_empty() => None,
        None => None,
        Some((board, author, found)) => {
            let one = found.into_iter().find(|one| one.code() == measure).ok_or_else(|| {
                let told = "Мероприятие: оно уже подтверждено или его нет в плане. Выберите снова.";
                EditionRefused::invalid("measure", told)
            })?;
            Some((board, author, one))
        }
    };
    let scope = visitor.scope(Subject::Edition, Deed::Approve);
    let mut tx = house.db.begin().await?;
    crate::approve(&mut tx, house, &scope, (&place.text, &place.edition), (&document, leaves), editor)
        .await?;
    if let Some((board, author, one)) = proved {
        let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
        let proof = ProvingDocument {
            id: &document.id,
            number: &document.number,
            date: document.date(),
            title: &document.title,
            counts_as: &place.text.kind,
        };
        prove_by_document(&mut tx, house, &scope, &board, &one, proof, &author)
            .await
            .map_err(|refused| EditionRefused::invalid("measure", refused.to_string()))?;
    }
    Ok(tx.commit().await?)
}
