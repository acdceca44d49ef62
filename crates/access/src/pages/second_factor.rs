//! The second factor: set up with a drawing for the telephone, proved by a code, taken off; recovery codes on paper.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect};
use store::Tx;
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::entrance::another_token;
use crate::letters::{self, Change};
use crate::second_factor::{
    Enrolment, enrolment, new_secret, renew_recovery_codes, seal_secret, secret_of, takes_step,
};
use crate::store as sql;
use crate::tries::Try;
use crate::{Actor, FormData, House, PageError, PageResult, Visitor};

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage {
    chrome: Chrome,
    /// In use since this day.
    since: Option<String>,
    codes_left: String,
    few_left: bool,
    /// Being set up.
    enrolment: Option<Enrolment>,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct RecoveryCodesPage {
    chrome: Chrome,
    login: String,
    codes: Vec<String>,
    is_first: bool,
}

async fn page(
    house: &House,
    visitor: &Visitor,
    error: Option<&'static str>,
) -> Result<SecondFactorPage, PageError> {
    let actor = visitor.actor.as_ref().ok_or(PageError::NotFound)?;
    let stored = sql::second_factor(&house.db, &actor.account_id).await?;
    let left = sql::count_recovery_codes(&house.db, &actor.account_id).await?;
    let since = stored.as_ref().and_then(|one| one.confirmed_at);
    let enrolment = match stored {
        Some(one) if one.confirmed_at.is_none() => {
            enrolment(&secret_of(house, &actor.account_id, &one.secret)?, &actor.login)
        }
        _ => None,
    };
    Ok(SecondFactorPage {
        chrome: visitor.chrome.clone(),
        since: since.map(|at| ui::ru::date_long(house.clock.date_of(at))),
        codes_left: format!("{left}\u{a0}{}", ui::ru::plural(left, "код", "кода", "кодов")),
        few_left: left < 3,
        enrolment,
        error,
    })
}

/// `GET /me/second-factor`
pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page(&house, &visitor, None).await?.render()?).into_response())
}

/// `POST /me/second-factor/begin`
pub async fn begin(State(house): State<House>, visitor: Visitor) -> PageResult {
    let secret = new_secret().map_err(PageError::Internal)?;
    let sealed = seal_secret(&house.settings.sealing_keys, visitor.account_id(), &secret)?;
    let mut tx = house.db.begin().await?;
    sql::begin_second_factor(&mut tx, visitor.account_id(), &sealed, house.clock.now()).await?;
    note(&mut tx, &house, &visitor, "second_factor.begun", "Начата настройка второго фактора").await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/second-factor").into_response())
}

/// `POST /me/second-factor/confirm`: the telephone shows the right code; from now on it is asked for.
pub async fn confirm(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    form: FormData,
) -> PageResult {
    let (Some(session), Some(actor)) = (visitor.session.clone(), visitor.actor.clone()) else {
        return Err(PageError::NotFound);
    };
    let tries = Try::at_code(&actor.account_id);
    tries.take(&house).await?;
    let mut tx = house.db.begin().await?;
    let is_right = takes_step(&mut tx, &house, (&actor.account_id, &actor.login), form.text("code")).await?;
    if !is_right || !sql::confirm_second_factor(&mut tx, &actor.account_id, house.clock.now()).await? {
        drop(tx);
        let wrong =
            "Код не подошёл. Проверьте, что часы телефона идут точно, и введите код, который виден сейчас.";
        let page = page(&house, &visitor, Some(wrong)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    tries.give_back(&mut tx).await?;
    let codes = renew_recovery_codes(&mut tx, &actor.account_id).await?;
    sql::end_other_sessions(&mut tx, &actor.account_id, &session.id).await?;
    let set = another_token(&mut tx, &house, &session.id, &headers).await?;
    note(&mut tx, &house, &visitor, "second_factor.on", "Второй фактор включён; другие сеансы завершены")
        .await?;
    tell(&mut tx, &house, &actor, Change::SecondFactorOn).await?;
    tx.commit().await?;
    let page = RecoveryCodesPage { chrome: visitor.chrome, login: actor.login, codes, is_first: true };
    Ok((set, Html(page.render()?)).into_response())
}

/// `POST /me/second-factor/codes`: new recovery codes in the place of the old ones.
pub async fn renew_codes(State(house): State<House>, visitor: Visitor) -> PageResult {
    let actor = visitor.actor.clone().ok_or(PageError::NotFound)?;
    let stored = sql::second_factor(&house.db, &actor.account_id).await?;
    if stored.is_none_or(|one| one.confirmed_at.is_none()) {
        return Err(PageError::refused(
            "Коды не созданы",
            "Второй фактор не включён: коды восстановления заменяли бы то, чего нет.",
            "Сначала включите второй фактор.",
        ));
    }
    let mut tx = house.db.begin().await?;
    let codes = renew_recovery_codes(&mut tx, &actor.account_id).await?;
    note(&mut tx, &house, &visitor, "second_factor.codes_renewed", "Созданы новые коды восстановления")
        .await?;
    tx.commit().await?;
    let page = RecoveryCodesPage { chrome: visitor.chrome, login: actor.login, codes, is_first: false };
    Ok(Html(page.render()?).into_response())
}

/// `POST /me/second-factor/remove`
pub async fn remove(State(house): State<House>, visitor: Visitor, headers: HeaderMap) -> PageResult {
    let (Some(session), Some(actor)) = (visitor.session.clone(), visitor.actor.clone()) else {
        return Err(PageError::NotFound);
    };
    if sql::needs_second_factor(&house.db, &actor.account_id).await? {
        return Err(PageError::refused(
            "Второй фактор не отключён",
            "Он обязателен для одной из ваших ролей: так решил администратор.",
            "Если телефон сменился, отключать ничего не нужно: войдите с кодом восстановления и попросите куратора выдать ссылку, снимающую второй фактор, — потом настройте его на новом телефоне.",
        ));
    }
    let mut tx = house.db.begin().await?;
    sql::drop_second_factor(&mut tx, &actor.account_id).await?;
    let set = another_token(&mut tx, &house, &session.id, &headers).await?;
    note(&mut tx, &house, &visitor, "second_factor.off", "Второй фактор отключён").await?;
    tell(&mut tx, &house, &actor, Change::SecondFactorOff).await?;
    tx.commit().await?;
    Ok((set, Redirect::to("/me?told=second_factor_off")).into_response())
}

async fn note(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    act: &'static str,
    what: &str,
) -> store::Result<()> {
    let event = Event { act, object: ("account", visitor.account_id()), what };
    audit::note(tx, house, &Who::of(visitor), event).await
}

async fn tell(tx: &mut Tx, house: &House, actor: &Actor, change: Change) -> store::Result<()> {
    let letter = letters::changed(house, &actor.account_id, &actor.login, change, "");
    letters::send(tx, house, letter).await
}
