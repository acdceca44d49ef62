//! Addresses and the bell: this part's SQL.

use ::store::{Result, Sql, Tx};

use jiff::civil::Date;

use super::{AccountName, Reader};
use crate::store::active_actors;
use crate::{Reach, Scope};

/// Everybody whose membership is active on a day, in a constant order; nobody for a scope that does not reach everything.
pub async fn all(sql: impl Sql<'_>, scope: &Scope, today: Date) -> Result<Vec<Reader>> {
    let actors = active_actors(sql, scope, today).await?;
    let reader = |(actor, email): (_, Option<String>)| Reader {
        actor,
        email: email.filter(|address| !address.trim().is_empty()),
    };
    Ok(actors.into_iter().map(reader).collect())
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
