//! Browsers in which an account has signed in before.

use store::{Db, Moment, Result, Tx};

use super::accounts::fold_login;
use crate::sessions::token_hash;

/// Whether the owner of a login has signed in with this browser before.
pub(crate) async fn is_known_device(db: &Db, device: &str, login: &str) -> Result<bool> {
    let found: Option<(String,)> = db
        .query(
            "select d.account_id from known_device d join account a on a.id = d.account_id
             where d.token_hash = $1 and a.login = $2",
        )
        .bind(token_hash(device))
        .bind(fold_login(login))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Whether an account has ever signed in with a browser that it still knows.
pub(crate) async fn has_known_device(tx: &mut Tx, account_id: &str) -> Result<bool> {
    let found: Option<(String,)> = tx
        .query("select account_id from known_device where account_id = $1 limit 1")
        .bind(account_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

pub(crate) async fn know_device(tx: &mut Tx, device: &str, account_id: &str, now: Moment) -> Result<()> {
    tx.query(
        "insert into known_device (token_hash, account_id, seen_at) values ($1, $2, $3)
         on conflict (token_hash, account_id) do update set seen_at = excluded.seen_at",
    )
    .bind(token_hash(device))
    .bind(account_id)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// After a password was reset nobody's browser is known any more: one of them may be the thief's.
pub(crate) async fn forget_devices(tx: &mut Tx, account_id: &str) -> Result<()> {
    tx.query("delete from known_device where account_id = $1").bind(account_id).run().await?;
    Ok(())
}
