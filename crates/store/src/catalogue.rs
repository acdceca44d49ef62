//! What tables there are, and what a word occurs in: for erasing, for sweeping, and for tests that walk everything.

use sqlx::AssertSqlSafe;

use crate::backup::tables::quoted;
pub use crate::backup::tables::{Column, ColumnType, columns, names};
use crate::db::EngineTx;
use crate::{Result, Tx};

/// A text column in which a word was found, and in how many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub table: String,
    pub column: String,
    pub rows: i64,
}

/// Every text column of every table that holds the word, as it is written.
pub async fn mentions(tx: &mut Tx, word: &str) -> Result<Vec<Mention>> {
    let pattern = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let mut found = Vec::new();
    for table in names(tx).await? {
        for column in columns(tx, &table).await?.into_iter().filter(|one| one.kind == ColumnType::Text) {
            let sql = format!(
                "select count(*) from {} where {} like $1 escape '\\'",
                quoted(&table),
                quoted(&column.name)
            );
            let rows: i64 = match &mut tx.engine {
                EngineTx::Sqlite(transaction) => {
                    sqlx::query_scalar(AssertSqlSafe(sql))
                        .bind(&pattern)
                        .fetch_one(&mut **transaction)
                        .await?
                }
                EngineTx::Postgres(transaction) => {
                    sqlx::query_scalar(AssertSqlSafe(sql))
                        .bind(&pattern)
                        .fetch_one(&mut **transaction)
                        .await?
                }
            };
            if rows > 0 {
                found.push(Mention { table: table.clone(), column: column.name, rows });
            }
        }
    }
    Ok(found)
}

/// Columns that refer to a table, by its declared references: (table, column).
pub async fn references_to(tx: &mut Tx, target: &str) -> Result<Vec<(String, String)>> {
    match &mut tx.engine {
        EngineTx::Sqlite(transaction) => Ok(sqlx::query_as(
            "select m.name, f.\"from\" from sqlite_master m, pragma_foreign_key_list(m.name) f
             where m.type = 'table' and f.\"table\" = $1 order by m.name, f.\"from\"",
        )
        .bind(target)
        .fetch_all(&mut **transaction)
        .await?),
        EngineTx::Postgres(transaction) => Ok(sqlx::query_as(
            "select c.relname::text, a.attname::text
             from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
             join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
             where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and t.relname = $1
             order by c.relname::text collate \"C\", a.attname::text collate \"C\"",
        )
        .bind(target)
        .fetch_all(&mut **transaction)
        .await?),
    }
}
