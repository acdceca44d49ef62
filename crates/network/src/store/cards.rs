//! What a card tells besides names: identifiers, contacts, size, buildings, and who changed what.

use access::{Reach, Scope};
use jiff::civil::Date;
use roster::Point;
use store::{Moment, Result, Sql, Tx, new_id};

use super::organisations::{holder_of_inn, inn_taken};
use super::roll::touch_registry;
use crate::NetworkRefused;
use crate::rules::{Contacts, Period, RollOrganisation};

/// A line of a card's own history.
pub(crate) struct Change<'a> {
    pub org_id: &'a str,
    pub account_id: Option<&'a str>,
    pub author: &'a str,
    pub what: &'a str,
}

pub(crate) async fn add_change(tx: &mut Tx, change: &Change<'_>, now: Moment) -> Result<()> {
    tx.query(
        "insert into organisation_change (id, org_id, changed_at, account_id, author, what)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new_id())
    .bind(change.org_id)
    .bind(now)
    .bind(change.account_id)
    .bind(change.author)
    .bind(change.what)
    .run()
    .await?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChangeRow {
    pub changed_at: i64,
    pub author: String,
    pub what: String,
}

/// The newest changes of an organisation, for those who may change it. `scope` is that of writing.
pub async fn changes_of(
    sql: impl Sql<'_>,
    scope: &Scope,
    organisation: &RollOrganisation,
) -> Result<Vec<ChangeRow>> {
    if !scope.covers(&organisation.id, organisation.municipality_id.as_deref()) {
        return Ok(Vec::new());
    }
    sql.query(
        "select changed_at, author, what from organisation_change
         where org_id = $1 order by changed_at desc, id desc limit 50",
    )
    .bind(&organisation.id)
    .all()
    .await
}

/// When anything of any organisation was changed last.
pub async fn last_change(sql: impl Sql<'_>, scope: &Scope) -> Result<Option<Moment>> {
    let (at,): (Option<i64>,) = sql
        .query("select max(changed_at) from organisation_change where $1 <> 'nothing'")
        .bind(scope.reach_code())
        .one()
        .await?;
    Ok(at)
}

/// Begins a change of an organisation's card: what is known now, with nobody else changing it meanwhile. What lies
/// outside of the scope, or asks for a further reach than the scope has, is not found.
pub(crate) async fn contacts_for_change(
    tx: &mut Tx,
    scope: &Scope,
    org_id: &str,
    needed: Reach,
) -> std::result::Result<Contacts, NetworkRefused> {
    touch_registry(tx).await?;
    let found: Option<(Option<String>, String, String, String, String, String, String)> = tx
        .query("select municipality_id, inn, ogrn, phone, email, site, head from organisation where id = $1")
        .bind(org_id)
        .optional()
        .await?;
    let (municipality_id, inn, ogrn, phone, email, site, head) = found.ok_or(NetworkRefused::NotFound)?;
    if scope.reach() < needed || !scope.covers(org_id, municipality_id.as_deref()) {
        return Err(NetworkRefused::NotFound);
    }
    Ok(Contacts { inn, ogrn, phone, email, site, head })
}

/// Writes the identifiers and contacts; the ИНН must be nobody else's.
pub(crate) async fn write_contacts(
    tx: &mut Tx,
    org_id: &str,
    before: &Contacts,
    after: &Contacts,
) -> std::result::Result<(), NetworkRefused> {
    if before.inn != after.inn
        && let Some(other) = holder_of_inn(tx, &after.inn).await?
    {
        return Err(inn_taken(&after.inn, &other));
    }
    tx.query("update organisation set inn = $2, ogrn = $3, phone = $4, email = $5, site = $6, head = $7 where id = $1")
        .bind(org_id)
        .bind(&after.inn)
        .bind(&after.ogrn)
        .bind(&after.phone)
        .bind(&after.email)
        .bind(&after.site)
        .bind(&after.head)
        .run()
        .await?;
    Ok(())
}

/// How many pupils were counted on a day; `None`: nobody counted.
pub(crate) async fn size_on(tx: &mut Tx, org_id: &str, day: Date) -> Result<Option<i64>> {
    let found: Option<(i64,)> = tx
        .query("select pupils from organisation_size where org_id = $1 and counted_on = $2")
        .bind(org_id)
        .bind(day)
        .optional()
        .await?;
    Ok(found.map(|(pupils,)| pupils))
}

pub(crate) async fn write_size(tx: &mut Tx, org_id: &str, day: Date, pupils: u32) -> Result<()> {
    tx.query(
        "insert into organisation_size (org_id, counted_on, pupils) values ($1, $2, $3)
         on conflict (org_id, counted_on) do update set pupils = excluded.pupils",
    )
    .bind(org_id)
    .bind(day)
    .bind(i64::from(pupils))
    .run()
    .await?;
    Ok(())
}

/// A building as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BuildingLine {
    pub title: String,
    pub address: String,
    pub point: Option<Point>,
    pub has_library: bool,
    pub period: Period,
}

pub(crate) async fn insert_building(
    tx: &mut Tx,
    org_id: &str,
    new: &BuildingLine,
    now: Moment,
) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into building (id, org_id, title, address, lat_e6, lon_e6, has_library, valid_from, valid_to, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&id)
    .bind(org_id)
    .bind(&new.title)
    .bind(&new.address)
    .bind(new.point.map(|point| point.lat_e6))
    .bind(new.point.map(|point| point.lon_e6))
    .bind(new.has_library)
    .bind(new.period.from)
    .bind(new.period.to)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

pub(crate) async fn update_building(
    tx: &mut Tx,
    org_id: &str,
    id: &str,
    line: &BuildingLine,
) -> Result<bool> {
    let touched = tx
        .query(
            "update building set title = $3, address = $4, lat_e6 = $5, lon_e6 = $6, has_library = $7, valid_to = $8
             where id = $2 and org_id = $1",
        )
        .bind(org_id)
        .bind(id)
        .bind(&line.title)
        .bind(&line.address)
        .bind(line.point.map(|point| point.lat_e6))
        .bind(line.point.map(|point| point.lon_e6))
        .bind(line.has_library)
        .bind(line.period.to)
        .run()
        .await?;
    Ok(touched == 1)
}

/// A building of an organisation as it is now.
pub(crate) async fn building(tx: &mut Tx, org_id: &str, id: &str) -> Result<Option<BuildingLine>> {
    let found: Option<(String, String, Option<i64>, Option<i64>, bool, String, String)> = tx
        .query(
            "select title, address, lat_e6, lon_e6, has_library, valid_from, valid_to from building
             where id = $2 and org_id = $1",
        )
        .bind(org_id)
        .bind(id)
        .optional()
        .await?;
    Ok(found.map(|(title, address, lat, lon, has_library, from, to)| BuildingLine {
        title,
        address,
        point: lat.zip(lon).map(|(lat_e6, lon_e6)| Point { lat_e6, lon_e6 }),
        has_library,
        period: super::roll::period(&from, &to),
    }))
}
