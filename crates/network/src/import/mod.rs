//! Lists of organisations in and out: the registry as [`roster`] sees it, drafts of imports, and their acceptance.

mod accept;

use jiff::civil::Date;
use region::{OrganisationKind, StatusWords};
use roster::{Building, Decided, Draft, KindChoice, Known, MunicipalityChoice, Reading, Record, Vocabulary};
use serde::{Deserialize, Serialize};

pub use accept::{ImportRefused, Imported, accept};

use crate::rules::{KINDS, Listed, Roll, RollName, RollOrganisation, kind_title};

/// What was read from a file and what has been decided about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StoredDraft {
    pub reading: Reading,
    pub decided: Vec<Decided>,
}

/// The words that a list of this registry may hold on a day.
pub fn vocabulary(roll: &Roll, day: Date) -> Vocabulary {
    let kinds = KINDS.into_iter().map(|kind| KindChoice {
        code: kind.code().to_owned(),
        title: kind_title(kind).to_owned(),
        is_municipal: kind.is_municipal(),
        may_be_new: kind != OrganisationKind::Group,
    });
    let municipalities = roll.municipalities_on(day).into_iter().map(|one| {
        let others = roll.municipality_names().iter().filter(|name| name.id == one.id);
        MunicipalityChoice {
            code: one.code.clone(),
            name: one.short_name.clone(),
            names: others.flat_map(|name| [name.full_name.clone(), name.short_name.clone()]).collect(),
            oktmo: one.oktmo.clone(),
        }
    });
    Vocabulary { kinds: kinds.collect(), municipalities: municipalities.collect() }
}

/// An organisation as a line of a list on a day.
pub fn record(listed: Listed<'_>, words: &StatusWords, day: Date) -> Record {
    let (one, name) = (listed.organisation, listed.name);
    let pupils = one.pupils_on(day);
    Record {
        code: one.code.clone(),
        inn: one.contacts.inn.clone(),
        ogrn: one.contacts.ogrn.clone(),
        kind: one.kind.code().to_owned(),
        municipality: listed.municipality.map_or_else(String::new, |place| place.code.clone()),
        full: name.full.clone(),
        short: name.short.clone(),
        genitive: name.genitive.clone(),
        phone: one.contacts.phone.clone(),
        email: one.contacts.email.clone(),
        site: one.contacts.site.clone(),
        head: one.contacts.head.clone(),
        pupils: pupils.map(|(_, count)| count),
        counted_on: pupils.map(|(day, _)| day),
        status: listed.status.map_or_else(String::new, |status| words.short(status).to_owned()),
        buildings: one
            .buildings_on(day)
            .map(|building| Building {
                title: building.title.clone(),
                address: building.address.clone(),
                point: building.point,
                has_library: Some(building.has_library),
            })
            .collect(),
    }
}

/// Everything that the registry has on a day; what is no more or is yet to come is not matched by a list of that day.
pub fn known(roll: &Roll, words: &StatusWords, day: Date) -> Vec<Known> {
    let scope = access::Scope::of_the_program();
    let (listed, _) = roll.all(&scope, &crate::Filter::on(day));
    let make = |one: Listed<'_>| Known {
        id: one.organisation.id.clone(),
        record: record(one, words, day),
        sizes: one.organisation.sizes.clone(),
    };
    listed.into_iter().map(make).collect()
}

/// The file beside the registry as it is now, with what has been decided so far.
pub fn compared(stored: &StoredDraft, roll: &Roll, words: &StatusWords, day: Date) -> Draft {
    let known = known(roll, words, day);
    roster::compare(&stored.reading, &known, &vocabulary(roll, day), day, &stored.decided)
}

/// An organisation with its newest name, for changes that begin after it.
fn newest<'a>(roll: &'a Roll, id: &str) -> Option<(&'a RollOrganisation, &'a RollName)> {
    let organisation = roll.organisation(id)?;
    Some((organisation, roll.names_of(organisation).last().copied()?))
}
