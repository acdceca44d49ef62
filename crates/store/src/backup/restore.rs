//! Putting an archive into an empty place.

use std::io::{BufRead, BufReader, Read};

use super::manifest::SavedTable;
use super::{Archive, BackupError, tables};
use crate::{Db, FileHash, Files, Migration, Tx};

/// Rows read from the archive before they are put into the table together.
const ROWS_AT_ONCE: usize = 2_000;

/// Restores an archive into an empty database and a file folder, then brings the schema up to date.
///
/// The tables are built by the steps that the archive names, filled in one transaction, then migrated by the steps that
/// came later. Killed half-way it leaves a place that is not in use: the caller switches to it only after `Ok`.
///
/// # Errors
/// `Newer` when the archive has steps that this program does not know; `NotEmpty`; `Damaged` when a member does not fit
/// its hash.
pub async fn restore(
    archive: &mut Archive,
    db: &Db,
    files: &Files,
    rooms: &[&[Migration]],
) -> Result<(), BackupError> {
    let known: Vec<&Migration> = rooms.iter().flat_map(|room| room.iter()).collect();
    if let Some((version, name)) = archive
        .manifest
        .migrations
        .iter()
        .find(|(version, _)| known.iter().all(|one| one.version != *version))
    {
        return Err(BackupError::Newer { version: *version, name: name.clone() });
    }
    let mut tx = db.begin().await?;
    if let Some(table) = tables::names(&mut tx).await?.first() {
        return Err(BackupError::NotEmpty(format!("в базе уже есть таблица {table}. Укажите пустую базу")));
    }
    drop(tx);
    let versions: Vec<i64> = archive.manifest.migrations.iter().map(|(version, _)| *version).collect();
    let then: Vec<Migration> =
        known.iter().filter(|one| versions.contains(&one.version)).map(|one| **one).collect();
    crate::migrate(db, &[&then]).await?;

    for file in archive.manifest.files.clone() {
        put_file(archive, files, &file.hash).await?;
    }
    let mut tx = db.begin().await?;
    let aside = tables::lay_references_aside(&mut tx).await?;
    for name in tables::names(&mut tx).await? {
        tables::empty(&mut tx, &name).await?;
    }
    for table in archive.manifest.tables.clone() {
        fill(archive, &mut tx, &table).await?;
    }
    tables::take_up_references(&mut tx, aside).await?;
    tx.commit().await?;
    Ok(crate::migrate(db, rooms).await?)
}

async fn put_file(archive: &mut Archive, files: &Files, hash: &str) -> Result<(), BackupError> {
    let damaged = || BackupError::Damaged(format!("файл {hash} не сходится со своей контрольной суммой"));
    let parsed = FileHash::parse(hash).ok_or_else(damaged)?;
    let mut bytes = Vec::new();
    archive.member(&format!("files/{hash}"))?.read_to_end(&mut bytes).map_err(|_| damaged())?;
    if FileHash::of(&bytes) != parsed {
        return Err(damaged());
    }
    Ok(files.put_bytes(&parsed, bytes).await?)
}

async fn fill(archive: &mut Archive, tx: &mut Tx, table: &SavedTable) -> Result<(), BackupError> {
    let damaged = |why: String| BackupError::Damaged(format!("таблица {}: {why}", table.name));
    let mut hash = tables::RowsHash::default();
    let mut waiting = Vec::new();
    let member = archive.member(&format!("tables/{}.jsonl", table.name))?;
    for line in BufReader::new(member).lines() {
        let line = line.map_err(|error| damaged(error.to_string()))?;
        hash.add(&line);
        waiting.push(serde_json::from_str(&line).map_err(|error| damaged(error.to_string()))?);
        if waiting.len() == ROWS_AT_ONCE {
            tables::insert(tx, &table.name, &table.columns, &waiting).await?;
            waiting.clear();
        }
    }
    tables::insert(tx, &table.name, &table.columns, &waiting).await?;
    if hash.rows() != table.rows || hash.finish() != table.hash {
        return Err(damaged("строки не сходятся с описью".into()));
    }
    Ok(())
}

/// In what the restored place differs from the archive: tables by the hash of their rows, files by their bytes.
/// Empty when it is the same.
pub async fn differences(archive: &Archive, db: &Db, files: &Files) -> Result<Vec<String>, BackupError> {
    let mut found = Vec::new();
    let mut tx = db.snapshot().await?;
    for table in &archive.manifest.tables {
        let mut hash = tables::RowsHash::default();
        tables::each_row(&mut tx, &table.name, &table.columns, |row| {
            hash.add(&serde_json::to_string(&row)?);
            Ok(())
        })
        .await?;
        if hash.rows() != table.rows {
            found.push(format!("таблица {}: строк {}, а было {}", table.name, hash.rows(), table.rows));
        } else if hash.finish() != table.hash {
            found.push(format!("таблица {}: строки другие", table.name));
        }
    }
    for file in &archive.manifest.files {
        let whole = match FileHash::parse(&file.hash) {
            Some(hash) => files.get(&hash).await.is_ok_and(|bytes| bytes.len() as u64 == file.size),
            None => false,
        };
        if !whole {
            found.push(format!("файл {} не восстановлен", file.hash));
        }
    }
    Ok(found)
}
