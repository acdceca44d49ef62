//! Consultations and what was said in them. Whoever sees an edition sees its consultations; what one's own organisation
//! wrote is one's own, and all of it is read by those who decide.

use access::{Reach, Scope};
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

use super::EditionRow;
use crate::rules::{Decision, Stage, stage};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConsultationRow {
    pub id: String,
    pub edition_id: String,
    pub purpose: String,
    opens_on: String,
    deadline: String,
    pub audience: String,
    pub opened_at: i64,
}

impl ConsultationRow {
    pub fn opens_on(&self) -> Date {
        self.opens_on.parse().unwrap_or(Date::MIN)
    }

    /// The last day on which one may speak.
    pub fn deadline(&self) -> Date {
        self.deadline.parse().unwrap_or(Date::MIN)
    }

    pub fn stage(&self, today: Date) -> Stage {
        stage(self.opens_on(), self.deadline(), today)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CommentRow {
    pub id: String,
    pub consultation_id: String,
    /// Empty: about the text as a whole.
    pub paragraph_id: String,
    /// The wording that it is about, as it was then.
    pub about: String,
    pub remark: String,
    /// The wording that is proposed instead; may be empty.
    pub proposed: String,
    pub account_id: String,
    pub author: String,
    pub org_id: String,
    pub org_title: String,
    pub written_at: i64,
    decision: Option<String>,
    pub reason: String,
    pub decider: Option<String>,
    pub decided_at: Option<i64>,
    /// When its wording was written into the text.
    pub followed_at: Option<i64>,
    pub version: i64,
}

impl CommentRow {
    pub fn decision(&self) -> Option<Decision> {
        Decision::from_code(self.decision.as_deref()?)
    }
}

pub async fn consultations_of(sql: impl Sql<'_>, edition: &EditionRow) -> Result<Vec<ConsultationRow>> {
    sql.query(
        "select id, edition_id, purpose, opens_on, deadline, audience, opened_at from consultation
         where edition_id = $1 order by opened_at, id",
    )
    .bind(&edition.id)
    .all()
    .await
}

pub async fn consultation(
    sql: impl Sql<'_>,
    edition: &EditionRow,
    id: &str,
) -> Result<Option<ConsultationRow>> {
    sql.query(
        "select id, edition_id, purpose, opens_on, deadline, audience, opened_at from consultation
         where edition_id = $1 and id = $2",
    )
    .bind(&edition.id)
    .bind(id)
    .optional()
    .await
}

/// What was said about an edition, in all its consultations: one's own organisation's words, or everybody's for those
/// whose scope of reading comments reaches everything.
pub async fn comments_of(sql: impl Sql<'_>, scope: &Scope, edition: &EditionRow) -> Result<Vec<CommentRow>> {
    sql.query(
        "select m.id, m.consultation_id, m.paragraph_id, m.about, m.remark, m.proposed, m.account_id, m.author, m.org_id,
                m.org_title, m.written_at, m.decision, m.reason, m.decider, m.decided_at, m.followed_at, m.version
         from consultation_comment m join consultation c on c.id = m.consultation_id
         where c.edition_id = $1 and ($2 = 'everything' or ($2 <> 'nothing' and m.org_id = $3 and $3 <> ''))
         order by m.written_at, m.id",
    )
    .bind(&edition.id)
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

pub async fn comment(
    sql: impl Sql<'_>,
    scope: &Scope,
    edition: &EditionRow,
    id: &str,
) -> Result<Option<CommentRow>> {
    sql.query(
        "select m.id, m.consultation_id, m.paragraph_id, m.about, m.remark, m.proposed, m.account_id, m.author, m.org_id,
                m.org_title, m.written_at, m.decision, m.reason, m.decider, m.decided_at, m.followed_at, m.version
         from consultation_comment m join consultation c on c.id = m.consultation_id
         where c.edition_id = $1 and m.id = $4
           and ($2 = 'everything' or ($2 <> 'nothing' and m.org_id = $3 and $3 <> ''))",
    )
    .bind(&edition.id)
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(id)
    .optional()
    .await
}

pub(crate) struct NewConsultation<'a> {
    pub purpose: &'a str,
    pub opens_on: Date,
    pub deadline: Date,
    pub audience: &'a str,
}

pub(crate) async fn insert_consultation(
    tx: &mut Tx,
    edition: &EditionRow,
    new: &NewConsultation<'_>,
    by: &str,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into consultation (id, edition_id, purpose, opens_on, deadline, audience, opened_by, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(&edition.id)
    .bind(new.purpose)
    .bind(new.opens_on)
    .bind(new.deadline)
    .bind(new.audience)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

pub(crate) struct NewComment<'a> {
    pub consultation_id: &'a str,
    pub paragraph_id: &'a str,
    pub about: &'a str,
    pub remark: &'a str,
    pub proposed: &'a str,
    pub account_id: &'a str,
    pub author: &'a str,
    pub org_id: &'a str,
    pub org_title: &'a str,
}

pub(crate) async fn insert_comment(tx: &mut Tx, new: &NewComment<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into consultation_comment (id, consultation_id, paragraph_id, about, remark, proposed, account_id,
                                           author, org_id, org_title, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&id)
    .bind(new.consultation_id)
    .bind(new.paragraph_id)
    .bind(new.about)
    .bind(new.remark)
    .bind(new.proposed)
    .bind(new.account_id)
    .bind(new.author)
    .bind(new.org_id)
    .bind(new.org_title)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Writes a decision; `false` when somebody decided since the comment was seen. `scope` is that of approving.
pub(crate) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    comment: &CommentRow,
    decision: Decision,
    reason: &str,
    by: (&str, &str),
    now: Moment,
) -> Result<bool> {
    if scope.reach() != Reach::Everything {
        return Ok(false);
    }
    let decided = tx
        .query(
            "update consultation_comment set decision = $3, reason = $4, decided_by = $5, decider = $6, decided_at = $7,
                                             version = version + 1
             where id = $1 and version = $2",
        )
        .bind(&comment.id)
        .bind(comment.version)
        .bind(decision.code())
        .bind(reason)
        .bind(by.0)
        .bind(by.1)
        .bind(now)
        .run()
        .await?;
    Ok(decided == 1)
}

/// Notes that the text says now what the comment wanted.
pub(crate) async fn note_followed(tx: &mut Tx, edition: &EditionRow, id: &str, now: Moment) -> Result<bool> {
    let noted = tx
        .query(
            "update consultation_comment set followed_at = $3
             where id = $2 and consultation_id in (select c.id from consultation c where c.edition_id = $1)",
        )
        .bind(&edition.id)
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(noted == 1)
}

/// A consultation that people are asked in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RunningConsultation {
    pub id: String,
    pub code: String,
    pub number: i64,
    pub text_title: String,
    pub purpose: String,
    deadline: String,
    pub audience: String,
}

impl RunningConsultation {
    /// The last day on which one may speak.
    pub fn deadline(&self) -> Date {
        self.deadline.parse().unwrap_or(Date::MIN)
    }
}

/// Consultations that are open on a day, for the program's own reminders: each is told only to those whom it asks.
pub(crate) async fn running_consultations(sql: impl Sql<'_>, on: Date) -> Result<Vec<RunningConsultation>> {
    sql.query(
        "select c.id, t.code, e.number, t.title as text_title, c.purpose, c.deadline, c.audience
         from consultation c join edition e on e.id = c.edition_id join edited_text t on t.id = e.text_id
         where c.opens_on <= $1 and c.deadline >= $1 and e.approved_by is null
         order by c.deadline, c.id",
    )
    .bind(on)
    .all()
    .await
}

/// Which organisations have spoken in consultations that are open on a day.
pub(crate) async fn organisations_that_spoke(sql: impl Sql<'_>, on: Date) -> Result<Vec<(String, String)>> {
    sql.query(
        "select distinct c.id, m.org_id
         from consultation c join consultation_comment m on m.consultation_id = c.id
         where c.opens_on <= $1 and c.deadline >= $1",
    )
    .bind(on)
    .all()
    .await
}

/// An edition whose consultations are over while words wait for a decision.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct UndecidedEdition {
    pub code: String,
    pub number: i64,
    pub edition_title: String,
    /// Id of the organisation that keeps the text.
    pub keeper: String,
    pub undecided: i64,
}

pub(crate) async fn undecided_after(sql: impl Sql<'_>, on: Date) -> Result<Vec<UndecidedEdition>> {
    sql.query(
        "select t.code, e.number, e.title as edition_title, t.org_id as keeper, count(*) as undecided
         from consultation c join edition e on e.id = c.edition_id join edited_text t on t.id = e.text_id
              join consultation_comment m on m.consultation_id = c.id
         where c.deadline < $1 and e.approved_by is null and m.decision is null
         group by t.code, e.number, e.title, t.org_id
         order by t.code, e.number",
    )
    .bind(on)
    .all()
    .await
}
