//! One statement with its values, run on whichever engine is open.

use sqlx::FromRow;
use sqlx_postgres::{PgQueryResult, PgRow, Postgres};
use sqlx_sqlite::{Sqlite, SqliteQueryResult, SqliteRow};

use crate::db::{EnginePools, EngineTx, within_the_deadline};
use crate::{Db, Result, Tx};

/// A row type that reads from both engines; every `#[derive(sqlx::FromRow)]` struct of plain columns is one.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A value bound to a `$n` of a statement. Nulls keep their type: PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(without_nul(value.to_owned())))
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(Some(without_nul(value.clone())))
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(without_nul(value)))
    }
}
impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value.map(without_nul))
    }
}
impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(|text| without_nul(text.to_owned())))
    }
}

/// PostgreSQL takes no NUL in a text, SQLite does: both see the replacement character instead.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Bool(Some(value))
    }
}
impl From<jiff::civil::Date> for Arg {
    fn from(value: jiff::civil::Date) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
impl From<Option<jiff::civil::Date>> for Arg {
    fn from(value: Option<jiff::civil::Date>) -> Self {
        Self::Text(value.map(|date| date.to_string()))
    }
}

/// Whatever can run a statement: `&Db` to read, `&mut Tx` to read and write.
pub trait Sql<'c> {
    fn query(self, sql: &'static str) -> Query<'c>;
}

impl<'c> Sql<'c> for &'c Db {
    fn query(self, sql: &'static str) -> Query<'c> {
        Query { target: Target::Db(self), sql, args: Vec::new() }
    }
}

impl<'c> Sql<'c> for &'c mut Tx {
    fn query(self, sql: &'static str) -> Query<'c> {
        self.has_changed |= !sql.trim_start().starts_with("select");
        Query { target: Target::Tx(self), sql, args: Vec::new() }
    }
}

impl Db {
    /// A reading statement. Writing through it is refused: writes belong to a transaction.
    pub fn query(&self, sql: &'static str) -> Query<'_> {
        Sql::query(self, sql)
    }
}

impl Tx {
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        Sql::query(self, sql)
    }
}

enum Target<'c> {
    Db(&'c Db),
    Tx(&'c mut Tx),
}

#[must_use = "a statement does nothing until it is run"]
pub struct Query<'c> {
    target: Target<'c>,
    sql: &'static str,
    args: Vec<Arg>,
}

/// Gives the values to a prepared query of either engine.
macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Text(value) => query.bind(value),
                Arg::Int(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
            };
        }
        query
    }};
}

/// Both engines run alike, but each has its own types: this writes the four arms once.
macro_rules! on_engine {
    ($query:expr, $sqlite:expr, $postgres:expr, $method:ident) => {{
        let Query { target, sql, args } = $query;
        match target {
            Target::Db(db) => {
                db.count_statement();
                match &db.engine {
                    EnginePools::Sqlite { readers, .. } => {
                        bound!($sqlite(sql), args).$method(readers).await.map(Into::into)
                    }
                    EnginePools::Postgres(pool) => {
                        bound!($postgres(sql), args).$method(pool).await.map(Into::into)
                    }
                }
            }
            Target::Tx(tx) => {
                tx.count_statement();
                match &mut tx.engine {
                    EngineTx::Sqlite(transaction) => {
                        bound!($sqlite(sql), args).$method(&mut **transaction).await.map(Into::into)
                    }
                    EngineTx::Postgres(transaction) => {
                        bound!($postgres(sql), args).$method(&mut **transaction).await.map(Into::into)
                    }
                }
            }
        }
    }};
}

impl Query<'_> {
    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Every row.
    pub async fn all<T: Record>(self) -> Result<Vec<T>> {
        let rows: std::result::Result<Vec<T>, sqlx::Error> = within_the_deadline(async {
            on_engine!(self, sqlx::query_as::<Sqlite, T>, sqlx::query_as::<Postgres, T>, fetch_all)
        })
        .await?;
        Ok(rows?)
    }

    /// The row if there is one.
    pub async fn optional<T: Record>(self) -> Result<Option<T>> {
        let row: std::result::Result<Option<T>, sqlx::Error> = within_the_deadline(async {
            on_engine!(self, sqlx::query_as::<Sqlite, T>, sqlx::query_as::<Postgres, T>, fetch_optional)
        })
        .await?;
        Ok(row?)
    }

    /// The row, or [`crate::Error::NotFound`].
    pub async fn one<T: Record>(self) -> Result<T> {
        self.optional().await?.ok_or(crate::Error::NotFound)
    }

    /// Runs a change and answers how many rows it touched.
    pub async fn run(self) -> Result<u64> {
        let touched: std::result::Result<Touched, sqlx::Error> = within_the_deadline(async {
            on_engine!(self, sqlx::query::<Sqlite>, sqlx::query::<Postgres>, execute)
        })
        .await?;
        Ok(touched?.0)
    }
}

/// Rows touched by a change, from either engine's own result type.
struct Touched(u64);

impl From<SqliteQueryResult> for Touched {
    fn from(result: SqliteQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

impl From<PgQueryResult> for Touched {
    fn from(result: PgQueryResult) -> Self {
        Self(result.rows_affected())
    }
}
