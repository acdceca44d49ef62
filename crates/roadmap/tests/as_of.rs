//! A later event never changes an earlier day: whatever is written down after a day, the plan as of that day, its
//! report, its deadlines and its history are what they were.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use network::rules::Roll;
use plan::{Item, Measure, Plan, PlanMeta, Recurrence, RequiredDocument, Section, Term};
use proptest::prelude::*;
use region::RegionPack;
use roadmap::calendar::deadlines;
use roadmap::report::report;
use roadmap::rules::{Need, PlanKeys};
use roadmap::store::evidence::{EvidenceRow, MarkRow};
use roadmap::store::plans::{PlanRow, PlanVersion};
use roadmap::store::requirements::RequirementChange;
use roadmap::{Board, BoardRows, history};
use store::Clock;

const FIRST: Date = date(2024, 1, 1);
const PLACES: [(&str, Option<&str>, &str); 5] = [
    ("m1", None, "whole"),
    ("m2", Some("i2.1"), "whole"),
    ("m2", Some("i2.2"), "whole"),
    ("m3", None, "q1"),
    ("m3", None, "q3"),
];
const KINDS: [&str; 2] = ["letter", "note"];

/// What somebody writes down. Numbers choose among what there is by then.
#[derive(Debug, Clone)]
enum Event {
    Version { change: usize },
    Requirement { place: usize, count: u32 },
    Evidence { place: usize, kind: usize, days_before: i64 },
    Decision { which: usize, state: &'static str },
    Mark { place: usize },
    Revocation { which: usize },
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0_usize..6).prop_map(|change| Event::Version { change }),
        (0_usize..5, 0_u32..4).prop_map(|(place, count)| Event::Requirement { place, count }),
        (0_usize..5, 0_usize..2, 0_i64..40).prop_map(|(place, kind, days_before)| Event::Evidence {
            place,
            kind,
            days_before
        }),
        (any::<usize>(), prop::sample::select(vec!["accepted", "accepted", "refused", "withdrawn"]))
            .prop_map(|(which, state)| Event::Decision { which, state }),
        (0_usize..5).prop_map(|place| Event::Mark { place }),
        any::<usize>().prop_map(|which| Event::Revocation { which }),
    ]
}

/// Events with their days, in the order of time.
fn any_story() -> impl Strategy<Value = Vec<(i64, Event)>> {
    prop::collection::vec((0_i64..400, any_event()), 0..40).prop_map(|mut story| {
        story.sort_by_key(|(day, _)| *day);
        story
    })
}

fn first_plan() -> Plan {
    let months = |from: i8, to: i8| Term {
        from: Date::new(2024, from, 1).ok(),
        to: Some(Date::new(2024, to, 1).unwrap().last_of_month()),
        ..Term::default()
    };
    let document = |kind: &str| RequiredDocument { kind: Some(kind.into()), item: None, text: kind.into() };
    let item = |number: &str, from, to| Item {
        number: number.into(),
        title: format!("Часть {number}"),
        term: Some(months(from, to)),
    };
    let measure = |number: &str, title: &str, term| Measure {
        number: number.into(),
        title: title.into(),
        term,
        documents: vec![document("note")],
        ..Measure::default()
    };
    let measures = vec![
        measure("1", "Обследование библиотек", months(2, 4)),
        Measure {
            items: vec![item("2.1", 3, 3), item("2.2", 9, 10)],
            ..measure("2", "Сеть опорных библиотек", Term::default())
        },
        measure("3", "Заседания совета", Term { recurrence: Some(Recurrence::Quarterly), ..months(1, 12) }),
    ];
    Plan {
        meta: PlanMeta { title: "План".into(), year: 2024, year_start_month: None },
        sections: vec![Section { number: "I".into(), title: "Раздел".into(), measures }],
    }
}

/// The next version: a term moved, a measure renumbered, taken out or added, a document more, another title.
fn changed(plan: &Plan, change: usize, n: usize) -> Plan {
    let mut next = plan.clone();
    next.meta.title = format!("План, редакция {n}");
    let measures = &mut next.sections[0].measures;
    match change {
        0 => measures[0].term.to = Some(date(2024, 12, 31)),
        1 => measures[0].number = format!("{}0", measures[0].number),
        2 if measures.len() > 1 => {
            measures.pop();
        }
        3 => {
            let document =
                RequiredDocument { kind: Some("letter".into()), item: None, text: "Письмо".into() };
            measures[0].documents.push(document);
        }
        4 => measures.push(Measure {
            number: format!("9{n}"),
            title: format!("Новое {n}"),
            ..Measure::default()
        }),
        _ => measures[0].title = format!("Обследование школьных библиотек {n}"),
    }
    next
}

fn moment(day: i64) -> i64 {
    let start: jiff::Timestamp = "2024-01-01T12:00:00Z".parse().unwrap();
    start.as_microsecond() + day * 24 * 3600 * 1_000_000
}

fn version(number: i64, plan: Plan, keys: PlanKeys, day: i64) -> PlanVersion {
    PlanVersion {
        id: format!("v{number}"),
        number,
        plan,
        keys,
        note: String::new(),
        basis: "Приказ".into(),
        author: "А".into(),
        created_at: moment(day),
    }
}

/// The rows that a database holds after these events.
fn rows(story: &[(i64, Event)]) -> BoardRows {
    let plan = first_plan();
    let keys = PlanKeys::first(&plan);
    let mut rows = BoardRows {
        plan: PlanRow {
            id: "p".into(),
            year: 2024,
            start_month: None,
            title: "План".into(),
            revision: 1,
            published_at: None,
        },
        versions: vec![version(1, plan, keys, 0)],
        requirement_changes: Vec::new(),
        evidence: Vec::new(),
        marks: Vec::new(),
    };
    for (day, event) in story {
        happen(&mut rows, *day, event);
    }
    rows.plan.title = rows.versions.last().unwrap().plan.meta.title.clone();
    rows
}

fn happen(rows: &mut BoardRows, day: i64, event: &Event) {
    let at = moment(day);
    match event {
        Event::Version { change } => {
            let newest = rows.versions.last().unwrap();
            let plan = changed(&newest.plan, *change, rows.versions.len());
            let keys = newest.keys.carried_over(&newest.plan, &plan);
            rows.versions.push(version(newest.number + 1, plan, keys, day));
        }
        Event::Requirement { place, count } => {
            let (measure, item, _) = PLACES[*place];
            let need =
                Need { kind: None, title: "Что угодно".into(), count: *count, activity: None };
            rows.requirement_changes.push(RequirementChange {
                key: item.unwrap_or(measure).to_owned(),
                needs: if *count == 0 { Vec::new() } else { vec![need] },
                note: "так решили".into(),
                author: "А".into(),
                set_at: at,
            });
        }
        Event::Evidence { place, kind, days_before } => {
            let happened_on = FIRST.saturating_add(day.days()).saturating_sub(days_before.days());
            rows.evidence.push(evidence(rows.evidence.len(), *place, KINDS[*kind], happened_on, at));
        }
        Event::Decision { which, state } => {
            let waiting = rows.evidence.iter_mut().filter(|row| row.state == "pending");
            let mut waiting: Vec<&mut EvidenceRow> = waiting.collect();
            if !waiting.is_empty() {
                let which = which % waiting.len();
                let row: &mut EvidenceRow = waiting[which];
                row.state = (*state).to_owned();
                row.decider = Some("Б".into());
                row.decided_at = Some(at);
                row.reason = if *state == "refused" { "нет подписи".into() } else { String::new() };
                row.version = 2;
            }
        }
        Event::Mark { place } => {
            let (measure, item, slot) = PLACES[*place];
            let is_same = |mark: &MarkRow| {
                mark.revoked_at.is_none()
                    && (mark.measure_key.as_str(), mark.item_key.as_deref(), mark.slot_key.as_str())
                        == (measure, item, slot)
            };
            if !rows.marks.iter().any(is_same) {
                rows.marks.push(MarkRow {
                    id: format!("k{}", rows.marks.len()),
                    measure_key: measure.into(),
                    item_key: item.map(str::to_owned),
                    slot_key: slot.into(),
                    reason: "Паводок".into(),
                    basis: String::new(),
                    author: "А".into(),
                    declared_at: at,
                    revoker: None,
                    revoked_at: None,
                });
            }
        }
        Event::Revocation { which } => {
            let standing = rows.marks.iter_mut().filter(|mark| mark.revoked_at.is_none());
            let mut standing: Vec<&mut MarkRow> = standing.collect();
            if !standing.is_empty() {
                let which = which % standing.len();
                standing[which].revoked_at = Some(at);
                standing[which].revoker = Some("Б".into());
            }
        }
    }
}

fn evidence(n: usize, place: usize, kind: &str, happened_on: Date, at: i64) -> EvidenceRow {
    let (measure, item, slot) = PLACES[place];
    EvidenceRow {
        id: format!("e{n:03}"),
        measure_key: measure.into(),
        item_key: item.map(str::to_owned),
        slot_key: slot.into(),
        kind: Some(kind.into()),
        title: format!("Документ {n}"),
        happened_on: happened_on.to_string(),
        document_id: None,
        reference: format!("№ {n}"),
        link: None,
        file_hash: None,
        file_name: None,
        activity: None,
        activity_path: None,
        note: "Получилось".into(),
        recorded_by: "a".into(),
        recorder: "А".into(),
        recorder_org: "Институт".into(),
        recorder_role: "institute".into(),
        recorded_at: at,
        state: "pending".into(),
        decider: None,
        decided_at: None,
        reason: String::new(),
        version: 1,
    }
}

fn clock() -> Clock {
    Clock::standing_at(jiff::Timestamp::UNIX_EPOCH, TimeZone::UTC)
}

fn board(story: &[(i64, Event)]) -> Board {
    Board::new(rows(story), Arc::new(Roll::default()), &clock(), 1).unwrap()
}

fn region() -> &'static RegionPack {
    static PACK: std::sync::OnceLock<RegionPack> = std::sync::OnceLock::new();
    PACK.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions/lukomorye");
        region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_later_event_never_changes_an_earlier_day(story in any_story(), day in 0_i64..420) {
        let as_of = FIRST.saturating_add(day.days());
        let by_then: Vec<(i64, Event)> = story.iter().filter(|(at, _)| *at <= day).cloned().collect();
        let (now, then) = (board(&story), board(&by_then));

        prop_assert_eq!(now.version_on(as_of).number, then.version.number);
        prop_assert_eq!(now.refined_on(as_of), then.refined_on(as_of));
        prop_assert_eq!(now.state_on(as_of), then.state_on(as_of));
        prop_assert_eq!(report(&now, region(), as_of), report(&then, region(), as_of));
        prop_assert_eq!(deadlines(&now, as_of, None), deadlines(&then, as_of, None));

        let (now_standing, then_standing) = (now.on(as_of), then.on(as_of));
        let known = |board: &Board| -> Vec<String> {
            board.on(as_of).evidence().map(|known| format!("{} {:?}", known.row.id, known.state)).collect()
        };
        prop_assert_eq!(known(&now), known(&then));
        for (measure, item, slot) in PLACES {
            let reason = |standing: &roadmap::Standing<'_>| {
                standing.mark(measure, item, slot).map(|mark| mark.reason.clone())
            };
            prop_assert_eq!(reason(&now_standing), reason(&then_standing));
            let told = |board: &Board| history::of_measure(board, region(), &clock(), measure, as_of);
            prop_assert_eq!(told(&now), told(&then));
        }
    }
}

/// The property would hold for a board that knows nothing at all: events do change the days after them.
#[test]
fn an_event_changes_its_own_day() {
    let accepted = [
        (40, Event::Evidence { place: 0, kind: 1, days_before: 0 }),
        (50, Event::Decision { which: 0, state: "accepted" }),
    ];
    let day = |n: i64| FIRST.saturating_add(n.days());
    let board = board(&accepted);
    let satisfied = |n| board.state_on(day(n)).measures().next().unwrap().satisfied;
    assert_eq!((satisfied(49), satisfied(50)), (0, 1));
    let changed = self::board(&[(30, Event::Version { change: 0 })]);
    let last_day = |n| changed.on(day(n)).plan().sections[0].measures[0].term.to;
    assert_eq!((last_day(29), last_day(30)), (Some(date(2024, 4, 30)), Some(date(2024, 12, 31))));
}

/// A plan whose title names a school year has its own twelve months, whatever the region's.
#[test]
fn a_school_year_stands_beside_calendar_years() {
    let mut rows = rows(&[]);
    rows.plan.start_month = Some(9);
    let plan = &mut rows.versions[0].plan;
    plan.meta.year_start_month = Some(9);
    let measures = plan.sections.iter_mut().flat_map(|section| &mut section.measures);
    for term in measures.map(|measure| &mut measure.term).filter(|term| term.recurrence.is_some()) {
        (*term, _) = plan::term::term_of("ежеквартально", 2024, 9);
    }
    let board = Board::new(rows, Arc::new(Roll::default()), &clock(), 1).unwrap();
    assert_eq!((board.year.first_day, board.year.last_day()), (date(2024, 9, 1), date(2025, 8, 31)));
    let quarters = board.state_on(date(2025, 7, 1));
    let slots: Vec<&str> = quarters
        .measures()
        .filter(|one| one.measure_key == "m3")
        .flat_map(|one| one.obligations.iter().map(|one| one.obligation.slot.key.as_str()))
        .collect();
    assert_eq!(slots.len(), 4, "{slots:?}");
}
