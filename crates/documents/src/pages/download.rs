//! The file of a document.

use access::{Deed, House, PageError, PageResult, Subject, Visitor, download};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;

use crate::store::document;

pub async fn file(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let card = document(&house.db, &scope, &id).await?.ok_or(PageError::NotFound)?;
    let (Some(hash), Some(name), Some(media_type)) = (card.file(), card.file_name, card.media_type) else {
        return Err(PageError::NotFound);
    };
    // The same bytes never change under a document: a scan is carried over a thin line once.
    let etag = HeaderValue::from_str(&format!("\"{}\"", hash.as_str()))
        .map_err(|error| PageError::Internal(error.to_string()))?;
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let file = download(house.files.get(&hash).await?, &media_type, &name);
    Ok(([(header::ETAG, etag)], file).into_response())
}
