//! The pages of this room.

pub mod about;
pub mod api;
pub mod completeness;
pub mod evidence;
pub mod export;
pub mod files;
pub mod school;
pub mod template;
pub mod upload;

use access::media::DOCX;
use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::NewFile;
use jiff::civil::Date;
use network::rules::{Listed, Roll};
use region::{Kit, KitDocument, OrganisationKind, RequirementLevel, kit_on};
use roadmap::store::Author;

use crate::FieldFault;

pub(crate) fn reads(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::DocumentKit, Deed::Read)
}

fn writes(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::DocumentKit, Deed::Write)
}

fn keeps(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::DocumentKit, Deed::Approve)
}

fn author_of(visitor: &Visitor) -> PageResult<Author> {
    Author::of(visitor).ok_or(PageError::NotFound)
}

fn kit_today(house: &House) -> PageResult<&Kit> {
    kit_on(&house.region.kits, house.clock.today()).ok_or(PageError::NotFound)
}

fn document_today<'a>(house: &'a House, code: &str) -> PageResult<&'a KitDocument> {
    kit_today(house)?.document(code).ok_or(PageError::NotFound)
}

/// A school within the scope as it was on a day; anything else is not found.
fn school_on<'a>(roll: &'a Roll, scope: &Scope, code: &str, day: Date) -> PageResult<Listed<'a>> {
    let found = roll.find(scope, code, day).ok_or(PageError::NotFound)?;
    if found.organisation.kind == OrganisationKind::School { Ok(found) } else { Err(PageError::NotFound) }
}

fn level_word(level: Option<RequirementLevel>) -> &'static str {
    match level {
        Some(RequirementLevel::Must) => "обязательно",
        Some(RequirementLevel::Should) => "рекомендуется",
        None => "не требуется",
    }
}

/// «на 12 месяцев», «до 31 августа», «без срока».
fn validity_words(document: &KitDocument) -> String {
    let Some(validity) = document.validity else { return "без срока".to_owned() };
    if let Some(months) = validity.months {
        let (number, word) = match months {
            months if months % 12 == 0 => {
                let years = i64::from(months / 12);
                (years, ui::ru::plural(years, "год", "года", "лет"))
            }
            months => {
                let months = i64::from(months);
                (months, ui::ru::plural(months, "месяц", "месяца", "месяцев"))
            }
        };
        return format!("{number}\u{a0}{word}");
    }
    validity.until.map_or_else(String::new, |until| {
        format!("до {}\u{a0}{}", until.day, ui::ru::month_genitive(until.month))
    })
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

fn uploaded(form: &FormData, field: &str) -> Option<NewFile> {
    form.file(field).map(|file| NewFile { name: file.name.clone(), bytes: file.bytes.clone() })
}
