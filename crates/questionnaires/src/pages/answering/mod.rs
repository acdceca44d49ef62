//! Filling in: the sheet with its sections, a section, the check before sending.

mod check;
mod frame;
mod overview;
mod posted;
mod questions;
mod section;

pub use check::{check, send_sheet};
pub use overview::overview;
pub use posted::save_section;
pub use section::section;

use access::{House, PageError, PageResult};
use axum::extract::State;

use super::sheet_key::SheetKey;
use crate::store as sql;

/// A file that is an answer.
pub async fn file(State(house): State<House>, key: SheetKey) -> PageResult {
    let file = sql::file(&house.db, &key.answer.id, &key.file).await?.ok_or(PageError::NotFound)?;
    let hash = store::FileHash::parse(&file.hash).ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    Ok(access::download(bytes, &file.media_type, &file.name))
}
