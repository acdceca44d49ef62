//! Signing in: a password, then a code where there is a second factor; signing out; choosing under which membership to act.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::Tx;
use ui::Chrome;

use super::kept::KeptForm;
use super::own_path;
use crate::audit::{self, Event, Who};
use crate::entrance::{another_token, begin_session};
use crate::sessions::{CookieKind, cookie, random_token, read_cookie};
use crate::store as sql;
use crate::tries::Try;
use crate::{FormData, House, PageError, PageResult, Visitor, passwords, second_factor};

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    chrome: Chrome,
    next: String,
    login: String,
    error: Option<&'static str>,
    /// Above the form: a password has just been set.
    told: Option<&'static str>,
    /// A page that is not open to everybody led here: the form says so.
    is_led_here: bool,
    kept: Option<KeptForm>,
    demo_accounts: Vec<DemoAccountLine>,
    demo_password: String,
}

struct DemoAccountLine {
    login: String,
    role_title: String,
    organisation: String,
}

#[derive(Template)]
#[template(path = "login_code.html")]
struct CodePage {
    chrome: Chrome,
    step: String,
    next: String,
    kept: Option<KeptForm>,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "resume_form.html")]
struct ResumeFormPage {
    chrome: Chrome,
    kept: KeptForm,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    next: String,
    told: String,
}

/// The login form's address that leads back to where the visitor wanted to go.
pub(crate) fn address_with_next(wanted: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("/login?next={encoded}")
}

fn login_page(house: &House, chrome: Chrome, next: &str) -> LoginPage {
    let demo = &house.region.demo;
    let demo_accounts = if house.settings.demo {
        demo.accounts
            .iter()
            .map(|account| DemoAccountLine {
                login: account.login.clone(),
                role_title: house.role_title(account.role).to_owned(),
                organisation: house.organisation_title(&account.organisation),
            })
            .collect()
    } else {
        Vec::new()
    };
    LoginPage {
        chrome,
        next: own_path(next).to_owned(),
        login: String::new(),
        error: None,
        told: None,
        is_led_here: own_path(next) != "/",
        kept: None,
        demo_accounts,
        demo_password: if house.settings.demo {
            demo.accounts.first().map_or_else(String::new, |account| account.password.clone())
        } else {
            String::new()
        },
    }
}

pub async fn form(State(house): State<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    if visitor.actor.is_some() {
        return Ok(Redirect::to(own_path(&asked.next)).into_response());
    }
    let told = (asked.told == "password").then_some("Новый пароль задан. Войдите с ним.");
    let page = LoginPage { told, ..login_page(&house, visitor.chrome, &asked.next) };
    Ok(Html(page.render()?).into_response())
}

pub async fn sign_in(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let login = form.text("login");
    let tries = Try::at_password(&house, &visitor.client, login).await?;
    tries.take(&house).await?;
    // From here on a known and an unknown login cost the same: one look-up, one hash.
    let account = sql::account_by_login(&house.db, login).await?;
    let stored_hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = passwords::verify(form.as_typed("password"), stored_hash, &house.settings).await;
    let (true, Some(account)) = (is_right, account.as_ref()) else {
        note_when_spent(&house, &tries, account.map_or(String::new(), |account| account.id)).await?;
        // The same words whether the login or the password is wrong: who has an account is nobody's business.
        let page = LoginPage {
            login: login.to_owned(),
            error: Some("Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."),
            kept: KeptForm::inside(&form),
            ..login_page(&house, visitor.chrome, form.text("next"))
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    };
    let mut tx = house.db.begin().await?;
    tries.give_back(&mut tx).await?;
    if account.has_second_factor == 0 {
        return finish(&house, visitor, tx, &account.id, &form).await;
    }
    let step = random_token().map_err(PageError::Internal)?;
    sql::add_half_sign_in(&mut tx, &step, &account.id, house.clock.now() + CODE_IS_AWAITED).await?;
    let event =
        Event {
            act: "session.half", object: ("account", &account.id), what: "Пароль подошёл, ждём код"
        };
    audit::note(&mut tx, &house, &Who::account(&account.id), event).await?;
    tx.commit().await?;
    let page = CodePage {
        chrome: visitor.chrome,
        step,
        next: own_path(form.text("next")).to_owned(),
        kept: KeptForm::inside(&form),
        error: None,
    };
    Ok(Html(page.render()?).into_response())
}

/// The owner reads in the journal that somebody has spent the tries. An unknown login leaves the same trace of nobody, so
/// that both answers take the same time.
async fn note_when_spent(house: &House, tries: &Try, account_id: String) -> Result<(), PageError> {
    if !tries.is_spent(house).await? {
        return Ok(());
    }
    let mut tx = house.db.begin().await?;
    let what = "Попытки входа исчерпаны: подряд вводили неверный пароль";
    let event = Event { act: "session.tries_spent", object: ("account", &account_id), what };
    audit::note(&mut tx, house, &Who::nobody(), event).await?;
    tx.commit().await?;
    Ok(())
}

const CODE_IS_AWAITED: store::Moment = 5 * 60 * 1_000_000;
const MOST_CODES: i64 = 5;

/// `POST /login/code`: the second step.
pub async fn sign_in_with_code(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let step = form.text("step");
    let mut tx = house.db.begin().await?;
    let half = sql::try_half_sign_in(&mut tx, step, MOST_CODES, house.clock.now()).await?;
    tx.mark_noted();
    // Committed before the code is looked at: a try is spent even when the answer is never sent.
    tx.commit().await?;
    let Some(half) = half else {
        let page = LoginPage {
            error: Some("Время на ввод кода вышло или попытки закончились. Начните вход сначала."),
            kept: KeptForm::inside(&form),
            ..login_page(&house, visitor.chrome, form.text("next"))
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    };
    let tries = Try::at_code(&half.account_id);
    tries.take(&house).await?;
    let account = sql::account_for_password(&house.db, &half.account_id).await?.ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    let whose = (account.id.as_str(), account.login.as_str());
    if second_factor::takes_code(&mut tx, &house, whose, form.text("code")).await? {
        tries.give_back(&mut tx).await?;
        sql::end_half_sign_in(&mut tx, step).await?;
        return finish(&house, visitor, tx, &account.id, &form).await;
    }
    tx.mark_noted();
    tx.commit().await?;
    let left = MOST_CODES - half.tries;
    if left == 0 {
        note_when_spent(&house, &tries, account.id.clone()).await?;
    }
    let page = CodePage {
        chrome: visitor.chrome,
        step: step.to_owned(),
        next: own_path(form.text("next")).to_owned(),
        kept: KeptForm::inside(&form),
        error: Some(format!(
            "Код не подошёл. Возьмите новый: один и тот же код второй раз не принимается. Осталось попыток: {left}."
        )),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Begins the session, in the transaction in which the sign-in was proved.
async fn finish(
    house: &House,
    visitor: Visitor,
    mut tx: Tx,
    account_id: &str,
    form: &FormData,
) -> PageResult {
    let begun = begin_session(&mut tx, house, &visitor, account_id).await?;
    tx.commit().await?;
    if let Some(kept) = KeptForm::inside(form) {
        let user = begun.actor.as_ref().map(|actor| crate::middleware::badge(house, actor));
        let chrome = Chrome { csrf: crate::csrf::token_for(&begun.token), user, ..visitor.chrome };
        let page = Html(ResumeFormPage { chrome, kept }.render()?);
        return Ok((begun.cookies, page).into_response());
    }
    Ok((begun.cookies, Redirect::to(own_path(form.text("next")))).into_response())
}

pub async fn sign_out(State(house): State<House>, visitor: Visitor, request: Request) -> PageResult {
    if let Some(token) = read_cookie(request.headers(), CookieKind::Session, &house.settings) {
        let mut tx = house.db.begin().await?;
        sql::end_session(&mut tx, &token).await?;
        let event =
            Event { act: "session.ended", object: ("account", visitor.account_id()), what: "Выход" };
        audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
        tx.commit().await?;
    }
    let forget = cookie(CookieKind::Session, "", &house.settings);
    Ok(([(header::SET_COOKIE, forget)], Redirect::to("/")).into_response())
}

/// `POST /membership`: other rights, so another token.
pub async fn switch_membership(
    State(house): State<House>,
    visitor: Visitor,
    form: FormData,
    request: Request,
) -> PageResult {
    let session = visitor.session.clone().ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    let chosen = form.text("membership");
    let today = house.clock.today();
    if !sql::switch_membership(&mut tx, &session.id, visitor.account_id(), chosen, today).await? {
        return Err(PageError::NotFound);
    }
    let set = another_token(&mut tx, &house, &session.id, request.headers()).await?;
    let event = Event {
        act: "session.membership_chosen",
        object: ("membership", chosen),
        what: "Выбраны другие полномочия",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok((set, Redirect::to("/")).into_response())
}

/// Answers a form that came too late: the login page, with everything typed kept in it.
pub(crate) fn keep_form(request: Request) -> Response {
    let action = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let (parts, _) = request.into_parts();
    let visitor = parts.extensions.get::<Visitor>().cloned();
    let form = parts.extensions.get::<FormData>().cloned().unwrap_or_default();
    let Some(visitor) = visitor else { return PageError::NotFound.into_response() };
    let page = LoginPage {
        chrome: visitor.chrome,
        next: "/".to_owned(),
        login: String::new(),
        error: None,
        told: None,
        is_led_here: false,
        kept: Some(KeptForm::of(&action, &form)),
        demo_accounts: Vec::new(),
        demo_password: String::new(),
    };
    match page.render() {
        Ok(html) => (StatusCode::UNAUTHORIZED, Html(html)).into_response(),
        Err(error) => PageError::from(error).into_response(),
    }
}
