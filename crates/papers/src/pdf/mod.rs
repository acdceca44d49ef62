//! PDF's renderer: the paper as a program for typst, compiled in this process. No file, no network, no clock.

mod fonts;
mod kept;
#[cfg(test)]
mod pages;
mod source;
mod world;

use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::PaperWorld;

pub use kept::kept_pdf;

use crate::PaperError;
use crate::model::Paper;

/// What a PDF must be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PdfKind {
    /// Tagged, small.
    #[default]
    Plain,
    /// PDF/A-2a and PDF/UA-1: for the archive, readable by everybody.
    Archive,
}

/// The paper as a tagged PDF. The same paper gives the same bytes.
pub fn pdf(paper: &Paper, kind: PdfKind) -> Result<Vec<u8>, PaperError> {
    check(paper, kind)?;
    let (program, files) = source::source(paper);
    printed(program, files, kind)
}

fn printed(program: String, files: Vec<(String, Vec<u8>)>, kind: PdfKind) -> Result<Vec<u8>, PaperError> {
    let document = laid_out(program, files)?;
    let standards = match kind {
        PdfKind::Plain => Vec::new(),
        PdfKind::Archive => vec![PdfStandard::A_2a, PdfStandard::Ua_1],
    };
    let options = PdfOptions {
        standards: PdfStandards::new(&standards).map_err(|error| PaperError::Pdf(format!("{error:?}")))?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| world::told(&errors));
    // What the compiler remembers of earlier papers is dropped before it piles up: memory stays bounded over thousands.
    comemo::evict(MEMORY_OF_PAPERS);
    bytes
}

/// How many papers the compiler's memory outlives: the shared prelude is asked for by each, so it is never forgotten.
const MEMORY_OF_PAPERS: usize = 6;

/// An archive copy says when it was made and what it is.
fn check(paper: &Paper, kind: PdfKind) -> Result<(), PaperError> {
    if kind == PdfKind::Archive && (paper.created.is_none() || paper.title.trim().is_empty()) {
        return Err(PaperError::NotForArchive);
    }
    Ok(())
}

fn laid_out(program: String, files: Vec<(String, Vec<u8>)>) -> Result<PagedDocument, PaperError> {
    let world = PaperWorld::new(program, files);
    typst::compile::<PagedDocument>(&world).output.map_err(|errors| world::told(&errors))
}

/// The page on which each listed heading stands, in the order of the table of contents.
pub(crate) fn heading_pages(paper: &Paper) -> Result<Vec<u32>, PaperError> {
    let (program, files) = source::source(paper);
    Ok(world::heading_pages(&laid_out(program, files)?))
}

/// How many pages the paper takes.
pub fn page_count(paper: &Paper) -> Result<usize, PaperError> {
    let (program, files) = source::source(paper);
    Ok(laid_out(program, files)?.pages().len())
}
