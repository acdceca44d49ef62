//! For the script of a page: choices of a long list that have what was typed in them.

use access::{House, PageError, PageResult};
use axum::Json;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;
use ui::ru::fold;

use super::sheet_key::SheetKey;
use crate::aside::aside;
use crate::filling::Sheet;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    path: String,
    q: String,
}

/// As many as a person looks through.
const MOST_OFFERED: usize = 20;

/// `…/choices?path=/data/town&q=хаб`: labels, those that begin so first.
pub async fn show(State(house): State<House>, key: SheetKey, Query(wanted): Query<Wanted>) -> PageResult {
    let sheet = Sheet::open(&house, key.answer).await?;
    let offers = aside(|| sheet.session.choices(&wanted.path)).await?.ok_or(PageError::NotFound)?;
    let typed = fold(wanted.q.trim());
    let mut found: Vec<(bool, String)> = offers
        .into_iter()
        .filter_map(|offer| {
            let label = if offer.label.is_empty() { offer.value } else { offer.label };
            let folded = fold(&label);
            folded.contains(&typed).then(|| (!folded.starts_with(&typed), label))
        })
        .collect();
    found.sort_by_key(|(is_inside, _)| *is_inside);
    let labels: Vec<String> = found.into_iter().take(MOST_OFFERED).map(|(_, label)| label).collect();
    Ok(Json(labels).into_response())
}
