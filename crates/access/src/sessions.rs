//! Sessions: a random token in a cookie, its hash in the table.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use store::Moment;

use crate::Settings;

const MINUTE: Moment = 60 * 1_000_000;
/// Twelve hours: a working day with its evening; then the password is asked again.
pub(crate) const SESSION_LENGTH: Moment = 12 * 60 * MINUTE;
/// A computer left alone over a long lunch is nobody's.
pub(crate) const IDLE_LENGTH: Moment = 2 * 60 * MINUTE;
/// How exactly it is known when a session was used: reading a page writes no more often than this.
pub(crate) const SEEN_EVERY: Moment = 5 * MINUTE;
/// So long after the password was typed dangerous things need it no second time.
pub(crate) const CONFIRMED_FOR: Moment = 15 * MINUTE;

/// The session of a request.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub id: String,
    pub seen_at: Moment,
    pub confirmed_at: Moment,
}

/// 32 random bytes as text: for sessions, API tokens, links and personal feeds.
pub fn random_token() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored instead of a token. The token is random, so a plain hash is enough.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The cookie of a session is two tokens: what forms are bound to, which lives as long as the session, and what opens it,
/// which is replaced whenever rights change. So a form open in another tab outlives the change.
pub(crate) fn new_session_cookie() -> Result<String, String> {
    Ok(format!("{}.{}", random_token()?, random_token()?))
}

/// The same session under another token.
pub(crate) fn rotated(cookie: &str) -> Result<String, String> {
    Ok(format!("{}.{}", form_binding(cookie), random_token()?))
}

/// The part of a cookie that forms are bound to.
pub(crate) fn form_binding(cookie: &str) -> &str {
    cookie.split_once('.').map_or(cookie, |(binding, _)| binding)
}

/// `session` after signing in; `visitor` before it, to bind the login form's token to something; `device` tells a browser
/// in which its owner has signed in before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CookieKind {
    Session,
    Visitor,
    Device,
}

const A_YEAR_IN_SECONDS: u32 = 365 * 24 * 3600;

fn cookie_name(kind: CookieKind, settings: &Settings) -> &'static str {
    match (kind, settings.secure_cookies) {
        (CookieKind::Session, true) => "__Host-session",
        (CookieKind::Session, false) => "session",
        (CookieKind::Visitor, true) => "__Host-visitor",
        (CookieKind::Visitor, false) => "visitor",
        (CookieKind::Device, true) => "__Host-device",
        (CookieKind::Device, false) => "device",
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
    let age = match kind {
        _ if value.is_empty() => "; Max-Age=0".to_owned(),
        CookieKind::Device => format!("; Max-Age={A_YEAR_IN_SECONDS}"),
        CookieKind::Session | CookieKind::Visitor => String::new(),
    };
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
    fn a_rotated_session_keeps_what_forms_are_bound_to_and_nothing_else() {
        let before = new_session_cookie().unwrap();
        let after = rotated(&before).unwrap();
        assert_eq!(form_binding(&before), form_binding(&after));
        assert_ne!(token_hash(&before), token_hash(&after));
        assert_ne!(form_binding(&new_session_cookie().unwrap()), form_binding(&before));
        assert_eq!(form_binding("visitor-without-parts"), "visitor-without-parts");
    }

    #[test]
    fn a_cookie_is_read_back_and_production_cookies_are_host_bound() {
        let production = Settings::default();
        let set = cookie(CookieKind::Session, "abc", &production);
        assert_eq!(set, "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let device = cookie(CookieKind::Device, "abc", &production);
        assert_eq!(device, "__Host-device=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; __Host-session=abc; b=2".parse().unwrap());
        assert_eq!(read_cookie(&headers, CookieKind::Session, &production).as_deref(), Some("abc"));
        assert_eq!(read_cookie(&headers, CookieKind::Visitor, &production), None);
    }
}
