//! A row whose columns are not known beforehand: for telling a person what is held on them, table by table.

use serde_json::Value;
use sqlx::{Column, FromRow, Row, TypeInfo, ValueRef};
use sqlx_postgres::PgRow;
use sqlx_sqlite::SqliteRow;

/// Columns in the order of the `select`, each of the three types that portable SQL allows itself, or null.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyRow(pub Vec<(String, Value)>);

impl AnyRow {
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, value)| value)
    }
}

/// The engines' rows differ in type only.
macro_rules! read {
    ($row:expr) => {{
        let mut cells = Vec::with_capacity($row.columns().len());
        for column in $row.columns() {
            let place = column.ordinal();
            let raw = $row.try_get_raw(place)?;
            let value = if raw.is_null() {
                Value::Null
            } else {
                // What SQLite stores is a number; that it is yes or no, only the column's declaration tells.
                match (column.type_info().name(), raw.type_info().name()) {
                    ("BOOLEAN" | "BOOL", _) => Value::from($row.try_get::<bool, _>(place)?),
                    (_, "INTEGER" | "INT8" | "INT4") => Value::from($row.try_get::<i64, _>(place)?),
                    _ => Value::from($row.try_get::<String, _>(place)?),
                }
            };
            cells.push((column.name().to_owned(), value));
        }
        Ok(Self(cells))
    }};
}

impl FromRow<'_, SqliteRow> for AnyRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        read!(row)
    }
}

impl FromRow<'_, PgRow> for AnyRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        read!(row)
    }
}
