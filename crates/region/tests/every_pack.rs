//! What holds for every region. `load` has checked references already; here is what it cannot know.

mod common;

use common::{packs, regions};
use region::{Decision, MembershipState, OrganisationKind, RegionPack, Role};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn the_default_region_is_one_of_the_packs() {
    let default = fs::read_to_string(regions().join("default.txt")).expect("default.txt is there");
    assert!(packs().iter().any(|pack| pack.region.code == default.trim()));
}

#[test]
fn artificial_schools_and_people_are_marked() {
    for pack in packs() {
        for school in pack.organisations.iter().filter(|one| one.kind == OrganisationKind::School) {
            for name in &school.names {
                for text in [&name.full, &name.short, &name.genitive] {
                    assert!(text.contains("(демо)"), "{}: {text}", pack.region.code);
                    assert!(!text.contains('{'), "an unfilled pattern: {text}");
                }
            }
        }
        for account in &pack.demo.accounts {
            assert!(account.surname.starts_with("Демо-"), "{}: {}", pack.region.code, account.login);
            assert!(account.post.ends_with("(демо)"), "{}: {}", pack.region.code, account.login);
        }
        for consent in &pack.demo.child_consents {
            assert!(consent.child.starts_with("Демо-") && consent.given_by.starts_with("Демо-"));
        }
        for person in &pack.demo.people {
            assert!(person.email.is_empty() || person.email.ends_with("@demo.example"), "{}", person.email);
        }
    }
}

#[test]
fn every_municipality_has_three_schools_under_its_authority() {
    for pack in packs() {
        for municipality in &pack.municipalities {
            let schools: Vec<_> = pack
                .organisations
                .iter()
                .filter(|one| one.kind == OrganisationKind::School)
                .filter(|one| one.municipality.as_ref() == Some(&municipality.code))
                .collect();
            assert!(schools.len() >= 3, "{}: {} schools", municipality.code, schools.len());
            for school in schools {
                let parent = school.parent.as_deref().and_then(|code| pack.organisation(code));
                assert!(parent.is_some_and(|parent| parent.kind == OrganisationKind::MunicipalAuthority
                    && parent.municipality == school.municipality));
            }
        }
    }
}

#[test]
fn the_demo_shows_every_state_of_a_membership_and_of_evidence() {
    for pack in packs() {
        let states: BTreeSet<_> = pack.demo.accounts.iter().map(|account| account.state.code()).collect();
        assert_eq!(states.len(), 4, "{}: {states:?}", pack.region.code);
        let active: BTreeSet<_> = pack
            .demo
            .accounts
            .iter()
            .filter(|account| account.state == MembershipState::Active)
            .map(|account| account.role)
            .collect();
        assert_eq!(active, Role::ALL.into_iter().collect());
        let has =
            |wanted: fn(&Decision) -> bool| pack.demo.evidence.iter().any(|piece| wanted(&piece.decision));
        assert!(has(|decision| matches!(decision, Decision::Accepted { .. })));
        assert!(has(|decision| matches!(decision, Decision::Refused { .. })));
        assert!(has(|decision| matches!(decision, Decision::Pending)));
        assert!(pack.demo.evidence.iter().any(|piece| piece.corrects.is_some()));
    }
}

#[test]
fn the_ministry_decides_and_nothing_is_from_the_future() {
    for pack in packs() {
        for piece in &pack.demo.evidence {
            assert!(piece.recorded_at.date() <= pack.region.demo_today, "{}", piece.key);
            let Some((by, at)) = piece.decision.made() else { continue };
            assert!(at.date() <= pack.region.demo_today, "{}", piece.key);
            assert_ne!(by, piece.recorded_by, "{}", piece.key);
            assert_eq!(pack.account(by).map(|account| account.role), Some(Role::Ministry), "{}", piece.key);
        }
    }
}

#[test]
fn editions_of_the_plan_differ_and_end_with_the_plan() {
    for pack in packs() {
        let editions = pack.plan_versions();
        assert_eq!(editions.len(), 2, "{}", pack.region.code);
        assert_eq!(editions[1].1, pack.roadmap);
        for change in &editions[1].0.changes {
            let earlier = measure_in(&editions[0].1, &change.measure);
            let later = measure_in(&editions[1].1, &change.measure);
            assert_ne!(earlier, later, "{}: measure {} did not change", pack.region.code, change.measure);
        }
        assert_eq!(editions[0].1.sections.len(), pack.roadmap.sections.len());
    }
}

fn measure_in(plan: &plan::Plan, number: &str) -> plan::Measure {
    plan.sections
        .iter()
        .flat_map(|section| &section.measures)
        .find(|measure| measure.number == number)
        .expect("checked by the loader")
        .clone()
}

#[test]
fn cells_of_the_map_stand_as_the_territories_lie() {
    for pack in packs() {
        let (kept, pairs) = geographic_order(&pack);
        assert!(pairs > 0);
        assert!(kept * 10 >= pairs * 9, "{}: {kept} of {pairs} pairs in order", pack.region.code);
    }
}

/// Pairs that clearly differ in latitude (0.7°) or longitude (1°), and how many of them the map keeps in order.
fn geographic_order(pack: &RegionPack) -> (usize, usize) {
    let mut kept = 0;
    let mut pairs = 0;
    for (place, one) in pack.municipalities.iter().enumerate() {
        for other in &pack.municipalities[place + 1..] {
            let north = one.centre.lat - other.centre.lat;
            if north.abs() > 0.7 {
                pairs += 1;
                let (upper, lower) = if north > 0.0 { (one, other) } else { (other, one) };
                kept += usize::from(upper.hex.row < lower.hex.row);
            }
            let east = one.centre.lon - other.centre.lon;
            if east.abs() > 1.0 {
                pairs += 1;
                let (right, left) = if east > 0.0 { (one, other) } else { (other, one) };
                kept += usize::from(left.hex.half_columns() < right.hex.half_columns());
            }
        }
    }
    (kept, pairs)
}

#[test]
fn every_required_document_kind_can_be_recognised() {
    for pack in packs() {
        for measure in pack.roadmap.sections.iter().flat_map(|section| &section.measures) {
            for document in &measure.documents {
                let kind = document.kind.as_deref().and_then(|code| pack.document_kind(code));
                let kind = kind.expect("checked by the loader");
                let text = document.text.to_lowercase();
                assert!(
                    kind.keywords.iter().any(|keyword| text.contains(keyword.as_str())),
                    "{}: «{}» is not recognised as {}",
                    pack.region.code,
                    document.text,
                    kind.code
                );
            }
        }
    }
}

#[test]
fn local_times_become_instants_of_the_region() {
    for pack in packs() {
        let (first, last) = pack.region.plan_period().expect("checked by the loader");
        assert!(first < last);
        for piece in &pack.demo.evidence {
            let instant = pack.region.instant(piece.recorded_at).expect("checked by the loader");
            let zone = pack.region.tz().expect("checked by the loader");
            assert_eq!(instant.to_zoned_datetime(zone).datetime(), piece.recorded_at);
        }
    }
}
