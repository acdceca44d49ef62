//! Reading a roadmap from the file in which it was approved.
//!
//! A source becomes a [`grid`] of cells, headings say which column is which (`columns`), rows become sections and
//! measures (`rows`), cells become fields. General rules only: no rule knows the text of any plan; what is known of
//! the region comes in as a [`Vocabulary`]. Where the paper does not say, a [`Proposal`] is made, with its reason, for a
//! person to confirm; what found no place is listed in [`Draft::unrecognized`]. Nothing is dropped.

mod budget;
mod called_by_months;
mod cells;
mod columns;
mod courses;
mod desk;
mod documents;
mod docx;
mod draft;
mod error;
mod executors;
mod export;
pub mod grid;
mod item_rows;
mod items;
mod kinds;
mod layout;
pub mod ledger;
mod measures;
mod names;
mod outline;
mod proposals;
mod relative;
mod sections;
mod text;
mod without_terms;
mod xlsx;
mod yaml;
mod year;

use crate::model::Plan;

pub use budget::DEFAULT_STEP_LIMIT;
pub use error::ImportError;
pub use export::export_json;
pub use items::envelope;
pub use ledger::Account;
pub use office::MAX_FILE_BYTES;
pub(crate) use proposals::Proposals;
pub use proposals::{Proposal, ProposalKind};

/// What the importer knows of the region: given by the caller, never built in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    pub organisations: Vec<KnownOrganisation>,
    pub document_kinds: Vec<KnownDocumentKind>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrganisation {
    pub code: String,
    pub name: String,
    /// Other names met in plans.
    pub aliases: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDocumentKind {
    pub code: String,
    pub title: String,
    /// Words and phrases that name the kind: «приказ», «информационное письмо», «УТП».
    pub keywords: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
pub struct ImportOptions<'a> {
    /// Name of the file: its ending must agree with its content.
    pub file_name: &'a str,
    /// Year of the plan; `None`: from the title or the dates.
    pub year: Option<i16>,
    /// 1 for a calendar year, 9 for a school year.
    pub year_start_month: i8,
    pub vocabulary: &'a Vocabulary,
    /// How many steps the file may cost, usually [`DEFAULT_STEP_LIMIT`]: a deadline for code that has no clock.
    pub step_limit: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceFormat {
    Docx,
    Xlsx,
    Text,
    Yaml,
}

/// What was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub format: SourceFormat,
    pub plan: Plan,
    pub unrecognized: Vec<Unrecognized>,
    pub proposals: Vec<Proposal>,
    /// What became of the paragraphs of the source.
    pub account: Account,
}

/// A text that found no place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unrecognized {
    pub place: Place,
    pub text: String,
    /// Why, in Russian.
    pub why: String,
}

/// Where in the file it stands; counted from 1, 0 where it does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Place {
    pub table: usize,
    pub row: usize,
    /// Heading of the column.
    pub column: String,
}

/// Reads a roadmap from the bytes of a file.
///
/// # Errors
/// [`ImportError`] for a file that is not, or must not be, read. A file that was read always gives a draft.
pub fn import(bytes: &[u8], options: &ImportOptions<'_>) -> Result<Draft, ImportError> {
    let content = office::content_of(bytes)?;
    let format = format_of(content, options.file_name, bytes)?;
    let blocks = match format {
        SourceFormat::Docx => docx::read(bytes)?,
        SourceFormat::Xlsx => xlsx::read(bytes)?,
        SourceFormat::Text => text::read(bytes, is_named_csv(options.file_name))?,
        SourceFormat::Yaml => return yaml::read(bytes, options),
    };
    draft::draft_of(blocks, format, options)
}

fn is_named_csv(file_name: &str) -> bool {
    file_name.to_lowercase().ends_with(".csv")
}

/// The format that content and ending agree on; a file without an ending is what it holds.
fn format_of(content: office::Content, file_name: &str, bytes: &[u8]) -> Result<SourceFormat, ImportError> {
    use office::Content;
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    let mismatch = |content| Err(ImportError::ContentMismatch { extension: extension.clone(), content });
    match (content, extension.as_str()) {
        (Content::Docx, "docx" | "") => Ok(SourceFormat::Docx),
        (Content::Xlsx, "xlsx" | "") => Ok(SourceFormat::Xlsx),
        (_, "docm" | "xlsm" | "dotm" | "xltm") => Err(ImportError::Macros),
        (Content::Docx, _) => mismatch("документ Word"),
        (Content::Xlsx, _) => mismatch("книга Excel"),
        (Content::Text, "yaml" | "yml") => Ok(SourceFormat::Yaml),
        (Content::Text, "txt" | "text" | "md" | "tsv" | "csv") => Ok(SourceFormat::Text),
        (Content::Text, "") if bytes.starts_with(b"meta:") || bytes.starts_with(b"sections:") => {
            Ok(SourceFormat::Yaml)
        }
        (Content::Text, "") => Ok(SourceFormat::Text),
        (Content::Text, "docx" | "xlsx") => mismatch("простой текст"),
        (Content::Text, _) => Err(ImportError::UnsupportedFormat),
    }
}
