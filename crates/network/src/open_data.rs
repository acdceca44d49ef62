//! The public fields of the registry, as a set of open data.

use access::Scope;
use jiff::civil::Date;
use region::StatusWords;
use roster::csv_line;
use serde::Serialize;
use serde_json::{Value, json};

use crate::rules::{Filter, Listed, Roll, kind_title};

/// Columns of the set: name and what it holds.
pub const COLUMNS: [(&str, &str); 17] = [
    ("code", "Код организации; не меняется никогда"),
    ("inn", "ИНН"),
    ("kind", "Вид организации"),
    ("full_name", "Полное наименование на дату"),
    ("short_name", "Краткое наименование на дату"),
    ("municipality_code", "Код муниципалитета"),
    ("municipality", "Муниципалитет, как он назывался на дату"),
    ("oktmo", "Код ОКТМО муниципалитета на дату"),
    ("status", "Статус школьной библиотеки на дату"),
    ("status_until", "Последний день срока муниципального центра"),
    ("phone", "Телефон"),
    ("email", "Электронная почта"),
    ("site", "Сайт"),
    ("pupils", "Обучающихся, по последнему подсчёту не позже даты"),
    ("addresses", "Адреса зданий через точку с запятой"),
    ("municipal_centre", "Код муниципального центра, который обслуживает школу"),
    ("is_demo", "1 — организация вымышлена для демонстрации"),
];

/// An organisation as everybody may see it.
#[derive(Debug, Clone, Serialize)]
pub struct PublicOrganisation {
    pub code: String,
    pub inn: String,
    pub kind: &'static str,
    pub full_name: String,
    pub short_name: String,
    pub municipality_code: String,
    pub municipality: String,
    pub oktmo: String,
    pub status: Option<&'static str>,
    pub status_title: Option<String>,
    pub status_until: Option<String>,
    pub phone: String,
    pub email: String,
    pub site: String,
    pub pupils: Option<u32>,
    pub buildings: Vec<PublicBuilding>,
    pub municipal_centre: Option<String>,
    pub is_demo: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct PublicBuilding {
    pub title: String,
    pub address: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub has_library: bool,
}

/// Everything that the filter shows, in its order.
pub fn organisations(
    roll: &Roll,
    scope: &Scope,
    filter: &Filter,
    words: &StatusWords,
) -> Vec<PublicOrganisation> {
    let (listed, _) = roll.all(scope, filter);
    listed.into_iter().map(|one| public(roll, one, words, filter.as_of)).collect()
}

fn public(roll: &Roll, listed: Listed<'_>, words: &StatusWords, day: Date) -> PublicOrganisation {
    let (one, name) = (listed.organisation, listed.name);
    let place = listed.municipality;
    PublicOrganisation {
        code: one.code.clone(),
        inn: one.contacts.inn.clone(),
        kind: one.kind.code(),
        full_name: name.full.clone(),
        short_name: name.short.clone(),
        municipality_code: place.map_or_else(String::new, |place| place.code.clone()),
        municipality: place.map_or_else(String::new, |place| place.full_name.clone()),
        oktmo: place.map_or_else(String::new, |place| place.oktmo.clone()),
        status: listed.status.map(region::LibraryStatus::code),
        status_title: listed.status.map(|status| words.title(status).to_owned()),
        status_until: listed.status.and(one.statuses.term_ends(day)).map(|day| day.to_string()),
        phone: one.contacts.phone.clone(),
        email: one.contacts.email.clone(),
        site: one.contacts.site.clone(),
        pupils: one.pupils_on(day).map(|(_, count)| count),
        buildings: one
            .buildings_on(day)
            .map(|building| PublicBuilding {
                title: building.title.clone(),
                address: building.address.clone(),
                lat: building.point.map(roster::Point::lat),
                lon: building.point.map(roster::Point::lon),
                has_library: building.has_library,
            })
            .collect(),
        municipal_centre: roll.centre_of(one, day).map(|centre| centre.organisation.code.clone()),
        is_demo: one.is_demo,
    }
}

impl PublicOrganisation {
    /// In the order of [`COLUMNS`].
    pub fn cells(&self) -> [String; 17] {
        let addresses: Vec<&str> = self.buildings.iter().map(|building| building.address.as_str()).collect();
        [
            self.code.clone(),
            self.inn.clone(),
            self.kind.to_owned(),
            self.full_name.clone(),
            self.short_name.clone(),
            self.municipality_code.clone(),
            self.municipality.clone(),
            self.oktmo.clone(),
            self.status.unwrap_or_default().to_owned(),
            self.status_until.clone().unwrap_or_default(),
            self.phone.clone(),
            self.email.clone(),
            self.site.clone(),
            self.pupils.map_or_else(String::new, |count| count.to_string()),
            addresses.join("; "),
            self.municipal_centre.clone().unwrap_or_default(),
            if self.is_demo { "1" } else { "0" }.to_owned(),
        ]
    }

    fn kind_title(&self) -> &'static str {
        crate::rules::kind_from_code(self.kind).map_or(self.kind, kind_title)
    }
}

/// The set as CSV. The mark at the beginning tells Excel that this is UTF-8.
pub fn csv(organisations: &[PublicOrganisation]) -> String {
    let mut body = String::from("\u{feff}");
    body.push_str(&csv_line(COLUMNS.iter().map(|(name, _)| *name)));
    for one in organisations {
        let cells = one.cells();
        body.push_str(&csv_line(cells.iter().map(String::as_str)));
    }
    body
}

/// The set as JSON.
pub fn json(day: Date, organisations: &[PublicOrganisation]) -> Value {
    json!({ "as_of": day.to_string(), "organisations": organisations })
}

/// A point for each building whose point is known (RFC 7946).
pub fn geojson(day: Date, organisations: &[PublicOrganisation]) -> Value {
    let features: Vec<Value> = organisations.iter().flat_map(points).collect();
    json!({ "type": "FeatureCollection", "as_of": day.to_string(), "features": features })
}

fn points(one: &PublicOrganisation) -> Vec<Value> {
    let points = one.buildings.iter().filter_map(|building| Some((building, building.lon?, building.lat?)));
    points
        .map(|(building, lon, lat)| {
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [lon, lat] },
                "properties": {
                    "code": one.code, "name": one.short_name, "full_name": one.full_name, "kind": one.kind,
                    "kind_title": one.kind_title(), "municipality": one.municipality, "status": one.status,
                    "status_title": one.status_title, "building": building.title, "address": building.address,
                    "has_library": building.has_library, "is_demo": one.is_demo,
                },
            })
        })
        .collect()
}
