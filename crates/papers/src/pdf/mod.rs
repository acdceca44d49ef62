//! PDF's renderer: the paper as a program for typst, compiled in this process. No file, no network, no clock.

mod fonts;
mod source;
mod world;

use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::PaperWorld;

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
    if kind == PdfKind::Archive && (paper.created.is_none() || paper.title.trim().is_empty()) {
        return Err(PaperError::NotForArchive);
    }
    let document = laid_out(paper)?;
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

fn laid_out(paper: &Paper) -> Result<PagedDocument, PaperError> {
    let (source, files) = source::source(paper);
    let world = PaperWorld::new(source, files);
    typst::compile::<PagedDocument>(&world).output.map_err(|errors| world::told(&errors))
}

/// The page on which each listed heading stands, in the order of the table of contents.
pub(crate) fn heading_pages(paper: &Paper) -> Result<Vec<u32>, PaperError> {
    Ok(world::heading_pages(&laid_out(paper)?))
}

/// How many pages the paper takes.
pub fn page_count(paper: &Paper) -> Result<usize, PaperError> {
    Ok(laid_out(paper)?.pages().len())
}
