//! Boundaries: a file of an administrator, matched and written.

use access::{Reach, Scope};
use jiff::civil::Date;
use outlines::Territory;
use roster::Point;
use store::{Files, Tx};

use crate::rules::{Atlas, Listed, Matched, Roll};
use crate::store::boundaries::{NewSet, add_set};
use crate::store::touch_registry;
use crate::{Author, Desk, NetworkRefused};

const MEDIA_TYPE: &str = "application/geo+json";
const MAX_ATTRIBUTION: usize = 500;

/// The file of boundaries as it came.
pub struct NewBoundaries<'a> {
    pub bytes: Vec<u8>,
    pub file_name: &'a str,
    /// Whose they are and under which licence.
    pub attribution: &'a str,
}

/// Puts boundaries in force. `scope` is that of administration; at least one municipality must have been found, and the
/// licence must be told: it will be shown with the map.
pub async fn import_boundaries(
    tx: &mut Tx,
    desk: &Desk<'_>,
    files: &Files,
    scope: &Scope,
    roll: &Roll,
    new: NewBoundaries<'_>,
    matched: &Matched,
    author: &Author,
) -> Result<(), NetworkRefused> {
    if scope.reach() != Reach::Everything {
        return Err(NetworkRefused::NotFound);
    }
    let attribution = roster::tidy(new.attribution);
    if attribution.is_empty() || attribution.chars().count() > MAX_ATTRIBUTION {
        return Err(NetworkRefused::invalid(
            "attribution",
            "Не указано, чьи это границы и на каких условиях: эта строка показывается рядом с картой.",
        ));
    }
    if matched.found.is_empty() {
        return Err(NetworkRefused::invalid(
            "file",
            "Ни один объект файла не узнан: ни по ОКТМО, ни по наименованию.",
        ));
    }
    touch_registry(tx).await?;
    let territories: Vec<(String, Territory)> = matched
        .found
        .iter()
        .filter_map(|(code, territory)| {
            let id = roll.municipality_names().iter().find(|one| one.code == *code)?.id.clone();
            Some((id, territory.clone()))
        })
        .collect();
    let hash = files.put(tx, new.bytes, MEDIA_TYPE, desk.clock.now()).await?;
    let set = NewSet {
        file: &hash,
        file_name: new.file_name,
        attribution: &attribution,
        account_id: author.account_id(),
        author: author.name(),
        territories: &territories,
    };
    let seq = add_set(tx, &set, desk.clock.now()).await?;
    let what =
        format!("Загружены границы муниципалитетов: {} из файла «{}»", territories.len(), new.file_name);
    desk.note(tx, author, "boundaries.imported", ("boundaries", &seq.to_string()), &what).await?;
    Ok(())
}

/// A building whose point lies outside of its municipality.
#[derive(Debug, Clone, Copy)]
pub struct Astray<'a> {
    pub owner: Listed<'a>,
    pub address: &'a str,
    pub point: Point,
}

/// Every building of a day that lies outside of its organisation's municipality.
pub fn astray<'a>(roll: &'a Roll, atlas: &Atlas, day: Date) -> Vec<Astray<'a>> {
    let (listed, _) = roll.all(&Scope::of_the_program(), &crate::Filter::on(day));
    let mut found = Vec::new();
    for owner in listed {
        let Some(municipality) = owner.municipality else { continue };
        for building in owner.organisation.buildings_on(day) {
            let Some(point) = building.point else { continue };
            if atlas.contains(&municipality.id, point) == Some(false) {
                found.push(Astray { owner, address: &building.address, point });
            }
        }
    }
    found
}
