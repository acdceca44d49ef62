//! Addresses of personal calendars.

use store::{Moment, Result, Sql, Tx};

/// Gives a membership a new feed address; the old one stops working.
pub async fn renew(tx: &mut Tx, membership_id: &str, token_hash: &str, now: Moment) -> Result<()> {
    tx.query(
        "insert into calendar_feed (membership_id, token_hash, created_at) values ($1, $2, $3)
         on conflict (membership_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at",
    )
    .bind(membership_id)
    .bind(token_hash)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Takes the feed away.
pub async fn remove(tx: &mut Tx, membership_id: &str) -> Result<()> {
    tx.query("delete from calendar_feed where membership_id = $1").bind(membership_id).run().await?;
    Ok(())
}

/// Whose feed it is. The secret in the address is the only key: a calendar program has no session.
pub async fn membership_of(sql: impl Sql<'_>, token_hash: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = sql
        .query("select membership_id from calendar_feed where token_hash = $1")
        .bind(token_hash)
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// When the membership's feed was made, if it has one.
pub async fn made_at(sql: impl Sql<'_>, membership_id: &str) -> Result<Option<Moment>> {
    let found: Option<(i64,)> = sql
        .query("select created_at from calendar_feed where membership_id = $1")
        .bind(membership_id)
        .optional()
        .await?;
    Ok(found.map(|(at,)| at))
}

/// Whether the membership has a feed.
pub async fn exists(sql: impl Sql<'_>, membership_id: &str) -> Result<bool> {
    let found: Option<(String,)> = sql
        .query("select membership_id from calendar_feed where membership_id = $1")
        .bind(membership_id)
        .optional()
        .await?;
    Ok(found.is_some())
}
