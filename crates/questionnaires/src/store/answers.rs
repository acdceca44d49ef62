//! Respondents' sheets.

use access::Scope;
use store::{Moment, Result, Sql, Tx, new_id};

/// A sheet with what its page needs of the poll.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AnswerRow {
    pub id: String,
    pub poll_id: String,
    pub version_id: String,
    /// `organisation`, `person`, `public`.
    pub kind: String,
    pub org_id: String,
    pub org_code: String,
    pub municipality_id: Option<String>,
    pub respondent: String,
    pub secret: Option<String>,
    /// `waiting`, `started`, `sent`, `returned`.
    pub state: String,
    pub remark: String,
    pub previous_id: Option<String>,
    pub instance_id: Option<String>,
    pub revision: i64,
    pub asked: i64,
    pub answered: i64,
    pub touched_at: Option<i64>,
    pub sent_at: Option<i64>,
    pub poll_title: String,
    pub poll_state: String,
    pub deadline: String,
    pub version_number: i64,
}

impl AnswerRow {
    /// Whether a field may still be saved.
    pub fn is_writable(&self) -> bool {
        self.poll_state == "open" && self.state != "sent"
    }

    /// Where its respondent fills it in.
    pub fn path(&self) -> String {
        match &self.secret {
            Some(secret) => format!("/by-link/answers/{secret}"),
            None => format!("/questionnaires/answers/{}", self.id),
        }
    }

    pub fn state_word(&self) -> &'static str {
        STATES.iter().find(|(code, _)| *code == self.state).map_or("неизвестно", |(_, word)| word)
    }

    /// Class of its badge.
    pub fn state_class(&self) -> &'static str {
        match self.state.as_str() {
            "started" => "running",
            "sent" => "done",
            "returned" => "soon",
            _ => "not-started",
        }
    }

    pub fn state_sign(&self) -> &'static str {
        match self.state.as_str() {
            "started" => "●",
            "sent" => "✓",
            "returned" => "!",
            _ => "○",
        }
    }
}

/// States of a sheet with their words, in the order in which an organiser looks at them.
pub const STATES: [(&str, &str); 4] = [
    ("sent", "отправлено"),
    ("returned", "возвращено с замечанием"),
    ("started", "заполняется"),
    ("waiting", "не начато"),
];

/// Who is asked.
pub struct NewAnswer<'a> {
    pub poll_id: &'a str,
    pub version_id: &'a str,
    pub kind: &'static str,
    pub org_id: &'a str,
    pub org_code: &'a str,
    pub municipality_id: Option<&'a str>,
    pub account_id: Option<&'a str>,
    pub respondent: &'a str,
    pub secret: Option<&'a str>,
    pub previous_id: Option<&'a str>,
}

macro_rules! select_answer {
    ($rest:literal) => {
        concat!(
            "select a.id, a.poll_id, a.version_id, a.kind, a.org_id, a.org_code, a.municipality_id, a.respondent,
                    a.secret, a.state, a.remark, a.previous_id, a.instance_id, a.revision, a.asked, a.answered, a.touched_at, a.sent_at,
                    p.title as poll_title, p.state as poll_state, p.deadline, v.number as version_number
             from questionnaire_answer a join questionnaire_poll p on p.id = a.poll_id
                  join questionnaire_version v on v.id = a.version_id ",
            $rest
        )
    };
}

/// A respondent's own sheet: of one's organisation by the scope, of oneself by the account.
pub async fn own(sql: impl Sql<'_>, scope: &Scope, account_id: &str, id: &str) -> Result<Option<AnswerRow>> {
    sql.query(select_answer!(
        "where a.id = $1 and ($2 = 'everything' or ($2 = 'own' and a.kind = 'organisation' and a.org_id = $3)
                              or (a.kind = 'person' and a.account_id = $4))"
    ))
    .bind(id)
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(account_id)
    .optional()
    .await
}

/// Everything that somebody is asked, what waits first.
pub async fn own_list(sql: impl Sql<'_>, scope: &Scope, account_id: &str) -> Result<Vec<AnswerRow>> {
    sql.query(select_answer!(
        "where ($1 = 'own' and a.kind = 'organisation' and a.org_id = $2) or (a.kind = 'person' and a.account_id = $3)
         order by case a.state when 'sent' then 1 else 0 end, p.deadline, a.id limit 200"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(account_id)
    .all()
    .await
}

/// What waits in open polls, of everybody: for the reminders, which ask about all people at once.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WaitingRow {
    pub id: String,
    pub org_id: String,
    pub account_id: Option<String>,
    pub state: String,
    pub title: String,
    pub deadline: String,
    pub org_title: String,
}

/// Sheets of open polls that nobody has sent yet: of everybody, or of one organisation and account.
pub async fn waiting(sql: impl Sql<'_>, whose: Option<(&str, &str)>) -> Result<Vec<WaitingRow>> {
    let (org_id, account_id) = whose.unwrap_or_default();
    sql.query(
        "select a.id, a.org_id, a.account_id, a.state, p.title, p.deadline, p.org_title
         from questionnaire_answer a join questionnaire_poll p on p.id = a.poll_id
         where p.state = 'open' and a.state <> 'sent' and a.kind <> 'public'
               and ($1 = '' or a.org_id = $1 or a.account_id = $2)
         order by p.deadline, a.id",
    )
    .bind(org_id)
    .bind(account_id)
    .all()
    .await
}

/// Who is asked by a poll, and whether it has come.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StandingRow {
    pub id: String,
    pub poll_id: String,
    pub org_id: String,
    pub municipality_id: Option<String>,
    pub state: String,
    pub poll_state: String,
}

/// Sheets of organisations in some polls: for a room that has asked for those polls by its own right.
pub async fn of_polls(sql: impl Sql<'_>, poll_ids: &[String]) -> Result<Vec<StandingRow>> {
    sql.query(
        "select a.id, a.poll_id, a.org_id, a.municipality_id, a.state, p.state as poll_state
         from questionnaire_poll p join questionnaire_answer a on a.poll_id = p.id
         where a.kind = 'organisation' and $1 like '%|' || p.id || '|%'
         order by a.poll_id, a.id",
    )
    .bind(format!("|{}|", poll_ids.join("|")))
    .all()
    .await
}

/// The sheet behind a secret address.
pub async fn of_secret(sql: impl Sql<'_>, secret: &str) -> Result<Option<AnswerRow>> {
    sql.query(select_answer!("where a.secret = $1")).bind(secret).optional().await
}

/// A sheet of a poll that has been found within a scope.
pub async fn of_poll(sql: impl Sql<'_>, poll: &super::polls::PollRow, id: &str) -> Result<Option<AnswerRow>> {
    sql.query(select_answer!("where a.poll_id = $1 and a.id = $2")).bind(&poll.id).bind(id).optional().await
}

/// More respondents than a region has schools; public polls stop here too.
pub const MOST_ANSWERS: i64 = 20_000;

pub async fn all_of_poll(
    sql: impl Sql<'_>,
    poll: &super::polls::PollRow,
    limit: i64,
) -> Result<Vec<AnswerRow>> {
    sql.query(select_answer!("where a.poll_id = $1 order by a.respondent, a.id limit $2"))
        .bind(&poll.id)
        .bind(limit)
        .all()
        .await
}

/// Which sheets of a poll are looked at; empty: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFilter {
    pub state: String,
    pub municipality_id: String,
}

/// Sheets of a poll for reading, what has come first.
pub async fn filtered_of_poll(
    sql: impl Sql<'_>,
    poll: &super::polls::PollRow,
    filter: &SheetFilter,
    limit: i64,
) -> Result<Vec<AnswerRow>> {
    sql.query(select_answer!(
        "where a.poll_id = $1 and ($2 = '' or a.state = $2) and ($3 = '' or a.municipality_id = $3)
         order by case a.state when 'sent' then 0 when 'returned' then 1 when 'started' then 2 else 3 end, a.respondent, a.id
         limit $4"
    ))
    .bind(&poll.id)
    .bind(&filter.state)
    .bind(&filter.municipality_id)
    .bind(limit)
    .all()
    .await
}

/// The newest sheet that was sent to the same questionnaire by each organisation: `prev()` reads it.
pub async fn previous_of(sql: impl Sql<'_>, questionnaire_id: &str) -> Result<Vec<(String, String)>> {
    sql.query(
        "select a.org_id, a.id from questionnaire_answer a join questionnaire_poll p on p.id = a.poll_id
         where p.questionnaire_id = $1 and a.kind = 'organisation' and a.state = 'sent' order by a.sent_at, a.id",
    )
    .bind(questionnaire_id)
    .all()
    .await
}

pub async fn add(tx: &mut Tx, new: &NewAnswer<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into questionnaire_answer (id, poll_id, version_id, kind, org_id, org_code, municipality_id, account_id,
                                           respondent, secret, state, remark, previous_id, revision, asked, answered, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', '', $11, 0, 0, 0, $12)",
    )
    .bind(&id)
    .bind(new.poll_id)
    .bind(new.version_id)
    .bind(new.kind)
    .bind(new.org_id)
    .bind(new.org_code)
    .bind(new.municipality_id)
    .bind(new.account_id)
    .bind(new.respondent)
    .bind(new.secret)
    .bind(new.previous_id)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Takes the sheet for a change of a field and answers its next revision; `None`: it is sent or the poll is closed.
/// The row is locked until the change is on disk.
pub async fn claim(
    tx: &mut Tx,
    answer: &AnswerRow,
    (asked, answered): (i64, i64),
    now: Moment,
) -> Result<Option<i64>> {
    let claimed: Option<(i64,)> = tx
        .query(
            "update questionnaire_answer
             set revision = revision + 1, touched_at = $2, asked = $3, answered = $4,
                 state = case state when 'waiting' then 'started' else state end
             where id = $1 and state <> 'sent'
                   and exists (select 1 from questionnaire_poll p where p.id = poll_id and p.state = 'open')
             returning revision",
        )
        .bind(&answer.id)
        .bind(now)
        .bind(asked)
        .bind(answered)
        .optional()
        .await?;
    Ok(claimed.map(|(revision,)| revision))
}

/// Sends the sheet as it stood at a revision; false: it changed since, or is sent already, or the poll is closed.
pub async fn send(
    tx: &mut Tx,
    answer: &AnswerRow,
    instance_id: Option<&str>,
    sent_by: &str,
    now: Moment,
) -> Result<bool> {
    let sent = tx
        .query(
            "update questionnaire_answer set state = 'sent', sent_at = $2, sent_by = $3, remark = '',
                    instance_id = coalesce($4, instance_id)
             where id = $1 and state <> 'sent' and revision = $5
                   and exists (select 1 from questionnaire_poll p where p.id = poll_id and p.state = 'open')",
        )
        .bind(&answer.id)
        .bind(now)
        .bind(sent_by)
        .bind(instance_id)
        .bind(answer.revision)
        .run()
        .await?;
    Ok(sent == 1)
}

/// Gives a sent sheet back with a remark.
pub async fn give_back(tx: &mut Tx, answer: &AnswerRow, remark: &str) -> Result<bool> {
    let given = tx
        .query("update questionnaire_answer set state = 'returned', remark = $2, instance_id = null where id = $1 and state = 'sent'")
        .bind(&answer.id)
        .bind(remark)
        .run()
        .await?;
    Ok(given == 1)
}
