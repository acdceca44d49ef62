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
mod pictures;
mod place;
mod requisites;
mod scan;
mod tags;
#[cfg(test)]
mod tests;

use std::fmt;

pub use package::MAX_TEMPLATE_BYTES;
pub use place::Place;
pub(crate) use requisites::chart_name;
pub use requisites::{PICTURES, requisite_fields};

use crate::filters::Doubt;
use crate::kinds::{Field, Kind, Values};
use crate::model::{Paper, Verification};
use pictures::Pictures;
use requisites::{Drawn, Forgotten, Requisites};
use scan::Scanned;
use tags::{Code, Tag};

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
    /// Pictures by the names that the program calls them.
    pictures: Vec<(String, Drawn)>,
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
        let fields: Vec<Field> = fields.iter().chain(requisite_fields()).cloned().collect();
        let mut faults = Vec::new();
        let mut found = Vec::new();
        for (name, text) in &texts {
            match scanned(name, text, &fields) {
                Ok((scanned, tags)) => found.push((name, text, scanned, tags)),
                Err(mut told) => faults.append(&mut told),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let all = || found.iter().flat_map(|(_, _, _, tags)| tags);
        if all().next().is_none() {
            return Err(vec![TemplateFault::of_file(
                "В шаблоне нет ни одной подстановки вида {{ поле }}: документы по нему будут одинаковы.",
            )]);
        }
        let forgotten = Forgotten::by(all());
        let mut parts = Vec::new();
        for (name, text, scanned, tags) in &found {
            let forgotten = (name.as_str() == package::DOCUMENT).then_some(forgotten);
            if tags.is_empty() && forgotten.is_none() {
                continue;
            }
            parts.push(part(name, text, scanned, tags, forgotten).map_err(|fault| vec![fault])?);
        }
        Ok(Self { package: bytes.to_vec(), parts })
    }

    /// The template on the examples of its kind, with every requisite: a trial print before it is put to use.
    pub fn trial(&self, kind: &Kind) -> Result<FilledTemplate, TemplateFault> {
        let values = kind.complete(&kind.examples()).map_err(|faults| {
            let told: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            TemplateFault::of_file(told.join(" "))
        })?;
        let filled = crate::fill(kind, &values).map_err(|error| TemplateFault::of_file(error.to_string()))?;
        let example = |field: &Field| field.example.as_str().unwrap_or_default().to_owned();
        let [_, code, address] = requisite_fields() else { return self.fill(&values) };
        let verification = Verification { url: example(address), caption: example(code) };
        self.print(&values, &Paper { draft: true, verification: Some(verification), ..filled.paper })
    }

    /// A document with these values, completed before ([`crate::Kind::complete`]), and nothing besides.
    pub fn fill(&self, values: &Values) -> Result<FilledTemplate, TemplateFault> {
        self.print(values, &Paper::default())
    }

    /// The same, with what `paper`, the program's own print of these values, has besides fields: the mark of a draft, the code
    /// for checking it, charts. The mark and the code are printed even where the template forgets them.
    pub fn print(&self, values: &Values, paper: &Paper) -> Result<FilledTemplate, TemplateFault> {
        let requisites = Requisites::of(paper);
        let mut pictures = Pictures::new(&self.package, &requisites);
        let mut doubts = Vec::new();
        let mut changed: pictures::Files = Vec::new();
        let mut budget = engine::Budget::default();
        for part in &self.parts {
            let drawings = pictures.of_part(part)?;
            let context = engine::context(values, &requisites.values(), drawings);
            let text = engine::run(part, &context, &mut budget, &mut doubts)?;
            changed.push((part.name.clone(), text.into_bytes()));
        }
        changed.extend(pictures.finish()?);
        let docx = package::with_parts(&self.package, &changed)?;
        Ok(FilledTemplate { docx, doubts })
    }
}

fn scanned(name: &str, text: &str, fields: &[Field]) -> Result<(Scanned, Vec<Tag>), Vec<TemplateFault>> {
    let scanned = scan::scan(name, text).map_err(|fault| vec![fault])?;
    if let Ok(Some(found)) = foreign::find(text) {
        let place = scanned.place_of(found.at).cloned();
        let place = place.unwrap_or_else(|| Place { part: scan::part_title(name), ..Place::default() });
        return Err(vec![TemplateFault::at(&place, found.message)]);
    }
    let tags = tags::find(&scanned)?;
    names::check(&tags, fields)?;
    alone::check(&scanned, &tags)?;
    Ok((scanned, tags))
}

fn part(
    name: &str,
    text: &str,
    scanned: &Scanned,
    tags: &[Tag],
    forgotten: Option<Forgotten>,
) -> Result<Part, TemplateFault> {
    let (program, lines) = edit::program(text, scanned, tags, forgotten);
    engine::check(&program, &lines)?;
    let mut pictures: Vec<(String, Drawn)> = tags
        .iter()
        .filter_map(|tag| match tag.code {
            Code::Picture(drawn) => Some((edit::picture_name(tag), drawn)),
            _ => None,
        })
        .collect();
    if forgotten.is_some_and(|forgotten| forgotten.code) {
        pictures.push((edit::ADDED_CODE.to_owned(), Drawn::QrCode));
    }
    Ok(Part { name: name.to_owned(), program, lines, pictures })
}
