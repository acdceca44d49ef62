//! A paper as Word, PDF and on a page.

use access::House;
use access::media::{DOCX, PDF};
use papers::{
    Doubt, ElectronicSignature, Kind, Paper, PdfKind, Registration, Standard, Template, Values, Verification,
};
use store::{FileHash, Sql, Tx};

use crate::rules::{State, drawn, mark_of};
use crate::store::drafts::DraftRow;
use crate::store::templates;
use crate::{DraftRefused, PaperKind};

/// A file, and what of it a person should look at.
#[derive(Debug, Clone)]
pub struct Printed {
    pub bytes: Vec<u8>,
    pub doubts: Vec<Doubt>,
}

/// The paper by the program's own layout. Until it is agreed it says that it is a draft: what goes to be signed is clean. A
/// registered one carries the code by which anybody checks it.
pub fn paper_of(
    house: &House,
    kind: &PaperKind<'_>,
    draft: &DraftRow,
    code: Option<&str>,
) -> Result<papers::Filled, DraftRefused> {
    let values = drawn(kind.layout, &values_of(draft))?;
    let mut filled = papers::fill(kind.layout, &values)?;
    let paper = &mut filled.paper;
    paper.standard = Standard::on(paper.created.unwrap_or_else(|| house.clock.today()));
    paper.draft = draft.state().is_marked_as_draft();
    if paper.title.trim().is_empty() {
        paper.title.clone_from(&draft.title);
    }
    if let Some(code) = code {
        paper.verification = Some(Verification {
            url: format!("{}/verify/{code}", house.settings.public_url),
            caption: format!("Проверить документ: код {code}"),
        });
    }
    Ok(filled)
}

/// A draft has no number, though earlier editions of the program let people type one.
fn values_of(draft: &DraftRow) -> Values {
    let mut values = draft.values();
    if draft.state() != State::Registered {
        Registration::take_out(&mut values);
    }
    values
}

/// The paper on a page.
pub fn preview_of(
    house: &House,
    kind: &PaperKind<'_>,
    draft: &DraftRow,
) -> Result<(String, Vec<Doubt>), DraftRefused> {
    let filled = paper_of(house, kind, draft, None)?;
    Ok((papers::html(&filled.paper), filled.doubts))
}

/// The paper in Word: a registered one as it was made then; else by the template that the issuing office has made for
/// itself, or by the program's own layout.
pub async fn docx_of(
    house: &House,
    kind: &PaperKind<'_>,
    draft: &DraftRow,
    code: Option<&str>,
) -> Result<Printed, DraftRefused> {
    if let Some(hash) = draft.kept_docx() {
        return Ok(Printed { bytes: house.files.get(&hash).await?, doubts: Vec::new() });
    }
    let issuer = network::place_of(&house.db, &draft.issuer_code, house.clock.today()).await?;
    let template = template_in_use(&house.db, house, &issuer.org_id, kind).await?;
    docx_by(kind, draft, paper_of(house, kind, draft, code)?, template).await
}

async fn docx_by(
    kind: &PaperKind<'_>,
    draft: &DraftRow,
    filled: papers::Filled,
    template: Option<Template>,
) -> Result<Printed, DraftRefused> {
    if let Some(template) = template {
        let values = drawn(kind.layout, &values_of(draft))?;
        return aside(move || {
            // The mark of a draft, the code for checking and the charts are the paper's, whoever lays it out.
            let printed =
                template.print(&values, &filled.paper).map_err(|fault| DraftRefused::Paper(told(&fault)))?;
            Ok(Printed { bytes: printed.docx, doubts: printed.doubts })
        })
        .await;
    }
    aside(move || Ok(Printed { bytes: papers::docx(&filled.paper)?, doubts: filled.doubts })).await
}

/// The paper in PDF, by the program's own layout: a registered one for the archive, as it was made at registration.
pub(crate) async fn pdf_of(
    house: &House,
    kind: &PaperKind<'_>,
    draft: &DraftRow,
    code: Option<&str>,
) -> Result<Vec<u8>, DraftRefused> {
    if let Some(hash) = draft.kept_pdf() {
        return Ok(house.files.get(&hash).await?);
    }
    let paper = paper_of(house, kind, draft, code)?.paper;
    let is_archive = draft.state() == State::Registered && paper.created.is_some();
    pdf_of_paper(paper, if is_archive { PdfKind::Archive } else { PdfKind::Plain }).await
}

/// Makes a paper that has just got its number in both formats and keeps them: templates and programs of later days do not
/// change it. Its code stands on it from the beginning, and leads somewhere once the document is published.
pub(crate) async fn keep_registered(
    tx: &mut Tx,
    house: &House,
    kind: &PaperKind<'_>,
    registered: &DraftRow,
    issuer_id: &str,
    code: Option<&str>,
) -> Result<(FileHash, FileHash), DraftRefused> {
    let template = template_in_use(&mut *tx, house, issuer_id, kind).await?;
    let mut paper = paper_of(house, kind, registered, code)?;
    paper.paper.electronic_signature = signature_mark_of(house, registered).await?;
    let pdf_kind = if paper.paper.created.is_some() { PdfKind::Archive } else { PdfKind::Plain };
    let pdf = pdf_of_paper(paper.paper.clone(), pdf_kind).await?;
    let docx = docx_by(kind, registered, paper, template).await?.bytes;
    let now = house.clock.now();
    Ok((house.files.put(tx, docx, DOCX, now).await?, house.files.put(tx, pdf, PDF, now).await?))
}

/// What the file of an electronic signature says of whoever signed; of a paper signed by hand nothing.
async fn signature_mark_of(
    house: &House,
    draft: &DraftRow,
) -> Result<Option<ElectronicSignature>, DraftRefused> {
    let Some(hash) = draft.signature().filter(|_| !draft.signed_by_hand) else { return Ok(None) };
    let file = house.files.get(&hash).await?;
    Ok(mark_of(&file, house.clock.zone()))
}

pub(crate) async fn pdf_of_paper(paper: Paper, kind: PdfKind) -> Result<Vec<u8>, DraftRefused> {
    aside(move || Ok(papers::kept_pdf(&paper, kind)?)).await
}

/// Made aside: the thread that answers others does not wait for a long paper.
pub(crate) async fn aside<T: Send + 'static>(
    make: impl FnOnce() -> Result<T, DraftRefused> + Send + 'static,
) -> Result<T, DraftRefused> {
    tokio::task::spawn_blocking(make)
        .await
        .map_err(|error| DraftRefused::Store(store::Error::Invalid(error.to_string())))?
}

/// The template that an office prints a kind by. It was checked when it came; fields may have changed since.
async fn template_in_use(
    sql: impl Sql<'_>,
    house: &House,
    org_id: &str,
    kind: &PaperKind<'_>,
) -> Result<Option<Template>, DraftRefused> {
    let Some(row) = templates::in_use(sql, org_id, &kind.document.code).await? else { return Ok(None) };
    let Some(hash) = row.file() else { return Ok(None) };
    let bytes = house.files.get(&hash).await?;
    let layout: &'static Kind = kind.layout;
    let template = aside(move || {
        Template::read(&bytes, &layout.fields).map_err(|faults| {
            let told: Vec<String> = faults.iter().map(told).collect();
            DraftRefused::Paper(format!("Шаблон организации не подходит. {}", told.join(" ")))
        })
    })
    .await?;
    Ok(Some(template))
}

/// A fault with its place.
pub(crate) fn told(fault: &papers::TemplateFault) -> String {
    fault.to_string()
}

/// The words of a paper, for the register's search.
pub(crate) fn words_of(kind: &Kind, values: &Values) -> Result<String, DraftRefused> {
    let completed = drawn(kind, values)?;
    let filled = papers::fill(kind, &completed)?;
    Ok(documents::rules::plain_text(&papers::docx(&filled.paper)?))
}
