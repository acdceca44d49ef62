//! `/mail-outs/{mailing}`: for the sender, what became of it at each addressee; for an addressee, the letter itself.

use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download};
use askama::Template;
use axum::extract::{Path, State as Given};
use roadmap::store::Author;
use ui::Chrome;

use super::{author_of, fault_of, go_to, moment, page, refused, uploaded};
use crate::asked_form::{Standing, Standings};
use crate::kind::kind_title;
use crate::rules::{AnswerKind, Progress};
use crate::store::mailings::{
    AddresseeRow, MailingRow, addressees, own_line, received_mailing, sent_mailing,
};
use crate::{Answered, FieldFault, Forms, confirm as confirm_mailing, note_opening, reply};

#[derive(Template)]
#[template(path = "mailing_sent.html")]
struct SentPage {
    chrome: Chrome,
    letter: LetterView,
    lines: Vec<LineView>,
    read: usize,
    confirmed: usize,
    answered: usize,
    /// Who must be reminded: nothing of what is asked has come.
    waiting: usize,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "mailing_received.html")]
struct ReceivedPage {
    chrome: Chrome,
    letter: LetterView,
    line: LineView,
    may_confirm: bool,
    may_answer: bool,
    answer: String,
    faults: Vec<FieldFault>,
}

impl ReceivedPage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

/// What was sent.
struct LetterView {
    id: String,
    title: String,
    document: String,
    /// Its card; blank where this reader may not open it: the letter goes also to those who may read only its file.
    document_href: String,
    sender: String,
    sender_name: String,
    when: String,
    due: String,
    answer: AnswerKind,
    link: Option<String>,
    /// Title of the questionnaire, and where the reader finds it.
    form: Option<(String, String)>,
    words: String,
    file: Option<String>,
}

/// What became of it at one addressee.
struct LineView {
    id: String,
    organisation: String,
    progress: Progress,
    is_waiting: bool,
    read: String,
    confirmed: String,
    answered: String,
    words: String,
    file: Option<String>,
    /// With the questionnaire that the letter asks for.
    standing: Option<String>,
}

/// `form_page`: where this reader finds the questionnaire that the letter asks for; `may_open`: the document's card.
fn letter_view(house: &House, mailing: &MailingRow, form_page: String, may_open: bool) -> LetterView {
    let day = mailing.dated().map_or_else(String::new, ui::ru::date_long);
    LetterView {
        id: mailing.id.clone(),
        title: mailing.title.clone(),
        document: format!("{} №\u{a0}{} от\u{a0}{day}", kind_title(house, &mailing.kind), mailing.number),
        document_href: if may_open { format!("/documents/{}", mailing.document_id) } else { String::new() },
        sender: mailing.org_title.clone(),
        sender_name: mailing.sender.clone(),
        when: moment(house, mailing.sent_at),
        due: mailing.due().map_or_else(String::new, ui::ru::date_long),
        answer: mailing.answer(),
        link: mailing.link.clone(),
        form: mailing.form_title.clone().map(|title| (title, form_page)),
        words: mailing.words.clone(),
        file: mailing.file_name.clone(),
    }
}

fn line_view(
    house: &House,
    mailing: &MailingRow,
    line: AddresseeRow,
    standing: Option<&Standing>,
) -> LineView {
    let done = |at: Option<i64>, who: Option<&String>| match (at, who) {
        (Some(at), Some(who)) => format!("{}, {who}", moment(house, at)),
        (Some(at), None) => moment(house, at),
        (None, _) => String::new(),
    };
    let progress = match standing {
        Some(standing) if standing.is_complete() => Progress::Answered,
        _ => line.progress(),
    };
    LineView {
        progress,
        is_waiting: is_waiting(mailing.answer(), line.progress(), standing),
        standing: standing.map(Standing::words),
        read: done(line.read_at, line.reader.as_ref()),
        confirmed: done(line.confirmed_at, line.confirmer.as_ref()),
        answered: done(line.answered_at, line.answerer.as_ref()),
        id: line.id,
        organisation: line.org_title,
        words: line.answer_words,
        file: line.answer_name,
    }
}

/// Whether something still waits for the addressee; `told`: what it has done with the letter itself.
pub(super) fn is_waiting(asked: AnswerKind, told: Progress, standing: Option<&Standing>) -> bool {
    match standing {
        Some(standing) => told.is_open(AnswerKind::None) || standing.is_awaited(),
        None => told.is_open(asked),
    }
}

/// `GET /mail-outs/{mailing}`. An addressee who opens it for the first time has read it.
pub async fn show(
    forms: &Forms,
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> PageResult {
    let sending = visitor.scope(Subject::Mailing, Deed::Write);
    if let Some(mailing) = sent_mailing(&house.db, &sending, &id).await? {
        return sent_page(forms, &house, visitor, &mailing).await;
    }
    let (mailing, mut line) = received(&house, &visitor, &id).await?;
    if line.read_at.is_none() {
        let author = author_of(&visitor)?;
        let mut tx = house.db.begin().await?;
        if note_opening(&mut tx, &house, &mailing, &line, &author).await? {
            tx.commit().await?;
            line = received(&house, &visitor, &id).await?.1;
        }
    }
    page(&received_page(forms, &house, visitor, &mailing, line, String::new(), Vec::new()).await?)
}

async fn sent_page(forms: &Forms, house: &House, visitor: Visitor, mailing: &MailingRow) -> PageResult {
    let rows = addressees(&house.db, mailing).await?;
    let form_id = mailing.form_id.as_deref();
    let standings = Standings::read(forms, house, [form_id].into_iter()).await?;
    let view = |row: AddresseeRow| {
        let standing = standings.of(form_id, &row.org_id);
        line_view(house, mailing, row, standing.as_ref())
    };
    let lines: Vec<LineView> = rows.into_iter().map(view).collect();
    let form_page = format!("{}{}", forms.page, form_id.unwrap_or_default());
    let count = |least: Progress| lines.iter().filter(|line| line.progress >= least).count();
    page(&SentPage {
        read: count(Progress::Read),
        confirmed: count(Progress::Confirmed),
        answered: count(Progress::Answered),
        waiting: lines.iter().filter(|line| line.is_waiting).count(),
        is_late: mailing.due().is_some_and(|due| due < house.clock.today()),
        letter: letter_view(house, mailing, form_page, true),
        lines,
        chrome: visitor.chrome,
    })
}

async fn received_page(
    forms: &Forms,
    house: &House,
    visitor: Visitor,
    mailing: &MailingRow,
    line: AddresseeRow,
    answer: String,
    faults: Vec<FieldFault>,
) -> PageResult<ReceivedPage> {
    let form_id = mailing.form_id.as_deref();
    let standings = Standings::read(forms, house, [form_id].into_iter()).await?;
    let standing = standings.of(form_id, &line.org_id);
    // Who has no sheet of its own finds what it is asked, and what its municipality is, among the questionnaires.
    let form_page =
        standing.as_ref().and_then(|one| one.href.clone()).unwrap_or_else(|| "/questionnaires".to_owned());
    let may = visitor.scope(Subject::Mailing, Deed::Approve).covers(&line.org_id, None);
    let reading = visitor.scope(Subject::Document, Deed::Read);
    let seen = documents::document(&house.db, &reading, &mailing.document_id).await?;
    Ok(ReceivedPage {
        letter: letter_view(house, mailing, form_page, seen.is_some()),
        may_confirm: may && line.confirmed_at.is_none(),
        may_answer: may && mailing.answer() == AnswerKind::Free && line.answered_at.is_none(),
        line: line_view(house, mailing, line, standing.as_ref()),
        answer,
        faults,
        chrome: visitor.chrome,
    })
}

/// A mailing that was sent to the visitor's organisation, with its line.
async fn received(house: &House, visitor: &Visitor, id: &str) -> PageResult<(MailingRow, AddresseeRow)> {
    let scope = visitor.scope(Subject::Mailing, Deed::Read);
    let mailing = received_mailing(&house.db, &scope, id).await?.ok_or(PageError::NotFound)?;
    let line = own_line(&house.db, &scope, &mailing).await?.ok_or(PageError::NotFound)?;
    Ok((mailing, line))
}

/// `GET /mail-outs/{mailing}/file`: the document, which need not be published for its addressees to read it.
pub async fn file(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let sending = visitor.scope(Subject::Mailing, Deed::Write);
    let mailing = match sent_mailing(&house.db, &sending, &id).await? {
        Some(mailing) => mailing,
        None => received(&house, &visitor, &id).await?.0,
    };
    let (Some(hash), Some(name), Some(media_type)) = (mailing.file(), mailing.file_name, mailing.media_type)
    else {
        return Err(PageError::NotFound);
    };
    Ok(download(house.files.get(&hash).await?, &media_type, &name))
}

async fn addressed(
    house: &House,
    visitor: &Visitor,
    id: &str,
) -> PageResult<(MailingRow, AddresseeRow, Author)> {
    let (mailing, line) = received(house, visitor, id).await?;
    Ok((mailing, line, author_of(visitor)?))
}

/// `POST /mail-outs/{mailing}/confirm`
pub async fn confirm(Given(house): Given<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (mailing, line, author) = addressed(&house, &visitor, &id).await?;
    let scope = visitor.scope(Subject::Mailing, Deed::Approve);
    let mut tx = house.db.begin().await?;
    confirm_mailing(&mut tx, &house, &scope, &mailing, &line, &author).await?;
    tx.commit().await?;
    go_to(&format!("/mail-outs/{id}"))
}

/// `POST /mail-outs/{mailing}/answer`
pub async fn answer(
    forms: &Forms,
    Given(house): Given<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (mailing, line, author) = addressed(&house, &visitor, &id).await?;
    let scope = visitor.scope(Subject::Mailing, Deed::Approve);
    let answered = Answered { words: form.text("answer").to_owned(), file: uploaded(&form, "file") };
    let mut tx = house.db.begin().await?;
    match reply(&mut tx, &house, &scope, &mailing, &line, answered, &author).await {
        Ok(()) => {
            tx.commit().await?;
            go_to(&format!("/mail-outs/{id}"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            let typed = form.text("answer").to_owned();
            refused(&received_page(forms, &house, visitor, &mailing, line, typed, faults).await?)
        }
    }
}

/// `GET /mail-outs/{mailing}/answers/{addressee}`: the file of an answer, for the sender and for whoever answered.
pub async fn answer_file(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((id, addressee)): Path<(String, String)>,
) -> PageResult {
    let sending = visitor.scope(Subject::Mailing, Deed::Write);
    let lines = match sent_mailing(&house.db, &sending, &id).await? {
        Some(mailing) => addressees(&house.db, &mailing).await?,
        None => vec![received(&house, &visitor, &id).await?.1],
    };
    let line = lines.into_iter().find(|line| line.id == addressee).ok_or(PageError::NotFound)?;
    let (Some(hash), Some(name)) = (line.answer_file(), line.answer_name) else {
        return Err(PageError::NotFound);
    };
    let bytes = house.files.get(&hash).await?;
    let media_type =
        documents::check_file(&name, &bytes).map_or("application/octet-stream", |file| file.media_type);
    Ok(download(bytes, media_type, &name))
}
