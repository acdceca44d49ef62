//! The registry on a fresh database: what is found, as of which day, by whom.

mod common;

use access::{Deed, Role, Subject};
use common::{Registry, WRITE, names};
use jiff::civil::date;
use network::rules::{FilterText, SortBy, Totals};
use network::store::{
    bodies_of, counts_of_municipality, kinds_under, municipality_by_code, municipality_names, names_of, roll,
};
use network::{NetworkRefused, names_as_of, organisation_by_code, place_of, rename_organisation};

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
    registry.rename("N9", "Лицей № 9", date(2024, 3, 1), TODAY).await.unwrap();

    let name_on = async |day| {
        let found = organisation_by_code(registry.db(), &scope, "N9", day).await.unwrap().unwrap();
        found.short_name
    };
    assert_eq!(name_on(date(2024, 2, 29)).await, "Школа № 9");
    assert_eq!(name_on(date(2024, 3, 1)).await, "Лицей № 9");
    let found = organisation_by_code(registry.db(), &scope, "N9", TODAY).await.unwrap().unwrap();
    let history = names_of(registry.db(), &found).await.unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].short_name, "Лицей № 9");
    assert_eq!(history[1].period().to, date(2024, 2, 29));
    assert_eq!(registry.title_of_membership(&membership).await, "Лицей № 9");
    let (filter, _) =
        FilterText { q: "лицей".into(), as_of: "2024-02-01".into(), ..FilterText::default() }.read(TODAY);
    assert!(
        roll(registry.db()).await.unwrap().page(&scope, &filter).0.is_empty(),
        "not yet a лицей on that day"
    );

    for too_early in [date(2024, 3, 1), date(2023, 1, 1)] {
        let refused = registry.rename("N9", "Гимназия № 9", too_early, TODAY).await.unwrap_err();
        assert!(matches!(refused, NetworkRefused::Invalid { field: "valid_from", .. }), "{refused:?}");
    }
}

#[tokio::test]
async fn a_name_of_a_coming_day_waits_for_its_day() {
    let registry = Registry::with_two_municipalities().await;
    let place = place_of(registry.db(), "N9", TODAY).await.unwrap();
    let membership = registry.member_at(&place, "lib").await;
    let coming = date(2025, 1, 1);
    registry.rename("N9", "Лицей № 9", coming, TODAY).await.unwrap();
    assert_eq!(registry.title_of_membership(&membership).await, "Школа № 9");
    assert_eq!(place_of(registry.db(), &place.org_id, TODAY).await.unwrap().org_title, "Школа № 9");

    let zone = jiff::tz::TimeZone::get("Asia/Vladivostok").unwrap();
    let clock = store::Clock::standing_at("2024-12-31T13:59:00Z".parse().unwrap(), zone);
    let mut tx = registry.db().begin().await.unwrap();
    network::jobs::retitle_on(&mut tx, &clock, &place.org_id, coming).await.unwrap();
    tx.commit().await.unwrap();
    let mut jobs = store::Jobs::new(registry.db().clone(), clock.clone());
    network::jobs::handle(&mut jobs, registry.db(), &clock);
    assert!(!jobs.run_next().await.unwrap(), "a minute before midnight in the region nothing is due");
    clock.set("2024-12-31T14:00:00Z".parse().unwrap());
    assert!(jobs.run_next().await.unwrap());
    assert_eq!(registry.title_of_membership(&membership).await, "Лицей № 9");
}

#[tokio::test]
async fn who_may_rename_what() {
    let registry = Registry::with_two_municipalities().await;
    let at = async |code| place_of(registry.db(), code, TODAY).await.unwrap();
    let (n9, n10, s1, omsu_n, min) =
        (at("N9").await, at("N10").await, at("S1").await, at("OMSU_N").await, at("MIN").await);
    let renamed = async |role, place: &access::store::Place, code: &str| {
        let scope = access::testing::scope_of(role, place, Subject::OrganisationCard, Deed::Write);
        let id = place_of(registry.db(), code, TODAY).await.unwrap().org_id;
        let mut tx = registry.db().begin().await.unwrap();
        // Not committed: every try meets the same registry.
        match rename_organisation(&mut tx, &scope, &id, &names("Новая"), date(2024, 9, 1), TODAY).await {
            Ok(()) => true,
            Err(NetworkRefused::NotFound) => false,
            Err(other) => panic!("{other:?}"),
        }
    };
    assert!(renamed(Role::School, &n9, "N9").await, "own");
    assert!(!renamed(Role::School, &n9, "N10").await, "a neighbour in the same municipality");
    assert!(renamed(Role::Municipality, &omsu_n, "N10").await, "own municipality");
    assert!(!renamed(Role::Municipality, &omsu_n, "S1").await, "another municipality");
    assert!(!renamed(Role::Municipality, &omsu_n, "MIN").await, "no municipality is not one's own");
    assert!(renamed(Role::Institute, &min, "S1").await);
    assert!(!renamed(Role::Partner, &s1, "S1").await);
    assert!(!renamed(Role::Expert, &n10, "N10").await);
    assert!(!renamed(Role::Ministry, &min, "S1").await, "the ministry reads");
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
    let counts = counts_of_municipality(registry.db(), &scope, &after.id, TODAY).await.unwrap();
    let told: Vec<(&str, i64)> = counts.iter().map(|row| (row.kind().code(), row.count)).collect();
    assert_eq!(told, [("municipal_authority", 1), ("school", 2)]);
    let bodies = bodies_of(registry.db(), &scope, &after.id, TODAY).await.unwrap();
    assert_eq!(bodies.iter().map(|body| body.code.as_str()).collect::<Vec<_>>(), ["OMSU_N"]);
    let authority = organisation_by_code(registry.db(), &scope, "OMSU_N", TODAY).await.unwrap().unwrap();
    let under = kinds_under(registry.db(), &authority, TODAY).await.unwrap();
    assert_eq!(under.iter().map(|row| row.count).sum::<i64>(), 2);
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
    assert_eq!(
        registry.db().statements_run() - before,
        3,
        "the revision, the organisations, the municipalities"
    );
    let (rows, _) = first.page(&Registry::program(), &filter);
    assert_eq!(rows.len(), 6);
    roll(registry.db()).await.unwrap();
    names_as_of(registry.db(), &Registry::program(), TODAY).await.unwrap();
    assert_eq!(registry.db().statements_run() - before, 5, "the revision alone while nothing changes");
    registry.rename("N9", "Лицей № 9", date(2024, 3, 1), TODAY).await.unwrap();
    let renamed = roll(registry.db()).await.unwrap();
    let listed = renamed.after(&Registry::program(), &filter, "", 10);
    assert!(listed.iter().any(|one| one.organisation.short_name == "Лицей № 9"), "a change is seen at once");
}
