//! Artificial schools: names are made from patterns so that nobody takes them for real ones.

use crate::organisation::{Organisation, OrganisationKind, OrganisationName};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `demo/schools.yaml`: patterns of names and how many schools stand where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolSet {
    /// Schools are numbered through the region from this number on.
    pub first_number: u16,
    /// A school's code is this prefix and its number: `S901`.
    pub code_prefix: String,
    pub kinds: Vec<SchoolKind>,
    pub places: Vec<SchoolPlace>,
}

/// A kind of school; `{number}` and `{place}` in the patterns are replaced.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolKind {
    pub code: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolPlace {
    pub municipality: String,
    /// As it follows the name: «г. Хабаровска», «с. Троицкое».
    pub place: String,
    /// Code of a kind → number of such schools.
    pub schools: BTreeMap<String, u16>,
}

impl SchoolSet {
    /// All schools, place by place in the order of the file, kind by kind in the order of the kinds.
    ///
    /// `authorities` maps a municipality to the code of its authority, which becomes the parent.
    pub(crate) fn expand(&self, authorities: &BTreeMap<&str, &str>) -> Vec<Organisation> {
        let mut number = self.first_number;
        let mut schools = Vec::new();
        for place in &self.places {
            let parent = authorities.get(place.municipality.as_str()).map(|code| (*code).to_owned());
            for kind in &self.kinds {
                for _ in 0..place.schools.get(&kind.code).copied().unwrap_or(0) {
                    schools.push(self.school(kind, place, number, parent.clone()));
                    number = number.saturating_add(1);
                }
            }
        }
        schools
    }

    fn school(
        &self,
        kind: &SchoolKind,
        place: &SchoolPlace,
        number: u16,
        parent: Option<String>,
    ) -> Organisation {
        let fill =
            |pattern: &str| pattern.replace("{number}", &number.to_string()).replace("{place}", &place.place);
        Organisation {
            code: format!("{}{number}", self.code_prefix),
            kind: OrganisationKind::School,
            municipality: Some(place.municipality.clone()),
            parent,
            names: vec![OrganisationName {
                full: fill(&kind.full),
                short: fill(&kind.short),
                genitive: fill(&kind.genitive),
                valid_from: None,
                valid_to: None,
            }],
            aliases: Vec::new(),
            stands_for: Vec::new(),
        }
    }
}
