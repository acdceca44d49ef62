//! In what a row and the registry differ, and what is taken unasked.

use jiff::civil::Date;

use crate::compare::Known;
use crate::draft::{Decision, Difference, What};
use crate::record::{Building, Point, Record, Vocabulary};
use crate::words::{name_key, tidy};

/// Everything in which a row differs from its organisation.
pub(crate) fn differences(one: &Known, file: &Record, vocabulary: &Vocabulary, day: Date) -> Vec<Difference> {
    let registry = &one.record;
    let mut found = Vec::new();
    found.extend(names(registry, file));
    if !file.municipality.is_empty() && file.municipality != registry.municipality {
        let name = |code: &str| vocabulary.municipality_name(code).to_owned();
        found.push(difference(What::Municipality, name(&registry.municipality), name(&file.municipality)));
    }
    for (what, registry, file) in [
        (What::Inn, &registry.inn, &file.inn),
        (What::Ogrn, &registry.ogrn, &file.ogrn),
        (What::Phone, &registry.phone, &file.phone),
        (What::Email, &registry.email, &file.email),
        (What::Site, &registry.site, &file.site),
        (What::Head, &registry.head, &file.head),
    ] {
        if !file.is_empty() && tidy(registry) != *file {
            found.push(difference(what, registry.clone(), file.clone()));
        }
    }
    found.extend(pupils(one, file, day));
    found.extend(buildings(&registry.buildings, &file.buildings));
    found
}

fn pupils(one: &Known, file: &Record, day: Date) -> Option<Difference> {
    let number = file.pupils?;
    if file.counted_on.is_none() && one.record.pupils == Some(number) {
        return None;
    }
    let day = file.counted_on.unwrap_or(day);
    let of_the_day = one.sizes.iter().find(|(counted_on, _)| *counted_on == day).map(|(_, number)| *number);
    if of_the_day == Some(number) {
        return None;
    }
    let told = |number: u32| format!("{number} на {:02}.{:02}.{}", day.day(), day.month(), day.year());
    Some(difference(What::Pupils, of_the_day.map(told).unwrap_or_default(), told(number)))
}

/// A blank is filled unasked; another value waits for a decision.
fn difference(what: What, registry: String, file: String) -> Difference {
    let fills_a_blank = registry.is_empty();
    let decision = if fills_a_blank { Decision::File } else { Decision::Open };
    Difference { what, registry, file, decision, fills_a_blank }
}

/// The names that the row gives, where they differ: all three told together, for they are changed together.
fn names(registry: &Record, file: &Record) -> Option<Difference> {
    let told_by_short = !file.full.is_empty()
        && file.short.is_empty()
        && name_key(&file.full) == name_key(&registry.short)
        && name_key(&file.full) != name_key(&registry.full);
    let pairs = [
        (&registry.full, &file.full, told_by_short),
        (&registry.short, &file.short, false),
        (&registry.genitive, &file.genitive, false),
    ];
    let differing: Vec<(&String, &String)> = pairs
        .into_iter()
        .filter(|(registry, file, is_other)| !is_other && !file.is_empty() && tidy(registry) != **file)
        .map(|(registry, file, _)| (registry, file))
        .collect();
    if differing.is_empty() {
        return None;
    }
    let told = |texts: Vec<&String>| texts.into_iter().map(String::as_str).collect::<Vec<_>>().join(" · ");
    let registry_side = told(differing.iter().map(|(registry, _)| *registry).collect());
    Some(difference(What::Names, registry_side, told(differing.iter().map(|(_, file)| *file).collect())))
}

fn buildings(registry: &[Building], file: &[Building]) -> Vec<Difference> {
    let mut found = Vec::new();
    for (place, building) in file.iter().enumerate() {
        let same = registry.iter().find(|one| name_key(&one.address) == name_key(&building.address));
        let Some(same) = same else {
            let mut new = difference(What::NewBuilding(place), String::new(), describe(building));
            // Beside other buildings it may be one of them under another spelling: somebody has to look.
            if !registry.is_empty() {
                new.decision = Decision::Open;
                new.fills_a_blank = false;
            }
            found.push(new);
            continue;
        };
        let merged = same.filled_from(building);
        if merged != *same {
            let mut changed = difference(What::Building(place), describe(same), describe(&merged));
            let only_fills = (same.title.is_empty() || same.title == merged.title)
                && (same.point.is_none() || same.point == merged.point)
                && (same.has_library.is_none() || same.has_library == merged.has_library)
                && tidy(&same.address) == tidy(&merged.address);
            if only_fills {
                changed.decision = Decision::File;
                changed.fills_a_blank = true;
            }
            found.push(changed);
        }
    }
    found
}

impl Building {
    /// This building with everything that the other tells.
    pub fn filled_from(&self, other: &Self) -> Self {
        Self {
            title: if other.title.is_empty() { self.title.clone() } else { other.title.clone() },
            address: if tidy(&self.address) == tidy(&other.address) {
                self.address.clone()
            } else {
                other.address.clone()
            },
            point: other.point.or(self.point),
            has_library: other.has_library.or(self.has_library),
        }
    }
}

fn describe(building: &Building) -> String {
    let mut parts = vec![building.address.clone()];
    if !building.title.is_empty() {
        parts.insert(0, building.title.clone());
    }
    if let Some(Point { lat_e6, lon_e6 }) = building.point {
        parts.push(format!("{}, {}", Point::degrees(lat_e6), Point::degrees(lon_e6)));
    }
    match building.has_library {
        Some(true) => parts.push("с библиотекой".into()),
        Some(false) => parts.push("без библиотеки".into()),
        None => {}
    }
    parts.join("; ")
}
