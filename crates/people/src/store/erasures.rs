//! Requests to erase, holds that forbid it, and the search for those whose term has run out.

use access::Scope;
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ErasureRow {
    pub id: String,
    pub person_id: String,
    pub cause: String,
    /// What the person wrote; gone after the erasure.
    pub words: String,
    pub asked_at: i64,
    due_on: String,
    pub state: String,
    pub decider: Option<String>,
    pub decided_at: Option<i64>,
    pub reason: String,
    pub done_at: Option<i64>,
    pub report: String,
    /// Nobody's any more after the erasure.
    pub surname: Option<String>,
    pub name: Option<String>,
    pub patronymic: Option<String>,
}

impl ErasureRow {
    pub fn due_on(&self) -> Date {
        self.due_on.parse().unwrap_or(crate::rules::LAST_DAY)
    }

    pub fn full_name(&self) -> Option<String> {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        self.surname.as_ref()?;
        let name = crate::PersonName {
            surname: part(&self.surname),
            name: part(&self.name),
            patronymic: part(&self.patronymic),
        };
        Some(name.full())
    }
}

/// Requests, those that wait first, then by day of decision. `scope` is that of administration.
pub async fn erasures(sql: impl Sql<'_>, scope: &Scope, most: i64) -> Result<Vec<ErasureRow>> {
    sql.query(
        "select e.id, e.person_id, e.cause, e.words, e.asked_at, e.due_on, e.state, a.name as decider, e.decided_at,
                e.reason, e.done_at, e.report, p.surname, p.name, p.patronymic
         from erasure e left join person p on p.id = e.person_id left join account a on a.id = e.decided_by
         where $1 = 'everything'
         order by case e.state when 'waiting' then 0 when 'approved' then 1 else 2 end, e.due_on desc, e.id desc limit $2",
    )
    .bind(scope.reach_code())
    .bind(most)
    .all()
    .await
}

pub async fn erasure(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<ErasureRow>> {
    sql.query(
        "select e.id, e.person_id, e.cause, e.words, e.asked_at, e.due_on, e.state, a.name as decider, e.decided_at,
                e.reason, e.done_at, e.report, p.surname, p.name, p.patronymic
         from erasure e left join person p on p.id = e.person_id left join account a on a.id = e.decided_by
         where $1 = 'everything' and e.id = $2",
    )
    .bind(scope.reach_code())
    .bind(id)
    .optional()
    .await
}

/// State and day of the person's latest request: what its owner sees of it.
pub async fn latest_of(sql: impl Sql<'_>, person_id: &str) -> Result<Option<(String, String, String)>> {
    sql.query("select state, due_on, reason from erasure where person_id = $1 order by asked_at desc, id desc limit 1")
        .bind(person_id)
        .optional()
        .await
}

/// Opens a request; `None` when one is open already.
pub(crate) async fn open(
    tx: &mut Tx,
    person_id: &str,
    cause: &str,
    words: &str,
    asked_by: Option<&str>,
    due_on: Date,
    now: Moment,
) -> Result<Option<String>> {
    let id = new_id();
    let opened = tx
        .query(
            "insert into erasure (id, person_id, cause, words, asked_by, asked_at, due_on, state, reason, report)
             values ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', '') on conflict do nothing",
        )
        .bind(&id)
        .bind(person_id)
        .bind(cause)
        .bind(words)
        .bind(asked_by)
        .bind(now)
        .bind(due_on)
        .run()
        .await?;
    Ok((opened == 1).then_some(id))
}

/// Writes a decision on a request that waits; false when somebody was faster.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: &str,
    state: &str,
    reason: &str,
    by: Option<&str>,
    now: Moment,
) -> Result<bool> {
    let decided = tx
        .query(
            "update erasure set state = $2, reason = $3, decided_by = $4, decided_at = $5
             where id = $1 and state = 'waiting'",
        )
        .bind(id)
        .bind(state)
        .bind(reason)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(decided == 1)
}

/// The person of an approved request, for the job that carries it out.
pub(crate) async fn approved(sql: impl Sql<'_>, id: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = sql
        .query("select person_id from erasure where id = $1 and state = 'approved'")
        .bind(id)
        .optional()
        .await?;
    Ok(found.map(|(person_id,)| person_id))
}

pub(crate) async fn finish(tx: &mut Tx, id: &str, report: &str, now: Moment) -> Result<()> {
    tx.query("update erasure set state = 'done', words = '', report = $2, done_at = $3 where id = $1")
        .bind(id)
        .bind(report)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HoldRow {
    pub id: String,
    pub reason: String,
    pub setter: Option<String>,
    pub set_at: i64,
    pub lifted_at: Option<i64>,
}

/// Holds on a person, newest first. `scope` is that of administration.
pub async fn holds_of(sql: impl Sql<'_>, scope: &Scope, person_id: &str) -> Result<Vec<HoldRow>> {
    sql.query(
        "select h.id, h.reason, a.name as setter, h.set_at, h.lifted_at
         from legal_hold h left join account a on a.id = h.set_by
         where $1 = 'everything' and h.person_id = $2 order by h.set_at desc, h.id desc",
    )
    .bind(scope.reach_code())
    .bind(person_id)
    .all()
    .await
}

/// Whether something forbids to erase the person.
pub async fn is_held(sql: impl Sql<'_>, person_id: &str) -> Result<bool> {
    let found: Option<(String,)> = sql
        .query("select id from legal_hold where person_id = $1 and lifted_at is null limit 1")
        .bind(person_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

pub async fn set_hold(tx: &mut Tx, person_id: &str, reason: &str, by: &str, now: Moment) -> Result<()> {
    tx.query("insert into legal_hold (id, person_id, reason, set_by, set_at) values ($1, $2, $3, $4, $5)")
        .bind(new_id())
        .bind(person_id)
        .bind(reason)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub(crate) async fn lift_hold(
    tx: &mut Tx,
    person_id: &str,
    hold_id: &str,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let lifted = tx
        .query(
            "update legal_hold set lifted_by = $3, lifted_at = $4
             where id = $1 and person_id = $2 and lifted_at is null",
        )
        .bind(hold_id)
        .bind(person_id)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(lifted == 1)
}

/// Somebody who has left the network.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LeftRow {
    pub person_id: String,
    left_on: String,
}

impl LeftRow {
    pub fn left_on(&self) -> Date {
        self.left_on.parse().unwrap_or(crate::rules::LAST_DAY)
    }
}

/// Who left on this day or before: no post after it, no membership that is not over, nothing that forbids the erasure,
/// no request open, and none refused since `refused_since`. `scope` is that of the program or of administration.
pub async fn left_until(
    sql: impl Sql<'_>,
    scope: &Scope,
    until: Date,
    entered_before: Moment,
    refused_since: Moment,
) -> Result<Vec<LeftRow>> {
    sql.query(
        "select p.id as person_id, coalesce(max(o.valid_to), '0001-01-01') as left_on
         from person p left join post o on o.person_id = p.id
         where $1 = 'everything' and p.created_at < $3
           and not exists (select 1 from post l where l.person_id = p.id and l.valid_to > $2)
           and not exists (select 1 from membership m where m.account_id = p.account_id and m.state <> 'ended')
           and not exists (select 1 from legal_hold h where h.person_id = p.id and h.lifted_at is null)
           and not exists (select 1 from erasure e where e.person_id = p.id
                           and (e.state in ('waiting', 'approved') or (e.state = 'refused' and e.decided_at >= $4)))
         group by p.id order by left_on, p.id limit 1000",
    )
    .bind(scope.reach_code())
    .bind(until)
    .bind(entered_before)
    .bind(refused_since)
    .all()
    .await
}

/// Requests by the term that wait and are due: nobody refused them.
pub(crate) async fn due_by_term(sql: impl Sql<'_>, today: Date) -> Result<Vec<(String, String)>> {
    sql.query(
        "select id, person_id from erasure where cause = 'retention' and state = 'waiting' and due_on <= $1 order by due_on, id",
    )
    .bind(today)
    .all()
    .await
}
