//! Real boundaries, tried when they lie beside the project; they are never part of it.

use std::path::PathBuf;

#[test]
fn real_boundaries_are_read_and_drawn() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/geo/khabarovsk-municipalities-lite.geojson");
    let Ok(bytes) = std::fs::read(&file) else {
        println!("skipped: {} is not there", file.display());
        return;
    };
    let boundaries = outlines::read(&bytes).unwrap();
    assert_eq!((boundaries.territories.len(), boundaries.faults.len()), (19, 0));
    assert!(boundaries.attribution.contains("OpenStreetMap") && boundaries.attribution.contains("ODbL"));
    let city = boundaries.territories.iter().find(|one| one.oktmo.as_deref() == Some("08701000")).unwrap();
    assert!(city.contains([135.0719, 48.4802]), "Ленинская площадь lies in the city");
    assert!(!city.contains([137.0079, 50.5499]), "Комсомольск does not");
    let all: Vec<_> = boundaries.territories.iter().collect();
    let drawing = outlines::draw(&all, 320.0);
    let bytes: usize = drawing.shapes.iter().map(|shape| shape.path.len()).sum();
    println!("{bytes} bytes of paths, {} × {:.0}", drawing.width, drawing.height);
    assert!(bytes < 20_000, "{bytes}: a map is a small part of a page");
}
