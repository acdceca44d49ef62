//! The tree of an edition's aims, and what its indicators came to.

use store::{Moment, Result, Sql, Tx};

use super::EditionRow;
use crate::rules::AimKind;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AimRow {
    /// Stable from edition to edition: `a1`.
    pub aim_id: String,
    pub parent_id: Option<String>,
    pub position: i64,
    kind: String,
    pub title: String,
    /// Where the text says it; may be empty.
    pub paragraph_id: String,
    pub unit: String,
    /// Thousandths, as all values here.
    pub base: Option<i64>,
    pub target: Option<i64>,
    pub due_year: Option<i64>,
    /// Code of the indicator in monitoring.
    pub source: String,
    pub version: i64,
}

impl AimRow {
    pub fn kind(&self) -> AimKind {
        AimKind::from_code(&self.kind).unwrap_or(AimKind::Goal)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AimValueRow {
    pub aim_id: String,
    pub year: i64,
    pub value: i64,
    pub proof: String,
}

/// The whole tree, siblings in their order. Whoever sees the edition sees its aims.
pub async fn aims_of(sql: impl Sql<'_>, edition: &EditionRow) -> Result<Vec<AimRow>> {
    sql.query(
        "select aim_id, parent_id, position, kind, title, paragraph_id, unit, base, target, due_year, source, version
         from edition_aim where edition_id = $1 order by position, aim_id",
    )
    .bind(&edition.id)
    .all()
    .await
}

/// What the indicators came to, by years.
pub async fn aim_values(sql: impl Sql<'_>, edition: &EditionRow) -> Result<Vec<AimValueRow>> {
    sql.query("select aim_id, year, value, proof from aim_value where text_id = $1 order by aim_id, year")
        .bind(&edition.text_id)
        .all()
        .await
}

/// What a form tells of an aim, checked.
pub(crate) struct AimFields<'a> {
    pub kind: AimKind,
    pub parent_id: Option<&'a str>,
    pub title: &'a str,
    pub paragraph_id: String,
    pub unit: &'a str,
    pub base: Option<i64>,
    pub target: Option<i64>,
    pub due_year: Option<i64>,
    pub source: &'a str,
}

/// Takes the next id of the text's aims; ids are never given twice.
pub(crate) async fn next_aim_id(tx: &mut Tx, text_id: &str) -> Result<String> {
    let (last,): (i64,) = tx
        .query("update edited_text set last_aim = last_aim + 1 where id = $1 returning last_aim")
        .bind(text_id)
        .one()
        .await?;
    Ok(format!("a{last}"))
}

/// Puts an aim behind all others.
pub(crate) async fn insert_aim(
    tx: &mut Tx,
    edition: &EditionRow,
    aim_id: &str,
    new: &AimFields<'_>,
    by: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into edition_aim (edition_id, aim_id, parent_id, position, kind, title, paragraph_id, unit, base, target,
                                  due_year, source, changed_by, changed_at)
         select $1, $2, $3, coalesce(max(position), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
         from edition_aim where edition_id = $1",
    )
    .bind(&edition.id)
    .bind(aim_id)
    .bind(new.parent_id)
    .bind(new.kind.code())
    .bind(new.title)
    .bind(&new.paragraph_id)
    .bind(new.unit)
    .bind(new.base)
    .bind(new.target)
    .bind(new.due_year)
    .bind(new.source)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// `false` when somebody changed it since it was seen.
pub(crate) async fn update_aim(
    tx: &mut Tx,
    edition: &EditionRow,
    aim: &AimRow,
    new: &AimFields<'_>,
    by: &str,
    now: Moment,
) -> Result<bool> {
    let changed = tx
        .query(
            "update edition_aim set title = $4, paragraph_id = $5, unit = $6, base = $7, target = $8, due_year = $9,
                                    source = $10, version = version + 1, changed_by = $11, changed_at = $12
             where edition_id = $1 and aim_id = $2 and version = $3",
        )
        .bind(&edition.id)
        .bind(&aim.aim_id)
        .bind(aim.version)
        .bind(new.title)
        .bind(&new.paragraph_id)
        .bind(new.unit)
        .bind(new.base)
        .bind(new.target)
        .bind(new.due_year)
        .bind(new.source)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn remove_aim(tx: &mut Tx, edition: &EditionRow, aim_id: &str) -> Result<()> {
    tx.query("delete from edition_aim where edition_id = $1 and aim_id = $2")
        .bind(&edition.id)
        .bind(aim_id)
        .run()
        .await?;
    Ok(())
}

/// The next edition begins with the aims of the one that it is based on.
pub(crate) async fn copy_aims(
    tx: &mut Tx,
    from: &EditionRow,
    to_id: &str,
    by: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into edition_aim (edition_id, aim_id, parent_id, position, kind, title, paragraph_id, unit, base, target,
                                  due_year, source, changed_by, changed_at)
         select $2, aim_id, parent_id, position, kind, title, paragraph_id, unit, base, target, due_year, source, $3, $4
         from edition_aim where edition_id = $1",
    )
    .bind(&from.id)
    .bind(to_id)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Writes what an indicator came to in a year; a better known value replaces the earlier one.
pub(crate) async fn write_value(
    tx: &mut Tx,
    text_id: &str,
    value: &AimValueRow,
    by: &str,
    now: Moment,
) -> Result<()> {
    tx.query(
        "insert into aim_value (text_id, aim_id, year, value, proof, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (text_id, aim_id, year) do update
         set value = excluded.value, proof = excluded.proof, recorded_by = excluded.recorded_by,
             recorded_at = excluded.recorded_at",
    )
    .bind(text_id)
    .bind(&value.aim_id)
    .bind(value.year)
    .bind(value.value)
    .bind(&value.proof)
    .bind(by)
    .bind(now)
    .run()
    .await?;
    Ok(())
}
