#![doc = include_str!("../README.md")]

mod chart;
mod docx;
mod filters;
mod html;
mod kinds;
mod model;
mod outline;
#[cfg(feature = "pdf")]
mod pdf;
mod qr;
mod requisites;
pub mod rules;
mod stamps;
mod template;

pub use docx::docx;
pub use filters::{Doubt, FILTERS, blank};
pub use html::{STYLE, html};
pub use kinds::{
    Field, FieldFault, FieldType, Filled, Kind, Registration, Values, fill, kind, kinds, starter,
};
pub use model::{
    Align, Annex, Block, Cell, Chart, ChartKind, Clause, Column, ElectronicSignature, Element, Executor,
    Heading, Inline, Letterhead, LetterheadLayout, Paper, Paragraph, Picture, PictureFormat, Row, Series,
    Signature, Stamp, Standard, Styled, Table, Text, Verification,
};
#[cfg(feature = "pdf")]
pub use pdf::{PdfKind, kept_pdf, page_count, pdf};

pub use template::{
    FilledTemplate, MAX_TEMPLATE_BYTES, PICTURES, Place, Template, TemplateFault, requisite_fields,
};

/// The Word template of a kind by an edition of the standard, with its placeholders: what an office downloads, edits and uploads.
pub fn starter_docx(kind: &Kind, standard: Standard) -> Result<Vec<u8>, PaperError> {
    docx::template_docx(&Paper { standard, ..starter(kind)? })
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    #[error("Таблица с данными диаграммы не записана: {0}")]
    Chart(String),
    #[error("Файл Word не записан: {0}")]
    Package(String),
    #[error("Документ не заполнен: {0}")]
    Fill(String),
    /// The kind's file is wrong. Its author sees how in the debug print; a reader could do nothing with it.
    #[error(
        "Документ не заполнен: макет этого вида документа составлен с ошибкой. Сообщите администратору системы."
    )]
    Layout(String),
    #[error("Для архивной копии (PDF/A) нужны название и дата документа.")]
    NotForArchive,
    #[error("PDF не сделан: {0}")]
    Pdf(String),
}
