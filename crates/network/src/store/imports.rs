//! Lists read from files, until somebody accepts them.

use access::{Reach, Scope};
use jiff::civil::Date;
use store::{Moment, Result, Sql, Tx, new_id};

use super::stored_day;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRow {
    pub id: String,
    pub file_name: String,
    day: String,
    /// JSON of [`crate::import::StoredDraft`].
    pub draft: String,
    pub version: i64,
    pub created_at: i64,
    pub accepted_at: Option<i64>,
}

impl ImportRow {
    /// The day from which dated changes of the list hold.
    pub fn day(&self) -> Date {
        stored_day(&self.day)
    }
}

pub(crate) async fn add(
    tx: &mut Tx,
    scope: &Scope,
    account_id: &str,
    file_name: &str,
    day: Date,
    draft: &str,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into registry_import (id, org_id, created_by, file_name, day, draft, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(scope.org_id())
    .bind(account_id)
    .bind(file_name)
    .bind(day)
    .bind(draft)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// A list read at one's own organisation; a list of another body is not found.
pub(crate) async fn by_id(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<ImportRow>> {
    if scope.reach() < Reach::Own {
        return Ok(None);
    }
    sql.query(
        "select id, file_name, day, draft, version, created_at, accepted_at from registry_import
         where id = $1 and (org_id = $2 or $3 = 'everything')",
    )
    .bind(id)
    .bind(scope.org_id())
    .bind(scope.reach_code())
    .optional()
    .await
}

/// The lists of one's own organisation that wait, newest first.
pub(crate) async fn waiting(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<ImportRow>> {
    sql.query(
        "select id, file_name, day, '' as draft, version, created_at, accepted_at from registry_import
         where org_id = $1 and accepted_at is null order by created_at desc limit 20",
    )
    .bind(scope.org_id())
    .all()
    .await
}

/// Writes the draft back if nobody has changed it since `seen_version`; false means a conflict.
pub(crate) async fn save(tx: &mut Tx, id: &str, draft: &str, seen_version: i64) -> Result<bool> {
    let touched = tx
        .query(
            "update registry_import set draft = $2, version = version + 1
             where id = $1 and version = $3 and accepted_at is null",
        )
        .bind(id)
        .bind(draft)
        .bind(seen_version)
        .run()
        .await?;
    Ok(touched == 1)
}

/// An accepted list keeps its row for the journal and gives its text back.
pub(crate) async fn mark_accepted(tx: &mut Tx, id: &str, now: Moment) -> Result<bool> {
    let touched = tx
        .query(
            "update registry_import set accepted_at = $2, draft = '' where id = $1 and accepted_at is null",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(touched == 1)
}
