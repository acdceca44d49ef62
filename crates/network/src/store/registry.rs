//! The registry as a roll kept in memory, and the numbers of a card.

use std::sync::Arc;

use access::Scope;
use jiff::civil::Date;
use region::OrganisationKind;
use store::{Db, Result, Sql, Tx};

use super::organisations::{known_kind, known_kinds};
use super::stored_day;
use crate::rules::{Period, Roll, RollLine, RollMunicipality};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KindCountRow {
    kind: String,
    pub count: i64,
}

impl KindCountRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

/// A body of a municipality: everything but schools.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BodyRow {
    pub code: String,
    kind: String,
    pub short_name: String,
    pub full_name: String,
}

impl BodyRow {
    pub fn kind(&self) -> OrganisationKind {
        known_kind(&self.kind)
    }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: String,
    code: String,
    kind: String,
    kind_order: i64,
    is_demo: bool,
    municipality_id: Option<String>,
    municipality_code: Option<String>,
    parent_code: Option<String>,
    stands_for: String,
    full_name: String,
    short_name: String,
    genitive_name: String,
    fold: String,
    sort_key: String,
    valid_from: String,
    valid_to: String,
}

#[derive(sqlx::FromRow)]
struct MunicipalityLineRow {
    id: String,
    code: String,
    hex_col: i64,
    hex_row: i64,
    short_name: String,
    map_label: String,
    sort_key: String,
    valid_from: String,
    valid_to: String,
}

fn period(from: &str, to: &str) -> Period {
    Period { from: stored_day(from), to: stored_day(to) }
}

/// The whole registry: one statement while nothing has changed since it was last looked at. What of it somebody sees
/// is decided by the scope that [`Roll::page`] takes.
pub async fn roll(db: &Db) -> Result<Arc<Roll>> {
    let (revision,): (i64,) = db.query("select revision from network_revision where id = 1").one().await?;
    if let Some(roll) = db.projections().get::<Roll>("network", revision) {
        return Ok(roll);
    }
    let lines: Vec<LineRow> = db
        .query(
            "select o.id, o.code, o.kind, o.kind_order, o.is_demo, o.municipality_id, m.code as municipality_code,
                    p.code as parent_code, o.stands_for, n.full_name, n.short_name, n.genitive_name, n.fold, n.sort_key,
                    n.valid_from, n.valid_to
             from organisation o
             join organisation_name n on n.org_id = o.id
             left join municipality m on m.id = o.municipality_id
             left join organisation p on p.id = o.parent_id",
        )
        .all()
        .await?;
    let municipalities: Vec<MunicipalityLineRow> = db
        .query(
            "select m.id, m.code, m.hex_col, m.hex_row, n.short_name, n.map_label, n.sort_key, n.valid_from, n.valid_to
             from municipality m join municipality_name n on n.municipality_id = m.id",
        )
        .all()
        .await?;
    let roll = Roll::new(
        lines.into_iter().map(line).collect(),
        municipalities.into_iter().map(municipality_line).collect(),
    );
    Ok(db.projections().put("network", revision, roll))
}

fn line(row: LineRow) -> RollLine {
    RollLine {
        kind: known_kind(&row.kind),
        period: period(&row.valid_from, &row.valid_to),
        id: row.id,
        code: row.code,
        kind_order: row.kind_order,
        is_demo: row.is_demo,
        municipality_id: row.municipality_id,
        municipality_code: row.municipality_code,
        parent_code: row.parent_code,
        stands_for: known_kinds(&row.stands_for),
        full_name: row.full_name,
        short_name: row.short_name,
        genitive_name: row.genitive_name,
        fold: row.fold,
        sort_key: row.sort_key,
    }
}

fn municipality_line(row: MunicipalityLineRow) -> RollMunicipality {
    RollMunicipality {
        period: period(&row.valid_from, &row.valid_to),
        id: row.id,
        code: row.code,
        hex_col: u16::try_from(row.hex_col).unwrap_or(0),
        hex_row: u16::try_from(row.hex_row).unwrap_or(0),
        short_name: row.short_name,
        map_label: row.map_label,
        sort_key: row.sort_key,
    }
}

/// Every change of the registry ends with this: the roll read before it is no longer used.
pub(super) async fn touch_registry(tx: &mut Tx) -> Result<()> {
    tx.query("update network_revision set revision = revision + 1 where id = 1").run().await?;
    Ok(())
}

/// How many organisations of each kind lie in a municipality on a day.
pub async fn counts_of_municipality(
    sql: impl Sql<'_>,
    scope: &Scope,
    municipality_id: &str,
    day: Date,
) -> Result<Vec<KindCountRow>> {
    sql.query(
        "select o.kind, count(*) as count
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and o.municipality_id = $4
         group by o.kind, o.kind_order order by o.kind_order",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(municipality_id)
    .bind(day)
    .all()
    .await
}

/// The bodies and centres of a municipality on a day: everything but schools.
pub async fn bodies_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    municipality_id: &str,
    day: Date,
) -> Result<Vec<BodyRow>> {
    sql.query(
        "select o.code, o.kind, n.short_name, n.full_name
         from organisation o
         join organisation_name n on n.org_id = o.id and n.valid_from <= $5 and n.valid_to >= $5
         where ($1 = 'everything' or ($1 in ('own', 'municipality') and o.id = $2)
                or ($1 = 'municipality' and o.municipality_id = $3))
           and o.municipality_id = $4 and o.kind <> 'school'
         order by o.kind_order, n.sort_key, o.id limit 200",
    )
    .bind(scope.reach_code())
    .bind(scope.org_id())
    .bind(scope.municipality_id())
    .bind(municipality_id)
    .bind(day)
    .all()
    .await
}
