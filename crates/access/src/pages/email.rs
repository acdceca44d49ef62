//! The address for letters: taken only after a letter to it has been answered, because a new password may be sent there.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::letters::{self, Change, address_fault};
use crate::links::ask_to_confirm;
use crate::store::{self as sql, Link, LinkKind};
use crate::tries::Try;
use crate::{FormData, House, PageError, PageResult, Visitor};

#[derive(Template)]
#[template(path = "email.html")]
struct EmailPage {
    chrome: Chrome,
    sends_letters: bool,
    current: Option<String>,
    typed: String,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "email_confirm.html")]
struct ConfirmEmailPage {
    chrome: Chrome,
    action: String,
    email: String,
    login: String,
}

/// `GET /me/email`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let current = sql::email_of(&house.db, visitor.account_id()).await?;
    let page = EmailPage {
        sends_letters: house.sends_letters(),
        typed: current.clone().unwrap_or_default(),
        current,
        error: None,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /me/email`
pub async fn set(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let actor = visitor.actor.clone().ok_or(PageError::NotFound)?;
    let typed = form.text("email");
    let current = sql::email_of(&house.db, &actor.account_id).await?;
    let is_away = form.text("do") == "remove";
    let error = if is_away {
        None
    } else if !house.sends_letters() {
        Some("Почта в этой установке не настроена: подтвердить адрес письмом нельзя.")
    } else if current.as_deref() == Some(typed) {
        Some("Этот адрес уже подтверждён.")
    } else {
        address_fault(typed)
    };
    if error.is_some() {
        let page = EmailPage {
            sends_letters: house.sends_letters(),
            current,
            typed: typed.to_owned(),
            error,
            chrome: visitor.chrome,
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    if !is_away {
        Try::at_link(&visitor.client).take(&house).await?;
    }
    let mut tx = house.db.begin().await?;
    if current.is_some() {
        // Told at the old address: a thief who changes it must not stay unnoticed.
        let letter = letters::changed(
            &house,
            &actor.account_id,
            &actor.login,
            Change::AddressAway,
            &visitor.client.device,
        );
        letters::send(&mut tx, &house, letter).await?;
    }
    let what = if is_away {
        sql::set_email(&mut tx, &actor.account_id, None).await?;
        "Адрес для писем удалён"
    } else {
        ask_to_confirm(&mut tx, &house, &actor.account_id, &actor.login, typed).await?;
        "Указан новый адрес для писем, ждёт подтверждения"
    };
    let event = Event { act: "account.email_named", object: ("account", &actor.account_id), what };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to(if is_away { "/me?told=email_away" } else { "/me?told=email" }).into_response())
}

async fn good_link(house: &House, token: &str) -> Result<(Link, String), PageError> {
    let link = sql::link_of(&house.db, LinkKind::Email, token).await?;
    let link = link.filter(|link| link.is_good(house.clock.now()));
    link.and_then(|link| link.email.clone().map(|email| (link, email))).ok_or_else(|| PageError::LinkIsOver {
        what: "Адрес по этой ссылке уже подтверждён, заменён другим, или срок ссылки истёк.".into(),
        next: "Войдите и укажите адрес заново в разделе «Моя учётная запись».".into(),
    })
}

/// `GET /email/{token}`: a mail program that opens links by itself confirms nothing.
pub async fn confirm_form(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> PageResult {
    let (link, email) = good_link(&house, &token).await?;
    let page = ConfirmEmailPage {
        chrome: visitor.chrome,
        action: format!("/email/{token}"),
        email,
        login: link.login,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /email/{token}`
pub async fn confirm(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let tries = Try::at_link(&visitor.client);
    tries.take(&house).await?;
    let (link, email) = good_link(&house, &token).await?;
    let mut tx = house.db.begin().await?;
    if !sql::use_link(&mut tx, LinkKind::Email, &token, house.clock.now()).await? {
        return Err(PageError::NotFound);
    }
    tries.give_back(&mut tx).await?;
    sql::set_email(&mut tx, &link.account_id, Some(&email)).await?;
    let event = Event {
        act: "account.email_confirmed",
        object: ("account", &link.account_id),
        what: "Адрес для писем подтверждён",
    };
    audit::note(&mut tx, &house, &Who::account(&link.account_id), event).await?;
    let letter = letters::changed(&house, &link.account_id, &link.login, Change::AddressTo, "");
    letters::send(&mut tx, &house, letter).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me?told=email_confirmed").into_response())
}
