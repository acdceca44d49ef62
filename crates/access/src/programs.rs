//! Answers to programs: every refusal a problem document (RFC 9457), an `ETag` on everything that can be read.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::error::ErrorText;

/// Gives a refusal that has no words of ours (axum's own: no such route, a parameter that cannot be read) words, and
/// tells a program that a record was not found, not a page.
pub(crate) async fn worded(response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let has_words = response.extensions().get::<ErrorText>().is_some();
    if has_words && status != StatusCode::NOT_FOUND {
        return response;
    }
    let (parts, body) = response.into_parts();
    let told = axum::body::to_bytes(body, LONGEST_TOLD).await.unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    let mut response = status.into_response();
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    if let Some(seconds) = parts.headers.get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    response.extensions_mut().insert(words_for(status, told.trim()));
    response
}

const LONGEST_TOLD: usize = 4096;

fn words_for(status: StatusCode, told: &str) -> ErrorText {
    let see = "Сверьте запрос с описанием /api/v1/openapi.json.";
    let (what, why, next) = match status {
        StatusCode::NOT_FOUND => (
            "Запись не найдена",
            "Такой записи нет, либо она недоступна этому ключу.".to_owned(),
            "Проверьте адрес и ключ доступа.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "Метод не поддерживается",
            "По этому адресу так не обращаются: допустимые методы — в заголовке Allow.".to_owned(),
            see,
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "Запрос слишком велик",
            "Тело запроса длиннее допустимого. Ничего не сохранено.".to_owned(),
            "Уменьшите запрос и повторите.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "Тип тела не поддерживается",
            "Тело запроса должно быть JSON.".to_owned(),
            "Передайте заголовок «Content-Type: application/json».",
        ),
        _ if status.is_server_error() => (
            "Не получилось выполнить запрос",
            "На сервере произошла ошибка; она записана в журнал.".to_owned(),
            "Повторите через несколько минут.",
        ),
        _ => ("Запрос не понят", format!("Адрес, параметры или тело не подходят: {told}."), see),
    };
    ErrorText { status, what: what.to_owned(), why, next: next.to_owned() }
}

/// Marks what was read with an `ETag` made of its bytes, where the handler has made none, and answers 304 to whoever
/// has it already.
pub(crate) async fn with_etag(method: &Method, known: &HeaderMap, response: Response) -> Response {
    if *method != Method::GET || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, mut body) = response.into_parts();
    if !parts.headers.contains_key(header::ETAG) {
        let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
        parts.headers.extend(HeaderValue::from_str(&etag).map(|value| (header::ETAG, value)));
        body = Body::from(bytes);
    }
    let etag = parts.headers.get(header::ETAG).and_then(|value| value.to_str().ok());
    if etag.is_some_and(|etag| has_it(known, etag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        body = Body::empty();
    }
    Response::from_parts(parts, body)
}

/// Whether `If-None-Match` names this version: compared weakly, as RFC 9110 has it for reading.
pub fn has_it(known: &HeaderMap, etag: &str) -> bool {
    let listed = known.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = listed.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// Whether `If-Match` names this version: compared strongly, so that a weak tag never matches. `None`: the header is
/// absent.
pub fn names_it(known: &HeaderMap, etag: &str) -> Option<bool> {
    if !known.contains_key(header::IF_MATCH) {
        return None;
    }
    let listed = known.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok());
    Some(listed.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag == etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn reading_compares_weakly_and_changing_strongly() {
        let known = |value| has_it(&headers(header::IF_NONE_MATCH, value), "\"2\"");
        assert!(known("\"2\"") && known("W/\"2\"") && known("\"1\", \"2\"") && known("*"));
        assert!(!known("\"1\"") && !has_it(&HeaderMap::new(), "\"2\""));
        let named = |value| names_it(&headers(header::IF_MATCH, value), "\"2\"");
        assert_eq!((named("\"2\""), named("\"1\", \"2\""), named("*")), (Some(true), Some(true), Some(true)));
        assert_eq!((named("W/\"2\""), named("\"1\""), named("2")), (Some(false), Some(false), Some(false)));
        assert_eq!(names_it(&HeaderMap::new(), "\"2\""), None);
    }
}
