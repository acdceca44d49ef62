//! The door for documents: the only way into the register, and the only change after it.

use access::audit::{self, AuditKey, Event, Who};
use access::store::Place;
use access::{House, PageError, Reach, Scope, Visitor};
use jiff::civil::Date;
use region::DocumentKind;
use store::{Clock, Files, Moment, Tx};

use crate::rules::{
    EndingKind, Entry, FieldProblem, FileRefused, check_entry, check_file, code_of, plain_text,
};
use crate::store::{NewRow, document, existing, insert, keep_text, mark_published, next_number, note_ending};

/// What a registrar has at hand: the region's kinds of documents, the file store, the clock.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub kinds: &'a [DocumentKind],
    pub files: &'a Files,
    pub clock: &'a Clock,
    /// Signs the journal's lines.
    pub audit_key: &'a AuditKey,
}

impl<'a> Desk<'a> {
    pub fn of(house: &'a House) -> Self {
        Self {
            kinds: &house.region.document_kinds,
            files: &house.files,
            clock: &house.clock,
            audit_key: &house.settings.audit_key,
        }
    }
}

/// A document about to be registered.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Code of the document kind in the region pack.
    pub kind: String,
    pub number: Number,
    /// The date that the document bears.
    pub date: Date,
    /// The organisation that issued it, as it is called now (`network::place_of`).
    pub issuer: Place,
    pub title: String,
    pub file: Option<NewFile>,
    /// Open to everybody at once; otherwise the ministry publishes it later.
    pub is_published: bool,
    /// Older documents that end with it.
    pub ends: Vec<Ending>,
}

/// An older document that a new one replaces or revokes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub document_id: String,
    pub kind: EndingKind,
}

/// Where a document's number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// It was given elsewhere (an office system, a journal on paper) and is typed in.
    Given(String),
    /// The next one of the journal of this kind, organisation and year.
    Next,
}

impl From<&str> for Number {
    fn from(number: &str) -> Self {
        Self::Given(number.trim().to_owned())
    }
}

/// The scan or the electronic original.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Name on the sender's machine.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Who puts a document into the register; the name is kept as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorder {
    pub account_id: String,
    pub name: String,
}

impl Recorder {
    /// The signed-in visitor with an active membership; `None` for everybody else.
    pub fn of(visitor: &Visitor) -> Option<Self> {
        visitor.active_membership()?;
        let actor = visitor.actor.as_ref()?;
        Some(Self { account_id: actor.account_id.clone(), name: actor.name.clone() })
    }

    /// The same as the journal names it; the organisation is that of the scope.
    fn who(&self, scope: &Scope) -> Who {
        if *self == Self::program() {
            return Who::program();
        }
        Who { org_id: scope.org_id().to_owned(), ..Who::account(&self.account_id) }
    }

    /// The program itself: imports from the command line.
    pub fn program() -> Self {
        Self { account_id: "program".into(), name: "Командная строка".into() }
    }
}

/// Why a document is not registered or published. The texts are for the reader.
#[derive(Debug, thiserror::Error)]
pub enum DocumentRefused {
    /// No such document within the scope: the same answer as for an absent one.
    #[error("Такого документа нет.")]
    NotFound,
    /// The scope of writing does not reach the issuing organisation.
    #[error("Издавшая организация: вы можете регистрировать документы только своей организации.")]
    ForeignIssuer,
    /// Everything that is wrong with the fields at once.
    #[error("{}", .0.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldProblem>),
    /// The document that is to end is not there, is newer, or has ended already.
    #[error("Что заменяет или отменяет: {0}")]
    CannotEnd(String),
    /// The register has it; `id` leads to it.
    #[error("Номер документа: такой документ уже зарегистрирован — {what}.")]
    AlreadyRegistered { id: String, what: String },
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl DocumentRefused {
    /// The refusal as problems of form fields; `None` where it is no matter of the form.
    pub fn problems(&self) -> Option<Vec<FieldProblem>> {
        match self {
            Self::Invalid(problems) => Some(problems.clone()),
            Self::ForeignIssuer => Some(vec![FieldProblem { field: "organisation", text: self.to_string() }]),
            Self::AlreadyRegistered { .. } => {
                Some(vec![FieldProblem { field: "number", text: self.to_string() }])
            }
            Self::CannotEnd(_) => Some(vec![FieldProblem { field: "ends", text: self.to_string() }]),
            Self::NotFound | Self::Store(_) => None,
        }
    }
}

impl From<DocumentRefused> for PageError {
    fn from(refused: DocumentRefused) -> Self {
        match refused {
            DocumentRefused::NotFound => Self::NotFound,
            DocumentRefused::Store(error) => error.into(),
            told => Self::refused(
                "Документ не зарегистрирован",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}

/// Puts a document into the register and answers its id. After that it does not change; only publishing is left.
///
/// `scope` is that of writing documents and must reach the issuing organisation; its own organisation is noted as the
/// one that registered the document and sees it from then on. The file is checked by its content ([`check_file`]) and stored by its hash.
///
/// # Errors
/// See [`DocumentRefused`]: all faults of the fields at once; a document of the same organisation, kind, number and
/// date that is there already is named.
pub async fn register(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    new: NewDocument,
    recorder: &Recorder,
) -> Result<String, DocumentRefused> {
    register_with_text(tx, desk, scope, new, "", recorder).await
}

/// The same for a document whose text is known besides its file: a scan has no words of its own, and the search finds it by
/// these. They stand instead of what the file itself says.
///
/// # Errors
/// As [`register`].
pub async fn register_with_text(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    new: NewDocument,
    known_text: &str,
    recorder: &Recorder,
) -> Result<String, DocumentRefused> {
    if !scope.covers(&new.issuer.org_id, new.issuer.municipality_id.as_deref()) {
        return Err(DocumentRefused::ForeignIssuer);
    }
    let typed = if let Number::Given(number) = &new.number { Some(number.as_str()) } else { None };
    let entry = Entry { kind: &new.kind, number: typed, date: new.date, title: &new.title };
    let mut problems = check_entry(&entry, desk.kinds, desk.clock.today());
    let checked = match new.file.as_ref().map(|file| check_file(&file.name, &file.bytes)).transpose() {
        Ok(checked) => checked,
        Err(refused) => {
            problems.push(of_file(refused));
            None
        }
    };
    if !problems.is_empty() {
        return Err(DocumentRefused::Invalid(problems));
    }
    let now = desk.clock.now();
    let of_file = new.file.as_ref().map_or_else(String::new, |file| plain_text(&file.bytes));
    let text = if known_text.is_empty() { of_file } else { known_text.to_owned() };
    let stored = match (new.file, checked) {
        (Some(file), Some(checked)) => {
            Some((desk.files.put(tx, file.bytes, checked.media_type, now).await?, checked.name))
        }
        _ => None,
    };
    let number = if let Some(number) = typed {
        number.to_owned()
    } else {
        take_number(tx, desk, scope, &new.issuer, &new.kind, new.date.year()).await?
    };
    let row = NewRow {
        kind: &new.kind,
        number: &number,
        date: new.date,
        issuer: &new.issuer,
        title: new.title.trim(),
        file: stored.as_ref().map(|(hash, name)| (hash, name.as_str())),
        is_published: new.is_published,
        recorder,
        recorder_org_id: Some(scope.org_id()).filter(|id| !id.is_empty()),
        code: &code_of(random_bytes()?),
    };
    // The database decides: of two that register the same document at once, one learns that it is there.
    if let Some(id) = insert(tx, &row, now).await? {
        keep_text(tx, &id, &text).await?;
        for ending in &new.ends {
            end(tx, scope, ending, &id, new.date, now).await?;
        }
        let what = format!("Зарегистрирован документ: {}", described(&row, row.title, desk.kinds));
        let event = Event { act: "document.registered", object: ("document", &id), what: &what };
        audit::note_at(tx, desk.audit_key, now, &recorder.who(scope), event).await?;
        return Ok(id);
    }
    let (id, title) = existing(tx, &row).await?;
    Err(DocumentRefused::AlreadyRegistered { id, what: described(&row, &title, desk.kinds) })
}

/// Takes the next number of a journal for a paper that is made with it and registered in the same transaction.
///
/// # Errors
/// [`DocumentRefused::ForeignIssuer`]: the scope of writing does not reach the issuer.
pub async fn take_number(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    issuer: &Place,
    kind: &str,
    year: i16,
) -> Result<String, DocumentRefused> {
    if !scope.covers(&issuer.org_id, issuer.municipality_id.as_deref()) {
        return Err(DocumentRefused::ForeignIssuer);
    }
    let known = desk.kinds.iter().find(|one| one.code == kind);
    let suffix = known.map_or("", |kind| &kind.number_suffix);
    Ok(next_number(tx, issuer, kind, suffix, year).await?)
}

/// Ends an older document. Whoever writes for its issuer may do that; the day of the new one is not before its own.
async fn end(
    tx: &mut Tx,
    scope: &Scope,
    ending: &Ending,
    by: &str,
    date: Date,
    now: Moment,
) -> Result<(), DocumentRefused> {
    let cannot = |text: &str| DocumentRefused::CannotEnd(text.to_owned());
    let Some(target) = document(&mut *tx, scope, &ending.document_id).await? else {
        return Err(cannot(
            "такого документа нет в реестре. Найдите его в списке документов и выберите снова.",
        ));
    };
    if !scope.covers(&target.org_id, None) {
        return Err(cannot("его издала другая организация. Заменить или отменить его может она."));
    }
    if target.date() > date {
        return Err(cannot("он новее регистрируемого. Проверьте даты обоих документов."));
    }
    if !note_ending(tx, &target.id, by, ending.kind, now).await? {
        return Err(cannot("он уже заменён или отменён другим документом."));
    }
    Ok(())
}

fn random_bytes() -> Result<[u8; 12], DocumentRefused> {
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|error| store::Error::Invalid(error.to_string()))?;
    Ok(random)
}

fn of_file(refused: FileRefused) -> FieldProblem {
    FieldProblem { field: "file", text: refused.to_string() }
}

/// «Приказ № 5 от 1 марта 2024, ХК ИРО: „О сети“».
fn described(row: &NewRow<'_>, title: &str, kinds: &[DocumentKind]) -> String {
    let kind = kinds.iter().find(|kind| kind.code == row.kind).map_or(row.kind, |kind| kind.title.as_str());
    let date = ui::ru::date_long(row.date);
    format!("{kind} №\u{a0}{} от\u{a0}{date}, {}: «{title}»", row.number, row.issuer.org_title)
}

/// Opens a document to everybody; doing it again changes nothing. `scope` is that of approving documents.
pub async fn publish(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    document_id: &str,
    recorder: &Recorder,
) -> Result<(), DocumentRefused> {
    let now = desk.clock.now();
    if scope.reach() != Reach::Everything {
        return Err(DocumentRefused::NotFound);
    }
    if !mark_published(tx, document_id, &recorder.account_id, now).await? {
        return Err(DocumentRefused::NotFound);
    }
    let event = Event {
        act: "document.published",
        object: ("document", document_id),
        what: "Документ опубликован для всех",
    };
    audit::note_at(tx, desk.audit_key, now, &recorder.who(scope), event).await?;
    Ok(())
}
