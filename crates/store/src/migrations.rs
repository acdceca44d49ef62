//! Migrations: one portable SQL file serves both engines; each room lists its own, `app` puts the lists together.

use std::borrow::Cow;

use sqlx_core::migrate::{Migration as Step, MigrationType, Migrator};

use crate::db::{EnginePools, EngineTx};
use crate::{Db, Result, Tx};

/// One step of the schema. `version` is the room's number times 1000 plus the step: rooms never collide.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1_001,
    name: "jobs and files",
    sql: include_str!("../migrations/0001_jobs_and_files.sql"),
}];

/// Brings the schema up to date. Each step is one transaction, is run once, and is refused if its text has changed since.
pub async fn migrate(db: &Db, rooms: &[&[Migration]]) -> Result<()> {
    let steps = rooms.iter().flat_map(|room| room.iter()).map(|step| {
        Step::new(
            step.version,
            Cow::Borrowed(step.name),
            MigrationType::Simple,
            sqlx::SqlSafeStr::into_sql_str(step.sql),
            false,
        )
    });
    let migrator = Migrator::with_migrations(steps.collect());
    match &db.engine {
        EnginePools::Sqlite { writer, .. } => migrator.run(writer).await?,
        EnginePools::Postgres(pool) => migrator.run(pool).await?,
    }
    Ok(())
}

/// The steps that a database stands at, in their order: version and name.
pub(crate) async fn applied(tx: &mut Tx) -> Result<Vec<(i64, String)>> {
    const SQL: &str = "select version, description from _sqlx_migrations order by version";
    Ok(match &mut tx.engine {
        EngineTx::Sqlite(transaction) => sqlx::query_as(SQL).fetch_all(&mut **transaction).await?,
        EngineTx::Postgres(transaction) => sqlx::query_as(SQL).fetch_all(&mut **transaction).await?,
    })
}
