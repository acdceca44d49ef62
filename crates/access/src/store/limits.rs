//! Allowances of tries: one row and one statement for each, so that two requests, or two programs on one database, never
//! take the same try twice.

use store::{Db, Moment, Result, Tx};

use crate::limits::Limit;

/// How long to wait for the next try; zero when one may be made now. Reads only: a flood of refused tries writes nothing.
pub(crate) async fn wait_of(db: &Db, limit: Limit, key: &str, now: Moment) -> Result<Moment> {
    let found: Option<(i64,)> =
        db.query("select charged_until from allowance where key = $1").bind(key).optional().await?;
    Ok(limit.wait(found.map_or(now, |(until,)| until), now))
}

/// Takes one try; false when none is left.
pub(crate) async fn charge(tx: &mut Tx, limit: Limit, key: &str, now: Moment) -> Result<bool> {
    let taken = tx
        .query(
            "insert into allowance (key, charged_until) values ($1, $2 + $3)
             on conflict (key) do update
             set charged_until = case when allowance.charged_until > $2 then allowance.charged_until else $2 end + $3
             where allowance.charged_until <= $2 + $4",
        )
        .bind(key)
        .bind(now)
        .bind(limit.every)
        .bind(limit.room())
        .run()
        .await?;
    Ok(taken == 1)
}

/// Gives a try back: it was no guess but the right answer.
pub(crate) async fn refund(tx: &mut Tx, limit: Limit, key: &str) -> Result<()> {
    tx.query("update allowance set charged_until = charged_until - $2 where key = $1")
        .bind(key)
        .bind(limit.every)
        .run()
        .await?;
    Ok(())
}
