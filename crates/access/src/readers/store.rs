//! Addresses and the bell: this part's SQL.

use ::store::{Result, Sql, Tx};

use super::{AccountName, Reader};
use crate::store::ActorRow;
use crate::{Reach, Scope};

#[derive(sqlx::FromRow)]
struct ReaderRow {
    #[sqlx(flatten)]
    actor: ActorRow,
    email: Option<String>,
}

/// Everybody with an active membership, in a constant order; nobody for a scope that does not reach everything.
pub async fn all(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<Reader>> {
    if scope.reach() != Reach::Everything {
        return Ok(Vec::new());
    }
    let rows: Vec<ReaderRow> = sql
        .query(
            "select a.id as account_id, a.login, a.name, m.id as membership_id, m.org_id, m.org_code, m.org_title,
                    m.municipality_id, m.role, m.state, a.email
             from membership m join account a on a.id = m.account_id
             where m.state = 'active' and not a.is_closed order by a.id, m.position, m.id",
        )
        .all()
        .await?;
    let readers = rows.into_iter().filter_map(|row| {
        let email = row.email.filter(|address| !address.trim().is_empty());
        Some(Reader { actor: row.actor.into_actor()?, email })
    });
    Ok(readers.collect())
}

/// Where letters to an account go; a closed account gets none.
pub async fn address_of(sql: impl Sql<'_>, account_id: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = sql
        .query("select email from account where id = $1 and not is_closed")
        .bind(account_id)
        .optional()
        .await?;
    Ok(found.and_then(|(email,)| email).filter(|address| !address.trim().is_empty()))
}

pub async fn set_address(tx: &mut Tx, account_id: &str, email: Option<&str>) -> Result<()> {
    tx.query("update account set email = $2 where id = $1").bind(account_id).bind(email).run().await?;
    Ok(())
}

/// So many reminders more, or fewer, wait to be read.
pub async fn add_unread(tx: &mut Tx, account_id: &str, more: i64) -> Result<()> {
    tx.query("update account set unread = unread + $2 where id = $1")
        .bind(account_id)
        .bind(more)
        .run()
        .await?;
    Ok(())
}

/// What every account is called, for lists of an administrator.
pub async fn names(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<AccountName>> {
    if scope.reach() != Reach::Everything {
        return Ok(Vec::new());
    }
    sql.query("select id, login, name from account order by login").all().await
}
