//! A signed document as its school uploaded it.

use access::{House, PageError, PageResult, Visitor, download};
use axum::extract::{Path, State};

use super::reads;
use crate::store as rows;

/// `/kits/uploads/{kit_upload}`
pub async fn file(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let scope = reads(&visitor);
    let upload = rows::upload(&house.db, &scope, &id).await?.ok_or(PageError::NotFound)?;
    let roll = network::store::roll(&house.db).await?;
    let school = roll.organisation(&upload.org_id).ok_or(PageError::NotFound)?;
    // The papers of a school that was closed stay with its municipality.
    if !scope.covers(&school.id, school.municipality_id.as_deref()) {
        return Err(PageError::NotFound);
    }
    let hash = upload.file().ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    let media_type = documents::check_file(&upload.file_name, &bytes)
        .map_or("application/octet-stream", |file| file.media_type);
    Ok(download(bytes, media_type, &upload.file_name))
}
