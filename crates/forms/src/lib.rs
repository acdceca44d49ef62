#![doc = include_str!("../README.md")]

mod build;
pub mod engine;
#[cfg(feature = "files")]
pub mod export;
pub mod form;
mod lex;
pub mod limitation;
pub mod phone;
pub mod problem;
pub mod source;
mod text;
#[cfg(feature = "files")]
pub mod workbook;
mod xform;
pub mod xpath;

pub use form::Form;
pub use limitation::{Limitation, Where};
pub use phone::PhoneForm;
pub use problem::{Place, Problem, Problems, Refusal, Severity};
pub use source::Source;
pub use xform::to_xform;

impl Form {
    /// Reads a workbook of any kind: Excel, CSV, Markdown tables; and what [`Source`] writes: JSON, YAML.
    #[cfg(feature = "files")]
    pub fn read(bytes: &[u8], file_name: &str) -> Result<Self, Refusal> {
        if let Some(source) = written_source(bytes)? {
            return Self::from_source(source);
        }
        let (source, problems) = read_source(bytes, file_name)?;
        build::form_of(source, problems)
    }

    pub fn from_source(source: Source) -> Result<Self, Refusal> {
        build::form_of(source, Problems::default())
    }
}

/// A form that this program wrote as JSON or YAML.
#[cfg(feature = "files")]
fn written_source(bytes: &[u8]) -> Result<Option<Source>, Refusal> {
    if bytes.len() > workbook::MAX_FILE_BYTES {
        return Ok(None);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(None) };
    let text = text.trim_start_matches('\u{feff}');
    let read = if text.trim_start().starts_with('{') {
        Source::from_json(text).map_err(|error| error.to_string())
    } else if text.lines().any(|line| line.trim_end() == "survey:") {
        Source::from_yaml(text).map_err(|error| error.to_string())
    } else {
        return Ok(None);
    };
    read.map(Some).map_err(|error| {
        let mut problems = Problems::default();
        let message = format!("форма в JSON или YAML не разобрана: {error}.");
        problems.error(Place::default(), "file.unreadable", message, "Проверьте скобки, кавычки и отступы.");
        Refusal { problems: problems.into_vec() }
    })
}

#[cfg(feature = "files")]
fn read_source(bytes: &[u8], file_name: &str) -> Result<(Source, Problems), Refusal> {
    let mut problems = Problems::default();
    let workbook = workbook::read(bytes, &mut problems).map_err(|error| {
        let text = error.to_string();
        let (message, advice) = text.split_once(". ").map_or((text.as_str(), ""), |(one, two)| (one, two));
        let mut problems = Problems::default();
        problems.error(
            Place::default(),
            "file.unreadable",
            format!("{}.", message.trim_end_matches('.')),
            advice,
        );
        Refusal { problems: problems.into_vec() }
    })?;
    let stem = std::path::Path::new(file_name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let source = source::from_workbook(&workbook, &stem.unwrap_or_default(), &mut problems);
    Ok((source, problems))
}
