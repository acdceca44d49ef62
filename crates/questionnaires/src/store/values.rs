//! Fields: what stands in each now, every save that made it so, and what two devices disagree about.

use store::{Moment, Result, Sql, Tx};

use super::answers::AnswerRow;
use super::polls::PollRow;
use super::versions::QuestionnaireRow;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ValueRow {
    pub path: String,
    pub value: String,
    pub explanation: String,
    pub revision: i64,
}

/// A field as a save finds it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Current {
    pub value: String,
    pub explanation: String,
    pub revision: i64,
    pub client: String,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ConflictRow {
    pub path: String,
    pub value: String,
    pub saved_at: i64,
}

/// Whether a save is the first of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    New,
    Replayed,
}

pub async fn values_of(sql: impl Sql<'_>, answer_id: &str) -> Result<Vec<ValueRow>> {
    sql.query("select path, value, explanation, revision from questionnaire_value where answer_id = $1 order by path")
        .bind(answer_id)
        .all()
        .await
}

/// Values of every sheet of a poll: sheet, path, value.
pub async fn values_of_poll(sql: impl Sql<'_>, poll: &PollRow) -> Result<Vec<(String, String, String)>> {
    sql.query(
        "select v.answer_id, v.path, v.value from questionnaire_value v
              join questionnaire_answer a on a.id = v.answer_id
         where a.poll_id = $1 and v.value <> '' order by v.answer_id, v.path",
    )
    .bind(&poll.id)
    .all()
    .await
}

/// What has been answered in all sheets of a questionnaire: path, value, how many times.
pub async fn values_for_effect(
    sql: impl Sql<'_>,
    found: &QuestionnaireRow,
) -> Result<Vec<(String, String, i64)>> {
    sql.query(
        "select v.path, v.value, count(*) from questionnaire_value v
              join questionnaire_answer a on a.id = v.answer_id join questionnaire_poll p on p.id = a.poll_id
         where p.questionnaire_id = $1 and v.value <> '' group by v.path, v.value order by v.path limit 200000",
    )
    .bind(&found.id)
    .all()
    .await
}

/// A change as it came.
pub struct NewChange<'a> {
    pub path: &'a str,
    pub value: &'a str,
    pub explanation: &'a str,
    pub client: &'a str,
    pub seq: i64,
    pub saved_by: &'a str,
}

pub async fn note_change(
    tx: &mut Tx,
    answer: &AnswerRow,
    new: &NewChange<'_>,
    now: Moment,
) -> Result<Claimed> {
    let noted = tx
        .query(
            "insert into questionnaire_change (answer_id, client, seq, path, value, explanation, saved_at, saved_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (answer_id, client, seq) do nothing",
        )
        .bind(&answer.id)
        .bind(new.client)
        .bind(new.seq)
        .bind(new.path)
        .bind(new.value)
        .bind(new.explanation)
        .bind(now)
        .bind(new.saved_by)
        .run()
        .await?;
    Ok(if noted == 1 { Claimed::New } else { Claimed::Replayed })
}

pub async fn current(sql: impl Sql<'_>, answer_id: &str, path: &str) -> Result<Option<Current>> {
    sql.query(
        "select value, explanation, revision, client from questionnaire_value where answer_id = $1 and path = $2",
    )
    .bind(answer_id)
    .bind(path)
    .optional()
    .await
}

/// The highest number that a client has sent for a field.
pub async fn newest_of_client(
    sql: impl Sql<'_>,
    answer_id: &str,
    path: &str,
    client: &str,
) -> Result<Option<i64>> {
    let (newest,): (Option<i64>,) = sql
        .query("select max(seq) from questionnaire_change where answer_id = $1 and path = $2 and client = $3")
        .bind(answer_id)
        .bind(path)
        .bind(client)
        .one()
        .await?;
    Ok(newest)
}

pub async fn write_value(
    tx: &mut Tx,
    answer: &AnswerRow,
    new: &NewChange<'_>,
    revision: i64,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into questionnaire_value (answer_id, path, value, explanation, revision, client, saved_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (answer_id, path) do update set value = excluded.value, explanation = excluded.explanation,
            revision = excluded.revision, client = excluded.client, saved_at = excluded.saved_at",
    )
    .bind(&answer.id)
    .bind(new.path)
    .bind(new.value)
    .bind(new.explanation)
    .bind(revision)
    .bind(new.client)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Takes the fields of an instance and of those after it out of the way; what they held stays in the history.
pub async fn drop_values_below(tx: &mut Tx, answer_id: &str, paths: &[String]) -> Result<()> {
    for path in paths {
        tx.query("delete from questionnaire_value where answer_id = $1 and path = $2")
            .bind(answer_id)
            .bind(path)
            .run()
            .await?;
    }
    Ok(())
}

/// Keeps what came second beside what stands.
pub async fn keep_conflict(tx: &mut Tx, answer: &AnswerRow, new: &NewChange<'_>, now: Moment) -> Result<()> {
    tx.query(
        "insert into questionnaire_conflict (answer_id, path, value, saved_at, saved_by) values ($1, $2, $3, $4, $5)
         on conflict (answer_id, path) do update set value = excluded.value, saved_at = excluded.saved_at,
            saved_by = excluded.saved_by",
    )
    .bind(&answer.id)
    .bind(new.path)
    .bind(new.value)
    .bind(now)
    .bind(new.saved_by)
    .run()
    .await?;
    Ok(())
}

pub async fn forget_conflict(tx: &mut Tx, answer_id: &str, path: &str) -> Result<()> {
    tx.query("delete from questionnaire_conflict where answer_id = $1 and path = $2")
        .bind(answer_id)
        .bind(path)
        .run()
        .await?;
    Ok(())
}

pub async fn conflicts_of(sql: impl Sql<'_>, answer_id: &str) -> Result<Vec<ConflictRow>> {
    sql.query("select path, value, saved_at from questionnaire_conflict where answer_id = $1 order by path")
        .bind(answer_id)
        .all()
        .await
}
