//! Opening the database: the only file that knows which engines there are and how each is tuned.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx_postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};
use sqlx_sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use crate::{Error, Projections, Result};

/// The database. Cloning is cheap and shares the pools.
#[derive(Clone)]
pub struct Db {
    pub(crate) engine: EnginePools,
    statements: Arc<AtomicU64>,
    projections: Projections,
}

/// Which engine serves: for messages to an administrator, never for choosing SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
pub(crate) enum EnginePools {
    /// One writer, because SQLite has one anyway and waiting in our queue is kinder than `SQLITE_BUSY`.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    pub(crate) engine: EngineTx,
    statements: Arc<AtomicU64>,
    pub(crate) has_changed: bool,
    is_noted: bool,
}

tokio::task_local! {
    /// Set while a request that changes something is being served.
    static SERVING_A_CHANGE: ();
}

/// Serves a request that changes something. What it commits must be told of in the journal ([`Tx::mark_noted`]):
/// a debug build, and so every test, refuses a commit that is not.
pub async fn serving_a_change<T>(request: impl Future<Output = T>) -> T {
    SERVING_A_CHANGE.scope((), request).await
}

pub(crate) enum EngineTx {
    Sqlite(SqliteTransaction),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A transaction that we begin and end ourselves. After a commit that failed (a full disk), the library's own would leave
/// its connection counting an open transaction for ever; this one closes the connection, and the pool opens another.
pub(crate) struct SqliteTransaction {
    connection: PoolConnection<Sqlite>,
    is_over: bool,
}

impl SqliteTransaction {
    async fn begin(pool: &SqlitePool, how: &'static str) -> Result<Self> {
        // Made first: should the waiting for `begin` be given up, the connection is closed as well.
        let mut begun = Self { connection: pool.acquire().await?, is_over: false };
        sqlx::query(how).execute(&mut *begun).await?;
        Ok(begun)
    }

    async fn commit(mut self) -> Result<()> {
        sqlx::query("commit").execute(&mut *self).await?;
        self.is_over = true;
        Ok(())
    }
}

impl Drop for SqliteTransaction {
    fn drop(&mut self) {
        if !self.is_over {
            self.connection.close_on_drop();
        }
    }
}

impl Deref for SqliteTransaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for SqliteTransaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 12;
/// How long a page waits for a free connection before it says that the database is busy.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(5);

/// A server that has frozen answers nothing, not even that it is slow: whoever asks stops waiting by itself. Longer
/// than any statement of a page takes, shorter than a reader's patience.
const DEADLINE: Duration = Duration::from_secs(5);

/// Runs something on the database with the client's own deadline.
pub(crate) async fn within_the_deadline<T>(asking: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(DEADLINE, asking).await.map_err(|_| Error::NoAnswer)
}

impl Db {
    /// Opens (and creates) `biblioset.db` in a folder.
    pub async fn open_folder(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::Invalid(format!("cannot make {}: {error}", folder.display())))?;
        Self::open_sqlite(&folder.join("biblioset.db")).await
    }

    pub async fn open_sqlite(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL, never NORMAL: an acknowledged change survives a power cut (ARCHITECTURE.md, invariant 10).
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(256);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(WAIT_FOR_CONNECTION)
            // The connections are in this process: asking each whether it still lives costs a hop per statement.
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self {
            engine: EnginePools::Sqlite { writer, readers },
            statements: Arc::default(),
            projections: Projections::default(),
        })
    }

    /// Opens `postgres://…`.
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("biblioset")
            .options([("statement_timeout", "15000"), ("lock_timeout", "5000")]);
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(WAIT_FOR_CONNECTION)
            .connect_with(options)
            .await?;
        Ok(Self {
            engine: EnginePools::Postgres(pool),
            statements: Arc::default(),
            projections: Projections::default(),
        })
    }

    pub fn engine(&self) -> Engine {
        match self.engine {
            EnginePools::Sqlite { .. } => Engine::Sqlite,
            EnginePools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Starts a write. On SQLite the write lock is taken at once, so a transaction cannot fail half-way for want of it.
    pub async fn begin(&self) -> Result<Tx> {
        let engine = match &self.engine {
            EnginePools::Sqlite { writer, .. } => {
                EngineTx::Sqlite(SqliteTransaction::begin(writer, "begin immediate").await?)
            }
            EnginePools::Postgres(pool) => EngineTx::Postgres(within_the_deadline(pool.begin()).await??),
        };
        Ok(Tx { engine, statements: self.statements.clone(), has_changed: false, is_noted: false })
    }

    /// A reading transaction that sees the data as it stands at its first statement, whatever is written meanwhile.
    pub async fn snapshot(&self) -> Result<Tx> {
        let engine = match &self.engine {
            EnginePools::Sqlite { readers, .. } => {
                EngineTx::Sqlite(SqliteTransaction::begin(readers, "begin").await?)
            }
            EnginePools::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                sqlx::query("set transaction isolation level repeatable read, read only")
                    .execute(&mut *transaction)
                    .await?;
                // A backup of a large region takes longer than a page may.
                sqlx::query("set local statement_timeout = 0").execute(&mut *transaction).await?;
                EngineTx::Postgres(transaction)
            }
        };
        Ok(Tx { engine, statements: self.statements.clone(), has_changed: false, is_noted: false })
    }

    /// Whether a write goes through, for the readiness page: a full disk or a lost server answers with an error.
    pub async fn takes_a_write(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        tx.query("update job set locked_until = locked_until where id = 'none'").run().await?;
        tx.commit().await
    }

    /// What has been computed from this database and is still true.
    pub fn projections(&self) -> &Projections {
        &self.projections
    }

    /// How many statements this database has run since it was opened: tests hold pages to a constant number.
    pub fn statements_run(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes every connection; on SQLite the write-ahead log is folded into the file.
    pub async fn close(&self) {
        match &self.engine {
            EnginePools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            EnginePools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes the changes durable. Only after this returns `Ok` may anybody be told that something was saved.
    pub async fn commit(self) -> Result<()> {
        if self.has_changed && !self.is_noted && SERVING_A_CHANGE.try_with(|()| ()).is_ok() {
            tracing::error!("a change of a request without a line in the journal");
            debug_assert!(
                false,
                "a change of a request without a line in the journal: call access::audit::note"
            );
        }
        match self.engine {
            EngineTx::Sqlite(transaction) => transaction.commit().await?,
            // Whether it was committed is not known then: the caller is told that it was not, and asks again.
            EngineTx::Postgres(transaction) => within_the_deadline(transaction.commit()).await??,
        }
        Ok(())
    }

    /// The journal has its line of what this transaction does; or it is nothing that a journal tells of.
    pub fn mark_noted(&mut self) {
        self.is_noted = true;
    }

    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}
