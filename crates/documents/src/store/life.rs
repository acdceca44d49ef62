//! Endings of documents, and finding one by its code.

use access::Scope;
use store::{Moment, Result, Sql, Tx};

use super::{DocumentRow, next_revision};
use crate::rules::EndingKind;

/// What ended a document.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndingRow {
    pub document_id: String,
    kind: String,
}

impl EndingRow {
    pub fn kind(&self) -> EndingKind {
        EndingKind::from_code(&self.kind).unwrap_or(EndingKind::Revokes)
    }
}

/// Notes that a document ended by another; `false` when it had ended already.
pub(crate) async fn note_ending(
    tx: &mut Tx,
    target_id: &str,
    by: &str,
    kind: EndingKind,
    now: Moment,
) -> Result<bool> {
    let noted = tx
        .query(
            "insert into document_ending (target_id, document_id, kind, noted_at) values ($1, $2, $3, $4)
             on conflict (target_id) do nothing",
        )
        .bind(target_id)
        .bind(by)
        .bind(kind.code())
        .bind(now)
        .run()
        .await?;
    if noted == 0 {
        return Ok(false);
    }
    let revision = next_revision(tx).await?;
    tx.query("update document set revision = $2 where id = $1").bind(target_id).bind(revision).run().await?;
    Ok(true)
}

/// What ended a document that the reader has found within the scope; `None` for one in force.
pub async fn ending_of(sql: impl Sql<'_>, scope: &Scope, document_id: &str) -> Result<Option<EndingRow>> {
    if scope.reach_code() == "nothing" {
        return Ok(None);
    }
    sql.query("select document_id, kind from document_ending where target_id = $1")
        .bind(document_id)
        .optional()
        .await
}

/// A published document by its code: what anybody who holds the paper may know.
pub async fn published_by_code(sql: impl Sql<'_>, scope: &Scope, code: &str) -> Result<Option<DocumentRow>> {
    sql.query(
        "select d.id, d.kind, d.number, d.dated, d.org_id, d.org_code, d.org_title, d.title, d.file_hash, d.file_name,
                f.media_type, f.size as file_size, d.is_published, d.published_at, d.recorder, d.recorded_at, d.code
         from document d left join file f on f.hash = d.file_hash
         where d.code = $1 and d.is_published and $2 <> 'nothing'",
    )
    .bind(code)
    .bind(scope.reach_code())
    .optional()
    .await
}

/// Documents that this one replaced or revoked.
pub async fn ended_by(sql: impl Sql<'_>, scope: &Scope, document_id: &str) -> Result<Vec<(String, String)>> {
    sql.query(
        "select e.target_id, e.kind from document_ending e join document d on d.id = e.target_id
         where e.document_id = $4
           and ($1 = 'everything'
                or ($1 in ('published', 'own', 'municipality') and d.is_published)
                or ($1 in ('own', 'municipality') and (d.org_id = $2 or d.recorder_org_id = $2))
                or ($1 = 'municipality' and d.municipality_id = $3))
         order by d.dated, d.id",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(document_id)
    .all()
    .await
}
