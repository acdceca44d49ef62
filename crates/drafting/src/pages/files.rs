//! Files of a paper: Word, PDF, the signed scan, the signature, the agreement sheet.

use access::media::{DOCX, PDF};
use access::{Deed, House, PageError, PageResult, Subject, Visitor, download};
use axum::extract::{Path, State as Given};
use axum::http::header;
use axum::response::IntoResponse;
use papers::PdfKind;

use super::agreement::sheet_paper;
use super::{file_name, found};
use crate::printing::{docx_of, pdf_of, pdf_of_paper};
use crate::store::drafts::DraftRow;
use crate::{PaperKind, Reader};

/// Rules for previews; they change with the program only.
pub async fn style() -> PageResult {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, papers::STYLE).into_response())
}

/// The code of a registered and published paper: what its QR code leads to.
async fn code_of(house: &House, visitor: &Visitor, row: &DraftRow) -> PageResult<Option<String>> {
    let Some(document_id) = &row.document_id else { return Ok(None) };
    let scope = visitor.scope(Subject::Document, Deed::Read);
    let document = documents::document(&house.db, &scope, document_id).await?;
    Ok(document.filter(|one| one.is_published).and_then(|one| one.code))
}

fn name_of(kind: &PaperKind<'_>, row: &DraftRow, ending: &str) -> String {
    file_name(&format!("{} {}", kind.document.title, row.title), ending)
}

/// `/drafts/{draft}/paper.docx`
pub async fn docx(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = found(&house, &Reader::of(&visitor), &id).await?;
    let code = code_of(&house, &visitor, &row).await?;
    let printed = docx_of(&house, &kind, &row, code.as_deref()).await?;
    Ok(download(printed.bytes, DOCX, &name_of(&kind, &row, "docx")))
}

/// `/drafts/{draft}/paper.pdf`
pub async fn pdf(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = found(&house, &Reader::of(&visitor), &id).await?;
    let code = code_of(&house, &visitor, &row).await?;
    let bytes = pdf_of(&house, &kind, &row, code.as_deref()).await?;
    Ok(download(bytes, PDF, &name_of(&kind, &row, "pdf")))
}

/// `/drafts/{draft}/sheet.pdf`
pub async fn sheet_pdf(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, kind) = found(&house, &Reader::of(&visitor), &id).await?;
    let paper = sheet_paper(&house, &kind, &row).await?;
    let bytes = pdf_of_paper(paper, PdfKind::Plain).await?;
    Ok(download(bytes, PDF, &file_name(&format!("Лист согласования {}", row.title), "pdf")))
}

/// `/drafts/{draft}/scan`
pub async fn scan(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let (Some(hash), Some(name)) = (row.scan(), row.scan_name) else { return Err(PageError::NotFound) };
    let bytes = house.files.get(&hash).await?;
    let media_type =
        documents::check_file(&name, &bytes).map_or("application/octet-stream", |file| file.media_type);
    Ok(download(bytes, media_type, &name))
}

/// `/drafts/{draft}/signature`
pub async fn signature(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (row, _) = found(&house, &Reader::of(&visitor), &id).await?;
    let (Some(hash), Some(name)) = (row.signature(), row.signature_name) else {
        return Err(PageError::NotFound);
    };
    Ok(download(house.files.get(&hash).await?, "application/octet-stream", &name))
}
