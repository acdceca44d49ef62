//! What was typed into the form becomes evidence.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;

use super::super::page_error;
use super::form::{FormValues, Place, form_page, place_of};
use crate::board::Board;
use crate::store::Author;
use crate::{EvidenceRefused, NewEvidence, Proof, record_evidence};

/// `POST /roadmap/{year}/measures/{number}/evidence`
pub async fn record(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: FormData,
) -> PageResult {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(&house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let item = form.text("item").to_owned();
    let place = place_of(&house, &visitor, &board, &number, &item, form.text("slot"))?;
    let recorded = record_from_form(&house, &visitor, &board, &place, &form).await;
    match recorded {
        Ok(id) => Ok(Redirect::to(&format!("/roadmap/{year}/evidence/{id}")).into_response()),
        Err(FormRefused::Field(field, text)) => {
            let page =
                form_page(&house, visitor, &board, &place, &item, values_of(&form), Some((field, text)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Err(FormRefused::Page(error)) => Err(error),
    }
}

fn values_of(form: &FormData) -> FormValues {
    let text = |name| form.text(name).to_owned();
    FormValues {
        source: text("source"),
        kind: text("kind"),
        title: text("title"),
        number: text("number"),
        date: text("date"),
        issuer: text("issuer"),
        link: text("link"),
        note: text("note"),
    }
}

enum FormRefused {
    /// Name of the field and what is wrong with it.
    Field(String, String),
    Page(PageError),
}

impl From<PageError> for FormRefused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<store::Error> for FormRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

impl From<EvidenceRefused> for FormRefused {
    fn from(refused: EvidenceRefused) -> Self {
        match refused {
            EvidenceRefused::Invalid { field, what, next } => {
                // The form calls the day of the evidence `date`, whatever it is the date of.
                let field = if field == "happened_on" { "date" } else { field };
                Self::Field(field.to_owned(), format!("{what} {next}"))
            }
            other => Self::Page(page_error(other)),
        }
    }
}

async fn record_from_form(
    house: &House,
    visitor: &Visitor,
    board: &Board,
    place: &Place<'_>,
    form: &FormData,
) -> Result<String, FormRefused> {
    let author = Author::of(visitor).ok_or(PageError::NotFound)?;
    let field = |name: &str, text: &str| FormRefused::Field(name.to_owned(), text.to_owned());
    let happened_on: Date = form
        .text("date")
        .parse()
        .map_err(|_| field("date", "Дата не указана или написана не так. Выберите день в поле даты."))?;
    let kind = form.text("kind");
    let mut tx = house.db.begin().await?;
    let proof = if form.text("source") == "external" {
        let link = Some(form.text("link")).filter(|link| !link.is_empty()).map(str::to_owned);
        let file = match form.file("scan") {
            None => None,
            Some(upload) => {
                let checked = documents::check_file(&upload.name, &upload.bytes)
                    .map_err(|refused| field("scan", &refused.to_string()))?;
                let hash = house
                    .files
                    .put(&mut tx, upload.bytes.clone(), checked.media_type, house.clock.now())
                    .await?;
                Some((hash, checked.name))
            }
        };
        Proof::External { link, file }
    } else {
        if kind.is_empty() {
            return Err(field("kind", "Вид документа не выбран. Выберите его из списка."));
        }
        let scope = visitor.scope(Subject::Document, Deed::Write);
        let issuer_code =
            if form.text("issuer").is_empty() { author.org_code.as_str() } else { form.text("issuer") };
        let issuer = match network::place_of(&mut tx, issuer_code, house.clock.today()).await {
            Ok(issuer) => issuer,
            Err(store::Error::NotFound) => {
                return Err(field("issuer", "Такой организации нет в реестре. Выберите её из списка."));
            }
            Err(error) => return Err(error.into()),
        };
        let new = documents::NewDocument {
            kind: kind.to_owned(),
            number: form.text("number").into(),
            date: happened_on,
            issuer,
            title: form.text("title").to_owned(),
            file: form
                .file("scan")
                .map(|upload| documents::NewFile { name: upload.name.clone(), bytes: upload.bytes.clone() }),
            is_published: false,
            ends: Vec::new(),
        };
        let reference = crate::reference(form.text("number"), happened_on);
        let recorder =
            documents::Recorder { account_id: author.account_id.clone(), name: author.name.clone() };
        let id = documents::register(&mut tx, &documents::Desk::of(house), &scope, new, &recorder)
            .await
            .map_err(document_refused)?;
        Proof::Document { id, reference }
    };
    let new = NewEvidence {
        measure_key: board.version.keys.key(&place.measure.number).to_owned(),
        item_key: place.item_key.clone(),
        slot_key: place.slot_key.clone(),
        kind: Some(kind).filter(|kind| !kind.is_empty()).map(str::to_owned),
        title: form.text("title").to_owned(),
        happened_on,
        proof,
        note: form.text("note").to_owned(),
    };
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Write);
    let id = record_evidence(&mut tx, house, &scope, board, &new, &author).await?;
    tx.commit().await?;
    Ok(id)
}

fn document_refused(refused: documents::DocumentRefused) -> FormRefused {
    let Some(problem) = refused.problems().and_then(|problems| problems.into_iter().next()) else {
        return FormRefused::Page(refused.into());
    };
    let field = match problem.field {
        "file" => "scan",
        "organisation" => "issuer",
        same => same,
    };
    FormRefused::Field(field.to_owned(), problem.text)
}
