//! What was typed into the form becomes evidence.

use access::{Deed, House, PageError, PageResult, Subject, UploadForm, Visitor};
use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use documents::{DocumentRefused, NewDocument, NewFile, Recorder};
use jiff::civil::Date;
use store::Tx;
use ui::{Problem, Problems};

use super::super::desk::Desk;
use super::super::page_error;
use super::form::{FormValues, Place, form_page, issuers, may_register, place_of};
use crate::evidence::{Fields, problems_of_fields};
use crate::{EvidenceRefused, NewEvidence, Proof, record_evidence};

/// `POST /roadmap/{year}/measures/{number}/evidence`
pub async fn record(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((year, number)): Path<(i16, String)>,
    form: UploadForm,
) -> PageResult {
    let desk = Desk::open(&house, &visitor, year, Deed::Write).await?;
    let place = place_of(&house, &desk, &number, form.text("item"), form.text("slot"))?;
    let entry = Entry { house: &house, visitor: &visitor, desk: &desk, place: &place, form: &form };
    let mut tx = house.db.begin().await?;
    let refused = match entry.record(&mut tx).await {
        Ok(id) => {
            tx.commit().await?;
            return Ok(Redirect::to(&format!("/roadmap/{year}/evidence/{id}")).into_response());
        }
        Err(refused) => refused,
    };
    drop(tx);
    let (problems, known) = match refused {
        FormRefused::Page(error) => return Err(error),
        FormRefused::Fields(problems) => (problems, None),
        FormRefused::IsRegistered(problem, id) => (vec![problem], Some(id)),
    };
    let mut values = values_of(&form);
    if let Some(id) = known {
        // One press is left: the document is chosen already.
        values.source = "registered".to_owned();
        values.document = id;
    }
    let mut page = form_page(&house, visitor, &desk, &place, values).await?;
    page.problems = Problems::new("Подтверждение не записано", problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

fn values_of(form: &UploadForm) -> FormValues {
    let text = |name| form.text(name).to_owned();
    FormValues {
        source: text("source"),
        kind: text("kind"),
        title: text("title"),
        number: text("number"),
        date: text("date"),
        issuer: text("issuer"),
        document: text("document"),
        link: text("link"),
        note: text("note"),
    }
}

enum FormRefused {
    Fields(Vec<Problem>),
    /// The register has the document, and the visitor may see it: it can be chosen instead.
    IsRegistered(Problem, String),
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

/// What the document or the outside fact brings, whatever it is.
struct Brought {
    kind: Option<String>,
    title: String,
    happened_on: Date,
    proof: Proof,
}

/// One form on its way to become evidence.
struct Entry<'a> {
    house: &'a House,
    visitor: &'a Visitor,
    desk: &'a Desk,
    place: &'a Place<'a>,
    form: &'a UploadForm,
}

impl Entry<'_> {
    async fn record(&self, tx: &mut Tx) -> Result<String, FormRefused> {
        let mut problems = Vec::new();
        let brought = match self.form.text("source") {
            "external" => self.external(tx, &mut problems).await?,
            "registered" => self.registered(&mut problems).await?,
            _ => self.registered_now(tx, &mut problems).await?,
        };
        let board = &self.desk.board;
        let Some(brought) = brought else {
            return Err(FormRefused::Fields(self.with_the_rest(problems)));
        };
        let new = NewEvidence {
            measure_key: board.version.keys.key(&self.place.measure.number).to_owned(),
            item_key: self.place.item_key.clone(),
            slot_key: self.place.slot_key.clone(),
            kind: brought.kind,
            title: brought.title,
            happened_on: brought.happened_on,
            proof: brought.proof,
            note: self.form.text("note").to_owned(),
        };
        let (scope, author) = (&self.desk.scope, &self.desk.author);
        match record_evidence(tx, self.house, scope, board, &new, author).await {
            Ok(id) if problems.is_empty() => Ok(id),
            Ok(_) => Err(FormRefused::Fields(problems)),
            Err(EvidenceRefused::Invalid(more)) => {
                problems.extend(more.into_iter().map(named_as_in_the_form));
                Err(FormRefused::Fields(problems))
            }
            Err(other) => Err(FormRefused::Page(page_error(other))),
        }
    }

    /// Everything else that is wrong with the form, so that it is told at once.
    fn with_the_rest(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        // A chosen document has its own title and date.
        if self.form.text("source") != "registered" {
            let fields = Fields {
                title: self.form.text("title"),
                happened_on: self.form.text("date").parse().ok(),
                kind: Some(self.form.text("kind")).filter(|kind| !kind.is_empty()),
                note: self.form.text("note"),
            };
            let rest = problems_of_fields(self.house, &self.desk.board, &fields);
            for problem in rest.into_iter().map(named_as_in_the_form) {
                if !problems.iter().any(|told| told.field == problem.field) {
                    problems.push(problem);
                }
            }
        }
        problems
    }

    fn typed_kind(&self) -> Option<String> {
        Some(self.form.text("kind")).filter(|kind| !kind.is_empty()).map(str::to_owned)
    }

    fn typed_date(&self, problems: &mut Vec<Problem>) -> Option<Date> {
        let date = self.form.text("date").parse().ok();
        if date.is_none() {
            let text = "Дата не указана или написана не так. Выберите день в поле даты.";
            problems.push(Problem::new("date", text));
        }
        date
    }

    /// Tells of a file that was too large to be taken.
    fn is_too_large(&self, problems: &mut Vec<Problem>) -> bool {
        let is_too_large = self.form.was_too_large();
        if is_too_large {
            let text = "Файл больше 20 МБ. Сохраните скан с меньшим разрешением и приложите снова: остальное осталось в форме.";
            problems.push(Problem::new("scan", text));
        }
        is_too_large
    }

    /// A page on another site, or a file without a registration number.
    async fn external(
        &self,
        tx: &mut Tx,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Brought>, FormRefused> {
        let happened_on = self.typed_date(problems);
        let is_too_large = self.is_too_large(problems);
        let link = Some(self.form.text("link")).filter(|link| !link.is_empty()).map(str::to_owned);
        let mut file = None;
        if let Some(upload) = self.form.file("scan") {
            match documents::check_file(&upload.name, &upload.bytes) {
                Ok(checked) => {
                    let now = self.house.clock.now();
                    let bytes = upload.bytes.clone();
                    let hash = self.house.files.put(tx, bytes, checked.media_type, now).await?;
                    file = Some((hash, checked.name));
                }
                Err(refused) => {
                    problems.push(Problem::new("scan", refused.to_string()));
                    return Ok(None);
                }
            }
        }
        let (Some(happened_on), false) = (happened_on, is_too_large) else { return Ok(None) };
        Ok(Some(Brought {
            kind: self.typed_kind(),
            title: self.form.text("title").to_owned(),
            happened_on,
            proof: Proof::External { link, file },
        }))
    }

    /// A document of the register: its title and date are its own.
    async fn registered(&self, problems: &mut Vec<Problem>) -> Result<Option<Brought>, FormRefused> {
        let scope = self.visitor.scope(Subject::Document, Deed::Read);
        let id = self.form.text("document");
        let Some(row) = documents::document(&self.house.db, &scope, id).await? else {
            problems.push(Problem::new("document", "Документ не выбран. Выберите его из списка."));
            return Ok(None);
        };
        Ok(Some(Brought {
            kind: self.typed_kind().or(Some(row.kind.clone())),
            title: row.title.clone(),
            happened_on: row.date(),
            proof: Proof::Document { reference: crate::reference(&row.number, row.date()), id: row.id },
        }))
    }

    /// A document that is registered with this very form.
    async fn registered_now(
        &self,
        tx: &mut Tx,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Brought>, FormRefused> {
        let date = self.typed_date(problems);
        let is_too_large = self.is_too_large(problems);
        let kind = self.form.text("kind");
        if kind.is_empty() {
            problems.push(Problem::new("kind", "Вид документа не выбран. Выберите его из списка."));
        } else if !may_register(self.house, self.visitor, kind) {
            let text = "Документы этого вида регистрирует та организация, которая их издаёт. Выберите документ из реестра или другой вид.";
            problems.push(Problem::new("kind", text));
        }
        let issuer = self.issuer(tx, problems).await?;
        let (Some(date), Some(issuer), false) = (date, issuer, is_too_large) else { return Ok(None) };
        let number = self.form.text("number");
        let file = self.form.file("scan");
        let new = NewDocument {
            kind: kind.to_owned(),
            number: number.into(),
            date,
            issuer,
            title: self.form.text("title").to_owned(),
            file: file.map(|upload| NewFile { name: upload.name.clone(), bytes: upload.bytes.clone() }),
            is_published: false,
            ends: Vec::new(),
        };
        let author = &self.desk.author;
        let recorder = Recorder { account_id: author.account_id.clone(), name: author.name.clone() };
        let scope = self.visitor.scope(Subject::Document, Deed::Write);
        let desk = documents::Desk::of(self.house);
        let id = match documents::register(tx, &desk, &scope, new, &recorder).await {
            Ok(id) => id,
            Err(DocumentRefused::AlreadyRegistered { id, what }) => {
                return self.offered(id, &what).await;
            }
            Err(refused) => {
                let told = refused.problems().ok_or_else(|| FormRefused::Page(refused.into()))?;
                for problem in told {
                    if !problems.iter().any(|known| known.field == problem.field) {
                        problems.push(named_as_in_the_form(Problem::new(problem.field, problem.text)));
                    }
                }
                return Ok(None);
            }
        };
        Ok(Some(Brought {
            kind: self.typed_kind(),
            title: self.form.text("title").to_owned(),
            happened_on: date,
            proof: Proof::Document { id, reference: crate::reference(number, date) },
        }))
    }

    /// The document is in the register already: it can be chosen there, if the visitor may see it.
    async fn offered(&self, id: String, what: &str) -> Result<Option<Brought>, FormRefused> {
        let scope = self.visitor.scope(Subject::Document, Deed::Read);
        if documents::document(&self.house.db, &scope, &id).await?.is_none() {
            let text =
                "Документ с этим номером и датой уже зарегистрирован другой организацией. Проверьте номер.";
            return Err(FormRefused::Fields(vec![Problem::new("number", text)]));
        }
        let text = format!(
            "Такой документ уже в реестре: {what}. Мы выбрали его в списке: отправьте форму ещё раз, чтобы подтвердить мероприятие им."
        );
        Err(FormRefused::IsRegistered(Problem::new("document", text), id))
    }

    /// Who issued the document. An organisation that is not offered and one that does not exist get the same answer.
    async fn issuer(
        &self,
        tx: &mut Tx,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<access::store::Place>, FormRefused> {
        let typed = self.form.text("issuer");
        let code = if typed.is_empty() { self.desk.author.org_code.as_str() } else { typed };
        let offered = issuers(self.house, self.visitor, &self.desk.board, self.place.measure);
        if !offered.iter().any(|one| one == code) {
            let text =
                "Этой организации нет в списке тех, чьи документы вы регистрируете. Выберите её из списка.";
            problems.push(Problem::new("issuer", text));
            return Ok(None);
        }
        Ok(Some(network::place_of(tx, code, self.house.clock.today()).await?))
    }
}

/// The form's names of the fields that other rooms call otherwise.
fn named_as_in_the_form(problem: Problem) -> Problem {
    let field = match problem.field.as_str() {
        "happened_on" => "date",
        "file" => "scan",
        "organisation" => "issuer",
        same => same,
    };
    Problem::new(field, problem.text)
}
