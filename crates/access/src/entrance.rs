//! The moment at which somebody is let in: a session of one's own, a browser that is known from now on.

use axum::http::{HeaderMap, HeaderValue, header};
use store::Tx;

use crate::audit::{self, Event, Who};
use crate::letters::{self, Change};
use crate::sessions::{CookieKind, cookie, new_session_cookie, random_token, read_cookie, rotated};
use crate::store::{self as sql, NewSession};
use crate::{Actor, House, PageError, Visitor};

/// A session that has begun, in a transaction that is still to be committed.
pub(crate) struct Begun {
    /// The session's cookie: new forms are bound to it.
    pub token: String,
    pub cookies: HeaderMap,
    pub actor: Option<Actor>,
}

/// Begins a session for somebody who has proved who they are.
pub(crate) async fn begin_session(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    account_id: &str,
) -> Result<Begun, PageError> {
    let now = house.clock.now();
    let actor = sql::actor_of_account(&mut *tx, account_id, house.clock.today()).await?;
    let token = new_session_cookie().map_err(PageError::Internal)?;
    if let Some(before) = &visitor.session {
        // Somebody was signed in here already: one browser, one session.
        sql::end_own_session(tx, visitor.account_id(), &before.id).await?;
    }
    let session = NewSession {
        token: &token,
        account_id,
        membership_id: actor.as_ref().map(|actor| actor.membership.id.as_str()),
        device: &visitor.client.device,
        place: &visitor.client.shortened(),
    };
    sql::start_session(tx, &session, now).await?;
    sql::note_sign_in(tx, account_id, now).await?;
    let login = actor.as_ref().map(|one| one.login.as_str());
    let device = known_from_now_on(tx, house, visitor, account_id, login).await?;
    let what = format!("Вход: {}", visitor.client.device);
    let event = Event { act: "session.started", object: ("account", account_id), what: &what };
    audit::note(tx, house, &Who::account(account_id), event).await?;
    let mut cookies = HeaderMap::new();
    cookies.append(header::SET_COOKIE, cookie(CookieKind::Session, &token, &house.settings));
    cookies.append(header::SET_COOKIE, cookie(CookieKind::Device, &device, &house.settings));
    Ok(Begun { token, cookies, actor })
}

/// Makes the browser known to the account and answers the token by which it is; tells the owner of a new one.
async fn known_from_now_on(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    account_id: &str,
    login: Option<&str>,
) -> Result<String, PageError> {
    let brought = visitor.client.device_token.clone();
    let is_known = match (&brought, login) {
        (Some(device), Some(login)) => sql::is_known_device(&house.db, device, login).await?,
        _ => false,
    };
    if !is_known && sql::has_known_device(tx, account_id).await? {
        let device = format!("{}, {}", visitor.client.device, visitor.client.shortened());
        let letter =
            letters::changed(house, account_id, login.unwrap_or_default(), Change::NewDevice, &device);
        letters::send(tx, house, letter).await?;
    }
    let device = match brought {
        Some(device) => device,
        None => random_token().map_err(PageError::Internal)?,
    };
    sql::know_device(tx, &device, account_id, house.clock.now()).await?;
    Ok(device)
}

/// Gives the session of a request another token, whenever its rights change.
pub(crate) async fn another_token(
    tx: &mut Tx,
    house: &House,
    session_id: &str,
    headers: &HeaderMap,
) -> Result<[(header::HeaderName, HeaderValue); 1], PageError> {
    let old = read_cookie(headers, CookieKind::Session, &house.settings).ok_or(PageError::NotFound)?;
    let fresh = rotated(&old).map_err(PageError::Internal)?;
    sql::rotate_session(tx, session_id, &fresh).await?;
    Ok([(header::SET_COOKIE, cookie(CookieKind::Session, &fresh, &house.settings))])
}
