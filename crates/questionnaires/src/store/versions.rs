//! Questionnaires and their versions.

use access::Scope;
use access::store::Place;
use store::{Moment, Result, Sql, Tx, new_id};

/// A line of the list of questionnaires.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct QuestionnaireRow {
    pub id: String,
    pub org_id: String,
    pub org_title: String,
    pub title: String,
    pub created_at: i64,
    /// The newest published version's number.
    pub published: Option<i64>,
    pub versions: i64,
    pub polls: i64,
}

/// A version without its text.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct VersionRow {
    pub id: String,
    pub questionnaire_id: String,
    pub number: i64,
    /// `draft`, `published`, `closed`.
    pub state: String,
    pub is_fillable: bool,
    pub questions: i64,
    pub seconds: i64,
    pub file_name: String,
    pub author: String,
    pub uploaded_at: i64,
    pub published_at: Option<i64>,
    pub closed_at: Option<i64>,
}

/// The text of a version.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct VersionText {
    pub source: String,
    pub problems: String,
}

/// What a check of an uploaded form gave.
pub struct NewVersion<'a> {
    pub source: &'a str,
    pub problems: &'a str,
    pub is_fillable: bool,
    pub questions: i64,
    pub seconds: i64,
    pub file_name: &'a str,
    pub account_id: &'a str,
    pub author: &'a str,
}

macro_rules! select_questionnaire {
    ($rest:literal) => {
        concat!(
            "select q.id, q.org_id, q.org_title, q.title, q.created_at,
                    (select max(v.number) from questionnaire_version v where v.questionnaire_id = q.id and v.state = 'published') as published,
                    (select count(*) from questionnaire_version v where v.questionnaire_id = q.id) as versions,
                    (select count(*) from questionnaire_poll p where p.questionnaire_id = q.id) as polls
             from questionnaire q ",
            $rest
        )
    };
}

macro_rules! select_version {
    ($rest:literal) => {
        concat!(
            "select v.id, v.questionnaire_id, v.number, v.state, v.is_fillable, v.questions, v.seconds, v.file_name,
                    v.author, v.uploaded_at, v.published_at, v.closed_at
             from questionnaire_version v ",
            $rest
        )
    };
}

/// Newest first; a page shows no more.
pub const MOST_LISTED: i64 = 200;

pub async fn questionnaires(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<QuestionnaireRow>> {
    sql.query(select_questionnaire!(
        "where $1 = 'everything' or ($1 = 'own' and q.org_id = $2) order by q.created_at desc, q.id desc limit $3"
    ))
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(MOST_LISTED)
    .all()
    .await
}

pub async fn questionnaire(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<QuestionnaireRow>> {
    sql.query(select_questionnaire!(
        "where q.id = $1 and ($2 = 'everything' or ($2 = 'own' and q.org_id = $3))"
    ))
    .bind(id)
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .optional()
    .await
}

/// Adds a questionnaire without versions.
pub async fn add_questionnaire(
    tx: &mut Tx,
    place: &Place,
    title: &str,
    (account_id, author): (&str, &str),
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into questionnaire (id, org_id, org_code, org_title, municipality_id, title, created_by, author, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&id)
    .bind(&place.org_id)
    .bind(&place.org_code)
    .bind(&place.org_title)
    .bind(place.municipality_id.as_deref())
    .bind(title)
    .bind(account_id)
    .bind(author)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// The versions of a questionnaire that has been found within a scope, newest first.
pub async fn versions(sql: impl Sql<'_>, found: &QuestionnaireRow) -> Result<Vec<VersionRow>> {
    sql.query(select_version!("where v.questionnaire_id = $1 order by v.number desc limit 200"))
        .bind(&found.id)
        .all()
        .await
}

pub async fn version(sql: impl Sql<'_>, found: &QuestionnaireRow, id: &str) -> Result<Option<VersionRow>> {
    sql.query(select_version!("where v.questionnaire_id = $1 and v.id = $2"))
        .bind(&found.id)
        .bind(id)
        .optional()
        .await
}

/// The text of a version by the id that an answer or a poll within a scope names.
pub async fn text_of(sql: impl Sql<'_>, version_id: &str) -> Result<VersionText> {
    sql.query("select source, problems from questionnaire_version where id = $1").bind(version_id).one().await
}

/// The draft of a questionnaire: there is one at most, a newer upload takes its place.
pub async fn put_draft(
    tx: &mut Tx,
    questionnaire_id: &str,
    new: &NewVersion<'_>,
    now: Moment,
) -> Result<String> {
    // The row is locked first: two uploads at once make two numbers.
    tx.query("update questionnaire set title = title where id = $1").bind(questionnaire_id).run().await?;
    tx.query("delete from questionnaire_version where questionnaire_id = $1 and state = 'draft'")
        .bind(questionnaire_id)
        .run()
        .await?;
    let id = new_id();
    tx.query(
        "insert into questionnaire_version (id, questionnaire_id, number, state, source, problems, is_fillable, questions,
                                            seconds, file_name, uploaded_by, author, uploaded_at)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from questionnaire_version where questionnaire_id = $2),
                 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&id)
    .bind(questionnaire_id)
    .bind(new.source)
    .bind(new.problems)
    .bind(new.is_fillable)
    .bind(new.questions)
    .bind(new.seconds)
    .bind(new.file_name)
    .bind(new.account_id)
    .bind(new.author)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Publishes a draft: open polls ask it from now on, of everybody who has not begun. Answers whether it was a draft.
pub async fn publish(tx: &mut Tx, version: &VersionRow, title: &str, now: Moment) -> Result<bool> {
    let published = tx
        .query("update questionnaire_version set state = 'published', published_at = $2 where id = $1 and state = 'draft'")
        .bind(&version.id)
        .bind(now)
        .run()
        .await?;
    if published == 0 {
        return Ok(false);
    }
    tx.query("update questionnaire set title = $2 where id = $1")
        .bind(&version.questionnaire_id)
        .bind(title)
        .run()
        .await?;
    tx.query(
        "update questionnaire_version set state = 'closed', closed_at = $3
         where questionnaire_id = $1 and id <> $2 and state = 'published'",
    )
    .bind(&version.questionnaire_id)
    .bind(&version.id)
    .bind(now)
    .run()
    .await?;
    tx.query("update questionnaire_poll set version_id = $2 where questionnaire_id = $1 and state = 'open'")
        .bind(&version.questionnaire_id)
        .bind(&version.id)
        .run()
        .await?;
    tx.query(
        "update questionnaire_answer set version_id = $2, asked = 0, answered = 0
         where state = 'waiting' and poll_id in
               (select id from questionnaire_poll where questionnaire_id = $1 and state = 'open')",
    )
    .bind(&version.questionnaire_id)
    .bind(&version.id)
    .run()
    .await?;
    Ok(true)
}

/// Closes a published version: no new poll can be made of it. Answers whether it was published.
pub async fn close(tx: &mut Tx, version: &VersionRow, now: Moment) -> Result<bool> {
    let closed = tx
        .query("update questionnaire_version set state = 'closed', closed_at = $2 where id = $1 and state = 'published'")
        .bind(&version.id)
        .bind(now)
        .run()
        .await?;
    Ok(closed == 1)
}

/// How many answers of the questionnaire are in which state: for what publishing a change does.
pub async fn answers_by_state(sql: impl Sql<'_>, found: &QuestionnaireRow) -> Result<Vec<(String, i64)>> {
    sql.query(
        "select a.state, count(*) from questionnaire_answer a join questionnaire_poll p on p.id = a.poll_id
         where p.questionnaire_id = $1 group by a.state order by a.state",
    )
    .bind(&found.id)
    .all()
    .await
}
