//! One database per test. `BIBLIOSET_TEST_POSTGRES` (set by `cargo xtask test`) turns the same tests to PostgreSQL.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection};
use sqlx_postgres::PgConnection;
use tempfile::TempDir;

use crate::{Db, Files, Migration, migrate, new_id};

/// A database and file folder of one test; both are gone when the value is dropped.
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
    let db = match postgres() {
        Some(server) => open(&server, &create(&server, None).await).await,
        None => Db::open_folder(folder.path()).await.expect("a SQLite database"),
    };
    migrate(&db, rooms).await.expect("migrations");
    let files = files_in(folder.path());
    TestDb { db, files, folder }
}

/// Opens a copy of what `fill` makes of a fresh database and of its folder. The first test that asks for `name` waits for
/// the filling; whoever asks later, in this run or the next one of the same test program, gets a copy: telling a whole
/// story takes a second, copying it a few milliseconds.
///
/// # Panics
/// As [`fresh`], and when `fill` does.
pub async fn copy_of(name: &str, rooms: &[&[Migration]], fill: impl AsyncFnOnce(Db, Files, &Path)) -> TestDb {
    let server = postgres();
    let stage = Stage::of(name, server.as_deref());
    let is_mine = stage.lock();
    if !stage.is_whole(server.as_deref()).await {
        stage.make(server.as_deref(), rooms, fill).await;
    }
    drop(is_mine);
    let folder = tempfile::tempdir().expect("a folder for the test");
    copy_folder(&stage.folder, folder.path());
    let db = match server {
        Some(server) => open(&server, &create(&server, Some(&stage.database())).await).await,
        None => Db::open_folder(folder.path()).await.expect("the copy of a SQLite database"),
    };
    let files = files_in(folder.path());
    TestDb { db, files, folder }
}

/// What copies are made from: a folder beside the test program, `target/…/stages/PROGRAM/BUILD/NAME`, and on PostgreSQL a
/// database that serves as a template.
struct Stage {
    folder: PathBuf,
}

impl Stage {
    fn of(name: &str, server: Option<&str>) -> Self {
        let program = std::env::current_exe().expect("the test program's path");
        let built = fs::metadata(&program).and_then(|file| file.modified()).expect("the time of its build");
        let build = built.duration_since(UNIX_EPOCH).expect("a build of our time").as_nanos();
        let stem = program.file_name().expect("a name");
        let near = program.parent().and_then(Path::parent).expect("the folder above deps");
        // Each run has a server of its own.
        let engine = server.map_or_else(|| "sqlite".to_owned(), short_hash);
        let folder = near.join("stages").join(stem).join(build.to_string()).join(format!("{name}-{engine}"));
        Self { folder }
    }

    /// Held by one test at a time, whether the others are threads or programs.
    fn lock(&self) -> File {
        let above = self.folder.parent().expect("stages lie in a folder");
        fs::create_dir_all(above).expect("a folder for stages");
        let file = File::create(self.folder.with_extension("lock")).expect("a file to be locked");
        file.lock().expect("the lock of a stage");
        file
    }

    fn mark(&self) -> PathBuf {
        self.folder.with_extension("whole")
    }

    /// Another server may once have had the same address: its database is asked for, too.
    async fn is_whole(&self, server: Option<&str>) -> bool {
        self.mark().exists()
            && match server {
                Some(server) => has_database(server, &self.database()).await,
                None => true,
            }
    }

    fn database(&self) -> String {
        format!("stage_{}", short_hash(&self.folder.to_string_lossy()))
    }

    async fn make(
        &self,
        server: Option<&str>,
        rooms: &[&[Migration]],
        fill: impl AsyncFnOnce(Db, Files, &Path),
    ) {
        self.forget_earlier_builds();
        let _ = fs::remove_file(self.mark());
        // Left half made by whoever was killed.
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).expect("a folder for the stage");
        let db = match server {
            Some(server) => {
                let name = self.database();
                execute(server, &format!("drop database if exists {name}")).await;
                execute(server, &format!("create database {name}")).await;
                open(server, &name).await
            }
            None => Db::open_folder(&self.folder).await.expect("a SQLite database"),
        };
        migrate(&db, rooms).await.expect("migrations");
        fill(db.clone(), files_in(&self.folder), &self.folder).await;
        // A template has no visitors, and SQLite's log is in its file only when the last one has gone.
        db.close().await;
        File::create(self.mark()).expect("the mark of a whole stage");
    }

    fn forget_earlier_builds(&self) {
        let Some(build) = self.folder.parent() else { return };
        let builds = build.parent().and_then(|program| fs::read_dir(program).ok());
        for other in builds.into_iter().flatten().flatten().filter(|other| other.path() != build) {
            let _ = fs::remove_dir_all(other.path());
        }
    }
}

fn postgres() -> Option<String> {
    std::env::var("BIBLIOSET_TEST_POSTGRES").ok()
}

fn files_in(folder: &Path) -> Files {
    Files::in_folder(&folder.join("files")).expect("a file folder")
}

fn short_hash(text: &str) -> String {
    hex::encode(&Sha256::digest(text)[..8])
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the copy");
    for entry in fs::read_dir(from).expect("a stage").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file of the copy");
        }
    }
}

/// `server` is the address of a maintenance database, e.g. `postgres://postgres@127.0.0.1:5433/postgres`.
async fn execute(server: &str, statement: &str) {
    let mut connection = PgConnection::connect(server).await.expect("the PostgreSQL of the test run");
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    connection.close().await.expect("closing the maintenance connection");
}

async fn has_database(server: &str, name: &str) -> bool {
    let mut connection = PgConnection::connect(server).await.expect("the PostgreSQL of the test run");
    let found: Option<(i32,)> = sqlx::query_as("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(&mut connection)
        .await
        .expect("the list of databases");
    connection.close().await.expect("closing the maintenance connection");
    found.is_some()
}

/// A database with a name of its own, empty or like another.
async fn create(server: &str, template: Option<&str>) -> String {
    let name = format!("test_{}", new_id().replace('-', ""));
    let like =
        template.map(|template| format!(" template {template} strategy file_copy")).unwrap_or_default();
    execute(server, &format!("create database {name}{like}")).await;
    name
}

async fn open(server: &str, name: &str) -> Db {
    let (address, _) = server.rsplit_once('/').expect("a database name in the address");
    Db::open_postgres(&format!("{address}/{name}")).await.expect("the new database")
}
