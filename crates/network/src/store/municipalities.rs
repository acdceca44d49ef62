//! Municipalities and their dated names.

use access::Scope;
use jiff::civil::Date;
use region::Municipality;
use store::{Moment, Result, Sql, Tx, new_id};

use super::roll::touch_registry;
use super::stored_day;
use crate::NetworkRefused;
use crate::rules::{LAST_DAY, MunicipalityNames, NewMunicipality, Period, period_as_told, sort_key};

/// A municipality with its name on the day asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MunicipalityRow {
    pub id: String,
    pub code: String,
    pub hex_col: i64,
    pub hex_row: i64,
    pub capital: String,
    pub population: Option<i64>,
    pub oktmo: String,
    pub oktmo_status: String,
    pub kind: String,
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    pub map_label: String,
}

/// One name in the history of a municipality.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MunicipalityNameRow {
    pub kind: String,
    pub full_name: String,
    pub short_name: String,
    pub genitive_name: String,
    pub oktmo: String,
    /// The act by which the name began; may be empty.
    pub basis: String,
    /// The act by which the municipality ended with this name; may be empty.
    pub end_basis: String,
    valid_from: String,
    valid_to: String,
}

impl MunicipalityNameRow {
    pub fn period(&self) -> Period {
        Period { from: stored_day(&self.valid_from), to: stored_day(&self.valid_to) }
    }
}

/// Adds a municipality of the region pack with all its names. The program's own: municipalities are made by law,
/// not on a page. The code must be free.
pub async fn add_municipality(tx: &mut Tx, new: &Municipality, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into municipality (id, code, hex_col, hex_row, capital, population, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(&new.code)
    .bind(i64::from(new.hex.col))
    .bind(i64::from(new.hex.row))
    .bind(&new.capital)
    .bind(new.population.map(i64::from))
    .bind(now)
    .run()
    .await?;
    for name in &new.names {
        let line = NewMunicipalityName {
            kind: name.kind.clone(),
            full: name.full.clone(),
            short: name.short.clone(),
            genitive: name.genitive.clone(),
            map_label: name.map_label.clone(),
            oktmo: name.oktmo.clone().unwrap_or_else(|| new.oktmo.clone()),
            oktmo_status: oktmo_status_code(new.oktmo_status),
            basis: name.basis.clone().unwrap_or_default(),
        };
        insert_name(tx, &id, &line, Period::new(name.valid_from, name.valid_to)).await?;
    }
    touch_registry(tx).await?;
    Ok(id)
}

/// A name about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewMunicipalityName {
    pub kind: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
    pub map_label: String,
    pub oktmo: String,
    pub oktmo_status: &'static str,
    pub basis: String,
}

pub(crate) async fn insert_name(
    tx: &mut Tx,
    municipality_id: &str,
    name: &NewMunicipalityName,
    period: Period,
) -> Result<()> {
    tx.query(
        "insert into municipality_name (municipality_id, kind, full_name, short_name, genitive_name, map_label,
                                        oktmo, oktmo_status, basis, sort_key, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(municipality_id)
    .bind(&name.kind)
    .bind(&name.full)
    .bind(&name.short)
    .bind(&name.genitive)
    .bind(&name.map_label)
    .bind(&name.oktmo)
    .bind(name.oktmo_status)
    .bind(&name.basis)
    .bind(sort_key(&name.short))
    .bind(period.from)
    .bind(period.to)
    .run()
    .await?;
    Ok(())
}

/// A name begins on a day; the one before it ends on its eve.
pub(crate) async fn rename(
    tx: &mut Tx,
    id: &str,
    names: &MunicipalityNames,
    basis: &str,
    day: Date,
) -> std::result::Result<(), NetworkRefused> {
    let (from, period) = newest(tx, id).await?;
    let Some((old, new)) = period.renamed_on(day) else { return Err(too_early(period)) };
    end_name(tx, id, &from, old.to, "").await?;
    insert_name(tx, id, &line_of(names, basis), new).await?;
    Ok(())
}

/// A municipality that the law makes, from a day on.
pub(crate) async fn add_new(
    tx: &mut Tx,
    new: &NewMunicipality,
    basis: &str,
    day: Date,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into municipality (id, code, hex_col, hex_row, capital, population, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(&new.code)
    .bind(i64::from(new.cell.0))
    .bind(i64::from(new.cell.1))
    .bind(&new.capital)
    .bind(None::<i64>)
    .bind(now)
    .run()
    .await?;
    insert_name(tx, &id, &line_of(&new.names, basis), Period { from: day, to: LAST_DAY }).await?;
    Ok(id)
}

/// A municipality is no more from a day on; on the days before it is what it was.
pub(crate) async fn end(
    tx: &mut Tx,
    id: &str,
    day: Date,
    basis: &str,
) -> std::result::Result<(), NetworkRefused> {
    let (from, period) = newest(tx, id).await?;
    let Some((old, _)) = period.renamed_on(day) else { return Err(too_early(period)) };
    end_name(tx, id, &from, old.to, basis).await?;
    Ok(())
}

fn line_of(names: &MunicipalityNames, basis: &str) -> NewMunicipalityName {
    NewMunicipalityName {
        kind: names.kind.clone(),
        full: names.full.clone(),
        short: names.short.clone(),
        genitive: names.genitive.clone(),
        map_label: names.map_label.clone(),
        oktmo: names.oktmo.clone(),
        oktmo_status: oktmo_status_code(region::OktmoStatus::Unverified),
        basis: basis.to_owned(),
    }
}

fn too_early(period: Period) -> NetworkRefused {
    let told = period_as_told(period);
    let text = format!("Изменение должно начинаться позже нынешнего наименования муниципалитета ({told}).");
    NetworkRefused::Invalid { field: "day", text }
}

/// First day of the newest name, as stored, and its period.
async fn newest(tx: &mut Tx, id: &str) -> std::result::Result<(String, Period), NetworkRefused> {
    let found: Option<(String, String)> = tx
        .query(
            "select valid_from, valid_to from municipality_name where municipality_id = $1
             order by valid_from desc limit 1",
        )
        .bind(id)
        .optional()
        .await?;
    let (from, to) = found.ok_or(NetworkRefused::NotFound)?;
    let period = Period { from: stored_day(&from), to: stored_day(&to) };
    Ok((from, period))
}

async fn end_name(tx: &mut Tx, id: &str, from: &str, last_day: Date, basis: &str) -> Result<()> {
    tx.query(
        "update municipality_name set valid_to = $3, end_basis = $4 where municipality_id = $1 and valid_from = $2",
    )
    .bind(id)
    .bind(from)
    .bind(last_day)
    .bind(basis)
    .run()
    .await?;
    Ok(())
}

/// How far the ОКТМО code was checked, as it is stored.
const fn oktmo_status_code(status: region::OktmoStatus) -> &'static str {
    match status {
        region::OktmoStatus::Verified => "verified",
        region::OktmoStatus::ByOkato => "by_okato",
        region::OktmoStatus::Unverified => "unverified",
    }
}

/// Every municipality as it was called on a day, by name. They are open to everybody who may see the registry.
pub async fn municipalities_as_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    day: Date,
) -> Result<Vec<MunicipalityRow>> {
    sql.query(
        "select m.id, m.code, m.hex_col, m.hex_row, m.capital, m.population, n.oktmo, n.oktmo_status,
                n.kind, n.full_name, n.short_name, n.genitive_name, n.map_label
         from municipality m
         join municipality_name n on n.municipality_id = m.id and n.valid_from <= $1 and n.valid_to >= $1
         where $2 <> 'nothing'
         order by n.sort_key, m.id",
    )
    .bind(day)
    .bind(scope.reach_code())
    .all()
    .await
}

/// A municipality by its code (or id) as it was called on a day.
pub async fn municipality_by_code(
    sql: impl Sql<'_>,
    scope: &Scope,
    code_or_id: &str,
    day: Date,
) -> Result<Option<MunicipalityRow>> {
    sql.query(
        "select m.id, m.code, m.hex_col, m.hex_row, m.capital, m.population, n.oktmo, n.oktmo_status,
                n.kind, n.full_name, n.short_name, n.genitive_name, n.map_label
         from municipality m
         join municipality_name n on n.municipality_id = m.id and n.valid_from <= $1 and n.valid_to >= $1
         where $2 <> 'nothing' and (m.code = $3 or m.id = $3)",
    )
    .bind(day)
    .bind(scope.reach_code())
    .bind(code_or_id)
    .optional()
    .await
}

/// The history of a municipality's names, newest first. The id was read within a scope.
pub async fn municipality_names(
    sql: impl Sql<'_>,
    municipality: &MunicipalityRow,
) -> Result<Vec<MunicipalityNameRow>> {
    sql.query(
        "select kind, full_name, short_name, genitive_name, oktmo, basis, end_basis, valid_from, valid_to
         from municipality_name where municipality_id = $1 order by valid_from desc",
    )
    .bind(&municipality.id)
    .all()
    .await
}
