//! The demonstration's post box: its people are invented, so anybody may read what they are written.

use access::{House, PageError, PageResult, Scope, Visitor};
use axum::extract::{Path, Query, State};
use mail::Way;

use super::letters::{Filter, letter_page, list_page};

const BASE: &str = "/demo/mail";

/// Only a demonstration has such pages.
fn must_be_a_demonstration(house: &House) -> PageResult<Scope> {
    if house.settings.demo { Ok(Scope::of_the_program()) } else { Err(PageError::NotFound) }
}

pub async fn list(State(house): State<House>, visitor: Visitor, Query(filter): Query<Filter>) -> PageResult {
    let scope = must_be_a_demonstration(&house)?;
    list_page(&house, visitor.chrome, &scope, BASE, &filter).await
}

pub async fn show(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = must_be_a_demonstration(&house)?;
    let letter = mail::store::letter(&house.db, &id).await?.ok_or(PageError::NotFound)?;
    // The id is one of a letter that exists: no path can be made of it.
    let file = match &house.settings.mail.way {
        Way::Folder(folder) => {
            tokio::fs::read_to_string(folder.join(format!("{}.eml", letter.id))).await.ok()
        }
        Way::Nowhere | Way::Server(_) => None,
    };
    let mut text = letter.text.clone();
    if let Some(link) = &letter.unsubscribe {
        text.push_str(&format!("\n\nОтказаться от писем, которые не обязательны:\n{link}"));
    }
    letter_page(&house, visitor.chrome, &scope, BASE, letter, Some(text), file).await
}
