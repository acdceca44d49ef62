//! Tables as an archive sees them: names, columns of three types, rows as JSON lists. Here, and in `catalogue`, the
//! program asks an engine about its own catalogue.

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, QueryBuilder, Row};
use sqlx_postgres::Postgres;
use sqlx_sqlite::Sqlite;

use crate::db::EngineTx;
use crate::{Error, Result, Tx};

/// The types that portable SQL allows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    Text,
    Int,
    Bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

/// Names of the program's own tables.
pub async fn names(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        match &mut tx.engine {
            EngineTx::Sqlite(transaction) => sqlx::query_as(
                "select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'
                 and name not like '~_sqlx%' escape '~' order by name",
            )
            .fetch_all(&mut **transaction)
            .await?,
            EngineTx::Postgres(transaction) => sqlx::query_as(
                "select table_name::text from information_schema.tables where table_schema = current_schema()
                 and table_type = 'BASE TABLE' and table_name not like '~_sqlx%' escape '~'
                 order by table_name::text collate \"C\"",
            )
            .fetch_all(&mut **transaction)
            .await?,
        };
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Columns of a table in the order in which they were declared.
pub async fn columns(tx: &mut Tx, table: &str) -> Result<Vec<Column>> {
    let rows: Vec<(String, String)> = match &mut tx.engine {
        EngineTx::Sqlite(transaction) => {
            sqlx::query_as("select name, lower(type) from pragma_table_info($1) order by cid")
                .bind(table)
                .fetch_all(&mut **transaction)
                .await?
        }
        EngineTx::Postgres(transaction) => {
            sqlx::query_as(
                "select column_name::text, data_type::text from information_schema.columns
                 where table_schema = current_schema() and table_name = $1 order by ordinal_position",
            )
            .bind(table)
            .fetch_all(&mut **transaction)
            .await?
        }
    };
    let mut found: Vec<Column> =
        rows.into_iter().map(|(name, kind)| column(table, name, &kind)).collect::<Result<_>>()?;
    // A column added by a later step stands elsewhere on either engine: the archive has one order.
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn column(table: &str, name: String, kind: &str) -> Result<Column> {
    let kind = match kind {
        "text" => ColumnType::Text,
        "bigint" | "integer" => ColumnType::Int,
        "boolean" => ColumnType::Bool,
        other => {
            return Err(Error::Invalid(format!("column {table}.{name} has the unportable type {other}")));
        }
    };
    Ok(Column { name, kind })
}

/// Names come from the catalogue; quoted, they stand for themselves whatever they are.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(columns: &[Column]) -> String {
    columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
}

/// Reads every row of a table and gives each to `take`, one at a time: no table has to fit into memory.
pub async fn each_row(
    tx: &mut Tx,
    table: &str,
    columns: &[Column],
    mut take: impl FnMut(Vec<Value>) -> Result<()>,
) -> Result<()> {
    let sql = format!("select {} from {}", list(columns), quoted(table));
    /// The two engines' rows differ in type only.
    macro_rules! stream {
        ($transaction:expr) => {{
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **$transaction);
            while let Some(row) = rows.try_next().await? {
                let mut cells = Vec::with_capacity(columns.len());
                for (place, column) in columns.iter().enumerate() {
                    cells.push(match column.kind {
                        ColumnType::Text => row.try_get::<Option<String>, _>(place)?.map(Value::from),
                        ColumnType::Int => row.try_get::<Option<i64>, _>(place)?.map(Value::from),
                        ColumnType::Bool => row.try_get::<Option<bool>, _>(place)?.map(Value::from),
                    });
                }
                take(cells.into_iter().map(|cell| cell.unwrap_or(Value::Null)).collect())?;
            }
        }};
    }
    match &mut tx.engine {
        EngineTx::Sqlite(transaction) => stream!(transaction),
        EngineTx::Postgres(transaction) => stream!(transaction),
    }
    Ok(())
}

/// Puts rows into a table. Few enough at a time for the engines' limit of values in a statement.
pub async fn insert(tx: &mut Tx, table: &str, columns: &[Column], rows: &[Vec<Value>]) -> Result<()> {
    let head = format!("insert into {} ({}) ", quoted(table), list(columns));
    let most = (20_000 / columns.len().max(1)).max(1);
    for part in rows.chunks(most) {
        macro_rules! put {
            ($engine:ty, $transaction:expr) => {{
                let mut builder = QueryBuilder::<$engine>::new(head.as_str());
                builder.push_values(part, |mut tuple, row| {
                    for (column, cell) in columns.iter().zip(row) {
                        match column.kind {
                            ColumnType::Text => tuple.push_bind(cell.as_str().map(str::to_owned)),
                            ColumnType::Int => tuple.push_bind(cell.as_i64()),
                            ColumnType::Bool => tuple.push_bind(cell.as_bool()),
                        };
                    }
                });
                builder.build().persistent(false).execute(&mut **$transaction).await?;
            }};
        }
        match &mut tx.engine {
            EngineTx::Sqlite(transaction) => put!(Sqlite, transaction),
            EngineTx::Postgres(transaction) => put!(Postgres, transaction),
        }
    }
    Ok(())
}

/// Takes every row away: what migrations planted is replaced by what the archive holds.
pub async fn empty(tx: &mut Tx, table: &str) -> Result<()> {
    run(tx, format!("delete from {}", quoted(table))).await
}

async fn run(tx: &mut Tx, sql: String) -> Result<()> {
    match &mut tx.engine {
        EngineTx::Sqlite(transaction) => {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut **transaction).await?;
        }
        EngineTx::Postgres(transaction) => {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut **transaction).await?;
        }
    }
    Ok(())
}

/// References between tables, laid aside while rows come in any order.
pub struct LaidAside(Vec<(String, String, String)>);

/// Lets rows come in any order until [`take_up_references`] (PostgreSQL) or the commit (SQLite).
pub async fn lay_references_aside(tx: &mut Tx) -> Result<LaidAside> {
    let references: Vec<(String, String, String)> = match &mut tx.engine {
        EngineTx::Sqlite(transaction) => {
            sqlx::query("pragma defer_foreign_keys = on").execute(&mut **transaction).await?;
            return Ok(LaidAside(Vec::new()));
        }
        EngineTx::Postgres(transaction) => {
            sqlx::query_as(
                "select c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
                 from pg_constraint k join pg_class c on c.oid = k.conrelid
                 where k.contype = 'f' and k.connamespace = current_schema()::regnamespace",
            )
            .fetch_all(&mut **transaction)
            .await?
        }
    };
    for (table, name, _) in &references {
        run(tx, format!("alter table {} drop constraint {}", quoted(table), quoted(name))).await?;
    }
    Ok(LaidAside(references))
}

/// Puts the references back; a row that points nowhere fails here.
pub async fn take_up_references(tx: &mut Tx, aside: LaidAside) -> Result<()> {
    for (table, name, definition) in aside.0 {
        run(tx, format!("alter table {} add constraint {} {definition}", quoted(&table), quoted(&name)))
            .await?;
    }
    Ok(())
}

/// Rows counted and hashed, whatever their order.
#[derive(Default)]
pub struct RowsHash(Vec<[u8; 32]>);

impl RowsHash {
    pub fn add(&mut self, line: &str) {
        self.0.push(Sha256::digest(line.as_bytes()).into());
    }

    pub fn rows(&self) -> u64 {
        self.0.len() as u64
    }

    pub fn finish(mut self) -> String {
        self.0.sort_unstable();
        let mut digest = Sha256::new();
        for row in &self.0 {
            digest.update(row);
        }
        hex::encode(digest.finalize())
    }
}
