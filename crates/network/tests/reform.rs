//! Municipal reform: what was stays as it was, what is to come waits for its day.

mod common;

use access::Role;
use common::Registry;
use jiff::civil::{Date, date};
use network::rules::{Filter, Into, MunicipalityNames, NewMunicipality, Reform};
use network::{Author, NetworkRefused, organisation_by_code, reform};

const TODAY: Date = date(2024, 10, 15);
const DAY: Date = date(2025, 1, 1);
const LAW: &str = "Закон края от 03.12.2024 № 9";

fn names(short: &str) -> MunicipalityNames {
    MunicipalityNames {
        kind: "муниципальный округ".into(),
        full: format!("{short} муниципальный округ"),
        short: short.into(),
        genitive: format!("{short} муниципального округа"),
        map_label: short.chars().take(11).collect(),
        oktmo: "08534000".into(),
    }
}

impl Registry {
    async fn municipality(&self, code: &str) -> String {
        self.roll().await.municipality_names().iter().find(|one| one.code == code).unwrap().id.clone()
    }

    async fn reform(&self, what: &Reform) -> Result<(), NetworkRefused> {
        let roll = self.roll().await;
        self.doing(async |tx| {
            reform(tx, &self.desk(), &Self::program(), &roll, what, (DAY, LAW), &Author::program()).await
        })
        .await
    }

    /// Code of each municipality with the number of its organisations on a day.
    async fn counts(&self, day: Date) -> Vec<(String, i64)> {
        let roll = self.roll().await;
        let (_, totals) = roll.all(&Self::program(), &Filter::on(day));
        roll.municipalities_on(day)
            .iter()
            .map(|one| (one.code.clone(), totals.in_municipality(&one.code)))
            .collect()
    }
}

fn counted(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
}

#[tokio::test]
async fn a_renamed_municipality_keeps_its_history_and_its_organisations() {
    let registry = Registry::with_two_municipalities().await;
    let before = registry.counts(TODAY).await;
    let id = registry.municipality("south").await;
    registry.reform(&Reform::Rename { id, names: names("Южный") }).await.unwrap();
    assert_eq!(registry.counts(TODAY).await, before);
    let roll = registry.roll().await;
    let name = |day| {
        let found = roll.municipalities_on(day).into_iter().find(|one| one.code == "south").unwrap();
        (found.short_name.clone(), found.oktmo.clone())
    };
    assert_eq!(name(date(2024, 12, 31)), ("south округ".to_owned(), "08000000".to_owned()));
    assert_eq!(name(DAY), ("Южный".to_owned(), "08534000".to_owned()));
    let id = registry.municipality("south").await;
    let twice = registry.reform(&Reform::Rename { id, names: names("Южнейший") }).await.unwrap_err();
    assert!(matches!(twice, NetworkRefused::Invalid { field: "day", .. }), "{twice:?}");
}

#[tokio::test]
async fn merged_municipalities_are_counted_apart_before_and_together_after() {
    let registry = Registry::with_two_municipalities().await;
    let sources = vec![registry.municipality("south").await];
    let into = Into::Existing { id: registry.municipality("north").await, names: None };
    registry.reform(&Reform::Merge { sources, into }).await.unwrap();
    assert_eq!(registry.counts(date(2024, 12, 31)).await, counted(&[("north", 3), ("south", 2)]));
    assert_eq!(registry.counts(DAY).await, counted(&[("north", 5)]));
    let school = organisation_by_code(registry.db(), &Registry::program(), "S1", DAY).await.unwrap().unwrap();
    assert_eq!(school.municipality_code.as_deref(), Some("north"));
    assert_eq!(school.parent_code.as_deref(), Some("OMSU_N"), "the authority that was there first");

    // The rights follow on the day, not before.
    let authority = registry.writing(Role::Municipality, "OMSU_N").await;
    let covers = async || {
        let roll = registry.roll().await;
        let one = roll.organisation("S1").unwrap();
        authority.covers(&one.id, one.municipality_id.as_deref())
    };
    assert!(!covers().await);
    registry.house.clock.set("2024-12-31T14:00:00Z".parse().unwrap());
    let mut jobs = store::Jobs::new(registry.db().clone(), registry.house.clock.clone());
    network::jobs::handle(&mut jobs, &registry.house);
    while jobs.run_next().await.unwrap() {}
    assert!(covers().await);
}

#[tokio::test]
async fn a_new_municipality_takes_the_place_of_both() {
    let registry = Registry::with_two_municipalities().await;
    let sources = vec![registry.municipality("north").await, registry.municipality("south").await];
    let new = |code: &str, cell| NewMunicipality {
        code: code.into(),
        names: names("Единый"),
        capital: "г. Столица".into(),
        cell,
    };
    let taken = registry
        .reform(&Reform::Merge { sources: sources.clone(), into: Into::New(new("north", (0, 0))) })
        .await
        .unwrap_err();
    assert!(matches!(taken, NetworkRefused::Invalid { field: "code", .. }), "{taken:?}");
    registry.reform(&Reform::Merge { sources, into: Into::New(new("united", (0, 0))) }).await.unwrap();
    assert_eq!(registry.counts(DAY).await, counted(&[("united", 5)]));
    assert_eq!(registry.counts(TODAY).await, counted(&[("north", 3), ("south", 2)]));
    let school = organisation_by_code(registry.db(), &Registry::program(), "N9", DAY).await.unwrap().unwrap();
    assert!(school.parent_code.is_some_and(|code| code.starts_with("OMSU_")));
}

#[tokio::test]
async fn a_part_becomes_a_municipality_of_its_own() {
    let registry = Registry::with_two_municipalities().await;
    let source = registry.municipality("north").await;
    let split = |organisations: &[&str], cell| Reform::Split {
        source: source.clone(),
        new: NewMunicipality {
            code: "arctic".into(),
            names: names("Полярный"),
            capital: "рп. Полярный".into(),
            cell,
        },
        organisations: organisations.iter().map(|code| (*code).to_owned()).collect(),
    };
    let foreign = registry.reform(&split(&["N9", "S1"], (5, 5))).await.unwrap_err();
    assert!(matches!(foreign, NetworkRefused::Invalid { field: "organisations", .. }), "{foreign:?}");
    let occupied = registry.reform(&split(&["N9"], (0, 0))).await.unwrap_err();
    assert!(matches!(occupied, NetworkRefused::Invalid { field: "cell", .. }), "{occupied:?}");
    registry.reform(&split(&["N9"], (5, 5))).await.unwrap();
    assert_eq!(registry.counts(date(2024, 12, 31)).await, counted(&[("north", 3), ("south", 2)]));
    let mut after = registry.counts(DAY).await;
    after.sort();
    assert_eq!(after, counted(&[("arctic", 1), ("north", 2), ("south", 2)]));
}

#[tokio::test]
async fn only_an_administrator_and_only_with_an_act() {
    let registry = Registry::with_two_municipalities().await;
    let id = registry.municipality("south").await;
    let what = Reform::Rename { id, names: names("Южный") };
    let roll = registry.roll().await;
    let tried = async |scope: &access::Scope, basis: &str| {
        let mut tx = registry.db().begin().await.unwrap();
        reform(&mut tx, &registry.desk(), scope, &roll, &what, (DAY, basis), &Author::program()).await
    };
    let place = network::place_of(registry.db(), "MIN", TODAY).await.unwrap();
    for (role, may) in [
        (Role::Administrator, true),
        (Role::Institute, false),
        (Role::Ministry, false),
        (Role::Municipality, false),
    ] {
        let scope =
            access::testing::scope_of(role, &place, access::Subject::Administration, access::Deed::Write);
        assert_eq!(tried(&scope, LAW).await.is_ok(), may, "{role:?}");
    }
    let nameless = tried(&Registry::program(), " ").await.unwrap_err();
    assert!(matches!(nameless, NetworkRefused::Invalid { field: "basis", .. }));
}
