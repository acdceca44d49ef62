//! Checks and what was told in them.

use access::Scope;
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CheckRow {
    pub id: String,
    pub org_id: String,
    rules_since: String,
    pupils: i64,
    pub author: String,
    pub checked_at: i64,
}

impl CheckRow {
    pub fn rules_since(&self) -> Date {
        self.rules_since.parse().unwrap_or(Date::MIN)
    }

    pub fn pupils(&self) -> u32 {
        u32::try_from(self.pupils).unwrap_or(0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ValueRow {
    pub check_id: String,
    pub requirement: String,
    pub have: Option<i64>,
    pub price: Option<i64>,
}

/// Every check of a school, the newest first. The caller has found the school within its scope in the registry; one
/// whose scope is their own organisation reads no other.
pub async fn checks_of(sql: impl Sql<'_>, scope: &Scope, org_id: &str) -> Result<Vec<CheckRow>> {
    sql.query(
        "select id, org_id, rules_since, pupils, author, checked_at from equipment_check
         where org_id = $1 and ($2 in ('everything', 'municipality') or ($2 = 'own' and org_id = $3))
         order by checked_at desc, id desc",
    )
    .bind(org_id)
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

pub async fn values_of(sql: impl Sql<'_>, check: &CheckRow) -> Result<Vec<ValueRow>> {
    sql.query("select check_id, requirement, have, price from equipment_value where check_id = $1 order by requirement")
        .bind(&check.id)
        .all()
        .await
}

/// The newest check of every school that the scope may reach.
pub async fn newest_checks(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<CheckRow>> {
    sql.query(
        "select id, org_id, rules_since, pupils, author, checked_at from equipment_check
         where is_newest and ($1 in ('everything', 'municipality') or ($1 = 'own' and org_id = $2))
         order by org_id",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

/// What was told in those checks.
pub async fn newest_values(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<ValueRow>> {
    sql.query(
        "select v.check_id, v.requirement, v.have, v.price
         from equipment_value v join equipment_check c on c.id = v.check_id
         where c.is_newest and ($1 in ('everything', 'municipality') or ($1 = 'own' and c.org_id = $2))",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .all()
    .await
}

pub(crate) struct NewCheck<'a> {
    pub org_id: &'a str,
    pub rules_since: Date,
    pub pupils: u32,
    pub account_id: &'a str,
    pub author: &'a str,
    /// Requirement, what is there, price.
    pub values: Vec<(&'a str, Option<i64>, Option<i64>)>,
}

/// Writes a check; the one before it is not the newest any more.
pub(crate) async fn insert_check(tx: &mut Tx, new: &NewCheck<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query("update equipment_check set is_newest = $2 where org_id = $1 and is_newest")
        .bind(new.org_id)
        .bind(false)
        .run()
        .await?;
    tx.query(
        "insert into equipment_check (id, org_id, rules_since, pupils, is_newest, checked_by, author, checked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(new.org_id)
    .bind(new.rules_since)
    .bind(i64::from(new.pupils))
    .bind(true)
    .bind(new.account_id)
    .bind(new.author)
    .bind(now)
    .run()
    .await?;
    for (requirement, have, price) in &new.values {
        tx.query("insert into equipment_value (check_id, requirement, have, price) values ($1, $2, $3, $4)")
            .bind(&id)
            .bind(*requirement)
            .bind(*have)
            .bind(*price)
            .run()
            .await?;
    }
    Ok(id)
}
