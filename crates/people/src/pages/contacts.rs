//! Contacts that their owners opened to everybody.

use access::{Deed, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;
use ui::Chrome;

use crate::PersonName;
use crate::store::cards::public_contacts;

const MOST: i64 = 200;

#[derive(Deserialize)]
pub struct Words {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "contacts.html")]
struct ContactsPage {
    chrome: Chrome,
    q: String,
    rows: Vec<Row>,
    is_shortened: bool,
}

struct Row {
    name: String,
    post: String,
    org_code: String,
    org_title: String,
    phone: String,
    email: String,
}

/// `/contacts`
pub async fn show(State(house): State<House>, visitor: Visitor, Query(words): Query<Words>) -> PageResult {
    let q: String = words.q.trim().chars().take(200).collect();
    let scope = visitor.scope(Subject::PersonCard, Deed::Read);
    let mut found = public_contacts(&house.db, &scope, &q, house.clock.today(), MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_shortened = found.len() > most;
    found.truncate(most);
    let rows = found
        .into_iter()
        .map(|one| Row {
            name: PersonName { surname: one.surname, name: one.name, patronymic: one.patronymic }.full(),
            post: one.post_title,
            org_code: one.org_code,
            org_title: one.org_title,
            phone: one.phone,
            email: one.email,
        })
        .collect();
    let page = ContactsPage { q, rows, is_shortened, chrome: visitor.chrome };
    Ok(Html(page.render()?).into_response())
}
