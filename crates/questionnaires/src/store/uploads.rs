//! Files on their way, part by part.

use store::{FileHash, Moment, Result, Sql, Tx, new_id};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UploadRow {
    pub id: String,
    pub path: String,
    pub name: String,
    pub size: i64,
    pub hash: String,
    /// Bytes that have come, from the beginning on.
    pub received: i64,
}

/// What a sender says before the first part.
pub struct NewUpload<'a> {
    pub path: &'a str,
    pub name: &'a str,
    pub size: i64,
    pub hash: &'a FileHash,
}

/// Begins an upload, or finds the one that was begun: the same file for the same field of the same sheet is one upload.
pub async fn begin(tx: &mut Tx, answer_id: &str, new: &NewUpload<'_>, now: Moment) -> Result<UploadRow> {
    tx.query(
        "insert into questionnaire_upload (id, answer_id, path, name, size, hash, received, touched_at)
         values ($1, $2, $3, $4, $5, $6, 0, $7)
         on conflict (answer_id, path, hash) do update set touched_at = excluded.touched_at
         returning id, path, name, size, hash, received",
    )
    .bind(new_id())
    .bind(answer_id)
    .bind(new.path)
    .bind(new.name)
    .bind(new.size)
    .bind(new.hash.as_str())
    .bind(now)
    .one()
    .await
}

/// Uploads of a sheet that are under way.
pub async fn under_way(sql: impl Sql<'_>, answer_id: &str) -> Result<Vec<UploadRow>> {
    sql.query(
        "select id, path, name, size, hash, received from questionnaire_upload where answer_id = $1 order by id",
    )
    .bind(answer_id)
    .all()
    .await
}

/// An upload of a sheet that has been found within a scope.
pub async fn upload(sql: impl Sql<'_>, answer_id: &str, id: &str) -> Result<Option<UploadRow>> {
    sql.query(
        "select id, path, name, size, hash, received from questionnaire_upload where answer_id = $1 and id = $2",
    )
    .bind(answer_id)
    .bind(id)
    .optional()
    .await
}

/// Takes the place of the next part; false: the upload does not stand at this offset, or is gone. Its row is locked until
/// the part is on disk.
pub async fn claim(tx: &mut Tx, upload: &UploadRow, offset: i64, bytes: i64, now: Moment) -> Result<bool> {
    let claimed = tx
        .query(
            "update questionnaire_upload set received = received + $3, touched_at = $4
             where id = $1 and received = $2 and received + $3 <= size",
        )
        .bind(&upload.id)
        .bind(offset)
        .bind(bytes)
        .bind(now)
        .run()
        .await?;
    Ok(claimed == 1)
}

pub async fn add_part(tx: &mut Tx, upload: &UploadRow, start: i64, hash: &FileHash) -> Result<()> {
    tx.query("insert into questionnaire_upload_part (upload_id, start, hash) values ($1, $2, $3)")
        .bind(&upload.id)
        .bind(start)
        .bind(hash.as_str())
        .run()
        .await?;
    Ok(())
}

/// Parts in their order.
pub async fn parts(sql: impl Sql<'_>, upload: &UploadRow) -> Result<Vec<FileHash>> {
    let rows: Vec<(String,)> = sql
        .query("select hash from questionnaire_upload_part where upload_id = $1 order by start")
        .bind(&upload.id)
        .all()
        .await?;
    Ok(rows.iter().filter_map(|(hash,)| FileHash::parse(hash)).collect())
}

/// Ends an upload; false: somebody has ended it before.
pub async fn end(tx: &mut Tx, upload: &UploadRow) -> Result<bool> {
    tx.query("delete from questionnaire_upload_part where upload_id = $1").bind(&upload.id).run().await?;
    let ended = tx.query("delete from questionnaire_upload where id = $1").bind(&upload.id).run().await?;
    Ok(ended == 1)
}

/// Forgets uploads that nobody has continued since a moment; answers how many. Their bytes go with the next sweep.
pub async fn forget_untouched(tx: &mut Tx, since: Moment) -> Result<u64> {
    tx.query(
        "delete from questionnaire_upload_part
         where upload_id in (select id from questionnaire_upload where touched_at < $1)",
    )
    .bind(since)
    .run()
    .await?;
    tx.query("delete from questionnaire_upload where touched_at < $1").bind(since).run().await
}
