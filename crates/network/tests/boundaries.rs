//! Boundaries: matched, put in force, asked about points; real ones when they lie beside the project.

mod common;

use std::path::PathBuf;

use common::{Registry, pack};
use jiff::civil::{Date, date};
use network::import::vocabulary;
use network::rules::matched;
use network::store::atlas;
use network::{
    Author, BuildingForm, NetworkRefused, NewBoundaries, add_building, astray, import_boundaries, load_pack,
};

const TODAY: Date = date(2024, 10, 15);

fn collection(features: &[(&str, f64)]) -> Vec<u8> {
    let features: Vec<String> = features
        .iter()
        .map(|(properties, lon)| {
            let (east, ring) = (lon + 1.0, "");
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{lon},50],[{east},50],[{east},51],[{lon},51],[{lon},50]]]}}}}{ring}"
            )
        })
        .collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",")).into_bytes()
}

impl Registry {
    async fn load(
        &self,
        bytes: &[u8],
        attribution: &str,
    ) -> Result<(usize, Vec<String>, Vec<String>), NetworkRefused> {
        let roll = self.roll().await;
        let found = matched(outlines::read(bytes).unwrap(), &vocabulary(&roll, TODAY));
        let new = NewBoundaries { bytes: bytes.to_vec(), file_name: "границы.geojson", attribution };
        self.doing(async |tx| {
            let (desk, files, scope) = (self.desk(), &self.house.files, Self::program());
            import_boundaries(tx, &desk, files, &scope, &roll, new, &found, &Author::program()).await
        })
        .await?;
        Ok((found.found.len(), found.strangers, found.missing))
    }
}

#[tokio::test]
async fn territories_are_recognised_and_points_are_asked_about() {
    let registry = Registry::with_two_municipalities().await;
    let bytes = collection(&[
        ("\"name\":\"North район\"", 130.0),
        ("\"oktmo\":\"08000000\"", 132.0),
        ("\"name\":\"Запад\"", 134.0),
    ]);
    let nameless = registry.load(&bytes, " ").await.unwrap_err();
    assert!(matches!(nameless, NetworkRefused::Invalid { field: "attribution", .. }));
    let (found, strangers, missing) = registry.load(&bytes, "© Кто-то").await.unwrap();
    // Both invented municipalities bear one code: the first of them is meant, the name tells the other.
    assert_eq!((found, missing.len()), (1, 1));
    assert_eq!(strangers, ["без наименования", "Запад"]);
}

#[tokio::test]
async fn a_building_outside_of_its_municipality_is_told() {
    let registry = Registry::with_two_municipalities().await;
    let none = atlas(registry.db(), &*registry.roll().await).await.unwrap();
    assert!(none.is_none());
    registry.load(&collection(&[("\"name\":\"north округ\"", 130.0)]), "© Кто-то").await.unwrap();
    let id = registry.id("N9").await;
    let add = async |lon: &str| {
        let form = BuildingForm {
            address: format!("дом {lon}"),
            lat: "50,5".into(),
            lon: lon.into(),
            ..Default::default()
        };
        registry
            .doing(async |tx| {
                add_building(tx, &registry.desk(), &Registry::program(), &id, &form, &Author::program()).await
            })
            .await
            .unwrap();
    };
    add("130,5").await;
    add("135,5").await;
    let roll = registry.roll().await;
    let atlas = atlas(registry.db(), &roll).await.unwrap().unwrap();
    let outside = astray(&roll, &atlas, TODAY);
    assert_eq!(outside.iter().map(|one| one.address).collect::<Vec<_>>(), ["дом 135,5"]);
    assert_eq!(atlas.attribution, "© Кто-то");
    let before = registry.db().statements_run();
    network::store::atlas(registry.db(), &roll).await.unwrap();
    assert_eq!(registry.db().statements_run(), before, "from memory while they are the same");
}

#[tokio::test]
async fn real_boundaries_are_all_recognised() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/geo/khabarovsk-municipalities-lite.geojson");
    let Ok(bytes) = std::fs::read(&file) else {
        println!("skipped: {} is not there", file.display());
        return;
    };
    let registry = Registry::empty().await;
    let pack = pack("khabarovsk");
    registry.doing(async |tx| load_pack(tx, &pack, 0).await).await.unwrap();
    let boundaries = outlines::read(&bytes).unwrap();
    let attribution = boundaries.attribution.clone();
    let (found, strangers, missing) = registry.load(&bytes, &attribution).await.unwrap();
    assert_eq!((found, strangers, missing), (19, vec![], vec![]));
    let roll = registry.roll().await;
    let atlas = atlas(registry.db(), &roll).await.unwrap().unwrap();
    assert_eq!(atlas.shapes().len(), 19);
    println!("outside: {}", astray(&roll, &atlas, TODAY).len());
}
