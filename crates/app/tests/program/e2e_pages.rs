//! The browser suite (`cargo xtask e2e`) goes by a list of pages: no GET route may be missing from it.

use std::collections::BTreeSet;

const LIST: &str = include_str!("../../../../e2e/pages.json");

#[test]
fn every_get_route_is_looked_at_by_the_browser_or_said_to_be_no_page() {
    let list: serde_json::Value = serde_json::from_str(LIST).unwrap();
    let pages = list["pages"].as_array().unwrap().iter().map(|page| page["route"].as_str().unwrap());
    let not_pages = list["not_pages"].as_object().unwrap().keys().map(String::as_str);
    let listed: BTreeSet<&str> = pages.chain(not_pages).collect();
    let routes = app::rooms::routes();
    let served: BTreeSet<&str> =
        routes.rows().iter().filter(|row| row.method == "GET").map(|row| row.path).collect();
    let missing: Vec<_> = served.difference(&listed).collect();
    assert!(missing.is_empty(), "routes without a row in e2e/pages.json: {missing:?}");
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(gone.is_empty(), "rows of e2e/pages.json without a route: {gone:?}");
}
