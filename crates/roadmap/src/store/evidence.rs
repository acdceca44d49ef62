//! Evidence rows and «не выполнено» marks.

use access::Scope;
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

use super::plans::PlanRow;
use super::{Author, touch_plan};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EvidenceRow {
    pub id: String,
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: String,
    pub kind: Option<String>,
    pub title: String,
    pub happened_on: String,
    pub document_id: Option<String>,
    pub reference: String,
    pub link: Option<String>,
    pub file_hash: Option<String>,
    pub file_name: Option<String>,
    pub activity: Option<String>,
    pub activity_path: Option<String>,
    pub note: String,
    pub recorded_by: String,
    pub recorder: String,
    pub recorder_org: String,
    pub recorder_role: String,
    pub recorded_at: i64,
    pub state: String,
    pub decider: Option<String>,
    pub decided_at: Option<i64>,
    pub reason: String,
    pub version: i64,
}

/// All evidence of a plan in the order of recording; a plan has hundreds of pieces, not millions.
/// The plan row was read within a scope, and evidence is seen by whoever sees the plan's execution.
pub async fn of_plan(sql: impl Sql<'_>, plan: &PlanRow) -> Result<Vec<EvidenceRow>> {
    sql.query(
        "select id, measure_key, item_key, slot_key, kind, title, happened_on, document_id, reference, link, file_hash, file_name,
                activity, activity_path, note, recorded_by, recorder, recorder_org, recorder_role, recorded_at, state,
                decider, decided_at, reason, version
         from evidence where plan_id = $1 order by recorded_at, id",
    )
    .bind(&plan.id)
    .all()
    .await
}

/// A row about to be written; [`crate::record_evidence`] is the door, this is only its SQL.
pub(crate) struct NewRow<'a> {
    pub measure_key: &'a str,
    pub item_key: Option<&'a str>,
    pub slot_key: &'a str,
    pub kind: Option<&'a str>,
    pub title: &'a str,
    pub happened_on: Date,
    pub document_id: Option<&'a str>,
    pub reference: &'a str,
    pub link: Option<&'a str>,
    pub file_hash: Option<&'a str>,
    pub file_name: Option<&'a str>,
    pub activity: Option<&'a str>,
    pub activity_path: Option<&'a str>,
    pub note: &'a str,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    plan: &PlanRow,
    new: &NewRow<'_>,
    author: &Author,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into evidence (id, plan_id, measure_key, item_key, slot_key, kind, title, happened_on, document_id, link,
                               file_hash, file_name, activity, activity_path, note, recorded_by, recorder, recorder_org,
                               recorder_role, recorded_at, reference, state, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 'pending', '')",
    )
    .bind(&id)
    .bind(&plan.id)
    .bind(new.measure_key)
    .bind(new.item_key)
    .bind(new.slot_key)
    .bind(new.kind)
    .bind(new.title)
    .bind(new.happened_on)
    .bind(new.document_id)
    .bind(new.link)
    .bind(new.file_hash)
    .bind(new.file_name)
    .bind(new.activity)
    .bind(new.activity_path)
    .bind(new.note)
    .bind(&author.account_id)
    .bind(&author.name)
    .bind(&author.org_title)
    .bind(&author.role)
    .bind(now)
    .bind(new.reference)
    .run()
    .await?;
    touch_plan(tx, &plan.id).await?;
    Ok(id)
}

/// Writes a decision on evidence that still waits and whose version is the one that was looked at;
/// false when somebody was faster.
pub(crate) async fn decide(
    tx: &mut Tx,
    plan: &PlanRow,
    decision: &Decision<'_>,
    author: &Author,
    now: Moment,
) -> Result<bool> {
    let touched = tx
        .query(
            "update evidence set state = $3, reason = $4, decided_by = $5, decider = $6, decided_at = $7,
                                 version = version + 1
             where id = $1 and plan_id = $2 and state = 'pending' and version = $8",
        )
        .bind(decision.evidence_id)
        .bind(&plan.id)
        .bind(decision.new_state)
        .bind(decision.reason)
        .bind(&author.account_id)
        .bind(&author.name)
        .bind(now)
        .bind(decision.seen_version)
        .run()
        .await?;
    touch_plan(tx, &plan.id).await?;
    Ok(touched == 1)
}

pub(crate) struct Decision<'a> {
    pub evidence_id: &'a str,
    /// `accepted`, `refused` or `withdrawn`.
    pub new_state: &'a str,
    pub reason: &'a str,
    pub seen_version: i64,
}

/// Where evidence with this file lies, for handing the file out: only within a plan that the scope sees.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EvidenceFile {
    pub file_hash: String,
    pub file_name: String,
}

pub async fn file_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    plan: &PlanRow,
    evidence_id: &str,
) -> Result<Option<EvidenceFile>> {
    if scope.reach() < access::Reach::Own {
        return Ok(None);
    }
    sql.query(
        "select file_hash, coalesce(file_name, 'файл') as file_name from evidence
         where id = $1 and plan_id = $2 and file_hash is not null",
    )
    .bind(evidence_id)
    .bind(&plan.id)
    .optional()
    .await
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MarkRow {
    pub id: String,
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: String,
    pub reason: String,
    pub basis: String,
    pub author: String,
    pub declared_at: i64,
    /// Who took it back; the name as it was then.
    pub revoker: Option<String>,
    pub revoked_at: Option<i64>,
}

pub async fn marks_of_plan(sql: impl Sql<'_>, plan: &PlanRow) -> Result<Vec<MarkRow>> {
    sql.query(
        "select id, measure_key, item_key, slot_key, reason, basis, author, declared_at, revoker, revoked_at
         from not_carried_out where plan_id = $1 order by declared_at, id",
    )
    .bind(&plan.id)
    .all()
    .await
}

/// What is declared not carried out, and why.
pub(crate) struct NewMark<'a> {
    pub measure_key: &'a str,
    pub item_key: Option<&'a str>,
    pub slot_key: &'a str,
    pub reason: &'a str,
    pub basis: &'a str,
}

pub(crate) async fn add_mark(
    tx: &mut Tx,
    plan: &PlanRow,
    mark: &NewMark<'_>,
    author: &Author,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into not_carried_out (id, plan_id, measure_key, item_key, slot_key, reason, basis, declared_by, author, declared_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new_id())
    .bind(&plan.id)
    .bind(mark.measure_key)
    .bind(mark.item_key)
    .bind(mark.slot_key)
    .bind(mark.reason)
    .bind(mark.basis)
    .bind(&author.account_id)
    .bind(&author.name)
    .bind(now)
    .run()
    .await?;
    touch_plan(tx, &plan.id).await
}

/// Takes a mark back; false when there is none in force.
pub(crate) async fn revoke_mark(
    tx: &mut Tx,
    plan: &PlanRow,
    mark_id: &str,
    author: &Author,
    now: Moment,
) -> Result<bool> {
    let touched = tx
        .query(
            "update not_carried_out set revoked_by = $3, revoker = $4, revoked_at = $5
             where id = $1 and plan_id = $2 and revoked_at is null",
        )
        .bind(mark_id)
        .bind(&plan.id)
        .bind(&author.account_id)
        .bind(&author.name)
        .bind(now)
        .run()
        .await?;
    touch_plan(tx, &plan.id).await?;
    Ok(touched == 1)
}
