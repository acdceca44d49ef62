//! The registry on a fresh database: what is found, as of which day, by whom.

mod common;

use access::{Deed, Role, Subject};
use common::{Registry, WRITE, names};
use jiff::civil::date;
use network::rules::{Filter, FilterText, SortBy, Totals};
use network::store::{municipality_by_code, municipality_names, roll};
use network::{Author, NetworkRefused, names_as_of, organisation_by_code, place_of, rename_organisation};
use region::OrganisationKind;

const TODAY: jiff::civil::Date = date(2024, 10, 15);

#[tokio::test]
async fn the_filter_narrows_the_list_and_the_map_together() {
    let registry = Registry::with_two_municipalities().await;
    let everyone = access::testing::scope_of_stranger(Subject::OrganisationCard, Deed::Read);
    let shown = async |text: FilterText| {
        let (filter, problems) = text.read(TODAY);
        assert!(problems.is_empty());
        let roll = roll(registry.db()).await.unwrap();
        let (rows, totals) = roll.page(&everyone, &filter);
        let codes: Vec<String> = rows.into_iter().map(|row| row.organisation.code.clone()).collect();
        (codes, totals)
    };
    let (everything, totals) = shown(FilterText::default()).await;
    assert_eq!(everything, ["MIN", "OMSU_N", "OMSU_S", "N9", "N10", "S1"], "bodies first, № 9 before № 10");
    assert_eq!((totals.shown, totals.in_municipality("north"), totals.in_municipality("south")), (6, 3, 2));
    let (schools, totals) = shown(FilterText { kind: "school".into(), ..FilterText::default() }).await;
    assert_eq!((schools.len(), totals.shown), (3, 3));
    let north = FilterText { kind: "school".into(), municipality: "north".into(), ..FilterText::default() };
    let (northern, totals) = shown(north).await;
    assert_eq!(northern, ["N9", "N10"]);
    assert_eq!(
        (totals.shown, totals.in_municipality("south")),
        (2, 1),
        "the map keeps the other municipality"
    );
    let (found, _) = shown(FilterText { q: "школа ПЁТР".into(), ..FilterText::default() }).await;
    assert_eq!(found, ["S1"], "every word, whatever its case and its «ё»");
    let (found, _) = shown(FilterText { q: "n10".into(), ..FilterText::default() }).await;
    assert_eq!(found, ["N10"], "by code");
    let (found, totals) = shown(FilterText { under: "OMSU_N".into(), ..FilterText::default() }).await;
    assert_eq!((found, totals.shown), (vec!["N9".to_owned(), "N10".to_owned()], 2));
    let (found, totals) = shown(FilterText { under: "ABSENT".into(), ..FilterText::default() }).await;
    assert!(found.is_empty() && totals == Totals::default());
    let (found, totals) = shown(FilterText { q: "нет такой".into(), ..FilterText::default() }).await;
    assert!(found.is_empty() && totals == Totals::default());
    let (found, _) = shown(FilterText { q: "N_0".into(), ..FilterText::default() }).await;
    assert!(!found.contains(&"N10".to_owned()), "«_» stands for itself: {found:?}");
}

#[tokio::test]
async fn the_order_and_the_page_are_those_asked_for() {
    let registry = Registry::with_two_municipalities().await;
    let scope = Registry::program();
    let (mut filter, _) = FilterText { kind: "school".into(), ..FilterText::default() }.read(TODAY);
    filter.sort = SortBy::Name;
    let roll = roll(registry.db()).await.unwrap();
    let (rows, _) = roll.page(&scope, &filter);
    let codes: Vec<&str> = rows.into_iter().map(|row| row.organisation.code.as_str()).collect();
    assert_eq!(codes, ["S1", "N9", "N10"], "by name: «Петра…» before «Школа…»");
    filter.page = 2;
    assert!(roll.page(&scope, &filter).0.is_empty());
}

#[tokio::test]
async fn a_cursor_meets_everything_once() {
    let registry = Registry::with_two_municipalities().await;
    let (filter, _) = FilterText::default().read(TODAY);
    let (mut cursor, mut met) = (String::new(), Vec::new());
    loop {
        let roll = roll(registry.db()).await.unwrap();
        let rows = roll.after(&Registry::program(), &filter, &cursor, 2);
        let Some(last) = rows.last() else { break };
        cursor.clone_from(&last.organisation.id);
        met.extend(rows.into_iter().map(|row| row.organisation.code.clone()));
    }
    met.sort();
    assert_eq!(met, ["MIN", "N10", "N9", "OMSU_N", "OMSU_S", "S1"]);
}

#[tokio::test]
async fn a_renamed_organisation_keeps_its_history() {
    let registry = Registry::with_two_municipalities().await;
    let scope = Registry::program();
    let place = place_of(registry.db(), "N9", TODAY).await.unwrap();
    let membership = registry.member_at(&place, "lib").await;
    registry.rename("N9", "Лицей № 9", date(2024, 3, 1)).await.unwrap();

    let name_on = async |day| {
        let found = organisation_by_code(registry.db(), &scope, "N9", day).await.unwrap().unwrap();
        found.short_name
    };
    assert_eq!(name_on(date(2024, 2, 29)).await, "Школа № 9");
    assert_eq!(name_on(date(2024, 3, 1)).await, "Лицей № 9");
    let found = organisation_by_code(registry.db(), &scope, "N9", TODAY).await.unwrap().unwrap();
    assert_eq!(found.short_name, "Лицей № 9");
    let roll_now = registry.roll().await;
    let history = roll_now.names_of(roll_now.organisation("N9").unwrap());
    assert_eq!(history.len(), 2);
    assert_eq!((history[1].short.as_str(), history[0].period.to), ("Лицей № 9", date(2024, 2, 29)));
    assert_eq!(registry.title_of_membership(&membership).await, "Лицей № 9");
    let (filter, _) =
        FilterText { q: "лицей".into(), as_of: "2024-02-01".into(), ..FilterText::default() }.read(TODAY);
    assert!(
        roll(registry.db()).await.unwrap().page(&scope, &filter).0.is_empty(),
        "not yet a лицей on that day"
    );

    for too_early in [date(2024, 3, 1), date(2023, 1, 1)] {
        let refused = registry.rename("N9", "Гимназия № 9", too_early).await.unwrap_err();
        assert!(matches!(refused, NetworkRefused::Invalid { field: "valid_from", .. }), "{refused:?}");
    }
}

#[tokio::test]
async fn a_name_of_a_coming_day_waits_for_its_day() {
    let registry = Registry::with_two_municipalities().await;
    let place = place_of(registry.db(), "N9", TODAY).await.unwrap();
    let membership = registry.member_at(&place, "lib").await;
    registry.rename("N9", "Лицей № 9", date(2025, 1, 1)).await.unwrap();
    assert_eq!(registry.title_of_membership(&membership).await, "Школа № 9");
    assert_eq!(place_of(registry.db(), &place.org_id, TODAY).await.unwrap().org_title, "Школа № 9");

    let clock = &registry.house.clock;
    clock.set("2024-12-31T13:59:00Z".parse().unwrap());
    let mut jobs = store::Jobs::new(registry.db().clone(), clock.clone());
    network::jobs::handle(&mut jobs, &registry.house);
    assert!(!jobs.run_next().await.unwrap(), "a minute before midnight in the region nothing is due");
    clock.set("2024-12-31T14:00:00Z".parse().unwrap());
    assert!(jobs.run_next().await.unwrap());
    assert_eq!(registry.title_of_membership(&membership).await, "Лицей № 9");
}

#[tokio::test]
async fn who_may_rename_what() {
    let registry = Registry::with_two_municipalities().await;
    let renamed = async |role, at: &str, code: &str| {
        let scope = registry.writing(role, at).await;
        let id = registry.id(code).await;
        let mut tx = registry.db().begin().await.unwrap();
        let (desk, from, author) = (registry.desk(), date(2024, 9, 1), Author::program());
        // Not committed: every try meets the same registry.
        match rename_organisation(&mut tx, &desk, &scope, &id, &names("Новая"), "", from, &author).await
        {
            Ok(()) => true,
            Err(NetworkRefused::NotFound) => false,
            Err(other) => panic!("{other:?}"),
        }
    };
    assert!(!renamed(Role::School, "N9", "N9").await, "a school does not change what it is called");
    assert!(!renamed(Role::School, "N9", "N10").await, "a neighbour in the same municipality");
    assert!(renamed(Role::Municipality, "OMSU_N", "N10").await, "own municipality");
    assert!(!renamed(Role::Municipality, "OMSU_N", "S1").await, "another municipality");
    assert!(!renamed(Role::Municipality, "OMSU_N", "MIN").await, "no municipality is not one's own");
    assert!(renamed(Role::Institute, "MIN", "S1").await);
    assert!(!renamed(Role::Partner, "S1", "S1").await);
    assert!(!renamed(Role::Expert, "N10", "N10").await);
    assert!(!renamed(Role::Ministry, "MIN", "S1").await, "the ministry reads");
}

#[tokio::test]
async fn only_who_reaches_everything_adds() {
    let registry = Registry::with_two_municipalities().await;
    let place = place_of(registry.db(), "OMSU_N", TODAY).await.unwrap();
    for (role, may) in [
        (Role::Institute, true),
        (Role::Administrator, true),
        (Role::Municipality, false),
        (Role::School, false),
    ] {
        let scope = access::testing::scope_of(role, &place, Subject::OrganisationCard, WRITE);
        let added = registry.try_add(&scope, "NEW", None).await;
        assert_eq!(added.is_ok(), may, "{role:?}: {added:?}");
    }
    let taken = registry.try_add(&Registry::program(), "N9", None).await;
    assert!(matches!(taken, Err(NetworkRefused::CodeTaken(code)) if code == "N9"));
}

#[tokio::test]
async fn a_municipality_is_shown_as_of_the_day() {
    let registry = Registry::with_two_municipalities().await;
    let scope = Registry::program();
    let before =
        municipality_by_code(registry.db(), &scope, "north", date(2023, 5, 25)).await.unwrap().unwrap();
    let after =
        municipality_by_code(registry.db(), &scope, "north", date(2023, 5, 26)).await.unwrap().unwrap();
    assert_eq!((before.kind.as_str(), after.kind.as_str()), ("район", "округ"));
    assert_eq!(before.id, after.id);
    assert_eq!(municipality_names(registry.db(), &after).await.unwrap().len(), 2);
    assert_eq!(
        (before.oktmo.as_str(), after.oktmo.as_str()),
        ("08600000", "08000000"),
        "the code goes with the name"
    );
    let roll = registry.roll().await;
    let north = Filter { municipality: Some("north".into()), ..Filter::on(TODAY) };
    let (listed, totals) = roll.all(&scope, &north);
    assert_eq!(listed.len(), 3);
    let of = |kind| totals.of_kind(kind);
    assert_eq!((of(OrganisationKind::MunicipalAuthority), of(OrganisationKind::School)), (1, 2));
    let under = Filter { under: Some("OMSU_N".into()), ..Filter::on(TODAY) };
    assert_eq!(roll.all(&scope, &under).1.shown, 2);
    assert!(municipality_by_code(registry.db(), &scope, "west", TODAY).await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_is_seen_without_a_reach() {
    let registry = Registry::with_two_municipalities().await;
    let place = place_of(registry.db(), "N9", TODAY).await.unwrap();
    // A deed that the matrix gives to nobody: the scope is empty and must show nothing.
    let nothing = access::testing::scope_of(Role::School, &place, Subject::OrganisationCard, Deed::Approve);
    let (filter, _) = FilterText::default().read(TODAY);
    let roll = roll(registry.db()).await.unwrap();
    let (rows, totals) = roll.page(&nothing, &filter);
    assert!(rows.is_empty() && totals == Totals::default());
    assert!(roll.after(&nothing, &filter, "", 10).is_empty());
    assert!(organisation_by_code(registry.db(), &nothing, "N9", TODAY).await.unwrap().is_none());
    assert!(names_as_of(registry.db(), &nothing, TODAY).await.unwrap().is_empty());
    assert!(municipality_by_code(registry.db(), &nothing, "north", TODAY).await.unwrap().is_none());
}

#[tokio::test]
async fn lists_take_one_statement_each_however_long_they_are() {
    let registry = Registry::with_two_municipalities().await;
    let (filter, _) = FilterText::default().read(TODAY);
    let before = registry.db().statements_run();
    let first = roll(registry.db()).await.unwrap();
    assert_eq!(registry.db().statements_run() - before, 10, "the revision, and one for each kind of thing");
    let (rows, _) = first.page(&Registry::program(), &filter);
    assert_eq!(rows.len(), 6);
    roll(registry.db()).await.unwrap();
    names_as_of(registry.db(), &Registry::program(), TODAY).await.unwrap();
    assert_eq!(registry.db().statements_run() - before, 12, "the revision alone while nothing changes");
    registry.rename("N9", "Лицей № 9", date(2024, 3, 1)).await.unwrap();
    let renamed = roll(registry.db()).await.unwrap();
    let listed = renamed.after(&Registry::program(), &filter, "", 10);
    assert!(listed.iter().any(|one| one.name.short == "Лицей № 9"), "a change is seen at once");
}
