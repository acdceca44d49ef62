//! Letters and the server's rest: all SQL of this room.

use store::{Db, Migration, Moment, Result, Sql, Tx, new_id};

use crate::{NewLetter, To, Unsubscribe, rules};

pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 7_001, name: "letters", sql: include_str!("../migrations/0001_letters.sql") }];

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// Not handed over yet.
    Waiting,
    /// A server answers for it.
    Sent,
    /// Nobody takes it: a human looks at the server's words.
    Aside,
}

impl LetterState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Aside];

    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Aside => "aside",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterRow {
    pub id: String,
    pub kind: String,
    pub account_id: Option<String>,
    pub address: Option<String>,
    pub subject: String,
    /// Empty: forgotten when the letter had left.
    pub text: String,
    pub is_notice: bool,
    pub unsubscribe: Option<String>,
    pub is_one_click: bool,
    pub created_at: Moment,
    pub state: String,
    pub attempts: i64,
    pub try_at: Moment,
    pub try_until: Moment,
    pub settled_at: Option<Moment>,
    pub answer: String,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    letter: &NewLetter,
    unsubscribe: Option<&Unsubscribe>,
    is_notice: bool,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    let (account_id, address) = match &letter.to {
        To::Account(account_id) => (Some(account_id.as_str()), None),
        To::Address(address) => (None, Some(address.as_str())),
    };
    tx.query(
        "insert into letter (id, kind, account_id, address, subject, text, is_notice, unsubscribe, is_one_click,
                             created_at, state, try_at, try_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $10, $11)",
    )
    .bind(&id)
    .bind(letter.kind)
    .bind(account_id)
    .bind(address)
    .bind(&letter.subject)
    .bind(&letter.text)
    .bind(is_notice)
    .bind(unsubscribe.map(|one| one.link.as_str()))
    .bind(unsubscribe.is_some_and(|one| one.is_one_click))
    .bind(now)
    .bind(now + rules::lifetime(is_notice))
    .run()
    .await?;
    Ok(id)
}

/// Takes the lease of the letter that has waited longest. The condition is repeated in the update: of two workers one gets
/// no row. Nothing is taken while the server rests.
pub(crate) async fn claim(db: &Db, now: Moment, leased_until: Moment) -> Result<Option<LetterRow>> {
    let due: Option<(String,)> = db
        .query(
            "select l.id from letter l where l.state = 'waiting' and l.try_at <= $1
             and (l.locked_until is null or l.locked_until < $1)
             and not exists (select 1 from mail_server s where s.resume_at > $1)
             order by l.try_at, l.id limit 1",
        )
        .bind(now)
        .optional()
        .await?;
    let Some((id,)) = due else { return Ok(None) };
    let mut tx = db.begin().await?;
    let letter = tx
        .query(
            "update letter set locked_until = $2, attempts = attempts + 1
             where id = $3 and state = 'waiting' and (locked_until is null or locked_until < $1)
             returning id, kind, account_id, address, subject, text, is_notice, unsubscribe, is_one_click, created_at,
                       state, attempts, try_at, try_until, settled_at, answer",
        )
        .bind(now)
        .bind(leased_until)
        .bind(id)
        .optional()
        .await?;
    tx.commit().await?;
    Ok(letter)
}

/// The server has taken it. What may hold a secret is forgotten, unless the letter lies in a folder for all to see.
pub(crate) async fn settle_sent(
    tx: &mut Tx,
    id: &str,
    answer: &str,
    keeps_text: bool,
    now: Moment,
) -> Result<()> {
    tx.query(
        "update letter set state = 'sent', settled_at = $2, locked_until = null, answer = $3,
                text = case when is_notice or $4 then text else '' end,
                unsubscribe = case when $4 then unsubscribe else null end
         where id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(answer)
    .bind(keeps_text)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn postpone(tx: &mut Tx, id: &str, answer: &str, try_at: Moment) -> Result<()> {
    tx.query("update letter set locked_until = null, answer = $2, try_at = $3 where id = $1")
        .bind(id)
        .bind(answer)
        .bind(try_at)
        .run()
        .await?;
    Ok(())
}

pub(crate) async fn lay_aside(tx: &mut Tx, id: &str, answer: &str, now: Moment) -> Result<()> {
    tx.query(
        "update letter set state = 'aside', settled_at = $3, locked_until = null, answer = $2 where id = $1",
    )
    .bind(id)
    .bind(answer)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Gives the letter back unharmed: it was the server's trouble, not the letter's.
pub(crate) async fn release(tx: &mut Tx, id: &str) -> Result<()> {
    tx.query("update letter set locked_until = null, attempts = attempts - 1 where id = $1")
        .bind(id)
        .run()
        .await?;
    Ok(())
}

/// What is known of the server.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ServerRow {
    pub failures: i64,
    pub trouble: String,
    pub since: Option<Moment>,
    pub resume_at: Moment,
}

pub async fn server(sql: impl Sql<'_>) -> Result<ServerRow> {
    sql.query("select failures, trouble, since, resume_at from mail_server where id = 1").one().await
}

pub(crate) async fn note_trouble(tx: &mut Tx, trouble: &str, resume_at: Moment, now: Moment) -> Result<()> {
    tx.query(
        "update mail_server set failures = failures + 1, trouble = $1, since = coalesce(since, $2), resume_at = $3
         where id = 1",
    )
    .bind(trouble)
    .bind(now)
    .bind(resume_at)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn note_recovery(tx: &mut Tx) -> Result<()> {
    tx.query("update mail_server set failures = 0, trouble = '', since = null, resume_at = 0 where id = 1 and failures > 0")
        .run()
        .await?;
    Ok(())
}

/// Lays aside what nobody took in its time (no server was named, or it was away), and forgets old letters.
/// Answers how many were laid aside and forgotten.
pub async fn sweep(db: &Db, now: Moment) -> Result<(u64, u64)> {
    const DAY: Moment = 24 * 3600 * 1_000_000;
    let mut tx = db.begin().await?;
    let aside = tx
        .query(
            "update letter set state = 'aside', settled_at = $1,
                    answer = case when answer = '' then 'не отправлено: срок письма вышел' else answer end
             where state = 'waiting' and try_until < $1 and (locked_until is null or locked_until < $1)",
        )
        .bind(now)
        .run()
        .await?;
    let forgotten = tx
        .query("delete from letter where state <> 'waiting' and settled_at < $1")
        .bind(now - 90 * DAY)
        .run()
        .await?;
    tx.commit().await?;
    Ok((aside, forgotten))
}

/// Letters newest first, at most `limit`, older than `before` (an id). The caller has looked at who asks.
pub async fn page(
    sql: impl Sql<'_>,
    state: Option<LetterState>,
    before: &str,
    limit: i64,
) -> Result<Vec<LetterRow>> {
    sql.query(
        "select id, kind, account_id, address, subject, text, is_notice, unsubscribe, is_one_click, created_at,
                state, attempts, try_at, try_until, settled_at, answer
         from letter where ($1 = '' or state = $1) and ($2 = '' or id < $2) order by id desc limit $3",
    )
    .bind(state.map_or("", LetterState::code))
    .bind(before)
    .bind(limit)
    .all()
    .await
}

pub async fn letter(sql: impl Sql<'_>, id: &str) -> Result<Option<LetterRow>> {
    sql.query(
        "select id, kind, account_id, address, subject, text, is_notice, unsubscribe, is_one_click, created_at,
                state, attempts, try_at, try_until, settled_at, answer
         from letter where id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// How many letters stand in each state.
pub async fn counts(sql: impl Sql<'_>) -> Result<Vec<(String, i64)>> {
    sql.query("select state, count(*) from letter group by state").all().await
}

/// Sends a letter that was laid aside, or waits for its hour, at once and for its whole lifetime again; wakes a resting
/// server. False: no such letter, or it has been sent, or its text is gone.
pub async fn try_again(tx: &mut Tx, id: &str, now: Moment) -> Result<bool> {
    let touched = tx
        .query(
            "update letter set state = 'waiting', attempts = 0, try_at = $2, settled_at = null,
                    try_until = $2 + (try_until - created_at)
             where id = $1 and state in ('waiting', 'aside')",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    tx.query("update mail_server set resume_at = 0 where id = 1").run().await?;
    Ok(touched == 1)
}
