//! What can go wrong with stored data, in terms that a room can decide on.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row asked for by `one()` does not exist (or lies outside the caller's scope: the same thing).
    #[error("no such row")]
    NotFound,
    /// A unique or foreign-key constraint refused the change; the caller usually knows a kinder sentence.
    #[error("constraint refused the change: {0}")]
    Constraint(String),
    #[error("the disk is full or not writable: {0}")]
    Full(String),
    /// The server did not answer in time, or there was no free connection in time: nothing is wrong with the request.
    #[error("the database does not answer")]
    NoAnswer,
    #[error("database: {0}")]
    Database(sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx_core::migrate::MigrateError),
    #[error("file store: {0}")]
    Files(object_store::Error),
    #[error("stored JSON does not fit its type: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Invalid(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let told = format!("{error:?}");
        if told.contains("StorageFull") || told.contains("No space left") {
            return Self::Full(error.to_string());
        }
        Self::Files(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::NoAnswer,
            sqlx::Error::Database(database_error) => {
                let message = database_error.message().to_string();
                if database_error.is_unique_violation() || database_error.is_foreign_key_violation() {
                    Self::Constraint(message)
                } else if ["disk is full", "No space left", "disk I/O error"]
                    .iter()
                    .any(|one| message.contains(one))
                {
                    Self::Full(message)
                } else {
                    Self::Database(error)
                }
            }
            sqlx::Error::Io(_) => Self::NoAnswer,
            _ => Self::Database(error),
        }
    }
}
