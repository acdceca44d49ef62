//! Facts of Khabarovsk Krai that the demo promises.

mod common;

use common::pack;
use jiff::civil::date;
use region::{Decision, DemoEvidence, OrganisationKind, RegionPack};

fn count(pack: &RegionPack, kind: OrganisationKind) -> usize {
    pack.organisations.iter().filter(|one| one.kind == kind).count()
}

#[test]
fn the_krai_has_its_real_size() {
    let pack = pack("khabarovsk");
    assert_eq!(pack.municipalities.len(), 19);
    assert_eq!(count(&pack, OrganisationKind::School), 370);
    assert_eq!(count(&pack, OrganisationKind::MunicipalAuthority), 19);
    assert_eq!(
        count(&pack, OrganisationKind::MunicipalCentre),
        0,
        "a municipal centre of the krai is a school"
    );
    let named = &pack.demo.statuses.directives[1].annex[0];
    assert_eq!((named.status, named.organisations.len()), (region::LibraryStatus::MunicipalCentre, 18));
    assert_eq!(pack.roadmap.sections.len(), 5);
    assert_eq!(pack.roadmap.sections.iter().map(|section| section.measures.len()).sum::<usize>(), 19);
    assert!(pack.demo.evidence.len() >= 40);
}

#[test]
fn names_change_with_the_law() {
    let pack = pack("khabarovsk");
    let kind = |code: &str, day| {
        pack.municipality(code).and_then(|one| one.name_on(day)).map(|name| name.kind.clone())
    };
    assert_eq!(kind("okhotsky", date(2023, 5, 25)).as_deref(), Some("муниципальный район"));
    assert_eq!(kind("okhotsky", date(2023, 5, 26)).as_deref(), Some("муниципальный округ"));
    assert_eq!(kind("bikinsky", date(2023, 12, 31)).as_deref(), Some("муниципальный район"));
    assert_eq!(kind("bikinsky", date(2024, 10, 15)).as_deref(), Some("муниципальный округ"));
    let authority = pack.organisation("OMSU-OKHOTSK").and_then(|one| one.name_on(date(2024, 10, 15)));
    assert!(authority.is_some_and(|name| name.full.contains("муниципального округа")));
}

#[test]
fn spellings_of_the_roadmap_are_known() {
    let pack = pack("khabarovsk");
    for measure in pack.roadmap.sections.iter().flat_map(|section| &section.measures) {
        for executor in &measure.executors {
            let code = executor.org.as_deref().expect("checked by the loader");
            let organisation = pack.organisation(code).expect("checked by the loader");
            let printed = executor.text.to_lowercase();
            assert!(
                organisation.spellings().iter().any(|spelling| printed.contains(&spelling.to_lowercase())),
                "«{}» is not among the spellings of {code}",
                executor.text
            );
        }
    }
}

fn accepted<'pack>(
    pack: &'pack RegionPack,
    measure: &'pack str,
    item: Option<&'pack str>,
) -> impl Iterator<Item = &'pack DemoEvidence> {
    pack.demo
        .evidence
        .iter()
        .filter(move |piece| piece.measure == measure && piece.item.as_deref() == item)
        .filter(|piece| matches!(piece.decision, Decision::Accepted { .. }))
}

/// Last day of the document among accepted pieces, to compare with the term.
fn finished(pack: &RegionPack, measure: &str, item: Option<&str>) -> Option<jiff::civil::Date> {
    accepted(pack, measure, item).map(|piece| piece.recorded_at.date()).max()
}

#[test]
fn the_year_stands_as_the_story_tells() {
    let pack = pack("khabarovsk");
    let accepted_count = |measure, item| accepted(&pack, measure, item).count();

    // Done in time: 1, 3, 8, 14, 15; the Concept in April.
    assert_eq!(finished(&pack, "1", None), Some(date(2024, 4, 25)));
    for (measure, documents, last_day) in [
        ("3", 2, date(2024, 3, 31)),
        ("8", 1, date(2024, 8, 31)),
        ("14", 2, date(2024, 2, 29)),
        ("15", 2, date(2024, 4, 30)),
    ] {
        assert_eq!(accepted_count(measure, None), documents, "measure {measure}");
        assert!(finished(&pack, measure, None).is_some_and(|day| day <= last_day), "measure {measure}");
    }
    // Done late: 13 and item 10.2.
    assert!(finished(&pack, "13", None).is_some_and(|day| day > date(2024, 2, 29)));
    assert!(finished(&pack, "10", Some("10.2")).is_some_and(|day| day > date(2024, 3, 31)));
    // Overdue: two of three methodical documents.
    assert_eq!([Some("2.1"), Some("2.2"), Some("2.3")].map(|item| accepted_count("2", item)), [1, 1, 0]);
    // Webinars: nine of twelve papers; contests: five of six.
    let items = ["10.1", "10.2", "10.3", "10.4", "10.5", "10.6"];
    assert_eq!(items.map(|item| accepted_count("10", Some(item))), [2, 2, 2, 2, 1, 0]);
    assert_eq!(["17.1", "17.2"].map(|item| accepted_count("17", Some(item))), [3, 2]);
    // Three quarters of measure 6.
    let mut quarters: Vec<_> = accepted(&pack, "6", None).filter_map(|piece| piece.slot).collect();
    quarters.dedup();
    assert_eq!(quarters, [1, 2, 3]);
    // Running or waiting: order and schedule of 4.1, the month, the course with one paper to decide on.
    assert_eq!(accepted_count("4", Some("4.1")), 2);
    assert_eq!(["11.1", "11.2"].map(|item| accepted_count("11", Some(item))), [1, 0]);
    assert_eq!(accepted_count("16", None), 1);
    let waiting = pack.demo.evidence.iter().filter(|piece| piece.decision == Decision::Pending);
    assert_eq!(waiting.map(|piece| piece.key.as_str()).collect::<Vec<_>>(), ["m16-utp", "m7-1-oct"]);
    // Nothing yet: 5, 9, 12.
    assert_eq!(["5", "9", "12"].map(|measure| accepted_count(measure, None)), [0, 0, 0]);
    assert!(accepted_count("18", None) > 0 && accepted_count("19", None) > 0);
}
