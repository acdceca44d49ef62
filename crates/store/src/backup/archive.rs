//! The archive file: sealing it, and opening only what is whole.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::BackupError;
use super::manifest::{FORMAT, Manifest};

pub(super) const MANIFEST: &str = "manifest.json";
const SEAL: &str = "biblioset backup, sha256 of all bytes before: ";
const HASH_LENGTH: u64 = 64;
/// A manifest of a million files stays far below this.
const MAX_MANIFEST: u64 = 256 * 1024 * 1024;

/// The comment of an archive about to be sealed.
pub(super) fn unsealed_comment() -> String {
    format!("{SEAL}{}", "0".repeat(64))
}

/// Writes the hash of all bytes before it into the last bytes of the file, and the file to the disk.
pub(super) fn seal(path: &Path) -> Result<(), BackupError> {
    let told = |error: std::io::Error| BackupError::io(path, &error);
    let mut file = File::options().read(true).write(true).open(path).map_err(told)?;
    let hashed = file.metadata().map_err(told)?.len() - HASH_LENGTH;
    let hash = hash_of(&mut file, hashed).map_err(told)?;
    file.seek(SeekFrom::Start(hashed)).map_err(told)?;
    file.write_all(hash.as_bytes()).map_err(told)?;
    file.sync_all().map_err(told)
}

fn hash_of(file: &mut File, length: u64) -> std::io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut digest = Sha256::new();
    let mut left = BufReader::with_capacity(1 << 20, file).take(length);
    let mut part = vec![0; 1 << 20];
    loop {
        let read = left.read(&mut part)?;
        if read == 0 {
            return Ok(hex::encode(digest.finalize()));
        }
        digest.update(&part[..read]);
    }
}

/// An archive that was checked from its first byte to its last.
pub struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    pub manifest: Manifest,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Archive({})", self.path.display())
    }
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// `Damaged` for anything that is not a whole archive: truncated, changed in one bit, something else altogether.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let told = |error: std::io::Error| BackupError::io(path, &error);
        let damaged = |why: &str| BackupError::Damaged(why.to_owned());
        let mut file = File::open(path).map_err(told)?;
        let length = file.metadata().map_err(told)?.len();
        let tail = HASH_LENGTH + SEAL.len() as u64;
        if length < tail {
            return Err(damaged("файл слишком короток"));
        }
        file.seek(SeekFrom::Start(length - tail)).map_err(told)?;
        let mut written = String::new();
        file.read_to_string(&mut written).map_err(|_| damaged("в конце нет печати архива"))?;
        let hash = written.strip_prefix(SEAL).ok_or_else(|| damaged("в конце нет печати архива"))?;
        if hash_of(&mut file, length - HASH_LENGTH).map_err(told)? != hash {
            return Err(damaged("контрольная сумма не сходится"));
        }
        file.seek(SeekFrom::Start(0)).map_err(told)?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error.to_string()))?;
        let mut text = String::new();
        zip.by_name(MANIFEST)
            .map_err(|_| damaged("нет описи"))?
            .take(MAX_MANIFEST)
            .read_to_string(&mut text)
            .map_err(|error| damaged(&error.to_string()))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| damaged(&error.to_string()))?;
        if manifest.format > FORMAT {
            return Err(BackupError::Newer {
                version: i64::from(manifest.format),
                name: "устройство архива".into(),
            });
        }
        Ok(Self { path: path.to_owned(), zip, manifest })
    }

    /// One member of the archive, to be read to its end.
    pub(super) fn member(&mut self, name: &str) -> Result<impl Read + '_, BackupError> {
        self.zip.by_name(name).map_err(|error| BackupError::Damaged(format!("{name}: {error}")))
    }
}
