//! A signed paper goes into the register, gets its number, and proves its measure.

use access::{House, Scope};
use documents::{Desk, Ending, NewDocument, NewFile, Number, Recorder};
use jiff::civil::Date;
use papers::Values;
use roadmap::store::Author;
use roadmap::{Board, NewEvidence, Proof, record_evidence, reference};
use serde_json::Value;
use store::Tx;

use crate::kind::kind_title;
use crate::printing;
use crate::rules::State;
use crate::store::drafts::{self, DraftRow};
use crate::writing::note;
use crate::{DraftRefused, paper_kind};

/// How a paper is registered.
#[derive(Debug, Clone)]
pub struct Registration {
    pub number: Number,
    pub date: Date,
    pub is_published: bool,
    pub ends: Vec<Ending>,
}

/// Registers a signed paper and answers the id of the document. From then on nothing of it changes: it is kept in Word and in
/// PDF as it is.
///
/// `scope` is that of drafts, `registering` that of documents, both of writing: the first reaches a paper of the own desk or
/// one that the own organisation issues, the second says for whom numbers are given. The signed scan becomes the document's file;
/// the text of the paper goes to the register's search, which a scan alone could not feed.
pub async fn register(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    registering: &Scope,
    draft: &DraftRow,
    how: Registration,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !draft.is_handled_by(scope) {
        return Err(DraftRefused::NotFound);
    }
    if draft.state() != State::Signed {
        return Err(DraftRefused::not_now(
            format!("Регистрируют подписанный документ, а этот — {}.", draft.state().word()),
            "Сначала приложите подписанный экземпляр.",
        ));
    }
    let (Some(hash), Some(name)) = (draft.scan(), draft.scan_name.clone()) else {
        return Err(DraftRefused::invalid("scan", "Подписанный документ не приложен."));
    };
    let kind = paper_kind(&house.region, &draft.kind).ok_or(DraftRefused::NotFound)?;
    // The state is taken first: of two who register the same paper at once, the second is told, and takes no number.
    let now = house.clock.now();
    if !drafts::move_on(tx, draft, State::Registered, now).await? {
        return Err(DraftRefused::Changed);
    }
    let issuer = network::place_of(&mut *tx, &draft.issuer_code, how.date).await?;
    let issuer_id = issuer.org_id.clone();
    let mut values = draft.values();
    let text = printing::words_of(kind.layout, &values)?;
    let new = NewDocument {
        kind: draft.kind.clone(),
        number: how.number,
        date: how.date,
        issuer,
        title: draft.title.clone(),
        file: Some(NewFile { name, bytes: house.files.get(&hash).await? }),
        is_published: how.is_published,
        ends: how.ends,
    };
    let recorder = Recorder { account_id: author.account_id.clone(), name: author.name.clone() };
    let document_id =
        documents::register_with_text(tx, &Desk::of(house), registering, new, &text, &recorder).await?;
    let document = documents::document(&mut *tx, &Scope::of_the_program(), &document_id)
        .await?
        .ok_or(store::Error::NotFound)?;
    set_requisites(&mut values, kind.layout, &document.number, how.date);
    let registered = draft.registered_with(&values)?;
    let (docx, pdf) =
        printing::keep_registered(tx, house, &kind, &registered, &issuer_id, document.code.as_deref())
            .await?;
    drafts::note_registered(tx, &draft.id, &document_id, &values, (&docx, &pdf)).await?;
    let what = format!(
        "Зарегистрирован документ: {} №\u{a0}{} «{}»",
        kind_title(house, &draft.kind),
        document.number,
        draft.title
    );
    note(tx, house, author, "draft.registered", &draft.id, &what).await?;
    Ok(document_id)
}

/// Number and date are printed from now on; the day of an event is not the day of the paper.
fn set_requisites(values: &mut Values, kind: &papers::Kind, number: &str, date: Date) {
    papers::Registration { number: number.to_owned(), date }.put(values);
    let is_day_of_paper =
        kind.fields.iter().any(|field| field.name == "date" && !field.title.starts_with("Дата проведения"));
    if is_day_of_paper {
        values.insert("date".into(), Value::from(date.to_string()));
    }
}

/// Makes a registered paper the evidence of its measure. `place` says which part: keys of the item and of the slot.
pub async fn become_evidence(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    proving: &Scope,
    draft: &DraftRow,
    board: &Board,
    place: (&str, Option<&str>, &str),
    words: &str,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    let Some(document_id) = draft.document_id.clone().filter(|_| draft.state() == State::Registered) else {
        return Err(DraftRefused::not_now(
            "Подтверждением становится зарегистрированный документ.",
            "Сначала зарегистрируйте его.",
        ));
    };
    if draft.evidence_id.is_some() {
        return Err(DraftRefused::not_now(
            "Этот документ уже записан подтверждением.",
            "Откройте мероприятие: подтверждение есть в списке.",
        ));
    }
    let document = documents::document(&mut *tx, &Scope::of_the_program(), &document_id)
        .await?
        .ok_or(DraftRefused::NotFound)?;
    let (measure_key, item_key, slot_key) = place;
    let new = NewEvidence {
        measure_key: measure_key.to_owned(),
        item_key: item_key.map(str::to_owned),
        slot_key: slot_key.to_owned(),
        kind: Some(draft.kind.clone()),
        title: draft.title.clone(),
        happened_on: document.date(),
        proof: Proof::Document { id: document_id, reference: reference(&document.number, document.date()) },
        note: words.to_owned(),
    };
    let evidence_id = record_evidence(tx, house, proving, board, &new, author).await?;
    if !drafts::note_evidence(tx, &draft.id, &evidence_id).await? {
        return Err(DraftRefused::Changed);
    }
    note(
        tx,
        house,
        author,
        "draft.became_evidence",
        &draft.id,
        "Документ записан подтверждением мероприятия",
    )
    .await?;
    Ok(evidence_id)
}
