//! Drafts of roadmaps read from files, until somebody accepts them.

use access::{Reach, Scope};
use store::{Moment, Result, Sql, Tx, new_id};

use super::Author;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRow {
    pub id: String,
    pub file_name: String,
    /// JSON of [`crate::import::StoredDraft`].
    pub draft: String,
    pub year: i64,
    pub version: i64,
    pub created_at: i64,
    pub accepted_at: Option<i64>,
}

pub(crate) async fn add(
    tx: &mut Tx,
    scope: &Scope,
    file_name: &str,
    draft: &str,
    year: i16,
    author: &Author,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into plan_import (id, created_by, org_id, file_name, draft, year, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(&author.account_id)
    .bind(scope.org_id())
    .bind(file_name)
    .bind(draft)
    .bind(i64::from(year))
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// A draft made at one's own organisation; a draft of another body is not found.
pub(crate) async fn by_id(sql: impl Sql<'_>, scope: &Scope, id: &str) -> Result<Option<ImportRow>> {
    if scope.reach() < Reach::Own {
        return Ok(None);
    }
    sql.query(
        "select id, file_name, draft, year, version, created_at, accepted_at from plan_import
         where id = $1 and (org_id = $2 or $3 = 'everything')",
    )
    .bind(id)
    .bind(scope.org_id())
    .bind(scope.reach_code())
    .optional()
    .await
}

/// The drafts of one's own organisation that wait, newest first.
pub(crate) async fn waiting(sql: impl Sql<'_>, scope: &Scope) -> Result<Vec<ImportRow>> {
    sql.query(
        "select id, file_name, '' as draft, year, version, created_at, accepted_at from plan_import
         where org_id = $1 and accepted_at is null order by created_at desc limit 20",
    )
    .bind(scope.org_id())
    .all()
    .await
}

/// Writes the draft back if nobody has changed it since `seen_version`; false means a conflict.
pub(crate) async fn save(
    tx: &mut Tx,
    scope: &Scope,
    id: &str,
    draft: &str,
    year: i16,
    seen_version: i64,
) -> Result<bool> {
    let touched = tx
        .query(
            "update plan_import set draft = $2, year = $3, version = version + 1
             where id = $1 and version = $4 and accepted_at is null and (org_id = $5 or $6 = 'everything')",
        )
        .bind(id)
        .bind(draft)
        .bind(i64::from(year))
        .bind(seen_version)
        .bind(scope.org_id())
        .bind(scope.reach_code())
        .run()
        .await?;
    Ok(touched == 1)
}

pub(crate) async fn mark_accepted(tx: &mut Tx, id: &str, now: Moment) -> Result<bool> {
    let touched = tx
        .query("update plan_import set accepted_at = $2 where id = $1 and accepted_at is null")
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(touched == 1)
}
