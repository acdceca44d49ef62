//! Who is asked, what they answered, and their remarks. Whoever looks has found the paper within their scope.

use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

use super::drafts::DraftRow;
use crate::rules::{Asked, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StepRow {
    pub id: String,
    pub draft_id: String,
    pub round: i64,
    pub stage: i64,
    pub account_id: String,
    pub person: String,
    pub post: String,
    pub org_title: String,
    verdict: String,
    pub reason: String,
    pub decided_at: Option<i64>,
}

impl StepRow {
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::of_code(&self.verdict)
    }

    pub fn asked(&self) -> Asked<'_> {
        Asked { account_id: &self.account_id, stage: self.stage, verdict: self.verdict() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RemarkRow {
    pub id: String,
    pub draft_id: String,
    pub round: i64,
    pub account_id: String,
    pub person: String,
    pub org_title: String,
    /// `paragraphs.2.text`; empty: the paper as a whole.
    pub field: String,
    pub field_title: String,
    pub quote: String,
    pub words: String,
    pub written_at: i64,
    pub settled_at: Option<i64>,
}

/// Somebody to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    pub stage: i64,
    pub account_id: String,
    pub person: String,
    pub post: String,
    pub org_title: String,
}

pub(crate) async fn add_step(tx: &mut Tx, draft_id: &str, round: i64, step: &NewStep) -> Result<()> {
    tx.query(
        "insert into agreement_step (id, draft_id, round, stage, account_id, person, post, org_title, verdict, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, '', '')",
    )
    .bind(new_id())
    .bind(draft_id)
    .bind(round)
    .bind(step.stage)
    .bind(&step.account_id)
    .bind(&step.person)
    .bind(&step.post)
    .bind(&step.org_title)
    .run()
    .await?;
    Ok(())
}

/// All rounds of a paper, the last one first.
pub async fn steps_of(sql: impl Sql<'_>, draft: &DraftRow) -> Result<Vec<StepRow>> {
    sql.query(
        "select id, draft_id, round, stage, account_id, person, post, org_title, verdict, reason, decided_at
         from agreement_step where draft_id = $1 order by round desc, stage, id",
    )
    .bind(&draft.id)
    .all()
    .await
}

pub async fn remarks_of(sql: impl Sql<'_>, draft: &DraftRow) -> Result<Vec<RemarkRow>> {
    sql.query(
        "select id, draft_id, round, account_id, person, org_title, field, field_title, quote, words, written_at,
                settled_at
         from agreement_remark where draft_id = $1 order by written_at, id",
    )
    .bind(&draft.id)
    .all()
    .await
}

/// Writes an answer; `false`: it has been given already, or the round is over. Answers to one paper are written one after
/// the other: the paper's row is taken first, so that of two who answer at once the second sees what the first said.
pub(crate) async fn decide(
    tx: &mut Tx,
    draft: &DraftRow,
    account_id: &str,
    verdict: Verdict,
    reason: &str,
    now: Moment,
) -> Result<bool> {
    let taken = tx
        .query("update draft set round = round where id = $1 and round = $2 and state = 'agreement'")
        .bind(&draft.id)
        .bind(draft.round)
        .run()
        .await?;
    if taken == 0 {
        return Ok(false);
    }
    let decided = tx
        .query(
            "update agreement_step set verdict = $4, reason = $5, decided_at = $6
             where draft_id = $1 and round = $2 and account_id = $3 and verdict = ''",
        )
        .bind(&draft.id)
        .bind(draft.round)
        .bind(account_id)
        .bind(verdict.code())
        .bind(reason)
        .bind(now)
        .run()
        .await?;
    Ok(decided == 1)
}

pub(crate) struct NewRemark<'a> {
    pub account_id: &'a str,
    pub person: &'a str,
    pub org_title: &'a str,
    pub field: &'a str,
    pub field_title: &'a str,
    pub quote: &'a str,
    pub words: &'a str,
}

pub(crate) async fn add_remark(
    tx: &mut Tx,
    draft: &DraftRow,
    new: &NewRemark<'_>,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into agreement_remark (id, draft_id, round, account_id, person, org_title, field, field_title, quote,
                                       words, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&id)
    .bind(&draft.id)
    .bind(draft.round)
    .bind(new.account_id)
    .bind(new.person)
    .bind(new.org_title)
    .bind(new.field)
    .bind(new.field_title)
    .bind(new.quote)
    .bind(new.words)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// Marks a remark of this paper as heeded; `false`: there is no such remark, or it is marked already.
pub(crate) async fn settle(tx: &mut Tx, draft: &DraftRow, remark_id: &str, now: Moment) -> Result<bool> {
    let settled = tx
        .query("update agreement_remark set settled_at = $3 where id = $1 and draft_id = $2 and settled_at is null")
        .bind(remark_id)
        .bind(&draft.id)
        .bind(now)
        .run()
        .await?;
    Ok(settled == 1)
}

/// Somebody of a paper that is being agreed, for the reminders.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct OpenStep {
    pub draft_id: String,
    pub title: String,
    pub kind: String,
    pub org_title: String,
    pub agree_by: Option<String>,
    pub round: i64,
    pub stage: i64,
    pub account_id: String,
    pub verdict: String,
}

impl OpenStep {
    pub fn agree_by(&self) -> Option<Date> {
        self.agree_by.as_deref()?.parse().ok()
    }
}

/// Everybody of the papers that are being agreed, paper by paper.
pub(crate) async fn open_steps(sql: impl Sql<'_>) -> Result<Vec<OpenStep>> {
    sql.query(
        "select d.id as draft_id, d.title, d.kind, d.org_title, d.agree_by, d.round, s.stage, s.account_id, s.verdict
         from draft d join agreement_step s on s.draft_id = d.id and s.round = d.round
         where d.state = 'agreement' order by d.id, s.stage, s.id",
    )
    .all()
    .await
}

/// Accounts that may be asked, with the organisation at which they hold their role.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Colleague {
    pub account_id: String,
    pub login: String,
    pub name: String,
    pub org_title: String,
    pub role: String,
    pub post: Option<String>,
}

/// Who may be asked to agree: everybody with an active membership of the bodies and authorities. Their names are known to
/// whoever writes papers; nothing else of them is told. `scope` is that of writing drafts.
pub async fn colleagues(sql: impl Sql<'_>, scope: &access::Scope, today: Date) -> Result<Vec<Colleague>> {
    if scope.reach() < access::Reach::Own {
        return Ok(Vec::new());
    }
    sql.query(
        "select m.account_id, min(a.login) as login, min(a.name) as name, min(m.org_title) as org_title,
                min(m.role) as role,
                min((select max(o.title) from post o join person p on p.id = o.person_id
                     where p.account_id = m.account_id and o.valid_from <= $1 and o.valid_to >= $1)) as post
         from membership m join account a on a.id = m.account_id
         where m.state = 'active' and m.valid_from <= $1 and m.valid_to >= $1 and not a.is_closed
           and m.role in ('ministry', 'institute', 'regional_centre', 'municipality', 'municipal_centre', 'expert',
                          'partner')
         group by m.account_id order by min(m.role), min(m.org_title), min(a.name), m.account_id",
    )
    .bind(today)
    .all()
    .await
}
