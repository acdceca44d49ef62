//! One database per test. `BIBLIOSET_TEST_POSTGRES` (set by `cargo xtask test`) turns the same tests to PostgreSQL.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::{Db, Files, Migration, migrate, new_id};

/// A fresh, migrated database and file folder; both are gone when the value is dropped.
pub struct TestDb {
    pub db: Db,
    pub files: Files,
    pub folder: TempDir,
}

/// Opens a fresh database with the tables of the given rooms.
///
/// # Panics
/// When the machine cannot give a folder or a database: no test can go on without.
pub async fn fresh(rooms: &[&[Migration]]) -> TestDb {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let db = match std::env::var("BIBLIOSET_TEST_POSTGRES") {
        Ok(server) => fresh_postgres(&server).await,
        Err(_) => Db::open_folder(folder.path()).await.expect("a SQLite database"),
    };
    migrate(&db, rooms).await.expect("migrations");
    let files = Files::in_folder(&folder.path().join("files")).expect("a file folder");
    TestDb { db, files, folder }
}

/// `server` is the address of a maintenance database, e.g. `postgres://postgres@127.0.0.1:5433/postgres`.
async fn fresh_postgres(server: &str) -> Db {
    let name = format!("test_{}", new_id().replace('-', ""));
    let mut connection = PgConnection::connect(server).await.expect("the PostgreSQL of the test run");
    sqlx::query(AssertSqlSafe(format!("create database {name}")))
        .execute(&mut connection)
        .await
        .expect("a database for the test");
    connection.close().await.expect("closing the maintenance connection");
    let (address, _) = server.rsplit_once('/').expect("a database name in the address");
    Db::open_postgres(&format!("{address}/{name}")).await.expect("the new database")
}
