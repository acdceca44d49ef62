//! Files that are answers: photographs, documents.

use store::{FileHash, Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FileRow {
    pub id: String,
    pub path: String,
    pub hash: String,
    pub name: String,
    pub media_type: String,
    pub size: i64,
}

pub struct NewFile<'a> {
    pub path: &'a str,
    pub hash: &'a FileHash,
    pub name: &'a str,
    pub media_type: &'a str,
    pub size: i64,
    pub added_by: &'a str,
}

pub async fn add_file(tx: &mut Tx, answer_id: &str, new: &NewFile<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into questionnaire_file (id, answer_id, path, hash, name, media_type, size, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&id)
    .bind(answer_id)
    .bind(new.path)
    .bind(new.hash.as_str())
    .bind(new.name)
    .bind(new.media_type)
    .bind(new.size)
    .bind(now)
    .bind(new.added_by)
    .run()
    .await?;
    Ok(id)
}

/// Files of a sheet that has been found within a scope, newest last.
pub async fn files_of(sql: impl Sql<'_>, answer_id: &str) -> Result<Vec<FileRow>> {
    sql.query(
        "select id, path, hash, name, media_type, size from questionnaire_file where answer_id = $1
         order by added_at, id",
    )
    .bind(answer_id)
    .all()
    .await
}

pub async fn file(sql: impl Sql<'_>, answer_id: &str, id: &str) -> Result<Option<FileRow>> {
    sql.query(
        "select id, path, hash, name, media_type, size from questionnaire_file where answer_id = $1 and id = $2",
    )
    .bind(answer_id)
    .bind(id)
    .optional()
    .await
}
