//! Only our own pages may change anything.
//!
//! Two independent checks on every unsafe request with a cookie: the browser says that the request comes from
//! this site (`Sec-Fetch-Site`, else `Origin`), and the form carries a token bound to the visitor's cookie.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::sessions::form_binding;

/// The token for forms shown to the bearer of this cookie.
pub(crate) fn token_for(cookie: &str) -> String {
    hex::encode(Sha256::digest(format!("csrf:{}", form_binding(cookie))))
}

/// Whether a form's token belongs to the cookie.
pub(crate) fn token_fits(token: &str, cookie: &str) -> bool {
    !cookie.is_empty() && bool::from(token.as_bytes().ct_eq(token_for(cookie).as_bytes()))
}

/// Whether the browser vouches that the request was made by a page of this site.
pub(crate) fn comes_from_this_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(host) = text("host") else { return false };
    // Old browsers send no Sec-Fetch-Site; all send Origin with a POST.
    text("origin").is_some_and(|origin| {
        origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) == Some(host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_token_fits_its_own_cookie_only() {
        assert!(token_fits(&token_for("a"), "a"));
        assert!(!token_fits(&token_for("a"), "b"));
        assert!(!token_fits("", "a"));
        assert!(!token_fits(&token_for(""), ""));
        assert!(
            token_fits(&token_for("a.old"), "a.new"),
            "a session that was given another token keeps its forms"
        );
    }

    #[test]
    fn foreign_pages_are_told_apart() {
        assert!(comes_from_this_site(&headers(&[("sec-fetch-site", "same-origin")])));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!comes_from_this_site(&headers(&[
                ("sec-fetch-site", site),
                ("host", "a"),
                ("origin", "http://a")
            ])));
        }
        assert!(comes_from_this_site(&headers(&[
            ("host", "lib.example"),
            ("origin", "https://lib.example")
        ])));
        assert!(!comes_from_this_site(&headers(&[
            ("host", "lib.example"),
            ("origin", "https://evil.example")
        ])));
        assert!(!comes_from_this_site(&headers(&[("host", "lib.example"), ("origin", "null")])));
        assert!(!comes_from_this_site(&headers(&[("host", "lib.example")])));
    }
}
