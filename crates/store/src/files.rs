//! Files by content hash. The same bytes are kept once; a file once stored never changes.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use sha2::{Digest, Sha256};

use crate::{Error, Moment, Result, Sql, Tx};

/// Lower-case hexadecimal SHA-256 of the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileHash(String);

impl FileHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }

    /// Accepts what [`FileHash::as_str`] gave; anything else cannot become a path.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two levels of folders: no folder grows to hundreds of thousands of entries.
    fn path(&self) -> object_store::path::Path {
        let hash = &self.0;
        object_store::path::Path::from(format!("sha256/{}/{}/{hash}", &hash[..2], &hash[2..4]))
    }
}

/// Makes a renamed or created name in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::File::open(folder)?.sync_all()
}

#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// A folder of this machine: the default. Written files are fsynced before anything refers to them.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::Invalid(format!("cannot make {}: {error}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Stores the bytes and notes them in the transaction: the row exists only if the bytes do.
    pub async fn put(&self, tx: &mut Tx, bytes: Vec<u8>, media_type: &str, now: Moment) -> Result<FileHash> {
        let hash = FileHash::of(&bytes);
        let size = i64::try_from(bytes.len()).map_err(|_| Error::Invalid("file too large".into()))?;
        // The row first, and taken even where it is there: a sweep of the same file ends before or waits until after.
        tx.query(
            "insert into file (hash, size, media_type, created_at) values ($1, $2, $3, $4)
             on conflict (hash) do update set size = excluded.size",
        )
        .bind(hash.as_str())
        .bind(size)
        .bind(media_type)
        .bind(now)
        .run()
        .await?;
        self.put_bytes(&hash, bytes).await?;
        Ok(hash)
    }

    /// Takes the bytes away; those that are gone already are no error. [`crate::sweep_files`] knows when.
    pub(crate) async fn remove(&self, hash: &FileHash) -> Result<()> {
        match self.store.delete(&hash.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn listing(
        &self,
    ) -> futures_util::stream::BoxStream<'static, object_store::Result<object_store::ObjectMeta>> {
        self.store.list(None)
    }

    /// Stores the bytes under their hash; a restored archive brings the rows itself. What lies there already but is
    /// not whole, left by a crash or by a failing disk, is written anew.
    pub(crate) async fn put_bytes(&self, hash: &FileHash, bytes: Vec<u8>) -> Result<()> {
        let payload = PutPayload::from(bytes);
        match self.store.put_opts(&hash.path(), payload.clone(), PutMode::Create.into()).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => {
                if self.get(hash).await.is_err() {
                    self.store.put(&hash.path(), payload).await?;
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes, checked against their name: a damaged file is an error, not an answer.
    pub async fn get(&self, hash: &FileHash) -> Result<Vec<u8>> {
        let bytes = self.store.get(&hash.path()).await?.bytes().await?;
        if FileHash::of(&bytes) != *hash {
            return Err(Error::Invalid(format!("file {} is damaged on disk", hash.as_str())));
        }
        Ok(bytes.into())
    }

    /// Media type noted when the file was stored.
    pub async fn media_type(sql: impl Sql<'_>, hash: &FileHash) -> Result<String> {
        let (media_type,): (String,) =
            sql.query("select media_type from file where hash = $1").bind(hash.as_str()).one().await?;
        Ok(media_type)
    }
}
