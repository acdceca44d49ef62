//! The pages of this room.

pub mod agreement;
pub mod card;
pub mod deeds;
pub mod edit;
mod fields;
pub mod files;
pub mod list;
pub mod mailing;
pub mod mailing_new;
pub mod mailings;
pub mod new;
pub mod registration;
pub mod series;
mod series_archive;
pub mod signing;
pub mod template;
pub mod templates;

use access::{House, PageError, PageResult, Visitor};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::NewFile;
use roadmap::store::Author;
use store::Moment;

use crate::FieldFault;
use crate::store::drafts::{DraftRow, draft};
use crate::{PaperKind, Reader, paper_kind};

/// The paper that a reader may see, with its kind.
async fn found<'a>(house: &'a House, reader: &Reader, id: &str) -> PageResult<(DraftRow, PaperKind<'a>)> {
    let row = draft(&house.db, reader, id).await?.ok_or(PageError::NotFound)?;
    let kind = paper_kind(&house.region, &row.kind).ok_or(PageError::NotFound)?;
    Ok((row, kind))
}

fn author_of(visitor: &Visitor) -> PageResult<Author> {
    Author::of(visitor).ok_or(PageError::NotFound)
}

fn page<T: Template>(page: &T) -> PageResult {
    Ok(Html(page.render()?).into_response())
}

/// A form that comes back with its faults and with everything typed.
fn refused<T: Template>(page: &T) -> PageResult {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

fn go_to(path: &str) -> PageResult<Response> {
    Ok(Redirect::to(path).into_response())
}

/// What is wrong with one field, for its place beside the field.
fn fault_of<'a>(faults: &'a [FieldFault], field: &str) -> Option<&'a str> {
    faults.iter().find(|fault| fault.field == field).map(|fault| fault.text.as_str())
}

/// «15 октября 2024, 10:00 (Хабаровск, МСК+7)»
fn moment(house: &House, at: Moment) -> String {
    let zoned = house.clock.zoned(at);
    format!(
        "{}, {}",
        ui::ru::date_long(zoned.date()),
        ui::ru::time_of_day(zoned.time(), &house.region.region.time_zone_label)
    )
}

fn uploaded(form: &access::FormData, field: &str) -> Option<NewFile> {
    form.file(field).map(|file| NewFile { name: file.name.clone(), bytes: file.bytes.clone() })
}

/// A choice of a list.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A file name that every system takes.
pub(crate) fn file_name(words: &str, ending: &str) -> String {
    let clean: String =
        words
            .chars()
            .map(|sign| {
                if matches!(sign, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '-' } else { sign }
            })
            .filter(|sign| !sign.is_control())
            .take(120)
            .collect();
    format!("{}.{ending}", clean.trim())
}
