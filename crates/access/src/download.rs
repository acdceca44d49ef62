//! Files handed out: always to be saved, never shown by the browser inside our site.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::PageError;

/// Media types of what the program makes.
pub mod media {
    pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    pub const PDF: &str = "application/pdf";
    pub const ZIP: &str = "application/zip";
}

/// Should a browser show the file after all, it may run nothing in it and load nothing for it.
const NOTHING_ALLOWED: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A file made aside: the thread that answers others does not wait for a long paper or a wide workbook.
///
/// # Errors
/// [`PageError::Internal`] with the maker's words.
pub async fn made_aside<T, E>(make: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, PageError>
where
    T: Send + 'static,
    E: std::fmt::Display + Send + 'static,
{
    let internal = |error: String| PageError::Internal(error);
    let made = tokio::task::spawn_blocking(make).await.map_err(|error| internal(error.to_string()))?;
    made.map_err(|error| internal(error.to_string()))
}

/// A file under its Russian name, to be saved.
pub fn download(bytes: Vec<u8>, media_type: &str, name: &str) -> Response {
    // Both are ASCII by construction; were one not, the file would still only be saved.
    let media_type =
        HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition =
        HeaderValue::from_str(&content_disposition(name)).unwrap_or(HeaderValue::from_static("attachment"));
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, NOTHING_ALLOWED),
    ];
    (headers, bytes).into_response()
}

/// `Content-Disposition` for a file to be saved (RFC 6266): the name in UTF-8, and a plain one for old programs.
fn content_disposition(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    let plain = extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !extension.is_empty();
    let plain = if plain { format!("document.{extension}") } else { "document".to_owned() };
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(name))
}

/// Everything but letters, digits and a few harmless signs as `%XX` (RFC 8187).
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_russian_name_goes_over_in_ascii() {
        assert_eq!(
            content_disposition("Приказ.pdf"),
            "attachment; filename=\"document.pdf\"; filename*=UTF-8''%D0%9F%D1%80%D0%B8%D0%BA%D0%B0%D0%B7.pdf"
        );
        assert_eq!(
            content_disposition("скан"),
            "attachment; filename=\"document\"; filename*=UTF-8''%D1%81%D0%BA%D0%B0%D0%BD"
        );
    }

    proptest! {
        /// No name can end the header or add another one.
        #[test]
        fn any_name_is_a_safe_header(name in any::<String>()) {
            let header = content_disposition(&name);
            prop_assert!(header.is_ascii() && !header.contains(['\r', '\n']));
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert!(header.starts_with("attachment; "));
            prop_assert_eq!(header.matches(';').count(), 2);
        }
    }
}
