//! The card of a document, and its publishing.

use std::fmt::Write as _;

use access::{Deed, House, PageError, PageResult, Reach, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;
use qrcodegen::{QrCode, QrCodeEcc};
use ui::Chrome;
use ui::ru::{date_long, file_size};

use super::kind_title;
use crate::rules::EndingKind;
use crate::store::{DocumentRow, EndingRow, document, ended_by, ending_of, listed};
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
    ending: Option<EndingLine>,
    /// What it replaced or revoked: («заменил», document).
    ended: Vec<(&'static str, Named)>,
    /// The code of a published document, and where its QR code leads.
    check: Option<Check>,
}

/// A document by its name, for a link.
pub(super) struct Named {
    pub id: String,
    pub words: String,
}

/// How a document ended.
pub(super) struct EndingLine {
    pub done: &'static str,
    /// `None`: by a document that the reader may not see.
    pub by: Option<Named>,
}

struct Check {
    code: String,
    /// Squares of the QR code as one SVG path, and how many there are on a side.
    squares: String,
    side: i32,
}

struct FileLine {
    name: String,
    /// «PDF, 2,4 МБ»
    details: String,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
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
        ending: match ending_of(&house.db, &scope, &card.id).await? {
            Some(row) => Some(ending_line(&house, &scope, &row).await?),
            None => None,
        },
        ended: ended_lines(&house, &scope, &card.id).await?,
        check: card.code.clone().filter(|_| card.is_published).map(|code| check_of(&host, code)),
        card,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

pub(super) async fn ending_line(
    house: &House,
    scope: &Scope,
    row: &EndingRow,
) -> Result<EndingLine, PageError> {
    let by = document(&house.db, scope, &row.document_id).await?;
    let by = by.map(|by| Named { words: words(house, &by.kind, &by.number, by.date()), id: by.id });
    Ok(EndingLine { done: row.kind().done(), by })
}

async fn ended_lines(
    house: &House,
    scope: &Scope,
    id: &str,
) -> Result<Vec<(&'static str, Named)>, PageError> {
    let ended = ended_by(&house.db, scope, id).await?;
    let ids: Vec<&str> = ended.iter().map(|(target, _)| target.as_str()).collect();
    let older = if ids.is_empty() { Vec::new() } else { listed(&house.db, scope, &ids).await? };
    let lines = ended.iter().filter_map(|(target, kind)| {
        let older = older.iter().find(|row| row.id == *target)?;
        let did = match EndingKind::from_code(kind) {
            Some(EndingKind::Replaces) => "заменил",
            _ => "отменил",
        };
        let words = words(house, &older.kind, &older.number, older.date());
        Some((did, Named { words, id: older.id.clone() }))
    });
    Ok(lines.collect())
}

/// «Приказ № 5 от 1 марта 2024».
fn words(house: &House, kind: &str, number: &str, date: Date) -> String {
    format!("{} №\u{a0}{number} от\u{a0}{}", kind_title(house, kind), date_long(date))
}

fn check_of(host: &str, code: String) -> Check {
    let scheme =
        if host.starts_with("127.0.0.1") || host.starts_with("localhost") { "http" } else { "https" };
    let address = format!("{scheme}://{host}/verify/{code}");
    let Ok(qr) = QrCode::encode_text(&address, QrCodeEcc::Medium) else {
        return Check { code, squares: String::new(), side: 1 };
    };
    let mut squares = String::new();
    for y in 0..qr.size() {
        for x in (0..qr.size()).filter(|x| qr.get_module(*x, y)) {
            let _ = write!(squares, "M{x} {y}h1v1h-1z");
        }
    }
    Check { code, squares, side: qr.size() }
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
