#![doc = include_str!("../README.md")]

mod build;
#[cfg(feature = "compare")]
pub mod compare;
pub mod engine;
pub mod form;
mod lex;
pub mod problem;
pub mod source;
mod text;
#[cfg(feature = "files")]
pub mod workbook;
mod xform;
pub mod xpath;

pub use form::Form;
pub use problem::{Place, Problem, Problems, Refusal, Severity};
pub use source::Source;
pub use xform::to_xform;

impl Form {
    /// Reads a workbook of any kind: Excel, CSV, Markdown tables.
    #[cfg(feature = "files")]
    pub fn read(bytes: &[u8], file_name: &str) -> Result<Self, Refusal> {
        let (source, problems) = read_source(bytes, file_name)?;
        build::form_of(source, problems)
    }

    pub fn from_source(source: Source) -> Result<Self, Refusal> {
        build::form_of(source, Problems::default())
    }
}

#[cfg(feature = "files")]
fn read_source(bytes: &[u8], file_name: &str) -> Result<(Source, Problems), Refusal> {
    let mut problems = Problems::default();
    let workbook = workbook::read(bytes, &mut problems).map_err(|error| {
        let text = error.to_string();
        let (message, advice) = text.split_once(". ").map_or((text.as_str(), ""), |(one, two)| (one, two));
        let mut problems = Problems::default();
        problems.error(Place::default(), "file.unreadable", format!("{}.", message.trim_end_matches('.')), advice);
        Refusal { problems: problems.into_vec() }
    })?;
    let stem = std::path::Path::new(file_name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let source = source::from_workbook(&workbook, &stem.unwrap_or_default(), &mut problems);
    Ok((source, problems))
}
