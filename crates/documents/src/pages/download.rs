//! The file of a document: always to be saved, never shown by the browser inside our site.

use access::{Deed, House, PageError, PageResult, Subject, Visitor};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;

use crate::rules::content_disposition;
use crate::store::document;

/// Should a browser show the file after all, it may run nothing in it and load nothing for it.
const NOTHING_ALLOWED: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

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
    let value =
        |text: &str| HeaderValue::from_str(text).map_err(|error| PageError::Internal(error.to_string()));
    // The same bytes never change under a document: a scan is carried over a thin line once.
    let etag = value(&format!("\"{}\"", hash.as_str()))?;
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let answer_headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, value(&media_type)?),
        (header::CONTENT_DISPOSITION, value(&content_disposition(&name))?),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, NOTHING_ALLOWED),
        (header::ETAG, etag),
    ];
    Ok((answer_headers, house.files.get(&hash).await?).into_response())
}
