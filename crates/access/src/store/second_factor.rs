//! The second factor: its sealed secret, the steps taken, recovery codes, and the roles that need it.

use store::{Db, Moment, Result, Sql, Tx};

use crate::{Role, Scope, role_from_code};

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SecondFactor {
    /// Sealed ([`crate::SealingKeys`]).
    pub secret: String,
    /// Not yet: it is being set up.
    pub confirmed_at: Option<i64>,
}

pub(crate) async fn second_factor(sql: impl Sql<'_>, account_id: &str) -> Result<Option<SecondFactor>> {
    sql.query("select secret, confirmed_at from second_factor where account_id = $1")
        .bind(account_id)
        .optional()
        .await
}

/// Every secret as it lies: (account, sealed).
pub(crate) async fn sealed_secrets(sql: impl Sql<'_>) -> Result<Vec<(String, String)>> {
    sql.query("select account_id, secret from second_factor order by account_id").all().await
}

pub(crate) async fn replace_secret(tx: &mut Tx, account_id: &str, secret: &str) -> Result<()> {
    tx.query("update second_factor set secret = $2 where account_id = $1")
        .bind(account_id)
        .bind(secret)
        .run()
        .await?;
    Ok(())
}

/// Keeps a secret that its owner has not proved to have yet; one that is in use stays as it is.
pub(crate) async fn begin_second_factor(
    tx: &mut Tx,
    account_id: &str,
    secret: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into second_factor (account_id, secret, created_at) values ($1, $2, $3)
         on conflict (account_id) do update set secret = excluded.secret, created_at = excluded.created_at
         where second_factor.confirmed_at is null",
    )
    .bind(account_id)
    .bind(secret)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub(crate) async fn confirm_second_factor(tx: &mut Tx, account_id: &str, now: Moment) -> Result<bool> {
    let confirmed = tx
        .query("update second_factor set confirmed_at = $2 where account_id = $1 and confirmed_at is null")
        .bind(account_id)
        .bind(now)
        .run()
        .await?;
    Ok(confirmed == 1)
}

/// Takes a time step; false when it, or a later one, was taken before: the same code opens nothing twice.
pub(crate) async fn take_step(tx: &mut Tx, account_id: &str, step: i64) -> Result<bool> {
    let taken = tx
        .query("update second_factor set last_step = $2 where account_id = $1 and last_step < $2")
        .bind(account_id)
        .bind(step)
        .run()
        .await?;
    Ok(taken == 1)
}

pub(crate) async fn drop_second_factor(tx: &mut Tx, account_id: &str) -> Result<()> {
    tx.query("delete from recovery_code where account_id = $1").bind(account_id).run().await?;
    tx.query("delete from second_factor where account_id = $1").bind(account_id).run().await?;
    Ok(())
}

/// Replaces the recovery codes; the old ones open nothing any more.
pub(crate) async fn set_recovery_codes(tx: &mut Tx, account_id: &str, hashes: &[String]) -> Result<()> {
    tx.query("delete from recovery_code where account_id = $1").bind(account_id).run().await?;
    for hash in hashes {
        tx.query("insert into recovery_code (code_hash, account_id) values ($1, $2)")
            .bind(hash)
            .bind(account_id)
            .run()
            .await?;
    }
    Ok(())
}

/// Uses a recovery code up; false when there is none such or it was used before.
pub(crate) async fn take_recovery_code(
    tx: &mut Tx,
    account_id: &str,
    hash: &str,
    now: Moment,
) -> Result<bool> {
    let taken = tx
        .query("update recovery_code set used_at = $3 where code_hash = $2 and account_id = $1 and used_at is null")
        .bind(account_id)
        .bind(hash)
        .bind(now)
        .run()
        .await?;
    Ok(taken == 1)
}

/// How many recovery codes have not been used.
pub(crate) async fn count_recovery_codes(sql: impl Sql<'_>, account_id: &str) -> Result<i64> {
    let (count,): (i64,) = sql
        .query("select count(*) from recovery_code where account_id = $1 and used_at is null")
        .bind(account_id)
        .one()
        .await?;
    Ok(count)
}

/// The roles that give no rights without a second factor.
pub async fn roles_with_second_factor(db: &Db, scope: &Scope) -> Result<Vec<Role>> {
    let rows: Vec<(String,)> = db
        .query("select role from second_factor_role where $1 = 'everything' order by role")
        .bind(scope.reach_code())
        .all()
        .await?;
    Ok(rows.iter().filter_map(|(code,)| role_from_code(code)).collect())
}

pub async fn set_roles_with_second_factor(tx: &mut Tx, scope: &Scope, roles: &[Role]) -> Result<()> {
    if scope.reach() != crate::Reach::Everything {
        return Err(store::Error::NotFound);
    }
    tx.query("delete from second_factor_role").run().await?;
    for role in roles {
        tx.query("insert into second_factor_role (role) values ($1)").bind(role.code()).run().await?;
    }
    Ok(())
}

/// Whether one of an account's active roles needs a second factor.
pub(crate) async fn needs_second_factor(sql: impl Sql<'_>, account_id: &str) -> Result<bool> {
    let found: Option<(String,)> = sql
        .query(
            "select r.role from second_factor_role r
             join membership m on m.role = r.role and m.account_id = $1 and m.state = 'active' limit 1",
        )
        .bind(account_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// How many hold a role, and how many of them have a second factor.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct FactorCount {
    pub role: String,
    pub people: i64,
    pub with_factor: i64,
}

pub(crate) async fn second_factors_by_role(db: &Db, scope: &Scope) -> Result<Vec<FactorCount>> {
    db.query(
        "select m.role, count(distinct m.account_id) as people, count(distinct f.account_id) as with_factor
         from membership m join account a on a.id = m.account_id and not a.is_closed
         left join second_factor f on f.account_id = m.account_id and f.confirmed_at is not null
         where m.state = 'active' and $1 = 'everything' group by m.role",
    )
    .bind(scope.reach_code())
    .all()
    .await
}
