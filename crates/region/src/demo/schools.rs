//! Artificial schools: names are made from patterns so that nobody takes them for real ones.

use crate::organisation::{Card, Organisation, OrganisationKind, OrganisationName, PackBuilding, PupilCount};
use crate::territory::Point;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `demo/schools.yaml`: patterns of names and how many schools stand where.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolSet {
    /// Schools are numbered through the region from this number on.
    pub first_number: u16,
    /// A school's code is this prefix and its number: `S901`.
    pub code_prefix: String,
    pub kinds: Vec<SchoolKind>,
    /// What their cards tell.
    pub card: SchoolCard,
    pub places: Vec<SchoolPlace>,
}

/// Patterns of a school's card: `{number}`, `{code}` and `{locality}` are replaced, `{house}` is a number of a house.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolCard {
    pub address: String,
    /// Every seventh school has a second building.
    pub second_address: String,
    pub phone: String,
    pub email: String,
    pub site: String,
    pub head: String,
}

/// A kind of school; `{number}` and `{place}` in the patterns are replaced.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolKind {
    pub code: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolPlace {
    pub municipality: String,
    /// As it follows the name: «г. Хабаровска», «с. Троицкое».
    pub place: String,
    /// As it stands in an address; without it as it follows the name.
    #[serde(default)]
    pub locality: Option<String>,
    /// The middle of the locality; schools stand around it. Without it their points are not known.
    #[serde(default)]
    pub point: Option<Point>,
    /// Code of a kind → number of such schools.
    pub schools: BTreeMap<String, u16>,
}

impl SchoolSet {
    /// All schools, place by place in the order of the file, kind by kind in the order of the kinds.
    ///
    /// `authorities` maps a municipality to the code of its authority, which becomes the parent.
    pub(crate) fn expand(
        &self,
        authorities: &BTreeMap<&str, &str>,
        counted_on: Option<Date>,
    ) -> Vec<Organisation> {
        let mut number = self.first_number;
        let mut schools = Vec::new();
        for place in &self.places {
            let parent = authorities.get(place.municipality.as_str()).map(|code| (*code).to_owned());
            for kind in &self.kinds {
                for _ in 0..place.schools.get(&kind.code).copied().unwrap_or(0) {
                    schools.push(self.school(kind, place, number, parent.clone(), counted_on));
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
        counted_on: Option<Date>,
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
            card: self.card(place, number, counted_on),
        }
    }

    fn card(&self, place: &SchoolPlace, number: u16, counted_on: Option<Date>) -> Card {
        let code = format!("{}{number}", self.code_prefix).to_lowercase();
        let locality = place.locality.as_ref().unwrap_or(&place.place);
        let fill = |pattern: &str| {
            pattern
                .replace("{number}", &number.to_string())
                .replace("{code}", &code)
                .replace("{locality}", locality)
                .replace("{house}", &(number % 40 + 1).to_string())
        };
        let building = |title: &str, address: &str, step: u16, has_library: bool| PackBuilding {
            title: title.to_owned(),
            address: fill(address),
            point: place.point.map(|middle| around(middle, number, step)),
            has_library,
        };
        let mut buildings = vec![building("Главное здание", &self.card.address, 0, true)];
        if number.is_multiple_of(7) {
            buildings.push(building(
                "Начальная школа",
                &self.card.second_address,
                1,
                number.is_multiple_of(2),
            ));
        }
        Card {
            inn: artificial_inn(number),
            ogrn: String::new(),
            phone: fill(&self.card.phone),
            email: fill(&self.card.email),
            site: fill(&self.card.site),
            head: fill(&self.card.head),
            pupils: counted_on.map(|day| counts(day, number)).unwrap_or_default(),
            buildings,
        }
    }
}

/// A number that checks out and is nobody's: there is no region 00.
fn artificial_inn(number: u16) -> String {
    const WEIGHTS: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    let nine = format!("00{number:07}");
    let sum: u32 = nine.chars().filter_map(|digit| digit.to_digit(10)).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    format!("{nine}{}", sum % 11 % 10)
}

/// A point within a kilometre or two, always the same for the same school.
fn around(middle: Point, number: u16, step: u16) -> Point {
    let spread =
        |factor: u16| (f64::from(number.wrapping_mul(factor).wrapping_add(step * 7) % 41) - 20.0) / 1000.0;
    Point { lat: middle.lat + spread(17), lon: middle.lon + spread(29) * 1.5 }
}

/// Pupils on 1 September of the two school years before the day, and of its own.
fn counts(day: Date, number: u16) -> Vec<PupilCount> {
    let this_year = if day.month() >= 9 { day.year() } else { day.year() - 1 };
    let usual = 60 + u32::from(number.wrapping_mul(37) % 840);
    let years = [this_year - 1, this_year].into_iter().zip([0, u32::from(number % 23)]);
    years
        .filter_map(|(year, more)| Some(PupilCount { on: Date::new(year, 9, 1).ok()?, count: usual + more }))
        .collect()
}
