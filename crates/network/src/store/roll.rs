//! The registry as a roll kept in memory.

use std::collections::HashMap;
use std::sync::Arc;

use region::LibraryStatus;
use roster::Point;
use store::{Db, Result, Tx};

use super::organisations::known_kind;
use super::stored_day;
use crate::rules::{
    Contacts, Period, Roll, RollBuilding, RollMunicipality, RollName, RollOrganisation, Seat, StatusChange,
    Timeline, kind_from_code,
};

#[derive(sqlx::FromRow)]
struct OrganisationLine {
    id: String,
    code: String,
    kind: String,
    kind_order: i64,
    is_demo: bool,
    stands_for: String,
    municipality_id: Option<String>,
    inn: String,
    ogrn: String,
    phone: String,
    email: String,
    site: String,
    head: String,
}

#[derive(sqlx::FromRow)]
struct NameLine {
    org_id: String,
    full_name: String,
    short_name: String,
    genitive_name: String,
    basis: String,
    end_basis: String,
    fold: String,
    sort_key: String,
    valid_from: String,
    valid_to: String,
}

#[derive(sqlx::FromRow)]
struct SeatLine {
    org_id: String,
    municipality_id: Option<String>,
    parent_id: Option<String>,
    basis: String,
    valid_from: String,
    valid_to: String,
}

#[derive(sqlx::FromRow)]
struct StatusLine {
    org_id: String,
    status: String,
    holds_from: String,
    holds_to: Option<String>,
    document_id: String,
    reference: String,
}

#[derive(sqlx::FromRow)]
struct BuildingLine {
    id: String,
    org_id: String,
    title: String,
    address: String,
    lat_e6: Option<i64>,
    lon_e6: Option<i64>,
    has_library: bool,
    valid_from: String,
    valid_to: String,
}

#[derive(sqlx::FromRow)]
struct MunicipalityLine {
    id: String,
    code: String,
    hex_col: i64,
    hex_row: i64,
    full_name: String,
    short_name: String,
    map_label: String,
    oktmo: String,
    sort_key: String,
    valid_from: String,
    valid_to: String,
}

pub(super) fn period(from: &str, to: &str) -> Period {
    Period { from: stored_day(from), to: stored_day(to) }
}

/// The whole registry: one statement while nothing has changed since it was last looked at. What of it somebody sees
/// is decided by the scope that the roll's lookups take.
pub async fn roll(db: &Db) -> Result<Arc<Roll>> {
    let (revision,): (i64,) = db.query("select revision from network_revision where id = 1").one().await?;
    if let Some(roll) = db.projections().get::<Roll>("network", revision) {
        return Ok(roll);
    }
    let roll = read(db).await?;
    Ok(db.projections().put("network", revision, roll))
}

async fn read(db: &Db) -> Result<Roll> {
    let mut organisations = organisations(db).await?;
    let places: HashMap<String, usize> =
        organisations.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
    let mut of = Histories { organisations: &mut organisations, places: &places };
    of.seats(db).await?;
    of.statuses(db).await?;
    of.sizes(db).await?;
    of.buildings(db).await?;
    of.centres(db).await?;
    let inns: Vec<String> = organisations.iter().map(|one| one.contacts.inn.clone()).collect();
    let names = names(db, &places, &inns).await?;
    let (boundaries,): (i64,) = db.query("select coalesce(max(seq), 0) from boundary_set").one().await?;
    Ok(Roll::new(organisations, names, municipalities(db).await?, boundaries))
}

async fn organisations(db: &Db) -> Result<Vec<RollOrganisation>> {
    let lines: Vec<OrganisationLine> = db
        .query(
            "select id, code, kind, kind_order, is_demo, stands_for, municipality_id, inn, ogrn, phone, email, site, head
             from organisation",
        )
        .all()
        .await?;
    let made = lines.into_iter().map(|line| {
        let stands_for: Vec<String> = serde_json::from_str(&line.stands_for).unwrap_or_default();
        RollOrganisation {
            kind: known_kind(&line.kind),
            kind_order: line.kind_order,
            is_demo: line.is_demo,
            stands_for: stands_for.iter().filter_map(|code| kind_from_code(code)).collect(),
            municipality_id: line.municipality_id,
            contacts: Contacts {
                inn: line.inn,
                ogrn: line.ogrn,
                phone: line.phone,
                email: line.email,
                site: line.site,
                head: line.head,
            },
            id: line.id,
            code: line.code,
            seats: Vec::new(),
            statuses: Timeline::default(),
            sizes: Vec::new(),
            buildings: Vec::new(),
            centres: Vec::new(),
        }
    });
    Ok(made.collect())
}

async fn names(db: &Db, places: &HashMap<String, usize>, inns: &[String]) -> Result<Vec<RollName>> {
    let lines: Vec<NameLine> = db
        .query(
            "select org_id, full_name, short_name, genitive_name, basis, end_basis, fold, sort_key, valid_from, valid_to
             from organisation_name",
        )
        .all()
        .await?;
    let made = lines.into_iter().filter_map(|line| {
        let organisation = *places.get(&line.org_id)?;
        Some(RollName {
            organisation,
            fold: format!("{} {}", line.fold, inns[organisation]),
            full: line.full_name,
            short: line.short_name,
            genitive: line.genitive_name,
            basis: line.basis,
            end_basis: line.end_basis,
            sort_key: line.sort_key,
            period: period(&line.valid_from, &line.valid_to),
        })
    });
    Ok(made.collect())
}

async fn municipalities(db: &Db) -> Result<Vec<RollMunicipality>> {
    let lines: Vec<MunicipalityLine> = db
        .query(
            "select m.id, m.code, m.hex_col, m.hex_row, n.full_name, n.short_name, n.map_label, n.oktmo, n.sort_key,
                    n.valid_from, n.valid_to
             from municipality m join municipality_name n on n.municipality_id = m.id",
        )
        .all()
        .await?;
    let made = lines.into_iter().map(|line| RollMunicipality {
        period: period(&line.valid_from, &line.valid_to),
        id: line.id,
        code: line.code,
        hex_col: u16::try_from(line.hex_col).unwrap_or(0),
        hex_row: u16::try_from(line.hex_row).unwrap_or(0),
        full_name: line.full_name,
        short_name: line.short_name,
        map_label: line.map_label,
        oktmo: line.oktmo,
        sort_key: line.sort_key,
    });
    Ok(made.collect())
}

/// Gives every organisation its histories, oldest first.
struct Histories<'a> {
    organisations: &'a mut [RollOrganisation],
    places: &'a HashMap<String, usize>,
}

impl Histories<'_> {
    fn of(&mut self, org_id: &str) -> Option<&mut RollOrganisation> {
        self.places.get(org_id).map(|place| &mut self.organisations[*place])
    }

    async fn seats(&mut self, db: &Db) -> Result<()> {
        let lines: Vec<SeatLine> = db
            .query(
                "select org_id, municipality_id, parent_id, basis, valid_from, valid_to
                 from organisation_seat order by valid_from",
            )
            .all()
            .await?;
        for line in lines {
            let period = period(&line.valid_from, &line.valid_to);
            let (municipality_id, parent_id, basis) = (line.municipality_id, line.parent_id, line.basis);
            if let Some(one) = self.of(&line.org_id) {
                one.seats.push(Seat { municipality_id, parent_id, basis, period });
            }
        }
        Ok(())
    }

    async fn statuses(&mut self, db: &Db) -> Result<()> {
        let lines: Vec<StatusLine> = db
            .query(
                "select org_id, status, holds_from, holds_to, document_id, reference
                 from status_change order by holds_from",
            )
            .all()
            .await?;
        let mut changes: HashMap<String, Vec<StatusChange>> = HashMap::new();
        for line in lines {
            let Some(status) = LibraryStatus::from_code(&line.status) else { continue };
            changes.entry(line.org_id).or_default().push(StatusChange {
                status,
                from: stored_day(&line.holds_from),
                to: line.holds_to.as_deref().map(stored_day),
                document_id: line.document_id,
                reference: line.reference,
            });
        }
        for (org_id, changes) in changes {
            if let Some(one) = self.of(&org_id) {
                one.statuses = Timeline::of(changes);
            }
        }
        Ok(())
    }

    async fn sizes(&mut self, db: &Db) -> Result<()> {
        let lines: Vec<(String, String, i64)> = db
            .query("select org_id, counted_on, pupils from organisation_size order by counted_on")
            .all()
            .await?;
        for (org_id, counted_on, pupils) in lines {
            if let Some(one) = self.of(&org_id) {
                one.sizes.push((stored_day(&counted_on), u32::try_from(pupils).unwrap_or(0)));
            }
        }
        Ok(())
    }

    async fn buildings(&mut self, db: &Db) -> Result<()> {
        let lines: Vec<BuildingLine> = db
            .query(
                "select id, org_id, title, address, lat_e6, lon_e6, has_library, valid_from, valid_to
                 from building order by created_at, id",
            )
            .all()
            .await?;
        for line in lines {
            let point = line.lat_e6.zip(line.lon_e6).map(|(lat_e6, lon_e6)| Point { lat_e6, lon_e6 });
            let building = RollBuilding {
                id: line.id,
                title: line.title,
                address: line.address,
                point,
                has_library: line.has_library,
                period: period(&line.valid_from, &line.valid_to),
            };
            if let Some(one) = self.of(&line.org_id) {
                one.buildings.push(building);
            }
        }
        Ok(())
    }

    async fn centres(&mut self, db: &Db) -> Result<()> {
        let lines: Vec<(String, String, String, String)> = db
            .query("select school_id, centre_id, valid_from, valid_to from service_area order by valid_from")
            .all()
            .await?;
        for (school_id, centre_id, from, to) in lines {
            if let Some(one) = self.of(&school_id) {
                one.centres.push((period(&from, &to), centre_id));
            }
        }
        Ok(())
    }
}

/// Begins every change of the registry: the roll read before it is no longer used, and on either engine a second change
/// waits here until the first has ended.
pub async fn touch_registry(tx: &mut Tx) -> Result<()> {
    tx.query("update network_revision set revision = revision + 1 where id = 1").run().await?;
    Ok(())
}
