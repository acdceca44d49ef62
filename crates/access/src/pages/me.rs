//! «Моя учётная запись»: who one is here, how one signs in, from where, and what was done with the account.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::entrance::another_token;
use crate::letters::moment;
use crate::store::{self as sql, MembershipChoice};
use crate::{
    AccountPage, FormData, House, MembershipState, PageError, PageResult, Visitor,
    membership_state_from_code, role_from_code, state_on, state_title,
};

const EVENTS: i64 = 20;

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    chrome: Chrome,
    told: Option<&'static str>,
    name: String,
    login: String,
    email: Option<String>,
    unconfirmed_email: Option<String>,
    second_factor_since: Option<String>,
    sessions: String,
    memberships: Vec<MembershipLine>,
    pages: Vec<AccountPage>,
    events: Vec<EventLine>,
}

struct MembershipLine {
    id: String,
    role: String,
    organisation: String,
    state: &'static str,
    term: String,
    is_current: bool,
    can_be_chosen: bool,
    is_offered: bool,
}

struct EventLine {
    at: String,
    who: String,
    what: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Told {
    told: String,
}

fn told_in_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "password" => "Пароль изменён, другие сеансы завершены.",
        "email" => "Письмо отправлено. Адрес начнёт действовать, когда вы откроете ссылку из него.",
        "email_away" => "Адрес удалён. Забытый пароль теперь восстанавливает только куратор.",
        "email_confirmed" => "Адрес подтверждён.",
        "second_factor_off" => "Второй фактор отключён.",
        "accepted" => "Полномочия приняты. Чтобы работать под ними, выберите их.",
        "declined" => "Вы отказались от предложенных полномочий.",
        _ => return None,
    })
}

/// `GET /me`
pub async fn show(State(house): State<House>, visitor: Visitor, Query(told): Query<Told>) -> PageResult {
    let actor = visitor.actor.clone().ok_or(PageError::NotFound)?;
    let own = sql::own_account(&house.db, &actor.account_id, house.clock.now()).await?;
    let memberships = sql::memberships_of(&house.db, &actor.account_id).await?;
    let events = sql::own_events(&house.db, &actor.account_id, EVENTS).await?;
    let page = MePage {
        told: told_in_words(&told.told),
        name: actor.name.clone(),
        login: actor.login.clone(),
        email: own.email,
        unconfirmed_email: own.unconfirmed_email,
        second_factor_since: own.second_factor_since.map(|at| ui::ru::date_long(house.clock.date_of(at))),
        sessions: format!(
            "{}\u{a0}{}",
            own.sessions,
            ui::ru::plural(own.sessions, "сеанс", "сеанса", "сеансов")
        ),
        memberships: memberships.into_iter().map(|one| line(&house, &actor.membership.id, one)).collect(),
        pages: house.account_pages.to_vec(),
        events: events
            .into_iter()
            .map(|event| EventLine { at: moment(&house, event.at), who: event.who, what: event.what })
            .collect(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn line(house: &House, current: &str, one: MembershipChoice) -> MembershipLine {
    let stored = membership_state_from_code(&one.state).unwrap_or(MembershipState::Ended);
    let state = state_on(stored, one.term(), house.clock.today());
    let is_current = one.id == current;
    MembershipLine {
        role: role_from_code(&one.role).map_or("", |role| house.role_title(role)).to_owned(),
        state: if stored == MembershipState::Invited {
            "ждёт вашего согласия"
        } else {
            state_title(state)
        },
        term: one.term().as_told(),
        can_be_chosen: !is_current && state == MembershipState::Active,
        is_offered: stored == MembershipState::Invited,
        is_current,
        organisation: one.org_title,
        id: one.id,
    }
}

/// `POST /me/memberships/{membership}/accept`
pub async fn accept(
    State(house): State<House>,
    visitor: Visitor,
    Path(membership): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    let session = visitor.session.clone().ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    if !sql::accept_membership(&mut tx, visitor.account_id(), &membership).await? {
        return Err(PageError::NotFound);
    }
    let set = another_token(&mut tx, &house, &session.id, &headers).await?;
    note(&mut tx, &house, &visitor, "membership.accepted", &membership, "Предложенные полномочия приняты")
        .await?;
    tx.commit().await?;
    Ok((set, Redirect::to("/me?told=accepted")).into_response())
}

/// `POST /me/memberships/{membership}/decline`
pub async fn decline(
    State(house): State<House>,
    visitor: Visitor,
    Path(membership): Path<String>,
) -> PageResult {
    let mut tx = house.db.begin().await?;
    if !sql::decline_membership(&mut tx, visitor.account_id(), &membership).await? {
        return Err(PageError::NotFound);
    }
    note(
        &mut tx,
        &house,
        &visitor,
        "membership.declined",
        &membership,
        "От предложенных полномочий отказались",
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to("/me?told=declined").into_response())
}

async fn note(
    tx: &mut store::Tx,
    house: &House,
    visitor: &Visitor,
    act: &'static str,
    membership: &str,
    what: &str,
) -> store::Result<()> {
    let event = Event { act, object: ("membership", membership), what };
    audit::note(tx, house, &Who::of(visitor), event).await
}

/// `POST /me/confirm`: the password, typed again before something dangerous.
pub async fn confirm(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    form: FormData,
) -> PageResult {
    crate::reauthentication::confirm_page(house, visitor, form, &headers).await
}
