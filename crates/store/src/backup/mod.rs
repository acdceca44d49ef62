//! Backup and restore: one archive for both engines, so that a region can move from one to the other with it.
//!
//! An archive is a ZIP file: `manifest.json`, `tables/<name>.jsonl` (a JSON list a row), `files/<hash>`. Its comment ends
//! with the SHA-256 of every byte before it: one truncated or changed bit, and it is refused. The keys of the journal are
//! not in it.

mod archive;
mod dump;
mod manifest;
mod restore;
pub(crate) mod tables;

pub use archive::Archive;
pub use dump::back_up;
pub use manifest::{Manifest, SavedFile, SavedTable};
pub use restore::{differences, restore};

/// Why a backup is not made, or not taken. The texts are for an administrator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("файл {file}: {why}")]
    Io { file: String, why: String },
    #[error("архив повреждён: {0}. Возьмите другую копию")]
    Damaged(String),
    #[error(
        "архив сделан более новой программой (в нём есть шаг {version} «{name}», которого эта программа не знает). Обновите программу"
    )]
    Newer { version: i64, name: String },
    #[error("место восстановления не пусто: {0}")]
    NotEmpty(String),
    #[error(
        "файл {0} записан в базе, но на диске его нет или он испорчен. Проверьте данные командой biblioset check"
    )]
    FileLost(String),
    #[error("проверочное восстановление не совпало с данными: {0}")]
    NotTheSame(String),
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl BackupError {
    fn io(file: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Io { file: file.display().to_string(), why: error.to_string() }
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
