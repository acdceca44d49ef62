//! Checking a paper by the code that stands on it: what it is and whether it is in force, and nothing private.

use access::{Deed, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;
use ui::ru::date_long;

use super::card::{EndingLine, ending_line};
use super::kind_title;
use crate::rules::read_code;
use crate::store::{DocumentRow, ending_of, published_by_code};

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    chrome: Chrome,
    typed: String,
    error: &'static str,
    found: Option<Found>,
}

struct Found {
    card: DocumentRow,
    kind: String,
    date: String,
    ending: Option<EndingLine>,
    /// SHA-256 of the published file, by which a copy is compared with it.
    checksum: Option<String>,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

const NO_CODE: &str = "Это не похоже на код: в нём двенадцать знаков — цифры и латинские буквы, по четыре через дефис. Перепишите его с документа ещё раз.";
const NOT_FOUND: &str = "Опубликованного документа с таким кодом нет. Проверьте код; если он переписан верно, документ не опубликован или выдан не этой системой — спросите у того, кто его издал.";

/// `/verify?code=…`: the form for a code that is typed from paper.
pub async fn form(visitor: Visitor, Query(typed): Query<Typed>) -> PageResult {
    let typed = typed.code.trim();
    if let Some(code) = read_code(typed) {
        return Ok(Redirect::to(&format!("/verify/{code}")).into_response());
    }
    let error = if typed.is_empty() { "" } else { NO_CODE };
    answer(StatusCode::OK, visitor.chrome, typed, error, None)
}

/// `/verify/{code}`: where the QR code leads.
pub async fn show(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let Some(code) = read_code(&code) else {
        return answer(StatusCode::NOT_FOUND, visitor.chrome, &code, NO_CODE, None);
    };
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let Some(card) = published_by_code(&house.db, &scope, &code).await? else {
        return answer(StatusCode::NOT_FOUND, visitor.chrome, &code, NOT_FOUND, None);
    };
    let ending = match ending_of(&house.db, &scope, &card.id).await? {
        Some(row) => Some(ending_line(&house, &scope, &row).await?),
        None => None,
    };
    let found = Found {
        kind: kind_title(&house, &card.kind).to_owned(),
        date: date_long(card.date()),
        checksum: card.file().map(|hash| hash.as_str().to_owned()),
        ending,
        card,
    };
    answer(StatusCode::OK, visitor.chrome, &code, "", Some(found))
}

fn answer(
    status: StatusCode,
    chrome: Chrome,
    typed: &str,
    error: &'static str,
    found: Option<Found>,
) -> PageResult {
    let page = VerifyPage { chrome, typed: typed.to_owned(), error, found };
    Ok((status, Html(page.render()?)).into_response())
}
