//! Files that nothing refers to any more: their rows and their bytes go.
//!
//! A column that holds a file's hash is declared `references file (hash)`: by these references the sweep knows what is
//! still needed, whichever room declared them.

use std::time::{Duration, SystemTime};

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use crate::backup::tables::quoted;
use crate::catalogue::references_to;
use crate::db::EngineTx;
use crate::{Db, FileHash, Files, Result, Tx};

/// Bytes without a row may belong to an upload that is still under way.
const GRACE: Duration = Duration::from_hours(24);

/// Removes unneeded files; answers how many. Run as a job, and after an erasure.
pub async fn sweep_files(db: &Db, files: &Files) -> Result<usize> {
    let mut swept = 0;
    let mut tx = db.begin().await?;
    let unneeded = unneeded(&mut tx).await?;
    for hash in &unneeded {
        // Should something begin to refer to it meanwhile, the reference refuses this and the next run looks again.
        tx.query("delete from file where hash = $1").bind(hash.as_str()).run().await?;
        // Before the commit: whoever stores the same bytes anew waits for it (see `Files::put`).
        files.remove(hash).await?;
        swept += 1;
    }
    let known: Vec<(String,)> = tx.query("select hash from file").all().await?;
    for hash in abandoned(files).await? {
        if !known.iter().any(|(name,)| name == hash.as_str()) {
            files.remove(&hash).await?;
            swept += 1;
        }
    }
    tx.commit().await?;
    Ok(swept)
}

async fn unneeded(tx: &mut Tx) -> Result<Vec<FileHash>> {
    let conditions: String = references_to(tx, "file")
        .await?
        .into_iter()
        .map(|(table, column)| {
            format!(
                " and not exists (select 1 from {} r where r.{} = f.hash)",
                quoted(&table),
                quoted(&column)
            )
        })
        .collect();
    let sql = AssertSqlSafe(format!("select f.hash from file f where true{conditions}"));
    let found: Vec<(String,)> = match &mut tx.engine {
        EngineTx::Sqlite(transaction) => sqlx::query_as(sql).fetch_all(&mut **transaction).await?,
        EngineTx::Postgres(transaction) => sqlx::query_as(sql).fetch_all(&mut **transaction).await?,
    };
    Ok(found.iter().filter_map(|(name,)| FileHash::parse(name)).collect())
}

/// Files of the store that have lain there for longer than any upload takes, by the machine's own clock: it is the one
/// that the file system goes by.
async fn abandoned(files: &Files) -> Result<Vec<FileHash>> {
    let now = SystemTime::now();
    let listed: Vec<_> = files.listing().try_collect().await?;
    Ok(listed
        .iter()
        .filter(|one| now.duration_since(SystemTime::from(one.last_modified)).is_ok_and(|age| age > GRACE))
        .filter_map(|one| one.location.filename().and_then(FileHash::parse))
        .collect())
}
