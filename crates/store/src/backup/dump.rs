//! Taking an archive from a living database.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::{MANIFEST, seal, unsealed_comment};
use super::manifest::{FORMAT, Manifest, SavedFile, SavedTable};
use super::{BackupError, tables};
use crate::{Clock, Db, Engine, FileHash, Files, Tx};

type Zip = ZipWriter<BufWriter<File>>;

/// Writes everything as it stood at one moment: rows from one snapshot, and every file that they name. The server may go
/// on working. The archive appears under its name only when it is whole and on the disk.
///
/// # Errors
/// A full disk, a file of the store that is lost or damaged; nothing is left behind then.
pub async fn back_up(db: &Db, files: &Files, clock: &Clock, out: &Path) -> Result<Manifest, BackupError> {
    let unfinished = out.with_extension("unfinished");
    let written = write(db, files, clock, &unfinished).await;
    let told = |error: std::io::Error| BackupError::io(out, &error);
    match written {
        Ok(manifest) => {
            std::fs::rename(&unfinished, out).map_err(told)?;
            crate::files::sync_folder(out.parent().unwrap_or(Path::new("."))).map_err(told)?;
            Ok(manifest)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&unfinished);
            Err(error)
        }
    }
}

async fn write(db: &Db, files: &Files, clock: &Clock, path: &Path) -> Result<Manifest, BackupError> {
    let mut tx = db.snapshot().await?;
    let file = File::create(path).map_err(|error| BackupError::io(path, &error))?;
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 20, file));
    zip.set_comment(unsealed_comment()).map_err(|error| packing(path, &error))?;
    let mut saved = Vec::new();
    for name in tables::names(&mut tx).await? {
        saved.push(table(&mut tx, &mut zip, path, name).await?);
    }
    let mut hashes = Vec::new();
    let columns = tables::columns(&mut tx, "file").await?;
    let place = columns.iter().position(|column| column.name == "hash").unwrap_or(0);
    tables::each_row(&mut tx, "file", &columns, |row| {
        hashes.extend(row[place].as_str().and_then(FileHash::parse));
        Ok(())
    })
    .await?;
    hashes.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    let mut saved_files = Vec::new();
    for hash in hashes {
        let bytes = files.get(&hash).await.map_err(|_| BackupError::FileLost(hash.as_str().to_owned()))?;
        start(&mut zip, path, &format!("files/{}", hash.as_str()), CompressionMethod::Stored)?;
        zip.write_all(&bytes).map_err(|error| BackupError::io(path, &error))?;
        saved_files.push(SavedFile { hash: hash.as_str().to_owned(), size: bytes.len() as u64 });
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: match db.engine() {
            Engine::Sqlite => "sqlite".to_owned(),
            Engine::Postgres => "postgres".to_owned(),
        },
        taken_at: clock.now(),
        migrations: crate::migrations::applied(&mut tx).await?,
        tables: saved,
        files: saved_files,
    };
    start(&mut zip, path, MANIFEST, CompressionMethod::Deflated)?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(crate::Error::from)?;
    zip.write_all(&text).map_err(|error| BackupError::io(path, &error))?;
    let mut buffered = zip.finish().map_err(|error| packing(path, &error))?;
    buffered.flush().map_err(|error| BackupError::io(path, &error))?;
    drop(buffered);
    seal(path)?;
    Ok(manifest)
}

async fn table(tx: &mut Tx, zip: &mut Zip, path: &Path, name: String) -> Result<SavedTable, BackupError> {
    let columns = tables::columns(tx, &name).await?;
    start(zip, path, &format!("tables/{name}.jsonl"), CompressionMethod::Deflated)?;
    let mut hash = tables::RowsHash::default();
    tables::each_row(tx, &name, &columns, |row| {
        let line = serde_json::to_string(&row)?;
        hash.add(&line);
        zip.write_all(line.as_bytes())
            .and_then(|()| zip.write_all(b"\n"))
            .map_err(|error| crate::Error::Full(error.to_string()))
    })
    .await?;
    Ok(SavedTable { name, columns, rows: hash.rows(), hash: hash.finish() })
}

fn start(zip: &mut Zip, path: &Path, name: &str, method: CompressionMethod) -> Result<(), BackupError> {
    // Large: a member may pass four gigabytes, and its length is not known beforehand.
    let options = SimpleFileOptions::default().compression_method(method).large_file(true);
    zip.start_file(name, options).map_err(|error| packing(path, &error))
}

fn packing(path: &Path, error: &zip::result::ZipError) -> BackupError {
    BackupError::Io { file: path.display().to_string(), why: error.to_string() }
}
