//! The rules of state by example, and what must hold for any evidence.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use plan::{Item, Measure, Plan, Recurrence, RequiredDocument, Section, Term};
use proptest::prelude::*;

use super::*;

fn year() -> PlanYear {
    PlanYear::new(2024, 1)
}

fn months(from: i8, to: i8) -> Term {
    let last = Date::new(2024, to, 1).unwrap().last_of_month();
    Term { from: Date::new(2024, from, 1).ok(), to: Some(last), ..Term::default() }
}

fn document(kind: &str, item: Option<&str>) -> RequiredDocument {
    RequiredDocument { kind: Some(kind.into()), item: item.map(Into::into), text: kind.into() }
}

fn measure(number: &str, term: Term, documents: Vec<RequiredDocument>) -> Measure {
    Measure {
        number: number.into(),
        title: format!("Мероприятие {number}"),
        term,
        documents,
        ..Measure::default()
    }
}

fn plan_of(measures: Vec<Measure>) -> Plan {
    Plan { sections: vec![Section { measures, ..Section::default() }], ..Plan::default() }
}

fn accepted(measure: &str, item: Option<&str>, slot: &str, kind: &str, on: Date) -> Fact {
    Fact {
        measure_key: measure.into(),
        item_key: item.map(Into::into),
        slot_key: slot.into(),
        kind: Some(kind.into()),
        activity: None,
        happened_on: on,
        recorded_on: on,
        state: FactState::Accepted { on },
    }
}

fn state_of(plan: &Plan, facts: &[Fact], as_of: Date) -> MeasureState {
    let state = derive(plan, &PlanKeys::first(plan), &[], facts, &[], year(), as_of);
    state.sections[0].measures[0].clone()
}

#[test]
fn a_term_passes_through_its_states_without_evidence() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let on = |month, day| state_of(&plan, &[], date(2024, month, day)).state;
    assert_eq!(on(1, 1), State::NotStarted);
    assert_eq!(on(1, 2), State::Soon, "30 days before 1 February");
    assert_eq!(on(2, 1), State::InProgress);
    assert_eq!(on(4, 30), State::InProgress, "the last day is still within the term");
    assert_eq!(on(5, 1), State::Overdue);
    assert_eq!(state_of(&plan, &[], date(2024, 10, 15)).days_overdue(), 168);
}

#[test]
fn done_in_time_done_late_and_not_yet_on_an_earlier_date() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let in_time = [accepted("m1", None, "whole", "concept", date(2024, 4, 30))];
    assert_eq!(state_of(&plan, &in_time, date(2024, 10, 15)).state, State::Done);
    assert_eq!(state_of(&plan, &in_time, date(2024, 4, 29)).state, State::InProgress, "as of a day before");
    let late = [accepted("m1", None, "whole", "concept", date(2024, 5, 10))];
    let state = state_of(&plan, &late, date(2024, 10, 15));
    assert_eq!((state.state, state.obligations[0].days_late), (State::DoneLate, 10));
    assert_eq!(state_of(&plan, &late, date(2024, 5, 9)).state, State::Overdue);
}

#[test]
fn late_acceptance_of_a_timely_document_is_in_time_but_only_from_the_acceptance_on() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let mut fact = accepted("m1", None, "whole", "concept", date(2024, 4, 25));
    fact.state = FactState::Accepted { on: date(2024, 5, 20) };
    assert_eq!(state_of(&plan, &[fact.clone()], date(2024, 5, 19)).state, State::Overdue);
    assert_eq!(state_of(&plan, &[fact.clone()], date(2024, 5, 19)).pending, 1);
    assert_eq!(state_of(&plan, &[fact], date(2024, 5, 20)).state, State::Done);
}

#[test]
fn a_refused_or_pending_document_does_not_count() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let mut fact = accepted("m1", None, "whole", "concept", date(2024, 4, 25));
    fact.state = FactState::Pending;
    let pending = state_of(&plan, &[fact.clone()], date(2024, 6, 1));
    assert_eq!((pending.state, pending.pending, pending.satisfied), (State::Overdue, 1, 0));
    fact.state = FactState::Refused { on: date(2024, 5, 1) };
    let refused = state_of(&plan, &[fact], date(2024, 6, 1));
    assert_eq!((refused.state, refused.pending), (State::Overdue, 0));
}

#[test]
fn a_quarterly_measure_owes_one_programme_a_quarter() {
    let term = Term { recurrence: Some(Recurrence::Quarterly), ..months(1, 12) };
    let plan = plan_of(vec![measure("6", term, vec![document("program", None)])]);
    let two = [
        accepted("m6", None, "q1", "program", date(2024, 3, 1)),
        accepted("m6", None, "q2", "program", date(2024, 6, 1)),
    ];
    let autumn = state_of(&plan, &two, date(2024, 10, 1));
    let states: Vec<State> = autumn.obligations.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Done, State::Done, State::Overdue, State::InProgress]);
    assert_eq!(autumn.state, State::Overdue, "Q3 is red if there was no event by 30.09 (domain study, M6)");
}

#[test]
fn each_item_owes_the_measures_shared_documents_in_its_own_month() {
    let item = |number: &str, month| Item {
        number: number.into(),
        title: "тема".into(),
        term: Some(months(month, month)),
    };
    let mut webinars =
        measure("10", months(1, 11), vec![document("info_letter", None), document("program", None)]);
    webinars.items = vec![item("10.1", 1), item("10.2", 9)];
    let plan = plan_of(vec![webinars]);
    let facts = [
        accepted("m10", Some("i10.1"), "whole", "info_letter", date(2024, 1, 10)),
        accepted("m10", Some("i10.1"), "whole", "program", date(2024, 1, 20)),
    ];
    let state = state_of(&plan, &facts, date(2024, 10, 1));
    assert_eq!((state.satisfied, state.required), (2, 4));
    assert_eq!(state.item_state(Some("i10.1")), State::Done);
    assert_eq!(
        state.item_state(Some("i10.2")),
        State::Overdue,
        "10.4 (September) without event on 01.10 (M10)"
    );
}

#[test]
fn work_through_the_year_goes_on_until_its_last_day_whatever_is_there_already() {
    let term = Term { recurrence: Some(Recurrence::Continuous), ..months(1, 12) };
    let plan = plan_of(vec![measure("19", term, vec![document("project_passport", None)])]);
    let passport = [accepted("m19", None, "whole", "project_passport", date(2024, 2, 1))];
    assert_eq!(state_of(&plan, &passport, date(2024, 10, 15)).state, State::InProgress);
    assert_eq!(state_of(&plan, &passport, date(2024, 12, 31)).state, State::Done);
}

#[test]
fn not_carried_out_needs_its_mark_and_shows_the_reason() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let mark = NotCarriedOutMark {
        measure_key: "m1".into(),
        item_key: None,
        slot_key: "whole".into(),
        reason: "Перенесено решением министерства".into(),
        since: date(2024, 5, 2),
        until: Some(date(2024, 6, 1)),
    };
    let derived =
        |day| derive(&plan, &PlanKeys::first(&plan), &[], &[], std::slice::from_ref(&mark), year(), day);
    assert_eq!(derived(date(2024, 5, 1)).state, State::Overdue);
    let after = derived(date(2024, 5, 2));
    assert_eq!(after.state, State::NotCarriedOut);
    assert_eq!(
        after.sections[0].measures[0].obligations[0].reason.as_deref(),
        Some("Перенесено решением министерства")
    );
    assert_eq!(derived(date(2024, 5, 31)).state, State::NotCarriedOut);
    assert_eq!(
        derived(date(2024, 6, 1)).state,
        State::Overdue,
        "taken up again; the days before stay as they were"
    );
}

#[test]
fn a_refined_requirement_replaces_the_plans_and_any_evidence_fills_a_need_without_kind() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("concept", None)])]);
    let needs = vec![
        Need { kind: Some("protocol".into()), title: "Протокол".into(), count: 2, activity: None },
        Need { kind: None, title: "Любое подтверждение".into(), count: 1, activity: None },
    ];
    let refined = [RefinedRequirement { key: "m1".into(), needs }];
    let facts = [
        accepted("m1", None, "whole", "protocol", date(2024, 3, 1)),
        accepted("m1", None, "whole", "concept", date(2024, 3, 2)),
        accepted("m1", None, "whole", "protocol", date(2024, 3, 3)),
    ];
    let state = derive(&plan, &PlanKeys::first(&plan), &refined, &facts, &[], year(), date(2024, 6, 1));
    assert_eq!(state.state, State::Done);
    let two = derive(&plan, &PlanKeys::first(&plan), &refined, &facts[..2], &[], year(), date(2024, 6, 1));
    assert_eq!((two.state, two.sections[0].measures[0].satisfied), (State::Overdue, 2));
}

#[test]
fn what_has_to_come_from_an_activity_is_met_by_nothing_else() {
    let plan = plan_of(vec![measure("1", months(2, 4), vec![document("analytical_note", None)])]);
    let need = |kind: Option<&str>, activity: Option<&str>| Need {
        kind: kind.map(Into::into),
        title: "Сведения школ".into(),
        count: 1,
        activity: activity.map(Into::into),
    };
    let refined = |needs: Vec<Need>| [RefinedRequirement { key: "m1".into(), needs }];
    let derived = |refined: &[RefinedRequirement], facts: &[Fact]| {
        let state = derive(&plan, &PlanKeys::first(&plan), refined, facts, &[], year(), date(2024, 6, 1));
        state.sections[0].measures[0].clone()
    };
    let paper = accepted("m1", None, "whole", "analytical_note", date(2024, 3, 1));
    let poll = Fact { activity: Some("questionnaire".into()), ..paper.clone() };
    let by_poll = refined(vec![need(None, Some("questionnaire"))]);
    assert_eq!(derived(&by_poll, std::slice::from_ref(&paper)).state, State::Overdue);
    assert_eq!(derived(&by_poll, std::slice::from_ref(&poll)).state, State::Done);
    // The poll's paper serves both needs, the other only one of them: each finds its own, in whatever order they came.
    let both = refined(vec![need(Some("analytical_note"), None), need(None, Some("questionnaire"))]);
    for facts in [[poll.clone(), paper.clone()], [paper.clone(), poll.clone()]] {
        assert_eq!(derived(&both, &facts).state, State::Done);
    }
    let later = Fact { happened_on: date(2024, 3, 5), ..paper };
    assert_eq!(derived(&both, &[poll, later]).satisfied, 2);
}

proptest! {
    /// More accepted evidence never makes a measure worse, and time alone never makes it better without evidence.
    #[test]
    fn evidence_helps_and_time_does_not(days in prop::collection::vec(0_i32..365, 0..6), as_of in 0_i32..365) {
        let plan = plan_of(vec![measure("1", months(2, 4), vec![document("a", None), document("b", None)])]);
        let first = date(2024, 1, 1);
        let facts: Vec<Fact> = days.iter().enumerate()
            .map(|(n, day)| accepted("m1", None, "whole", if n % 2 == 0 { "a" } else { "b" }, first.saturating_add(day.days())))
            .collect();
        let day = first.saturating_add(as_of.days());
        let mut satisfied = 0;
        for taken in 0..=facts.len() {
            let state = state_of(&plan, &facts[..taken], day);
            prop_assert!(state.satisfied >= satisfied);
            prop_assert!(state.satisfied <= state.required);
            prop_assert_eq!(state.satisfied == state.required, matches!(state.state, State::Done | State::DoneLate));
            satisfied = state.satisfied;
        }
        let without = |day| state_of(&plan, &[], day).state;
        prop_assert!(!without(day).is_finished());
        if without(day) == State::Overdue {
            prop_assert_eq!(without(day.saturating_add(1.day())), State::Overdue);
        }
    }
}
