//! Statuses by directive, their terms, service areas.

mod common;

use access::Role;
use common::Registry;
use jiff::civil::{Date, date};
use network::rules::{Basis, Filter};
use network::{Author, NetworkRefused, attach_school, change_statuses, detach_school, place_of};
use region::LibraryStatus::{self, Centre, Library, MunicipalCentre};

const TODAY: Date = date(2024, 10, 15);
const SIGNED: Date = date(2024, 12, 20);

impl Registry {
    async fn status(&self, code: &str, day: Date) -> LibraryStatus {
        self.roll().await.organisation(code).unwrap().status_on(day).unwrap()
    }

    async fn attach(
        &self,
        role: Role,
        at: &str,
        of: (&str, &str),
        from: Date,
        moves: bool,
    ) -> Result<(), NetworkRefused> {
        let scope = self.writing(role, at).await;
        let (centre, school) = (self.id(of.0).await, self.id(of.1).await);
        self.doing(async |tx| {
            attach_school(tx, &self.desk(), &scope, (&centre, &school), from, moves, &Author::program()).await
        })
        .await
    }
}

#[tokio::test]
async fn a_directive_turns_three_schools_into_centres_on_its_day() {
    let registry = Registry::with_two_municipalities().await;
    let line = |code| (code, Centre, SIGNED, None);
    registry.directive("1500", &[line("N9"), line("N10"), line("S1")]).await.unwrap();
    for code in ["N9", "N10", "S1"] {
        assert_eq!(registry.status(code, date(2024, 12, 19)).await, Library);
        assert_eq!(registry.status(code, SIGNED).await, Centre);
    }
    let roll = registry.roll().await;
    let counted = |day| {
        let centres = Filter { status: Some(Centre), ..Filter::on(day) };
        let (listed, totals) = roll.all(&Registry::program(), &centres);
        (listed.len(), totals.in_municipality("north"), totals.centres_in("north"))
    };
    assert_eq!(counted(date(2024, 12, 19)), (0, 0, (0, 0)));
    assert_eq!(counted(SIGNED), (3, 2, (2, 0)));
    let scope = Registry::program();
    let annex = network::store::annex_of(registry.db(), &scope, "document-1500").await.unwrap();
    assert_eq!((annex.len(), annex[0].reference.as_str()), (3, "Распоряжение № 1500"));
}

#[tokio::test]
async fn an_annex_is_written_whole_or_not_at_all() {
    let registry = Registry::with_two_municipalities().await;
    registry.directive("1", &[("N9", Centre, SIGNED, None)]).await.unwrap();
    let term = Some(date(2027, 12, 31));
    let refused = registry
        .directive(
            "2",
            &[
                ("N10", Centre, SIGNED, None),
                ("N9", Centre, date(2025, 1, 1), None),
                ("S1", MunicipalCentre, date(2025, 1, 1), term),
                ("OMSU_N", Centre, SIGNED, None),
                ("N10", Library, date(2026, 1, 1), None),
            ],
        )
        .await
        .unwrap_err();
    let NetworkRefused::Statuses(faults) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(faults[2].reason.contains("только у школ") && faults[3].reason.contains("дважды"));
    assert_eq!(registry.status("N10", SIGNED).await, Library, "nothing of it was written");
}

#[tokio::test]
async fn no_status_without_a_document_and_none_by_anybody() {
    let registry = Registry::with_two_municipalities().await;
    let line = network::AnnexLine { org_id: registry.id("N9").await, status: Centre, from: SIGNED, to: None };
    let words = &registry.house.region.statuses;
    let basis =
        |id: &str| Basis { document_id: id.into(), reference: "Распоряжение № 1".into() };
    let nameless = registry
        .doing(async |tx| {
            let annex = std::slice::from_ref(&line);
            change_statuses(
                tx,
                &registry.desk(),
                &Registry::program(),
                words,
                &basis(""),
                annex,
                &Author::program(),
            )
            .await
        })
        .await;
    assert!(matches!(nameless, Err(NetworkRefused::Store(_))), "the table itself refuses: {nameless:?}");
    let place = place_of(registry.db(), "OMSU_N", TODAY).await.unwrap();
    for role in [Role::Administrator, Role::Municipality, Role::School, Role::RegionalCentre, Role::Expert] {
        let scope =
            access::testing::scope_of(role, &place, access::Subject::LibraryStatus, access::Deed::Write);
        let refused = registry
            .doing(async |tx| {
                let annex = std::slice::from_ref(&line);
                change_statuses(tx, &registry.desk(), &scope, words, &basis("d"), annex, &Author::program())
                    .await
            })
            .await;
        assert!(matches!(refused, Err(NetworkRefused::NotFound)), "{role:?}");
    }
}

#[tokio::test]
async fn when_its_term_ends_the_centre_stays_and_its_people_work_on() {
    let registry = Registry::with_two_municipalities().await;
    registry.directive("1", &[("N9", Centre, date(2020, 1, 1), None)]).await.unwrap();
    registry
        .directive("2", &[("N9", MunicipalCentre, date(2024, 1, 1), Some(date(2024, 12, 31)))])
        .await
        .unwrap();
    let place = place_of(registry.db(), "N9", TODAY).await.unwrap();
    let mut tx = registry.db().begin().await.unwrap();
    let account = access::store::add_account(&mut tx, "head", "Имя", "hash", 0).await.unwrap();
    let active = access::MembershipState::Active;
    access::store::add_membership(&mut tx, &account, &place, Role::MunicipalCentre, active, 0).await.unwrap();
    tx.commit().await.unwrap();
    let role = async || {
        let (role,): (String,) = registry.db().query("select role from membership").one().await.unwrap();
        role
    };
    let mut jobs = store::Jobs::new(registry.db().clone(), registry.house.clock.clone());
    network::jobs::handle(&mut jobs, &registry.house);
    assert!(!jobs.run_next().await.unwrap());
    registry.house.clock.set("2024-12-31T14:00:00Z".parse().unwrap());
    assert!(jobs.run_next().await.unwrap(), "the first minute of 2025 in the region");
    assert_eq!(role().await, "school");
    assert_eq!(registry.status("N9", date(2025, 1, 1)).await, Centre);
    assert_eq!(registry.status("N9", date(2024, 12, 31)).await, MunicipalCentre);
}

#[tokio::test]
async fn no_school_is_served_by_two_centres() {
    let registry = Registry::with_two_municipalities().await;
    registry
        .directive("1", &[("N9", Centre, date(2020, 1, 1), None), ("S1", Centre, date(2020, 1, 1), None)])
        .await
        .unwrap();
    let term = Some(date(2024, 12, 31));
    let named = |code| (code, MunicipalCentre, date(2024, 1, 1), term);
    registry.directive("2", &[named("N9"), named("S1")]).await.unwrap();
    let from = date(2024, 9, 1);
    let institute = (Role::Institute, "MIN");
    registry.attach(institute.0, institute.1, ("N9", "N10"), from, false).await.unwrap();
    registry.attach(institute.0, institute.1, ("N9", "N10"), from, false).await.unwrap();
    let second = registry.attach(institute.0, institute.1, ("S1", "N10"), from, false).await.unwrap_err();
    assert!(
        matches!(&second, NetworkRefused::Invalid { field: "moves", text } if text.contains("Школа № 9")),
        "{second:?}"
    );
    for (role, at) in [(Role::Municipality, "OMSU_N"), (Role::School, "N9"), (Role::MunicipalCentre, "N9")] {
        let refused = registry.attach(role, at, ("S1", "N10"), from, true).await;
        assert!(
            matches!(refused, Err(NetworkRefused::NotFound)),
            "{role:?}: the southern centre is not theirs"
        );
    }
    let not_a_centre = registry.attach(institute.0, institute.1, ("N10", "N9"), from, false).await;
    assert!(matches!(not_a_centre, Err(NetworkRefused::Invalid { field: "from", .. })));

    let served_by = async |code: &str, day| {
        let roll = registry.roll().await;
        roll.centre_of(roll.organisation(code).unwrap(), day).map(|centre| centre.organisation.code.clone())
    };
    assert_eq!(served_by("N10", TODAY).await.as_deref(), Some("N9"));
    assert_eq!(served_by("N10", date(2024, 8, 31)).await, None);
    registry.attach(institute.0, institute.1, ("S1", "N10"), date(2024, 11, 1), true).await.unwrap();
    assert_eq!(served_by("N10", date(2024, 10, 31)).await.as_deref(), Some("N9"));
    assert_eq!(served_by("N10", date(2024, 11, 1)).await.as_deref(), Some("S1"));
    assert_eq!(served_by("N10", date(2025, 1, 1)).await, None, "nobody's term runs");
    let rows: Vec<(String, String)> = registry
        .db()
        .query("select valid_from, valid_to from service_area order by valid_from")
        .all()
        .await
        .unwrap();
    assert!(rows.windows(2).all(|pair| pair[0].1 < pair[1].0), "{rows:?}");

    let (centre, school) = (registry.id("S1").await, registry.id("N10").await);
    registry
        .doing(async |tx| {
            detach_school(
                tx,
                &registry.desk(),
                &Registry::program(),
                (&centre, &school),
                date(2024, 12, 1),
                &Author::program(),
            )
            .await
        })
        .await
        .unwrap();
    assert_eq!(served_by("N10", date(2024, 12, 1)).await, None);
}

#[tokio::test]
async fn white_spots_are_seen() {
    let registry = Registry::with_two_municipalities().await;
    registry.directive("1", &[("N9", Centre, date(2020, 1, 1), None)]).await.unwrap();
    registry
        .directive("2", &[("N9", MunicipalCentre, date(2024, 1, 1), Some(date(2024, 12, 31)))])
        .await
        .unwrap();
    let roll = registry.roll().await;
    let spots = |day| {
        let coverage = roll.coverage(&Registry::program(), day);
        coverage
            .iter()
            .map(|one| (one.municipality.code.clone(), one.centres.len(), one.schools, one.unserved.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(spots(TODAY), [("north".to_owned(), 1, 2, 1), ("south".to_owned(), 0, 1, 1)]);
    assert_eq!(spots(date(2025, 1, 1))[0], ("north".to_owned(), 0, 2, 2), "the term has ended");
}
