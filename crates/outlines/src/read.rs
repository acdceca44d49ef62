//! GeoJSON (RFC 7946): territories out of a collection of features, every ring checked.

use geojson::{Feature, GeoJson, GeometryValue, JsonObject};

use crate::plane::double_area;
use crate::{Polygon, Position, Ring, Territory};

/// Boundaries of a whole country at a scale of streets are larger; those of one region are not.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
const MAX_TERRITORIES: usize = 2_000;
const MAX_POINTS: usize = 500_000;
/// Under these names files tell what a territory is called.
const NAME_KEYS: [&str; 8] =
    ["name", "name:ru", "NAME", "official_name", "osm_name", "full_name", "short_name", "title"];
const OKTMO_KEYS: [&str; 4] = ["oktmo", "OKTMO", "oktmo:user", "ОКТМО"];

/// Why a file is not read: what happened, why, what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Файл больше 20 МБ. Упростите границы перед загрузкой.")]
    TooLarge,
    #[error("Это не GeoJSON. Сохраните границы в виде .geojson (RFC 7946).")]
    NotGeoJson,
    #[error("В файле нет набора объектов (FeatureCollection) с границами.")]
    NoTerritories,
    #[error("Объектов больше {MAX_TERRITORIES}. Оставьте в файле только муниципалитеты региона.")]
    TooManyTerritories,
    #[error("Точек границ больше {MAX_POINTS}. Упростите границы перед загрузкой.")]
    TooManyPoints,
}

/// A territory that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// Its name, or its place in the file.
    pub territory: String,
    pub reason: String,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boundaries {
    /// Whose they are and under which licence, as the file says; must be shown with the map.
    pub attribution: String,
    pub territories: Vec<Territory>,
    pub faults: Vec<Fault>,
}

/// Reads boundaries.
///
/// # Errors
/// [`Refused`] for a file that is no list of territories; a territory with a bad ring is a [`Fault`].
pub fn read(bytes: &[u8]) -> Result<Boundaries, Refused> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Refused::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::NotGeoJson)?;
    let GeoJson::FeatureCollection(collection) =
        text.trim_start_matches('\u{feff}').parse().map_err(|_| Refused::NotGeoJson)?
    else {
        return Err(Refused::NoTerritories);
    };
    if collection.features.len() > MAX_TERRITORIES {
        return Err(Refused::TooManyTerritories);
    }
    let mut boundaries = Boundaries {
        attribution: collection
            .foreign_members
            .as_ref()
            .and_then(|members| {
                ["attribution", "copyright", "license"].iter().find_map(|key| text_of(members, key))
            })
            .unwrap_or_default(),
        ..Boundaries::default()
    };
    let mut points = 0;
    for (place, feature) in collection.features.into_iter().enumerate() {
        let mut territory = named(&feature);
        let name = territory.names.first().cloned().unwrap_or_else(|| format!("объект № {}", place + 1));
        match polygons_of(feature, &mut points) {
            Err(Broken::TooManyPoints) => return Err(Refused::TooManyPoints),
            Err(Broken::Ring(reason)) => {
                boundaries.faults.push(Fault { territory: name, reason: reason.to_owned() })
            }
            // Points and lines are no territories: offices, rivers.
            Ok(None) => {}
            Ok(Some(polygons)) => {
                territory.polygons = polygons;
                boundaries.territories.push(territory);
            }
        }
    }
    if boundaries.territories.is_empty() && boundaries.faults.is_empty() {
        return Err(Refused::NoTerritories);
    }
    Ok(boundaries)
}

fn text_of(object: &JsonObject, key: &str) -> Option<String> {
    let text: String =
        object.get(key)?.as_str()?.chars().filter(|sign| !sign.is_control()).take(500).collect();
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn named(feature: &Feature) -> Territory {
    let Some(properties) = &feature.properties else { return Territory::default() };
    let mut names: Vec<String> = Vec::new();
    for name in NAME_KEYS.iter().filter_map(|key| text_of(properties, key)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let oktmo = OKTMO_KEYS.iter().find_map(|key| {
        let value = properties.get(*key)?;
        // A number has lost its leading zero: codes have eight digits or eleven.
        let digits = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let digits = if matches!(digits.len(), 7 | 10) { format!("0{digits}") } else { digits };
        let is_code = matches!(digits.len(), 8 | 11) && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_code.then_some(digits)
    });
    Territory { names, oktmo, polygons: Vec::new() }
}

enum Broken {
    TooManyPoints,
    Ring(&'static str),
}

/// The polygons of a feature; `None` for one that has no area by its kind.
fn polygons_of(feature: Feature, points: &mut usize) -> Result<Option<Vec<Polygon>>, Broken> {
    let polygons: Vec<Polygon> = match feature.geometry.map(|geometry| geometry.value) {
        Some(GeometryValue::Polygon { coordinates }) => {
            vec![polygon(
                coordinates.iter().map(|ring| ring.iter().map(|position| position.as_slice())),
                points,
            )?]
        }
        Some(GeometryValue::MultiPolygon { coordinates }) => coordinates
            .iter()
            .map(|one| {
                polygon(one.iter().map(|ring| ring.iter().map(|position| position.as_slice())), points)
            })
            .collect::<Result<_, _>>()?,
        _ => return Ok(None),
    };
    if polygons.is_empty() {
        Err(Broken::Ring("нет ни одного контура"))
    } else {
        Ok(Some(polygons))
    }
}

fn polygon<'a>(
    rings: impl Iterator<Item = impl Iterator<Item = &'a [f64]>>,
    points: &mut usize,
) -> Result<Polygon, Broken> {
    let rings = rings.map(|ring| checked_ring(ring, points)).collect::<Result<Vec<Ring>, Broken>>()?;
    if rings.is_empty() { Err(Broken::Ring("контур пуст")) } else { Ok(rings) }
}

fn checked_ring<'a>(ring: impl Iterator<Item = &'a [f64]>, points: &mut usize) -> Result<Ring, Broken> {
    let mut kept: Ring = Vec::new();
    for position in ring {
        *points += 1;
        if *points > MAX_POINTS {
            return Err(Broken::TooManyPoints);
        }
        let &[lon, lat, ..] = position else {
            return Err(Broken::Ring("у точки контура нет двух координат"));
        };
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return Err(Broken::Ring(
                "координаты вне пределов градусов: нужны долгота и широта (WGS 84), а не метры",
            ));
        }
        let position: Position = [lon, lat];
        if kept.last() != Some(&position) {
            kept.push(position);
        }
    }
    if kept.first() != kept.last() {
        return Err(Broken::Ring("контур не замкнут: последняя точка не совпадает с первой"));
    }
    if kept.len() < 4 {
        return Err(Broken::Ring("в контуре меньше трёх разных точек"));
    }
    if double_area(&kept) < 1e-12 {
        return Err(Broken::Ring("контур не охватывает площади"));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn collection(geometry: &str) -> String {
        format!(
            "{{\"type\":\"FeatureCollection\",\"attribution\":\"© Кто-то\",\"features\":[{{\"type\":\"Feature\",\
             \"properties\":{{\"name\":\"Север\",\"oktmo\":8600000}},\"geometry\":{geometry}}}]}}"
        )
    }

    fn reason(geometry: &str) -> String {
        let read = read(collection(geometry).as_bytes()).unwrap();
        assert!(read.territories.is_empty());
        read.faults[0].reason.clone()
    }

    #[test]
    fn a_territory_comes_with_its_names_and_licence() {
        let square = "{\"type\":\"Polygon\",\"coordinates\":[[[130,50],[131,50],[131,51],[130,51],[130,50]],[[130.4,50.4],[130.6,50.4],[130.6,50.6],[130.4,50.4]]]}";
        let read = read(collection(square).as_bytes()).unwrap();
        let one = &read.territories[0];
        assert_eq!(
            (read.attribution.as_str(), one.names[0].as_str(), one.oktmo.as_deref()),
            ("© Кто-то", "Север", Some("08600000"))
        );
        assert!(one.contains([130.2, 50.2]) && !one.contains([130.55, 50.5]), "a hole is outside");
        assert!(!one.contains([132.0, 50.5]));
    }

    #[test]
    fn bad_rings_are_told() {
        let polygon = |ring: &str| format!("{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}");
        assert!(reason(&polygon("[130,50],[131,50],[131,51],[130,51]")).contains("не замкнут"));
        assert!(reason(&polygon("[130,50],[131,50],[130,50]")).contains("меньше трёх"));
        assert!(reason(&polygon("[130,50],[131,50],[132,50],[130,50]")).contains("площади"));
        assert!(
            reason(&polygon("[15000000,6000000],[15000001,6000000],[15000001,6000001],[15000000,6000000]"))
                .contains("метры")
        );
        assert!(reason(&polygon("")).contains("меньше трёх"));
    }

    #[test]
    fn what_is_no_list_of_territories_is_refused() {
        for (bytes, why) in [
            (&b"{}"[..], Refused::NotGeoJson),
            (b"\xff\xfe", Refused::NotGeoJson),
            (b"{\"type\":\"Point\",\"coordinates\":[1,2]}", Refused::NoTerritories),
            (b"{\"type\":\"FeatureCollection\",\"features\":[]}", Refused::NoTerritories),
        ] {
            assert_eq!(read(bytes).unwrap_err(), why);
        }
        let deep = "[".repeat(10_000);
        assert_eq!(read(deep.as_bytes()).unwrap_err(), Refused::NotGeoJson);
        assert_eq!(read(&vec![b' '; MAX_FILE_BYTES + 1]).unwrap_err(), Refused::TooLarge);
        let point = "{\"type\":\"Point\",\"coordinates\":[1,2]}";
        assert_eq!(
            read(collection(point).as_bytes()).unwrap_err(),
            Refused::NoTerritories,
            "an office is no territory"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a-zA-Z0-9. -]{0,200}") {
            let _ = read(text.as_bytes());
            let _ = read(collection(&text).as_bytes());
        }
    }
}
