//! Before something dangerous the password is asked for again: a computer left open for a minute must not cost an account.
//!
//! The typed form is kept on the page that asks and goes with the password to its own address: one press, nothing is
//! typed twice. A session that has been confirmed gets a new token; forms open in other tabs stay good.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::pages::kept::KeptForm;
use crate::sessions::{CONFIRMED_FOR, CookieKind, Session, cookie, read_cookie, rotated};
use crate::tries::Try;
use crate::{FormData, House, PageError, Visitor, passwords, second_factor, store as sql};

/// Fields of ours that travel with a kept form and never reach its handler.
pub(crate) const PASSWORD: &str = "_password";
pub(crate) const CODE: &str = "_code";

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    chrome: Chrome,
    /// Where the form goes, with everything that was typed.
    kept: KeptForm,
    /// A page was asked for, nothing was sent yet.
    is_before: bool,
    had_file: bool,
    asks_code: bool,
    error: Option<&'static str>,
}

/// Lets a request through whose session has been confirmed lately; asks for the password otherwise.
pub(crate) async fn reauthenticated(mut request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let (Some(house), Some(visitor)) = (extensions.get::<House>(), extensions.get::<Visitor>()) else {
        return PageError::NotFound.into_response();
    };
    let (house, visitor) = (house.clone(), visitor.clone());
    let Some(session) = visitor.session.clone() else {
        // A program proves itself with every request.
        return next.run(request).await;
    };
    if house.clock.now() < session.confirmed_at + CONFIRMED_FOR {
        return next.run(request).await;
    }
    let action = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    if request.method() == Method::GET {
        let kept = KeptForm { action: "/me/confirm".into(), fields: vec![("next".into(), action)] };
        return ask(&house, visitor, kept, true, false, None).await;
    }
    let form = request.extensions().get::<FormData>().cloned().unwrap_or_default();
    let kept = KeptForm::of(&action, &form);
    let had_file = form.has_files();
    if form.as_typed(PASSWORD).is_empty() {
        return ask(&house, visitor, kept, false, had_file, None).await;
    }
    let headers = request.headers().clone();
    match confirm(&house, &visitor, &session, &headers, &form).await {
        Ok(Some(fresh)) => {
            request.extensions_mut().insert(form.without(&[PASSWORD, CODE]));
            let mut response = next.run(request).await;
            let set = cookie(CookieKind::Session, &fresh, &house.settings);
            response.headers_mut().append(header::SET_COOKIE, set);
            response
        }
        Ok(None) => ask(&house, visitor, kept, false, had_file, Some(WRONG)).await,
        Err(error) => error.into_response(),
    }
}

const WRONG: &str = "Пароль или код не подошли. Проверьте раскладку клавиатуры и Caps Lock.";

async fn ask(
    house: &House,
    visitor: Visitor,
    kept: KeptForm,
    is_before: bool,
    had_file: bool,
    error: Option<&'static str>,
) -> Response {
    let account = sql::account_for_password(&house.db, visitor.account_id()).await;
    let asks_code = match account {
        Ok(account) => account.is_some_and(|account| account.has_second_factor != 0),
        Err(error) => return PageError::from(error).into_response(),
    };
    let page = ConfirmPage { chrome: visitor.chrome, kept, is_before, had_file, asks_code, error };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::UNAUTHORIZED };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// `POST /me/confirm`: the password typed before a page was opened.
pub(crate) async fn confirm_page(
    house: House,
    visitor: Visitor,
    form: FormData,
    headers: &HeaderMap,
) -> Result<Response, PageError> {
    let session = visitor.session.clone().ok_or(PageError::NotFound)?;
    let next = crate::pages::own_path(form.text("next")).to_owned();
    if let Some(fresh) = confirm(&house, &visitor, &session, headers, &form).await? {
        let set = cookie(CookieKind::Session, &fresh, &house.settings);
        return Ok(([(header::SET_COOKIE, set)], axum::response::Redirect::to(&next)).into_response());
    }
    let kept = KeptForm { action: "/me/confirm".into(), fields: vec![("next".into(), next)] };
    Ok(ask(&house, visitor, kept, true, false, Some(WRONG)).await)
}

/// The session's new cookie when the password, and the code where there is a second factor, were right.
async fn confirm(
    house: &House,
    visitor: &Visitor,
    session: &Session,
    headers: &HeaderMap,
    form: &FormData,
) -> Result<Option<String>, PageError> {
    let old = read_cookie(headers, CookieKind::Session, &house.settings).ok_or(PageError::NotFound)?;
    let tries = Try::at_own_password(&session.id);
    tries.take(house).await?;
    let account =
        sql::account_for_password(&house.db, visitor.account_id()).await?.ok_or(PageError::NotFound)?;
    if !passwords::verify(form.as_typed(PASSWORD), Some(account.password_hash), &house.settings).await {
        return Ok(None);
    }
    let mut tx = house.db.begin().await?;
    let whose = (account.id.as_str(), account.login.as_str());
    if account.has_second_factor != 0
        && !second_factor::takes_code(&mut tx, house, whose, form.text(CODE)).await?
    {
        return Ok(None);
    }
    let fresh = rotated(&old).map_err(PageError::Internal)?;
    tries.give_back(&mut tx).await?;
    sql::rotate_session(&mut tx, &session.id, &fresh).await?;
    sql::confirm_session(&mut tx, &session.id, house.clock.now()).await?;
    let event = Event {
        act: "session.confirmed",
        object: ("account", &account.id),
        what: "Пароль введён ещё раз перед важным действием",
    };
    audit::note(&mut tx, house, &Who::of(visitor), event).await?;
    tx.commit().await?;
    Ok(Some(fresh))
}
