//! The indexes of the whole program, each opened when it is first asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::index::{Error, Index};

/// One index for each room that has something to find.
#[derive(Clone, Default)]
pub struct Shelf {
    /// `None`: in memory, as in tests.
    folder: Option<PathBuf>,
    open: Arc<Mutex<HashMap<&'static str, Arc<Index>>>>,
    feeding: Arc<AsyncMutex<()>>,
}

impl Shelf {
    /// A shelf that is gone with the process.
    pub fn in_memory() -> Self {
        Self::default()
    }

    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..Self::default() }
    }

    /// Held by whoever feeds an index: of several who find it behind, one does the work and the others wait.
    pub async fn feeding(&self) -> OwnedMutexGuard<()> {
        self.feeding.clone().lock_owned().await
    }

    /// The index of this name.
    ///
    /// # Errors
    /// See [`Index::open`].
    pub fn index(&self, name: &'static str) -> Result<Arc<Index>, Error> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = open.get(name) {
            return Ok(index.clone());
        }
        let index = match &self.folder {
            Some(folder) => Index::open(&folder.join(name))?,
            None => Index::in_memory()?,
        };
        let index = Arc::new(index);
        open.insert(name, index.clone());
        Ok(index)
    }
}
