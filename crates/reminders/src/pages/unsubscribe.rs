//! The link at the end of a letter: gives up what may be given up, without a sign-in, and does nothing else.
//!
//! Opening it only asks: mail programs and their guards open links by themselves. What it does is done by a form, or by the
//! one press of a mail program (RFC 8058), which posts to the same address.

use access::audit::{self, Event, Who};
use access::{House, PageError, PageResult, Visitor, token_hash};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use ui::Chrome;

use crate::rules::Optional;
use crate::store as kept;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    chrome: Chrome,
    token: String,
    kinds: Vec<&'static str>,
    is_done: bool,
}

async fn found(house: &House, token: &str) -> PageResult<(String, Vec<Optional>)> {
    kept::link(&house.db, &token_hash(token)).await?.ok_or(PageError::NotFound)
}

fn titles(kinds: &[Optional]) -> Vec<&'static str> {
    kinds.iter().map(|one| one.title()).collect()
}

pub async fn ask(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let (account_id, kinds) = found(&house, &token).await?;
    let choice = kept::choice(&house.db, &account_id).await?;
    let is_done = !kinds.iter().any(|one| choice.wants(*one));
    let page = UnsubscribePage { kinds: titles(&kinds), is_done, token, chrome: visitor.chrome };
    Ok(Html(page.render()?).into_response())
}

pub async fn give_up(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let (account_id, kinds) = found(&house, &token).await?;
    let mut tx = house.db.begin().await?;
    let choice = kept::choice(&mut tx, &account_id).await?.without(&kinds);
    kept::choose(&mut tx, &account_id, &choice, house.clock.now()).await?;
    let what = format!("По ссылке из письма отключены: {}", titles(&kinds).join("; "));
    let event = Event { act: "reminders.unsubscribed", object: ("account", &account_id), what: &what };
    audit::note(&mut tx, &house, &Who::account(&account_id), event).await?;
    tx.commit().await?;
    let page = UnsubscribePage { kinds: titles(&kinds), is_done: true, token, chrome: visitor.chrome };
    Ok(Html(page.render()?).into_response())
}
