//! The card of a document, and its publishing.

use access::{Deed, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;
use ui::ru::{date_long, file_size};

use super::kind_title;
use crate::store::{DocumentRow, document};
use crate::{Desk, DocumentRefused, Recorder};

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    chrome: Chrome,
    card: DocumentRow,
    kind: String,
    date: String,
    file: Option<FileLine>,
    recorded_on: String,
    published_on: Option<String>,
    may_publish: bool,
}

struct FileLine {
    name: String,
    /// «PDF, 2,4 МБ»
    details: String,
}

pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let card = document(&house.db, &scope, &id).await?.ok_or(PageError::NotFound)?;
    let day = |moment| date_long(house.clock.date_of(moment));
    let approves = visitor.scope(Subject::Document, Deed::Approve).reach() == Reach::Everything;
    let page = DocumentPage {
        kind: kind_title(&house, &card.kind).to_owned(),
        date: date_long(card.date()),
        file: file_line(&card),
        recorded_on: day(card.recorded_at),
        published_on: card.published_at.map(day),
        may_publish: approves && !card.is_published,
        card,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn file_line(card: &DocumentRow) -> Option<FileLine> {
    let name = card.file_name.clone()?;
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_uppercase()).unwrap_or_default();
    Some(FileLine { details: format!("{extension}, {}", file_size(card.file_size.unwrap_or(0))), name })
}

pub async fn publish(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::Document, Deed::Approve);
    let recorder = Recorder::of(&visitor).ok_or(DocumentRefused::NotFound)?;
    let mut tx = house.db.begin().await?;
    crate::publish(&mut tx, &Desk::of(&house), &scope, &id, &recorder).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/documents/{id}")).into_response())
}
