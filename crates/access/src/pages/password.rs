//! A new password: in one's own account, by a link from a letter or from the curator.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::entrance::another_token;
use crate::letters::{self, Change};
use crate::sessions::{CookieKind, cookie, random_token};
use crate::store::{self as sql, Link, LinkKind};
use crate::tries::Try;
use crate::{FormData, House, PageError, PageResult, Visitor, check_password, jobs, passwords};

#[derive(Template)]
#[template(path = "password_forgot.html")]
struct ForgotPage {
    chrome: Chrome,
    sends_letters: bool,
    is_sent: bool,
    login: String,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "password_new.html")]
struct NewPasswordPage {
    chrome: Chrome,
    action: String,
    login: String,
    /// One's own password is changed: the old one is asked for.
    asks_current: bool,
    error: Option<(&'static str, String)>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Sent {
    sent: String,
}

/// `GET /password/forgot`
pub async fn forgot_form(
    State(house): State<House>,
    visitor: Visitor,
    Query(sent): Query<Sent>,
) -> PageResult {
    let page = ForgotPage {
        sends_letters: house.sends_letters(),
        is_sent: !sent.sent.is_empty(),
        login: String::new(),
        error: None,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /password/forgot`: the same answer, after the same work, whoever is asked for. Whether there is such an account and
/// whether it has an address is looked up later, by a job.
pub async fn forgot(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let login = form.text("login");
    if login.is_empty() || !house.sends_letters() {
        let page = ForgotPage {
            sends_letters: house.sends_letters(),
            is_sent: false,
            login: String::new(),
            error: Some("Укажите логин: на адрес этой учётной записи придёт письмо."),
            chrome: visitor.chrome,
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    Try::at_forgotten(&visitor.client, login).take(&house).await?;
    let mut tx = house.db.begin().await?;
    jobs::send_forgotten(&mut tx, login, house.clock.now()).await?;
    tx.mark_noted();
    tx.commit().await?;
    Ok(Redirect::to("/password/forgot?sent=1").into_response())
}

fn link_is_over() -> PageError {
    PageError::LinkIsOver {
        what: "Ссылка для нового пароля уже использована, заменена более новой, или её срок истёк.".into(),
        next: "Запросите новую: «Забыли пароль?» на странице входа, или обратитесь к куратору.".into(),
    }
}

async fn good_link(house: &House, token: &str) -> Result<Option<Link>, PageError> {
    let link = sql::link_of(&house.db, LinkKind::Password, token).await?;
    Ok(link.filter(|link| link.is_good(house.clock.now())))
}

/// `GET /password/{token}`
pub async fn by_link_form(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> PageResult {
    let link = good_link(&house, &token).await?.ok_or_else(link_is_over)?;
    let page = NewPasswordPage {
        chrome: visitor.chrome,
        action: format!("/password/{token}"),
        login: link.login,
        asks_current: false,
        error: None,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /password/{token}`
pub async fn by_link(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    form: FormData,
) -> PageResult {
    let tries = Try::at_link(&visitor.client);
    tries.take(&house).await?;
    let password = form.as_typed("new_password");
    let Some(link) = good_link(&house, &token).await? else {
        // Costs what a good link does.
        passwords::verify(password, None, &house.settings).await;
        return Err(link_is_over());
    };
    if let Err(refused) = check_password(password, &[&link.login, &link.name]) {
        let page = NewPasswordPage {
            chrome: visitor.chrome,
            action: format!("/password/{token}"),
            login: link.login,
            asks_current: false,
            error: Some(("new_password", refused.to_string())),
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let hash = passwords::hash(password.to_owned(), &house.settings).await.map_err(PageError::Internal)?;
    let now = house.clock.now();
    let device = match visitor.client.device_token.clone() {
        Some(device) => device,
        None => random_token().map_err(PageError::Internal)?,
    };
    let mut tx = house.db.begin().await?;
    if !sql::use_link(&mut tx, LinkKind::Password, &token, now).await? {
        return Err(link_is_over());
    }
    tries.give_back(&mut tx).await?;
    sql::set_password(&mut tx, &link.account_id, &hash).await?;
    sql::end_sessions_of_account(&mut tx, &link.account_id).await?;
    sql::forget_devices(&mut tx, &link.account_id).await?;
    // Whoever holds the link is the owner: strangers who guess passwords meanwhile do not stand in the way.
    sql::know_device(&mut tx, &device, &link.account_id, now).await?;
    let mut what = "Задан новый пароль по ссылке; все сеансы завершены".to_owned();
    if link.drops_second_factor {
        sql::drop_second_factor(&mut tx, &link.account_id).await?;
        what.push_str("; второй фактор снят");
    }
    let event = Event { act: "account.password_set", object: ("account", &link.account_id), what: &what };
    audit::note(&mut tx, &house, &Who::account(&link.account_id), event).await?;
    let letter =
        letters::changed(&house, &link.account_id, &link.login, Change::Password, &visitor.client.device);
    letters::send(&mut tx, &house, letter).await?;
    tx.commit().await?;
    let set = cookie(CookieKind::Device, &device, &house.settings);
    Ok(([(header::SET_COOKIE, set)], Redirect::to("/login?told=password")).into_response())
}

fn own_page(visitor: &Visitor, error: Option<(&'static str, String)>) -> NewPasswordPage {
    NewPasswordPage {
        chrome: visitor.chrome.clone(),
        action: "/me/password".into(),
        login: visitor.actor.as_ref().map_or_else(String::new, |actor| actor.login.clone()),
        asks_current: true,
        error,
    }
}

/// `GET /me/password`
pub async fn own_form(visitor: Visitor) -> PageResult {
    Ok(Html(own_page(&visitor, None).render()?).into_response())
}

/// `POST /me/password`: ends every other session.
pub async fn change_own(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    form: FormData,
) -> PageResult {
    let (Some(session), Some(actor)) = (visitor.session.clone(), visitor.actor.clone()) else {
        return Err(PageError::NotFound);
    };
    let tries = Try::at_own_password(&session.id);
    tries.take(&house).await?;
    let account =
        sql::account_for_password(&house.db, &actor.account_id).await?.ok_or(PageError::NotFound)?;
    let current = form.as_typed("current_password");
    let is_right = passwords::verify(current, Some(account.password_hash), &house.settings).await;
    let wanted = form.as_typed("new_password");
    let fault = if !is_right {
        Some(("current_password", "Нынешний пароль не подошёл.".to_owned()))
    } else if wanted == current {
        Some(("new_password", "Новый пароль такой же, как нынешний. Придумайте другой.".to_owned()))
    } else {
        check_password(wanted, &[&actor.login, &actor.name])
            .err()
            .map(|fault| ("new_password", fault.to_string()))
    };
    if let Some(fault) = fault {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(own_page(&visitor, Some(fault)).render()?))
            .into_response());
    }
    let hash = passwords::hash(wanted.to_owned(), &house.settings).await.map_err(PageError::Internal)?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    tries.give_back(&mut tx).await?;
    sql::set_password(&mut tx, &actor.account_id, &hash).await?;
    sql::end_other_sessions(&mut tx, &actor.account_id, &session.id).await?;
    sql::forget_devices(&mut tx, &actor.account_id).await?;
    if let Some(device) = &visitor.client.device_token {
        sql::know_device(&mut tx, device, &actor.account_id, now).await?;
    }
    sql::confirm_session(&mut tx, &session.id, now).await?;
    let set = another_token(&mut tx, &house, &session.id, &headers).await?;
    let event = Event {
        act: "account.password_set",
        object: ("account", &actor.account_id),
        what: "Пароль изменён; другие сеансы завершены",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    let letter =
        letters::changed(&house, &actor.account_id, &actor.login, Change::Password, &visitor.client.device);
    letters::send(&mut tx, &house, letter).await?;
    tx.commit().await?;
    Ok((set, Redirect::to("/me?told=password")).into_response())
}
