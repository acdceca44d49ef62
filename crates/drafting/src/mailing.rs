//! A registered document goes to organisations; each opens it, confirms it, answers.

use access::audit::{self, Event};
use access::{House, Scope};
use documents::{DocumentRow, NewFile};
use jiff::civil::Date;
use roadmap::store::Author;
use store::Tx;

use crate::rules::{Addressee, AnswerKind, is_web_address};
use crate::store::mailings::{self, AddresseeRow, MailingRow};
use crate::{DraftRefused, FieldFault, OfferedForm};

/// A mailing about to be sent.
#[derive(Debug, Clone)]
pub struct NewMailing {
    pub addressees: Vec<Addressee>,
    pub answer: AnswerKind,
    /// Where the form is, for [`AnswerKind::Link`].
    pub link: String,
    /// The questionnaire, for [`AnswerKind::Form`]: one of those that were offered to the sender.
    pub form: Option<OfferedForm>,
    pub due: Option<Date>,
    /// A few words of the sender's.
    pub words: String,
}

const LONGEST_WORDS: usize = 2000;
const LONGEST_ANSWER: usize = 10_000;

/// Sends a document that the sender has found within their scope of documents; answers the id of the mailing. `scope` is
/// that of writing mailings.
pub async fn send(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    document: &DocumentRow,
    new: &NewMailing,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !scope.covers(&author.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    let mut faults = Vec::new();
    let mut wrong =
        |field: &str, text: &str| faults.push(FieldFault { field: field.into(), text: text.into() });
    let addressees: Vec<Addressee> =
        new.addressees.iter().filter(|one| one.org_id != author.org_id).cloned().collect();
    if addressees.is_empty() {
        wrong("to", "Не выбран ни один адресат. Отметьте организации или перечислите их в списке.");
    }
    if new.due.is_some_and(|due| due < house.clock.today()) {
        wrong("due", "Срок ответа уже прошёл. Укажите сегодняшний день или позже.");
    }
    let link = new.link.trim();
    if new.answer == AnswerKind::Link && !is_web_address(link) {
        wrong(
            "link",
            "Адрес формы должен начинаться с https:// или http://. Скопируйте его из строки браузера.",
        );
    }
    let form = new.form.as_ref().filter(|_| new.answer == AnswerKind::Form);
    if new.answer == AnswerKind::Form && form.is_none() {
        wrong("form", "Не выбрана анкета. Выберите её из открытых опросов вашей организации.");
    }
    if new.words.chars().count() > LONGEST_WORDS {
        wrong("words", "Сопроводительные слова длиннее 2000 знаков. Сократите их.");
    }
    if !faults.is_empty() {
        return Err(DraftRefused::Invalid(faults));
    }
    let row = mailings::NewMailing {
        document_id: &document.id,
        org_id: &author.org_id,
        org_title: &author.org_title,
        title: &document.title,
        answer: new.answer,
        link: Some(link).filter(|_| new.answer == AnswerKind::Link),
        form: form.map(|form| (form.id.as_str(), form.title.as_str())),
        // A letter without a term of its own has that of its questionnaire.
        due: new.due.or(form.and_then(|form| form.last_day)),
        words: new.words.trim(),
        by: (&author.account_id, &author.name),
    };
    let id = mailings::insert(tx, &row, &addressees, house.clock.now()).await?;
    let what = format!("Разослан документ: «{}», адресатов: {}", document.title, addressees.len());
    note(tx, house, author, "mailing.sent", &id, &what).await?;
    Ok(id)
}

/// Marks the mailing as read at the reader's organisation, once. Whether anything was marked.
pub async fn note_opening(
    tx: &mut Tx,
    house: &House,
    mailing: &MailingRow,
    line: &AddresseeRow,
    author: &Author,
) -> Result<bool, DraftRefused> {
    let by = (author.account_id.as_str(), author.name.as_str());
    if line.org_id != author.org_id || !mailings::note_read(tx, line, by, house.clock.now()).await? {
        return Ok(false);
    }
    note(tx, house, author, "mailing.read", &mailing.id, &format!("Прочитано: «{}»", mailing.title)).await?;
    Ok(true)
}

/// Confirms that the document has been received. `scope` is that of answering mailings.
pub async fn confirm(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    mailing: &MailingRow,
    line: &AddresseeRow,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&line.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    let by = (author.account_id.as_str(), author.name.as_str());
    if !mailings::note_confirmed(tx, line, by, house.clock.now()).await? {
        return Err(DraftRefused::not_now(
            "Получение уже подтверждено.",
            "Кто и когда подтвердил, видно на странице письма.",
        ));
    }
    note(
        tx,
        house,
        author,
        "mailing.confirmed",
        &mailing.id,
        &format!("Получение подтверждено: «{}»", mailing.title),
    )
    .await
}

/// What an addressee answers.
#[derive(Debug, Clone)]
pub struct Answered {
    pub words: String,
    pub file: Option<NewFile>,
}

/// Answers, once. A late answer is taken: it is better than none, and the sender sees the day.
pub async fn reply(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    mailing: &MailingRow,
    line: &AddresseeRow,
    answered: Answered,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&line.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if mailing.answer() != AnswerKind::Free {
        return Err(DraftRefused::not_now(
            "Это письмо не просит ответа здесь.",
            "Подтвердите получение или перейдите по ссылке, которую дал отправитель.",
        ));
    }
    if line.answered_at.is_some() {
        return Err(DraftRefused::not_now(
            "Ответ уже отправлен.",
            "Чтобы исправить его, напишите отправителю: он виден на странице письма.",
        ));
    }
    let words = answered.words.trim();
    if words.is_empty() && answered.file.is_none() {
        return Err(DraftRefused::invalid("answer", "Ответ пуст. Напишите текст или приложите файл."));
    }
    if words.chars().count() > LONGEST_ANSWER {
        return Err(DraftRefused::invalid(
            "answer",
            "Ответ длиннее 10\u{a0}000 знаков. Приложите его файлом.",
        ));
    }
    let now = house.clock.now();
    let mut kept = None;
    if let Some(file) = answered.file {
        let checked = documents::check_file(&file.name, &file.bytes)
            .map_err(|refused| DraftRefused::invalid("file", refused.to_string()))?;
        kept = Some((house.files.put(tx, file.bytes, checked.media_type, now).await?, checked.name));
    }
    let by = (author.account_id.as_str(), author.name.as_str());
    let file = kept.as_ref().map(|(hash, name)| (hash, name.as_str()));
    if !mailings::note_answered(tx, line, words, file, by, now).await? {
        return Err(DraftRefused::Changed);
    }
    note(tx, house, author, "mailing.answered", &mailing.id, &format!("Отправлен ответ: «{}»", mailing.title))
        .await
}

async fn note(
    tx: &mut Tx,
    house: &House,
    author: &Author,
    act: &'static str,
    id: &str,
    what: &str,
) -> Result<(), DraftRefused> {
    audit::note(tx, house, &author.who(), Event { act, object: ("mailing", id), what }).await?;
    Ok(())
}
