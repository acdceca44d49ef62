//! Word's renderer. The package is written by hand: docx-rs has no charts, does not tell the language, stamps the time and
//! knows no repeated heads; every part here is a few lines that say exactly what Word is to read.

mod body;
mod chart;
mod lists;
mod package;
mod picture;
mod requisites;
mod styles;
mod table;
mod text;
mod to_come;
pub(crate) mod xml;

use body::Body;
pub(crate) use chart::chart_drawing;
pub(crate) use package::{CHART_TYPE, OFFICE, RELATIONS, XLSX, chart_files};
pub(crate) use picture::qr_drawing;
#[cfg(feature = "pdf")]
pub(crate) use picture::{CODE_SIDE, CODE_WIDTH, code_alt};

use crate::PaperError;
use crate::model::Paper;

/// The paper as a `.docx`. The same paper gives the same bytes.
///
/// Pages in a table of contents are counted by laying the paper out as PDF (the fonts have the same widths); Word counts
/// them anew when its fields are refreshed.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    written(paper, false)
}

/// The paper as a template: the mark of a draft, the code for checking and charts are places that get filled at printing.
pub(crate) fn template_docx(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    written(paper, true)
}

fn written(paper: &Paper, is_template: bool) -> Result<Vec<u8>, PaperError> {
    let pages = pages(paper)?;
    let mut body = Body::new(paper, &pages, is_template);
    let document = body.document();
    package::package(paper, &document, body)
}

#[cfg(feature = "pdf")]
fn pages(paper: &Paper) -> Result<Vec<u32>, PaperError> {
    if paper.has_contents() { crate::pdf::heading_pages(paper) } else { Ok(Vec::new()) }
}

#[cfg(not(feature = "pdf"))]
fn pages(_: &Paper) -> Result<Vec<u32>, PaperError> {
    Ok(Vec::new())
}
