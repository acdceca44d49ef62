//! Templates that an office edits in Word: placeholders `{{ school.name }}` in the text, `{%tr for … %}` over rows of a table,
//! `{%p for … %}` and `{%p if … %}` over paragraphs, `{% if … %}` inside one.
//!
//! A template is read once ([`Template::read`]): the package within bounds, every tag understood, every name among the
//! declared fields. Filling touches only the parts that have tags; every other entry of the package stays byte for byte.

mod alone;
mod edit;
mod engine;
mod foreign;
mod names;
mod package;
mod place;
mod scan;
mod tags;
#[cfg(test)]
mod tests;

use std::fmt;

pub use package::MAX_TEMPLATE_BYTES;
pub use place::Place;

use crate::filters::Doubt;
use crate::kinds::{Field, Kind, Values};

/// What is wrong with a template or with filling it, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateFault {
    /// Absent when the fault is the whole file's.
    pub place: Option<Place>,
    pub message: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => write!(f, "{}", self.message),
        }
    }
}

impl TemplateFault {
    pub(crate) fn of_file(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }

    pub(crate) fn at(place: &Place, message: impl Into<String>) -> Self {
        Self { place: Some(place.clone()), message: message.into() }
    }
}

/// A template that has been read and found in order.
#[derive(Debug, Clone)]
pub struct Template {
    package: Vec<u8>,
    parts: Vec<Part>,
}

/// A part with tags, as a program for the engine.
#[derive(Debug, Clone)]
struct Part {
    name: String,
    program: String,
    /// Line of the program on which each tag stands, and the tag's place.
    lines: Vec<(usize, Place)>,
}

/// A Word file made from a template.
#[derive(Debug, Clone)]
pub struct FilledTemplate {
    pub docx: Vec<u8>,
    pub doubts: Vec<Doubt>,
}

impl Template {
    /// Reads a template for these fields; tells every fault that it finds.
    pub fn read(bytes: &[u8], fields: &[Field]) -> Result<Self, Vec<TemplateFault>> {
        let texts = package::texts(bytes).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        let mut parts = Vec::new();
        for (name, text) in texts {
            match read_part(&name, &text, fields) {
                Ok(Some(part)) => parts.push(part),
                Ok(None) => {}
                Err(mut found) => faults.append(&mut found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if parts.is_empty() {
            return Err(vec![TemplateFault::of_file(
                "В шаблоне нет ни одной подстановки вида {{ поле }}: документы по нему будут одинаковы.",
            )]);
        }
        Ok(Self { package: bytes.to_vec(), parts })
    }

    /// The template on the examples of its kind: a trial print before it is put to use.
    pub fn trial(&self, kind: &Kind) -> Result<FilledTemplate, TemplateFault> {
        let values = kind.complete(&kind.examples()).map_err(|faults| {
            let told: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            TemplateFault::of_file(told.join(" "))
        })?;
        self.fill(&values)
    }

    /// A document with these values, completed before ([`crate::Kind::complete`]).
    pub fn fill(&self, values: &Values) -> Result<FilledTemplate, TemplateFault> {
        let mut doubts = Vec::new();
        let mut changed = Vec::new();
        let mut budget = engine::Budget::default();
        for part in &self.parts {
            changed.push((part.name.clone(), engine::run(part, values, &mut budget, &mut doubts)?));
        }
        let docx = package::with_parts(&self.package, &changed)?;
        Ok(FilledTemplate { docx, doubts })
    }
}

fn read_part(name: &str, text: &str, fields: &[Field]) -> Result<Option<Part>, Vec<TemplateFault>> {
    let scanned = scan::scan(name, text).map_err(|fault| vec![fault])?;
    if let Ok(Some(found)) = foreign::find(text) {
        let place = scanned.place_of(found.at).cloned();
        let place = place.unwrap_or_else(|| Place { part: scan::part_title(name), ..Place::default() });
        return Err(vec![TemplateFault::at(&place, found.message)]);
    }
    let tags = tags::find(&scanned)?;
    if tags.is_empty() {
        return Ok(None);
    }
    names::check(&tags, fields)?;
    alone::check(&scanned, &tags)?;
    let (program, lines) = edit::program(text, &scanned, &tags);
    engine::check(&program, &lines).map_err(|fault| vec![fault])?;
    Ok(Some(Part { name: name.to_owned(), program, lines }))
}
