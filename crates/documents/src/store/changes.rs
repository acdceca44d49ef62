//! What the search index is fed with.

use access::Scope;
use store::{Db, Result, Tx};

/// The next revision of the register. Whoever changes a document holds it until the commit, so revisions become
/// visible in their order.
pub(crate) async fn next_revision(tx: &mut Tx) -> Result<i64> {
    let (revision,): (i64,) = tx
        .query("update documents_revision set revision = revision + 1 where id = 1 returning revision")
        .one()
        .await?;
    Ok(revision)
}

/// Keeps the words of a document's file.
pub(crate) async fn keep_text(tx: &mut Tx, document_id: &str, body: &str) -> Result<()> {
    if body.is_empty() {
        return Ok(());
    }
    tx.query("insert into document_text (document_id, body) values ($1, $2)")
        .bind(document_id)
        .bind(body)
        .run()
        .await?;
    Ok(())
}

/// A document as the index takes it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ChangedDocument {
    pub id: String,
    pub kind: String,
    pub number: String,
    pub dated: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub municipality_id: Option<String>,
    pub recorder_org_id: Option<String>,
    pub title: String,
    pub body: Option<String>,
    pub is_published: bool,
    /// How it ended; `None` while it is in force.
    pub ending: Option<String>,
    pub revision: i64,
}

/// The next documents changed after a revision. The index holds everything, so the scope must reach it.
pub(crate) async fn changed_after(db: &Db, scope: &Scope, revision: i64) -> Result<Vec<ChangedDocument>> {
    db.query(
        "select d.id, d.kind, d.number, d.dated, d.org_id, d.org_code, d.org_title, d.municipality_id,
                d.recorder_org_id, d.title, t.body, d.is_published, e.kind as ending, d.revision
         from document d left join document_text t on t.document_id = d.id
         left join document_ending e on e.target_id = d.id
         where $1 = 'everything' and d.revision > $2 order by d.revision limit 500",
    )
    .bind(scope.reach_code())
    .bind(revision)
    .all()
    .await
}

/// How far the register goes.
pub(crate) async fn last_revision(db: &Db) -> Result<i64> {
    let (revision,): (i64,) = db.query("select revision from documents_revision where id = 1").one().await?;
    Ok(revision)
}
