//! Sessions: a random token in a cookie, its hash in the table.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Settings;

/// Twelve hours: a working day with its evening; then the password is asked again.
pub(crate) const SESSION_LENGTH: i64 = 12 * 3600 * 1_000_000;

/// 32 random bytes as text: for sessions, API tokens and personal feeds.
pub fn random_token() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored instead of a token. The token is random, so a plain hash is enough.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Two cookies: `session` after signing in; `visitor` before it, to bind the login form's token to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CookieKind {
    Session,
    Visitor,
}

fn cookie_name(kind: CookieKind, settings: &Settings) -> &'static str {
    match (kind, settings.secure_cookies) {
        (CookieKind::Session, true) => "__Host-session",
        (CookieKind::Session, false) => "session",
        (CookieKind::Visitor, true) => "__Host-visitor",
        (CookieKind::Visitor, false) => "visitor",
    }
}

/// The value of a cookie of ours; an empty one counts as absent.
pub(crate) fn read_cookie(headers: &HeaderMap, kind: CookieKind, settings: &Settings) -> Option<String> {
    named_cookie(headers, cookie_name(kind, settings))
}

pub(crate) fn named_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// A `Set-Cookie` value; an empty text takes the cookie away.
pub(crate) fn cookie(kind: CookieKind, value: &str, settings: &Settings) -> HeaderValue {
    let name = cookie_name(kind, settings);
    let secure = if settings.secure_cookies { "; Secure" } else { "" };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (a, b) = (random_token().unwrap(), random_token().unwrap());
        assert_eq!(a.len(), 43);
        assert_ne!(a, b);
        assert_ne!(token_hash(&a), a);
    }

    #[test]
    fn a_cookie_is_read_back_and_production_cookies_are_host_bound() {
        let production = Settings::default();
        let set = cookie(CookieKind::Session, "abc", &production);
        assert_eq!(set, "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; __Host-session=abc; b=2".parse().unwrap());
        assert_eq!(read_cookie(&headers, CookieKind::Session, &production).as_deref(), Some("abc"));
        assert_eq!(read_cookie(&headers, CookieKind::Visitor, &production), None);
    }
}
