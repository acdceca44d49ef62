//! What happens to every request before and after its handler: who asks, is the form ours, how a refusal looks.

use ::store::serving_a_change;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ui::{Chrome, Display, ErrorPage, NavItem, UserBadge};

use crate::client::Client;
use crate::error::{ErrorText, ProblemDetails};
use crate::pages::kept::KeptForm;
use crate::routes::CameTooLate;
use crate::sessions::{CookieKind, SEEN_EVERY, cookie, named_cookie, random_token, read_cookie};
use crate::{Actor, FormData, House, PageError, Role, Visitor, csrf, programs, store};

/// Cookie of «Версия для слабовидящих»: not a secret, not tied to a person.
pub(crate) const DISPLAY_COOKIE: &str = "display";

/// Strict from the first page on: nothing inline, nothing foreign, no frames (ASVS 5.0, 3.4).
const SECURITY_HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000; includeSubDomains";

/// Addresses opened by the secret in them. What is posted there is served without a look at any cookie, so no foreign page
/// can borrow a session, and without a form token: mail programs that unsubscribe by one press have none (RFC 8058).
const BY_LINK: &str = "/by-link/";

/// The layer around every route of the program.
pub async fn serve_visitors(State(house): State<House>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let (mut parts, body) = request.into_parts();
    let (visitor, new_visitor_cookie) = match identify(&house, &parts, is_api).await {
        Ok(identified) => identified,
        Err(error) => (stranger(&house, &parts), Err(error)),
    };
    let new_visitor_cookie = match new_visitor_cookie {
        Ok(new_cookie) => new_cookie,
        Err(error) => {
            let response = show_error(error.into_response(), &visitor, is_api, None);
            return with_security_headers(response, &house);
        }
    };
    parts.extensions.insert(visitor.clone());
    let (method, known) = (parts.method.clone(), parts.headers.clone());
    parts.extensions.insert(house.clone());
    let action = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let request = Request::from_parts(parts, body);
    let mut typed = None;
    let answered = if is_safe(request.method()) {
        next.run(request).await
    } else if is_api {
        serving_a_change(next.run(request)).await
    } else if request.uri().path().starts_with(BY_LINK) {
        match read_form_of_a_stranger(&house, request).await {
            Ok(request) => serving_a_change(next.run(request)).await,
            Err(error) => error.into_response(),
        }
    } else {
        match read_own_form(&house, request).await {
            Ok(request) => {
                typed = request.extensions().get::<FormData>().cloned();
                serving_a_change(next.run(request)).await
            }
            Err(error) => error.into_response(),
        }
    };
    let typed = typed.map(|form| (KeptForm::of(&action, &form), form.has_files()));
    let answered = if is_api { programs::worded(answered).await } else { answered };
    let mut response = show_error(answered, &visitor, is_api, typed);
    if is_api {
        response = programs::with_etag(&method, &known, response).await;
    }
    if let Some(value) = new_visitor_cookie
        && is_page(&response)
    {
        response
            .headers_mut()
            .append(header::SET_COOKIE, cookie(CookieKind::Visitor, &value, &house.settings));
    }
    with_security_headers(response, &house)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_page(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// What a handler says to a script of its own page stays as it is said.
fn is_data(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}

type Identified = (Visitor, Result<Option<String>, PageError>);

/// Finds the actor and makes the frame. The second part is a visitor cookie to be set, where one is missing.
async fn identify(house: &House, parts: &Parts, is_api: bool) -> Result<Identified, PageError> {
    let (now, today) = (house.clock.now(), house.clock.today());
    if is_api {
        // Programs come with a bearer token and never with a cookie: then no foreign page can use a session here.
        let Some(token) = token_of(&parts.headers) else { return Ok((stranger(house, parts), Ok(None))) };
        let found = store::actor_of_api_token(&house.db, &token, now, today).await?;
        let (actor, token) = found.ok_or(PageError::SignInNeeded)?;
        if token.used_at.is_none_or(|used_at| used_at + SEEN_EVERY <= now) {
            note_use(house, Used::Token(token.id));
        }
        let visitor = visitor(house, parts, Some(actor), String::new());
        return Ok((Visitor { token_scopes: Some(token.scopes), ..visitor }, Ok(None)));
    }
    if let Some(token) = read_cookie(&parts.headers, CookieKind::Session, &house.settings)
        && let Some((actor, session)) = store::actor_of_session(&house.db, &token, now, today).await?
    {
        if session.seen_at + SEEN_EVERY <= now {
            note_use(house, Used::Session(session.id.clone()));
        }
        let visitor = visitor(house, parts, Some(actor), csrf::token_for(&token));
        return Ok((Visitor { session: Some(session), ..visitor }, Ok(None)));
    }
    if let Some(value) = read_cookie(&parts.headers, CookieKind::Visitor, &house.settings) {
        return Ok((visitor(house, parts, None, csrf::token_for(&value)), Ok(None)));
    }
    let value = random_token().map_err(PageError::Internal)?;
    let csrf = csrf::token_for(&value);
    Ok((visitor(house, parts, None, csrf), Ok(Some(value))))
}

/// What is being used, by its id.
enum Used {
    Session(String),
    Token(String),
}

/// Notes beside the request, not in it: nobody waits for it, and a disk that is full does not close a page for reading.
fn note_use(house: &House, used: Used) {
    let (db, now) = (house.db.clone(), house.clock.now());
    tokio::spawn(async move {
        let noted = async {
            let mut tx = db.begin().await?;
            match &used {
                Used::Session(id) => store::touch_session(&mut tx, id, now).await?,
                Used::Token(id) => store::note_token_use(&mut tx, id, now).await?,
            }
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the use of a session or a token is not noted");
        }
    });
}

/// The token as programs bring it; phones with ODK Collect know no other way than a password, so the token may be one.
fn token_of(headers: &HeaderMap) -> Option<String> {
    use base64::Engine as _;
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    if let Some(token) = value.strip_prefix("Bearer ") {
        return Some(token.to_owned());
    }
    let pair = base64::engine::general_purpose::STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    pair.split_once(':').map(|(_, token)| token.to_owned())
}

/// An anonymous visitor without a cookie.
pub(crate) fn stranger(house: &House, parts: &Parts) -> Visitor {
    visitor(house, parts, None, String::new())
}

/// Who is shown in the header.
pub(crate) fn badge(house: &House, actor: &Actor) -> UserBadge {
    UserBadge {
        account: actor.account_id.clone(),
        name: actor.name.clone(),
        organisation: actor.membership.org_title.clone(),
        role_title: house.role_title(actor.membership.role).to_owned(),
        unread: actor.unread,
    }
}

fn visitor(house: &House, parts: &Parts, actor: Option<Actor>, csrf: String) -> Visitor {
    let role = actor.as_ref().and_then(Actor::role);
    let path = parts.uri.path();
    let navigation = house
        .navigation
        .iter()
        .filter(|entry| entry.roles.is_none_or(|roles| role.is_some_and(|role| roles.contains(&role))))
        .map(|entry| NavItem {
            label: entry.label.to_owned(),
            path: entry.path.to_owned(),
            current: if entry.path == "/" { path == "/" } else { path.starts_with(entry.path) },
        })
        .collect();
    let user = actor.as_ref().map(|actor| badge(house, actor));
    let display = named_cookie(&parts.headers, DISPLAY_COOKIE).map(|value| Display::from_cookie(&value));
    let chrome = Chrome {
        region_name: house.region.region.name.clone(),
        user,
        navigation,
        csrf,
        display: display.unwrap_or_default(),
        today: house.clock.today(),
        demo: house.settings.demo,
        notice: actor.as_ref().and_then(|actor| actor.why_nothing_opens(house.clock.today())),
        search_query: String::new(),
        path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        sees_history: role == Some(Role::Administrator),
    };
    Visitor {
        actor,
        chrome,
        client: Client::of(parts, &house.settings),
        session: None,
        token_scopes: None,
        scope_switched_off: house.settings.scope_switched_off,
    }
}

/// Reads a form that nobody's session stands behind.
async fn read_form_of_a_stranger(house: &House, request: Request) -> Result<Request, PageError> {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(stranger(house, &parts));
    let mut reading = Request::from_parts(parts.clone(), body);
    reading.extensions_mut().clear();
    parts.extensions.insert(FormData::read(reading, house).await?);
    Ok(Request::from_parts(parts, axum::body::Body::empty()))
}

/// Reads the posted form and makes sure that it is ours.
async fn read_own_form(house: &House, request: Request) -> Result<Request, PageError> {
    if !csrf::comes_from_this_site(request.headers()) {
        return Err(PageError::NotOurForm);
    }
    let headers = request.headers();
    let session = read_cookie(headers, CookieKind::Session, &house.settings);
    let before_sign_in = read_cookie(headers, CookieKind::Visitor, &house.settings);
    let (parts, body) = request.into_parts();
    let mut reading = Request::from_parts(parts.clone(), body);
    reading.extensions_mut().clear();
    let form = FormData::read(reading, house).await?;
    let token = form.text("_csrf");
    let signed_in = parts.extensions.get::<Visitor>().is_some_and(|visitor| visitor.actor.is_some());
    let fits_session = session.as_deref().is_some_and(|cookie| csrf::token_fits(token, cookie));
    // A form whose session has ended still carries that session's token: it is ours, and its text is kept.
    let fits_visitor =
        !signed_in && before_sign_in.as_deref().is_some_and(|cookie| csrf::token_fits(token, cookie));
    let is_ours = fits_session || fits_visitor;
    if !is_ours && (session.is_some() || token.is_empty()) {
        return Err(PageError::NotOurForm);
    }
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    if !is_ours {
        request.extensions_mut().insert(CameTooLate);
    }
    request.extensions_mut().insert(form);
    Ok(request)
}

/// Gives a refusal its face: a page for people, a problem document for programs.
fn show_error(
    response: Response,
    visitor: &Visitor,
    is_api: bool,
    typed: Option<(KeptForm, bool)>,
) -> Response {
    let kept =
        [header::RETRY_AFTER, header::ALLOW].map(|name| (response.headers().get(&name).cloned(), name));
    let mut shown = error_page(response, visitor, is_api, typed);
    for (value, name) in kept {
        if let Some(value) = value {
            shown.headers_mut().insert(name, value);
        }
    }
    shown
}

/// Where the storage or the hurry is to blame and not the form, the form is kept and can be sent again.
#[derive(Template)]
#[template(path = "try_again.html")]
struct TryAgainPage {
    chrome: Chrome,
    code: u16,
    title: String,
    why: String,
    next: String,
    kept: KeptForm,
    had_file: bool,
}

/// A page whose address cannot be read («/roadmap/99999») is a page that there is not.
fn unread_address(status: StatusCode) -> ErrorText {
    let status = if status == StatusCode::BAD_REQUEST { StatusCode::NOT_FOUND } else { status };
    ErrorText { status, ..PageError::NotFound.text() }
}

fn error_page(
    response: Response,
    visitor: &Visitor,
    is_api: bool,
    typed: Option<(KeptForm, bool)>,
) -> Response {
    let text = response.extensions().get::<ErrorText>().cloned();
    let text = match text {
        Some(text) => text,
        // axum's own refusals (no such route, wrong method) carry no text and no body worth keeping.
        None if response.status().is_client_error()
            && !response.headers().contains_key(header::CONTENT_TYPE) =>
        {
            unread_address(response.status())
        }
        None if response.status().is_client_error()
            && response.status() != 422
            && !is_page(&response)
            && !is_data(&response)
            && !is_api =>
        {
            unread_address(response.status())
        }
        None => return response,
    };
    if is_api {
        let problem = ProblemDetails {
            title: text.what,
            status: text.status.as_u16(),
            detail: format!("{} {}", text.why, text.next),
        };
        let mut answer = (text.status, axum::Json(problem)).into_response();
        let content_type = HeaderValue::from_static("application/problem+json");
        answer.headers_mut().insert(header::CONTENT_TYPE, content_type);
        if text.status == axum::http::StatusCode::UNAUTHORIZED {
            // RFC 9110, 11.6.1; ODK Collect sends its password only after it has been asked for it.
            let ask = HeaderValue::from_static("Basic realm=\"biblioset\", charset=\"UTF-8\", Bearer");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        }
        return answer;
    }
    let chrome = Chrome { path: String::new(), ..visitor.chrome.clone() };
    let (code, title) = (text.status.as_u16(), text.what.clone());
    let rendered = match typed {
        Some((kept, had_file)) if matches!(code, 413 | 429 | 503 | 507) => {
            TryAgainPage { chrome, code, title, why: text.why, next: text.next, kept, had_file }.render()
        }
        _ => ErrorPage { chrome, code, title, why: text.why, next: text.next }.render(),
    };
    match rendered {
        Ok(html) => (text.status, axum::response::Html(html)).into_response(),
        Err(error) => (text.status, format!("{} ({error})", text.what)).into_response(),
    }
}

fn with_security_headers(mut response: Response, house: &House) -> Response {
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        // A handler may be stricter still: downloads are sandboxed.
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if house.settings.secure_cookies {
        headers.insert("strict-transport-security", HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    // What a page shows depends on who asks; nothing between us and the browser may keep it.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}
