//! Editions to take away: in Word and in PDF.

use access::{Deed, House, PageResult, Subject, Visitor, download, made_aside};
use axum::extract::{Path, Query, State};
use papers::{Paper, PdfKind};

use super::Place;
use super::compare::{Compared, Pair};
use crate::exports;
use crate::store as rows;

#[derive(Clone, Copy)]
enum Format {
    Word,
    Pdf,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Word => "docx",
            Self::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Word => access::media::DOCX,
            Self::Pdf => access::media::PDF,
        }
    }
}

async fn file(paper: Paper, name: &str, format: Format) -> PageResult {
    let bytes = made_aside(move || match format {
        Format::Word => papers::docx(&paper),
        Format::Pdf => papers::kept_pdf(&paper, PdfKind::Archive),
    })
    .await?;
    Ok(download(bytes, format.media_type(), &format!("{name}.{}", format.ending())))
}

async fn text(house: House, visitor: Visitor, (code, number): (String, i64), format: Format) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let paragraphs = rows::paragraphs_of(&house.db, &place.edition).await?;
    let paper = exports::clean_text(&place.text, &place.edition, &paragraphs, house.clock.today());
    file(paper, &format!("{} (редакция {number})", place.text.title), format).await
}

/// `/editions/{text}/{number}/text.docx`
pub async fn text_docx(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64)>,
) -> PageResult {
    text(house, visitor, path, Format::Word).await
}

/// `/editions/{text}/{number}/text.pdf`
pub async fn text_pdf(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64)>,
) -> PageResult {
    text(house, visitor, path, Format::Pdf).await
}

async fn comparison(house: House, visitor: Visitor, code: String, pair: Pair, format: Format) -> PageResult {
    let compared = Compared::find(&house, &visitor, &code, &pair).await?;
    let both = (&compared.old, &compared.new);
    let today = house.clock.today();
    let paper =
        exports::comparison(&compared.text, both, &compared.lines(), |id| compared.rationale(id), today);
    file(paper, &format!("Было — стало. {}", compared.text.title), format).await
}

/// `/editions/{text}/comparison.docx?from=1&to=2`
pub async fn comparison_docx(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(pair): Query<Pair>,
) -> PageResult {
    comparison(house, visitor, code, pair, Format::Word).await
}

/// `/editions/{text}/comparison.pdf?from=1&to=2`
pub async fn comparison_pdf(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(pair): Query<Pair>,
) -> PageResult {
    comparison(house, visitor, code, pair, Format::Pdf).await
}

async fn proposals(
    house: House,
    visitor: Visitor,
    (code, number): (String, i64),
    format: Format,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let hears = visitor.scope(Subject::EditionComment, Deed::Read);
    let comments = rows::comments_of(&house.db, &hears, &place.edition).await?;
    let consultations = rows::consultations_of(&house.db, &place.edition).await?;
    let today = house.clock.today();
    let paper = exports::proposals(&place.text, &place.edition, &consultations, &comments, today);
    file(paper, &format!("Сводка предложений. {}", place.text.title), format).await
}

/// `/editions/{text}/{number}/proposals.docx`
pub async fn proposals_docx(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64)>,
) -> PageResult {
    proposals(house, visitor, path, Format::Word).await
}

/// `/editions/{text}/{number}/proposals.pdf`
pub async fn proposals_pdf(
    State(house): State<House>,
    visitor: Visitor,
    Path(path): Path<(String, i64)>,
) -> PageResult {
    proposals(house, visitor, path, Format::Pdf).await
}
