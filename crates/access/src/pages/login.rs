//! Signing in, signing out, choosing under which membership to act.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use ui::Chrome;

use super::own_path;
use crate::audit::{self, Event, Who};
use crate::sessions::{CookieKind, cookie, random_token, read_cookie};
use crate::{FormData, House, PageError, PageResult, Visitor, passwords, store};

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    chrome: Chrome,
    next: String,
    login: String,
    error: Option<&'static str>,
    kept: Option<KeptForm>,
    demo_accounts: Vec<DemoAccountLine>,
    demo_password: String,
}

struct DemoAccountLine {
    login: String,
    role_title: String,
    organisation: String,
}

/// A form that was sent after its session had ended: carried through the sign-in and shown again.
#[derive(Debug, Clone)]
pub(crate) struct KeptForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    /// What was typed into a form, without its token and without passwords.
    pub fn of(action: &str, form: &FormData) -> Self {
        let is_kept = |name: &str| name != "_csrf" && !name.contains("password");
        let fields = form.fields().iter().filter(|(name, _)| is_kept(name)).cloned().collect();
        Self { action: action.to_owned(), fields }
    }
}

/// Words for the fields in which people write; the other fields travel along unseen.
const FIELD_LABELS: [(&str, &str); 10] = [
    ("title", "Название"),
    ("date", "Дата"),
    ("number", "Номер"),
    ("link", "Адрес страницы"),
    ("term", "Срок"),
    ("reason", "Причина"),
    ("basis", "Основание"),
    ("note", "Пояснение"),
    ("text", "Сообщение"),
    ("q", "Слова"),
];

impl KeptForm {
    /// What the person typed, in words: (label, value).
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let label =
            |field: &str| FIELD_LABELS.iter().find(|(name, _)| *name == field).map(|(_, label)| *label);
        let filled = self.fields.iter().filter(|(_, value)| !value.trim().is_empty());
        filled
            .filter_map(|(field, value)| {
                let date = value.parse::<jiff::civil::Date>().ok();
                Some((label(field)?, date.map_or_else(|| value.clone(), ui::ru::date_long)))
            })
            .collect()
    }
}

#[derive(Template)]
#[template(path = "resume_form.html")]
struct ResumeFormPage {
    chrome: Chrome,
    kept: KeptForm,
}

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
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
        kept: None,
        demo_accounts,
        demo_password: if house.settings.demo {
            demo.accounts.first().map_or_else(String::new, |account| account.password.clone())
        } else {
            String::new()
        },
    }
}

pub async fn form(State(house): State<House>, visitor: Visitor, Query(next): Query<Next>) -> PageResult {
    if visitor.actor.is_some() {
        return Ok(Redirect::to(own_path(&next.next)).into_response());
    }
    Ok(Html(login_page(&house, visitor.chrome, &next.next).render()?).into_response())
}

pub async fn sign_in(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let login = form.text("login");
    // Spaces around a password may belong to it: taken as typed.
    let password = form.fields().iter().find(|(name, _)| name == "password").map_or("", |(_, value)| value);
    let kept = kept_of(&form);
    let account = store::account_by_login(&house.db, login).await?;
    let stored_hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = password.chars().count() <= passwords::MAX_CHARACTERS
        && passwords::verify(password.to_owned(), stored_hash, house.settings.password_cost).await;
    let (true, Some(account)) = (is_right, account) else {
        // The same words whether the login or the password is wrong: who has an account is nobody's business.
        let page = LoginPage {
            login: login.to_owned(),
            error: Some("Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."),
            kept,
            ..login_page(&house, visitor.chrome, form.text("next"))
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    };
    let memberships = store::memberships_of(&house.db, &account.id).await?;
    let token = random_token().map_err(PageError::Internal)?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let membership = memberships.first().map(|membership| membership.id.as_str());
    store::start_session(&mut tx, &token, &account.id, membership, now).await?;
    let event = Event { act: "session.started", object: ("account", &account.id), what: "Вход" };
    audit::note(&mut tx, &house, &Who::account(&account.id), event).await?;
    tx.commit().await?;

    let set_session = cookie(CookieKind::Session, &token, &house.settings);
    if let Some(kept) = kept {
        let actor = store::actor_of_login(&house.db, login).await?;
        let user = actor.as_ref().map(|actor| crate::middleware::badge(&house, actor));
        let chrome = Chrome { csrf: crate::csrf::token_for(&token), user, ..visitor.chrome };
        let page = Html(ResumeFormPage { chrome, kept }.render()?);
        return Ok(([(header::SET_COOKIE, set_session)], page).into_response());
    }
    let back = Redirect::to(own_path(form.text("next")));
    Ok(([(header::SET_COOKIE, set_session)], back).into_response())
}

pub async fn sign_out(State(house): State<House>, visitor: Visitor, request: Request) -> PageResult {
    if let Some(token) = read_cookie(request.headers(), CookieKind::Session, &house.settings) {
        let mut tx = house.db.begin().await?;
        store::end_session(&mut tx, &token).await?;
        let event =
            Event { act: "session.ended", object: ("account", visitor.account_id()), what: "Выход" };
        audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
        tx.commit().await?;
    }
    let forget = cookie(CookieKind::Session, "", &house.settings);
    Ok(([(header::SET_COOKIE, forget)], Redirect::to("/")).into_response())
}

pub async fn switch_membership(
    State(house): State<House>,
    visitor: Visitor,
    form: FormData,
    request: Request,
) -> PageResult {
    let token =
        read_cookie(request.headers(), CookieKind::Session, &house.settings).ok_or(PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    if !store::switch_membership(&mut tx, &token, visitor.account_id(), form.text("membership")).await? {
        return Err(PageError::NotFound);
    }
    let event = Event {
        act: "session.membership_chosen",
        object: ("membership", form.text("membership")),
        what: "Выбраны другие полномочия",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to("/").into_response())
}

const KEPT_ACTION: &str = "_kept_action";
const KEPT_FIELD: &str = "_kept.";

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
        kept: Some(KeptForm::of(&action, &form)),
        demo_accounts: Vec::new(),
        demo_password: String::new(),
    };
    match page.render() {
        Ok(html) => (StatusCode::UNAUTHORIZED, Html(html)).into_response(),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// The kept form out of the fields of the login form.
fn kept_of(form: &FormData) -> Option<KeptForm> {
    let action = own_path(form.text(KEPT_ACTION));
    if form.text(KEPT_ACTION).is_empty() {
        return None;
    }
    let fields = form
        .fields()
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(KEPT_FIELD)?.to_owned(), value.clone())))
        .collect();
    Some(KeptForm { action: action.to_owned(), fields })
}
