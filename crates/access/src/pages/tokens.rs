//! API tokens: an administrator makes them, names them, sees when they end, revokes them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::letters::moment;
use crate::store::{self, ApiTokenRow, NewApiToken};
use crate::tokens::{TOKEN_DAYS, TokenScope, expiry, new_api_token};
use crate::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, role_from_code};

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    chrome: Chrome,
    tokens: Vec<TokenLine>,
    days: [i64; 3],
    scopes: Vec<ScopeLine>,
    title: String,
    login: String,
    error: Option<(&'static str, &'static str)>,
    /// Shown once, right after it was made.
    fresh: Option<String>,
}

struct ScopeLine {
    code: &'static str,
    title: &'static str,
    is_chosen: bool,
}

struct TokenLine {
    id: String,
    title: String,
    prefix: String,
    may: String,
    used: String,
    acts_as: String,
    made: String,
    ends: String,
    state: &'static str,
    can_be_revoked: bool,
}

fn line(house: &House, row: ApiTokenRow) -> TokenLine {
    let now = house.clock.now();
    let date = |moment| ui::ru::date_short(house.clock.date_of(moment));
    let (state, can_be_revoked) = match row.revoked_at {
        Some(_) => ("отозван", false),
        None if row.expires_at <= now => ("срок истёк", false),
        None => ("действует", true),
    };
    TokenLine {
        acts_as: format!(
            "{} — {}, {}",
            row.login,
            role_from_code(&row.role).map_or("", |role| house.role_title(role)),
            row.org_title
        ),
        may: TokenScope::read(&row.scopes).iter().map(|scope| scope.title()).collect::<Vec<_>>().join("; "),
        used: row.used_at.map_or_else(|| "ещё нет".to_owned(), |at| moment(house, at)),
        id: row.id,
        title: row.title,
        prefix: row.prefix,
        made: date(row.created_at),
        ends: date(row.expires_at),
        state,
        can_be_revoked,
    }
}

fn scope_lines(chosen: &[TokenScope]) -> Vec<ScopeLine> {
    TokenScope::ALL
        .into_iter()
        .map(|scope| ScopeLine {
            code: scope.code(),
            title: scope.title(),
            is_chosen: chosen.contains(&scope),
        })
        .collect()
}

async fn page(house: &House, visitor: &Visitor) -> Result<TokensPage, PageError> {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    let tokens = store::api_tokens(&house.db, &scope).await?;
    Ok(TokensPage {
        chrome: visitor.chrome.clone(),
        tokens: tokens.into_iter().map(|row| line(house, row)).collect(),
        days: TOKEN_DAYS,
        scopes: scope_lines(&[]),
        title: String::new(),
        login: String::new(),
        error: None,
        fresh: None,
    })
}

pub async fn list(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(page(&house, &visitor).await?.render()?).into_response())
}

pub async fn create(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Write);
    let (title, login) = (form.text("title"), form.text("login"));
    let membership_id = store::active_membership_of_login(&house.db, &scope, login).await?;
    let scopes: Vec<TokenScope> = form.all("scope").filter_map(TokenScope::from_code).collect();
    let error = match &membership_id {
        _ if title.is_empty() => {
            Some(("title", "Укажите, для какой программы нужен ключ: по названию вы узнаете его в списке."))
        }
        None => Some(("acts-as", "Нет учётной записи с таким логином и действующими полномочиями.")),
        Some(_) if scopes.is_empty() => {
            Some(("scopes", "Отметьте, что программе разрешено: ключ без прав ничего не открывает."))
        }
        Some(_) => None,
    };
    let (None, Some(membership_id)) = (error, membership_id) else {
        let page = TokensPage {
            title: title.to_owned(),
            login: login.to_owned(),
            scopes: scope_lines(&scopes),
            error,
            ..page(&house, &visitor).await?
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    };
    let token = new_api_token().map_err(PageError::Internal)?;
    let now = house.clock.now();
    let new = NewApiToken {
        title,
        membership_id: &membership_id,
        created_by: visitor.account_id(),
        scopes: &scopes,
        expires_at: expiry(form.text("days"), now),
    };
    let mut tx = house.db.begin().await?;
    let id = store::add_api_token(&mut tx, &token, &new, now).await?;
    let what = format!("Создан ключ доступа «{title}»");
    let event = Event { act: "api_token.made", object: ("api_token", &id), what: &what };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    let page = TokensPage { fresh: Some(token), ..page(&house, &visitor).await? };
    Ok(Html(page.render()?).into_response())
}

pub async fn revoke(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Write);
    let mut tx = house.db.begin().await?;
    if !store::revoke_api_token(&mut tx, &scope, &id, house.clock.now()).await? {
        return Err(PageError::NotFound);
    }
    let event = Event {
        act: "api_token.revoked", object: ("api_token", &id), what: "Ключ доступа отозван"
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/tokens").into_response())
}
