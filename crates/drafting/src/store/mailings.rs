//! What was sent to whom, and what became of it there.

use access::Scope;
use jiff::civil::Date;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

use crate::rules::{Addressee, AnswerKind, Progress};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MailingRow {
    pub id: String,
    pub document_id: String,
    pub org_id: String,
    pub org_title: String,
    pub title: String,
    answer: String,
    pub link: Option<String>,
    /// The questionnaire that it asks for.
    pub form_id: Option<String>,
    pub form_title: Option<String>,
    due: Option<String>,
    pub words: String,
    pub sent_by: String,
    pub sender: String,
    pub sent_at: i64,
    /// Of the document.
    pub kind: String,
    pub number: String,
    dated: String,
    file_hash: Option<String>,
    pub file_name: Option<String>,
    pub media_type: Option<String>,
}

impl MailingRow {
    pub fn answer(&self) -> AnswerKind {
        AnswerKind::of_code(&self.answer)
    }

    pub fn due(&self) -> Option<Date> {
        self.due.as_deref()?.parse().ok()
    }

    pub fn dated(&self) -> Option<Date> {
        self.dated.parse().ok()
    }

    pub fn file(&self) -> Option<FileHash> {
        FileHash::parse(self.file_hash.as_deref()?)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AddresseeRow {
    pub id: String,
    pub mailing_id: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub read_at: Option<i64>,
    pub reader: Option<String>,
    pub confirmed_at: Option<i64>,
    pub confirmer: Option<String>,
    pub answered_at: Option<i64>,
    pub answerer: Option<String>,
    pub answer_words: String,
    answer_hash: Option<String>,
    pub answer_name: Option<String>,
}

impl AddresseeRow {
    pub fn progress(&self) -> Progress {
        Progress::of(self.read_at.is_some(), self.confirmed_at.is_some(), self.answered_at.is_some())
    }

    pub fn answer_file(&self) -> Option<FileHash> {
        FileHash::parse(self.answer_hash.as_deref()?)
    }
}

/// A line of the list of either side.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedMailing {
    pub id: String,
    pub org_title: String,
    pub title: String,
    pub kind: String,
    pub number: String,
    pub dated: String,
    answer: String,
    pub form_id: Option<String>,
    due: Option<String>,
    pub sent_at: i64,
    /// How many addressees there are and how many have done what is asked: for the sender; of one addressee, 1 and 0 or 1.
    pub addressees: i64,
    pub read: i64,
    pub confirmed: i64,
    pub answered: i64,
}

impl ListedMailing {
    pub fn answer(&self) -> AnswerKind {
        AnswerKind::of_code(&self.answer)
    }

    pub fn due(&self) -> Option<Date> {
        self.due.as_deref()?.parse().ok()
    }
}

/// The columns of a [`MailingRow`], then what the statement adds.
macro_rules! select_mailing {
    ($rest:literal) => {
        concat!(
            "select m.id, m.document_id, m.org_id, m.org_title, m.title, m.answer, m.link, m.form_id, m.form_title, m.due,
                    m.words, m.sent_by, m.sender, m.sent_at, d.kind, d.number, d.dated, d.file_hash, d.file_name, f.media_type
             from mailing m join document d on d.id = m.document_id left join file f on f.hash = d.file_hash ",
            $rest
        )
    };
}

pub(crate) struct NewMailing<'a> {
    pub document_id: &'a str,
    pub org_id: &'a str,
    pub org_title: &'a str,
    pub title: &'a str,
    pub answer: AnswerKind,
    pub link: Option<&'a str>,
    /// Its id and title.
    pub form: Option<(&'a str, &'a str)>,
    pub due: Option<Date>,
    pub words: &'a str,
    pub by: (&'a str, &'a str),
}

pub(crate) async fn insert(
    tx: &mut Tx,
    new: &NewMailing<'_>,
    addressees: &[Addressee],
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into mailing (id, document_id, org_id, org_title, title, answer, link, form_id, form_title, due, words,
                              sent_by, sender, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&id)
    .bind(new.document_id)
    .bind(new.org_id)
    .bind(new.org_title)
    .bind(new.title)
    .bind(new.answer.code())
    .bind(new.link)
    .bind(new.form.map(|(id, _)| id))
    .bind(new.form.map(|(_, title)| title))
    .bind(new.due)
    .bind(new.words)
    .bind(new.by.0)
    .bind(new.by.1)
    .bind(now)
    .run()
    .await?;
    for one in addressees {
        tx.query(
            "insert into mailing_addressee (id, mailing_id, org_id, org_code, org_title, sort_key, answer_words)
             values ($1, $2, $3, $4, $5, $6, '')",
        )
        .bind(new_id())
        .bind(&id)
        .bind(&one.org_id)
        .bind(&one.org_code)
        .bind(&one.org_title)
        .bind(&one.sort_key)
        .run()
        .await?;
    }
    Ok(id)
}

/// A mailing that the scope's organisation sent.
pub async fn sent_mailing(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<MailingRow>> {
    sql.query(select_mailing!("where m.id = $3 and ($1 = 'everything' or ($1 = 'own' and m.org_id = $2))"))
        .bind(scope.reach_code())
        .bind(scope.org_id())
        .bind(id)
        .optional()
        .await
}

/// A mailing that was sent to the scope's organisation.
pub async fn received_mailing(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<MailingRow>> {
    sql.query(select_mailing!(
        "where m.id = $3 and ($1 = 'everything'
               or ($1 = 'own' and exists (select 1 from mailing_addressee a where a.mailing_id = m.id and a.org_id = $2)))"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(id)
    .optional()
    .await
}

/// The addressees of a mailing that was found within the scope.
pub async fn addressees(sql: impl Sql<'_>, mailing: &MailingRow) -> Result<Vec<AddresseeRow>> {
    sql.query(
        "select id, mailing_id, org_id, org_code, org_title, read_at, reader, confirmed_at, confirmer, answered_at,
                answerer, answer_words, answer_hash, answer_name
         from mailing_addressee where mailing_id = $1 order by sort_key, id",
    )
    .bind(&mailing.id)
    .all()
    .await
}

/// The line of the scope's own organisation; of a scope that reaches everything, its own first.
pub async fn own_line(
    sql: impl Sql<'_>,
    scope: &Scope,
    mailing: &MailingRow,
) -> Result<Option<AddresseeRow>> {
    sql.query(
        "select id, mailing_id, org_id, org_code, org_title, read_at, reader, confirmed_at, confirmer, answered_at,
                answerer, answer_words, answer_hash, answer_name
         from mailing_addressee
         where mailing_id = $1 and ($3 = 'everything' or ($3 = 'own' and org_id = $2))
         order by case when org_id = $2 then 0 else 1 end, sort_key, id limit 1",
    )
    .bind(&mailing.id)
    .bind(scope.org_id())
    .bind(scope.reach_code())
    .optional()
    .await
}

pub async fn sent(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<ListedMailing>> {
    sql.query(
        "select m.id, m.org_title, m.title, d.kind, d.number, d.dated, m.answer, m.form_id, m.due, m.sent_at,
                count(a.id) as addressees, count(a.read_at) as read, count(a.confirmed_at) as confirmed,
                count(a.answered_at) as answered
         from mailing m join document d on d.id = m.document_id join mailing_addressee a on a.mailing_id = m.id
         where ($1 = 'everything' or ($1 = 'own' and m.org_id = $2))
         group by m.id, m.org_title, m.title, d.kind, d.number, d.dated, m.answer, m.form_id, m.due, m.sent_at
         order by m.sent_at desc, m.id desc limit 200",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

pub async fn received(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<ListedMailing>> {
    sql.query(
        "select m.id, m.org_title, m.title, d.kind, d.number, d.dated, m.answer, m.form_id, m.due, m.sent_at,
                count(a.id) as addressees, count(a.read_at) as read, count(a.confirmed_at) as confirmed,
                count(a.answered_at) as answered
         from mailing m join document d on d.id = m.document_id join mailing_addressee a on a.mailing_id = m.id
         where a.org_id = $2 and $1 in ('own', 'everything')
         group by m.id, m.org_title, m.title, d.kind, d.number, d.dated, m.answer, m.form_id, m.due, m.sent_at
         order by m.sent_at desc, m.id desc limit 200",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

/// Notes the first opening; `false`: somebody of the organisation has opened it before.
pub(crate) async fn note_read(
    tx: &mut Tx,
    line: &AddresseeRow,
    by: (&str, &str),
    now: Moment,
) -> Result<bool> {
    let noted = tx
        .query("update mailing_addressee set read_at = $2, read_by = $3, reader = $4 where id = $1 and read_at is null")
        .bind(&line.id)
        .bind(now)
        .bind(by.0)
        .bind(by.1)
        .run()
        .await?;
    Ok(noted == 1)
}

pub(crate) async fn note_confirmed(
    tx: &mut Tx,
    line: &AddresseeRow,
    by: (&str, &str),
    now: Moment,
) -> Result<bool> {
    let noted = tx
        .query(
            "update mailing_addressee
             set confirmed_at = $2, confirmed_by = $3, confirmer = $4, read_at = coalesce(read_at, $2),
                 read_by = coalesce(read_by, $3), reader = coalesce(reader, $4)
             where id = $1 and confirmed_at is null",
        )
        .bind(&line.id)
        .bind(now)
        .bind(by.0)
        .bind(by.1)
        .run()
        .await?;
    Ok(noted == 1)
}

/// The answer is the last word: it is given once. Answering confirms as well.
pub(crate) async fn note_answered(
    tx: &mut Tx,
    line: &AddresseeRow,
    words: &str,
    file: Option<(&FileHash, &str)>,
    by: (&str, &str),
    now: Moment,
) -> Result<bool> {
    let noted = tx
        .query(
            "update mailing_addressee
             set answered_at = $2, answered_by = $3, answerer = $4, answer_words = $5, answer_hash = $6,
                 answer_name = $7, confirmed_at = coalesce(confirmed_at, $2),
                 confirmed_by = coalesce(confirmed_by, $3), confirmer = coalesce(confirmer, $4),
                 read_at = coalesce(read_at, $2), read_by = coalesce(read_by, $3), reader = coalesce(reader, $4)
             where id = $1 and answered_at is null",
        )
        .bind(&line.id)
        .bind(now)
        .bind(by.0)
        .bind(by.1)
        .bind(words)
        .bind(file.map(|(hash, _)| hash.as_str()))
        .bind(file.map(|(_, name)| name))
        .run()
        .await?;
    Ok(noted == 1)
}

/// A line that is not done, for the reminders.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct OpenLine {
    pub mailing_id: String,
    pub title: String,
    pub sender_title: String,
    pub answer: String,
    pub due: Option<String>,
    pub org_id: String,
    pub confirmed_at: Option<i64>,
}

impl OpenLine {
    pub fn due(&self) -> Option<Date> {
        self.due.as_deref()?.parse().ok()
    }
}

/// Lines that wait for their addressees: everybody's, or those of one organisation.
pub(crate) async fn open_lines(sql: impl Sql<'_>, org_id: Option<&str>) -> Result<Vec<OpenLine>> {
    sql.query(
        "select m.id as mailing_id, m.title, m.org_title as sender_title, m.answer, m.due, a.org_id, a.confirmed_at
         from mailing_addressee a join mailing m on m.id = a.mailing_id
         where (a.confirmed_at is null or (m.answer = 'free' and a.answered_at is null))
               and ($1 = '' or a.org_id = $1)
         order by m.sent_at, m.id, a.id",
    )
    .bind(org_id.unwrap_or_default())
    .all()
    .await
}
