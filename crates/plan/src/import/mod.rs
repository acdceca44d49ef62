//! Reading a roadmap from the file in which it was approved.
//!
//! A source becomes a [`grid`] of cells, headings say which column is which (`columns`), rows become sections and
//! measures (`rows`), cells become fields. General rules only: no rule knows the text of any plan; what is known of
//! the region comes in as a [`Vocabulary`]. Where the paper does not say, a [`Proposal`] is made, with its reason, for a
//! person to confirm; what found no place is listed in [`Draft::unrecognized`]. Nothing is dropped.

mod cells;
mod columns;
mod courses;
mod documents;
mod docx;
mod executors;
mod export;
pub mod grid;
mod items;
mod organisations;
mod relative;
mod rows;
mod sections;
mod text;
mod text_stream;
mod xlsx;
mod yaml;

use std::collections::HashMap;

use crate::model::Plan;

pub use export::export_json;
pub use office::MAX_FILE_BYTES;

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
    /// Non-empty paragraphs of the source's tables: what had to find a place.
    pub source_paragraphs: usize,
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

/// Something decided for lack of words in the paper: to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Proposal {
    /// Stable within the file: `m4.items`.
    pub id: String,
    /// Number of the measure, or empty for the plan as a whole.
    pub path: String,
    pub kind: ProposalKind,
    /// What was decided, in Russian.
    pub what: String,
    /// By which rule, in Russian.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    LeadExecutor,
    CellSplit,
    ItemPairing,
    DocumentPairing,
    TermDates,
    RelativeTerm,
    WordJoin,
    OrganisationMatch,
    DocumentKind,
    Numbering,
    Columns,
    Year,
}

/// Collects proposals and gives them their ids.
#[derive(Debug, Default)]
pub(crate) struct Proposals {
    made: Vec<Proposal>,
    /// How many there are of a measure's field.
    counted: HashMap<String, usize>,
}

impl Proposals {
    pub(crate) fn into_vec(self) -> Vec<Proposal> {
        self.made
    }

    pub(crate) fn add(&mut self, kind: ProposalKind, number: &str, field: &str, what: String, reason: &str) {
        let prefix = if number.is_empty() { format!("plan.{field}") } else { format!("m{number}.{field}") };
        let count = self.counted.entry(prefix.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { prefix } else { format!("{prefix}-{count}") };
        self.made.push(Proposal { id, path: number.to_owned(), kind, what, reason: reason.to_owned() });
    }

    pub(crate) fn mended(&mut self, number: &str, field: &str, words: &[String]) {
        for word in words {
            self.add(
                ProposalKind::WordJoin,
                number,
                field,
                format!("слово «{word}» собрано из двух частей"),
                "часть слова стояла на другой строке или после переноса и сама словом не является",
            );
        }
    }
}

/// Why a file is not taken: what happened, why, what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error(
        "Файл больше 20 МБ. План — это несколько страниц: уберите из файла рисунки и сканы и сохраните снова."
    )]
    TooLarge,
    #[error("Файл пуст. Проверьте, тот ли файл выбран, и сохраните его ещё раз.")]
    Empty,
    #[error(
        "Архив внутри файла распаковывается до чрезмерного размера, поэтому файл не открыт. Сохраните документ заново в Word или Excel."
    )]
    ZipBomb,
    #[error("Файл зашифрован паролем. Снимите пароль и сохраните файл снова.")]
    Encrypted,
    #[error("Это файл старого образца (.doc или .xls). Откройте его и сохраните как .docx или .xlsx.")]
    OldFormat,
    #[error("В файле есть макросы, такие файлы не принимаются. Сохраните его без макросов: .docx или .xlsx.")]
    Macros,
    #[error(
        "Расширение «.{extension}» не соответствует содержимому: внутри {content}. Сохраните файл заново с верным расширением."
    )]
    ContentMismatch { extension: String, content: &'static str },
    #[error("Такой вид файла не читается. Подходят .docx, .xlsx, .txt и .yaml.")]
    UnsupportedFormat,
    #[error("Файл повреждён и не открывается. Откройте его в Word или Excel и сохраните ещё раз.")]
    Damaged,
    #[error(
        "Разметка внутри файла нарушена или содержит недопустимые объявления. Откройте файл в Word или Excel и сохраните ещё раз."
    )]
    BadXml,
    #[error("В таблице слишком много ячеек. Оставьте в файле только план мероприятий.")]
    TooManyCells,
    #[error("В таблицах больше 3000 строк: это не план на год. Оставьте в файле только план мероприятий.")]
    TooManyRows,
    #[error(
        "Одна из ячеек таблицы длиннее пятидесяти страниц текста. Оставьте в таблице только мероприятия плана."
    )]
    TooLongCell,
    #[error("В файле нет таблицы с мероприятиями. Нужна таблица с графами: мероприятие, срок, исполнители.")]
    NoTable,
    #[error("Файл YAML не прочитан: {0}. Исправьте указанную строку.")]
    Yaml(String),
}

impl From<office::Refused> for ImportError {
    fn from(refused: office::Refused) -> Self {
        use office::Refused;
        match refused {
            Refused::TooLarge => Self::TooLarge,
            Refused::Empty => Self::Empty,
            Refused::ZipBomb => Self::ZipBomb,
            Refused::Encrypted => Self::Encrypted,
            Refused::OldFormat => Self::OldFormat,
            Refused::Macros => Self::Macros,
            Refused::Unsupported => Self::UnsupportedFormat,
            Refused::Damaged => Self::Damaged,
            Refused::TooManyCells => Self::TooManyCells,
        }
    }
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
        SourceFormat::Text => text::read(bytes)?,
        SourceFormat::Yaml => return yaml::read(bytes, options),
    };
    rows::draft_of(blocks, format, options)
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
