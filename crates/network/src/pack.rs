//! The registry as the region pack has it: the first content of a new database.

use std::collections::{HashMap, HashSet};

use access::Scope;
use region::{Card, Organisation, RegionPack};
use store::{Moment, Tx};

use crate::NetworkRefused;
use crate::rules::{Contacts, OrganisationNames, Period};
use crate::store::cards::{self, BuildingLine};
use crate::store::{NewOrganisation, add_municipality, add_organisation, codes_in_store};

/// How much was put into the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    pub municipalities: usize,
    pub organisations: usize,
}

/// Puts every municipality and organisation of the pack into the registry. What is there already (by code) stays as
/// it is: the pack is a beginning, not a master copy, and loading it again changes nothing.
pub async fn load_pack(tx: &mut Tx, pack: &RegionPack, now: Moment) -> Result<Loaded, NetworkRefused> {
    let (municipalities, organisations) = codes_in_store(tx).await?;
    let mut municipalities: HashMap<String, String> = municipalities.into_iter().collect();
    let mut organisations: HashMap<String, String> = organisations.into_iter().collect();
    let mut loaded = Loaded::default();
    for municipality in &pack.municipalities {
        if !municipalities.contains_key(&municipality.code) {
            let id = add_municipality(tx, municipality, now).await?;
            municipalities.insert(municipality.code.clone(), id);
            loaded.municipalities += 1;
        }
    }
    let scope = Scope::of_the_program();
    for organisation in parents_first(&pack.organisations)? {
        if organisations.contains_key(&organisation.code) {
            continue;
        }
        let new = new_organisation(organisation, &municipalities, &organisations)?;
        let id = add_organisation(tx, &scope, &new, now).await?;
        add_card(tx, &id, &organisation.card, now).await?;
        organisations.insert(organisation.code.clone(), id);
        loaded.organisations += 1;
    }
    Ok(loaded)
}

/// The pack's organisations in an order in which every parent is met before those that answer to it.
fn parents_first(organisations: &[Organisation]) -> Result<Vec<&Organisation>, NetworkRefused> {
    let known: HashSet<&str> = organisations.iter().map(|one| one.code.as_str()).collect();
    let mut placed: HashSet<&str> = HashSet::new();
    let mut ordered = Vec::with_capacity(organisations.len());
    let mut waiting: Vec<&Organisation> = organisations.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|one| {
            let parent = one.parent.as_deref().filter(|parent| known.contains(parent));
            if parent.is_some_and(|parent| !placed.contains(parent)) {
                return true;
            }
            placed.insert(&one.code);
            ordered.push(*one);
            false
        });
        if waiting.len() == before {
            let text = format!("Организация «{}» подчинена сама себе через другие.", waiting[0].code);
            return Err(NetworkRefused::Invalid { field: "parent", text });
        }
    }
    Ok(ordered)
}

fn new_organisation(
    organisation: &Organisation,
    municipalities: &HashMap<String, String>,
    organisations: &HashMap<String, String>,
) -> Result<NewOrganisation, NetworkRefused> {
    let find = |ids: &HashMap<String, String>, code: &Option<String>, field: &'static str| match code {
        None => Ok(None),
        Some(code) => ids.get(code).cloned().map(Some).ok_or_else(|| NetworkRefused::Invalid {
            field,
            text: format!("Организация «{}» ссылается на код «{code}», которого нет.", organisation.code),
        }),
    };
    let names = organisation.names.iter().map(|name| {
        let names = OrganisationNames {
            full: name.full.clone(),
            short: name.short.clone(),
            genitive: name.genitive.clone(),
        };
        (Period::new(name.valid_from, name.valid_to), names)
    });
    Ok(NewOrganisation {
        code: organisation.code.clone(),
        kind: organisation.kind,
        municipality_id: find(municipalities, &organisation.municipality, "municipality")?,
        parent_id: find(organisations, &organisation.parent, "parent")?,
        is_demo: is_artificial(organisation),
        stands_for: organisation.stands_for.clone(),
        names: names.collect(),
        contacts: Contacts {
            inn: organisation.card.inn.clone(),
            ogrn: organisation.card.ogrn.clone(),
            phone: organisation.card.phone.clone(),
            email: organisation.card.email.clone(),
            site: organisation.card.site.clone(),
            head: organisation.card.head.clone(),
        },
    })
}

/// The buildings and the counts of pupils of the pack.
async fn add_card(tx: &mut Tx, org_id: &str, card: &Card, now: Moment) -> store::Result<()> {
    for building in &card.buildings {
        let line = BuildingLine {
            title: building.title.clone(),
            address: building.address.clone(),
            point: building.point.map(point),
            has_library: building.has_library,
            period: Period::ALWAYS,
        };
        cards::insert_building(tx, org_id, &line, now).await?;
    }
    for count in &card.pupils {
        cards::write_size(tx, org_id, count.on, count.count).await?;
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "degrees in millionths fit many times over")]
fn point(degrees: region::Point) -> roster::Point {
    roster::Point { lat_e6: (degrees.lat * 1e6).round() as i64, lon_e6: (degrees.lon * 1e6).round() as i64 }
}

/// A pack marks what it has made up in the name itself: «… (демо)».
fn is_artificial(organisation: &Organisation) -> bool {
    organisation.names.iter().any(|name| name.short.contains("(демо)") || name.full.contains("(демо)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use region::OrganisationKind;

    fn organisation(code: &str, parent: Option<&str>) -> Organisation {
        Organisation {
            code: code.to_owned(),
            kind: OrganisationKind::Partner,
            municipality: None,
            parent: parent.map(str::to_owned),
            names: Vec::new(),
            aliases: Vec::new(),
            stands_for: Vec::new(),
            card: Card::default(),
        }
    }

    #[test]
    fn parents_come_first_in_whatever_order_they_are_written() {
        let written = [organisation("C", Some("B")), organisation("B", Some("A")), organisation("A", None)];
        let ordered: Vec<&str> =
            parents_first(&written).unwrap().iter().map(|one| one.code.as_str()).collect();
        assert_eq!(ordered, ["A", "B", "C"]);
    }

    #[test]
    fn a_circle_is_told_instead_of_running_for_ever() {
        let circle = [organisation("A", Some("B")), organisation("B", Some("A"))];
        assert!(matches!(parents_first(&circle), Err(NetworkRefused::Invalid { field: "parent", .. })));
    }
}
