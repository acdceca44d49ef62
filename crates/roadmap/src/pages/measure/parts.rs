//! The parts of a measure: each item (or the measure itself) in each of its slots, with what it needs and what proves it.

use access::{House, Visitor};
use plan::Measure;

use super::super::evidence::{EvidenceLine, evidence_line};
use super::super::words::{days, place_query};
use crate::board::Standing;
use crate::history::kind_title;
use crate::rules::{MeasureState, ObligationState, State};

/// An item (or the measure itself) in one slot.
pub(super) struct PartView {
    pub heading: String,
    pub term: String,
    pub state: State,
    pub state_note: String,
    pub needs: Vec<NeedView>,
    pub is_refined: bool,
    pub key: String,
    pub evidence: Vec<EvidenceLine>,
    pub place: String,
    pub mark: Option<MarkView>,
    /// Something is still expected.
    pub is_open: bool,
    /// It is expected now: its term has begun or is over.
    pub is_due: bool,
}

pub(super) struct NeedView {
    pub title: String,
    pub kind: String,
    pub have: u32,
    pub count: u32,
}

pub(super) struct MarkView {
    pub id: String,
    pub reason: String,
}

pub(super) fn part_view(
    house: &House,
    visitor: &Visitor,
    standing: &Standing<'_>,
    measure: &Measure,
    one: &ObligationState,
    works_with_plan: bool,
) -> PartView {
    let obligation = &one.obligation;
    let (item_key, slot_key) = (obligation.item_key.as_deref(), obligation.slot.key.as_str());
    let heading = match (&obligation.item_number, obligation.slot.label.as_str()) {
        (Some(number), "") => format!("{number}. {}", obligation.item_title),
        (Some(number), label) => format!("{number}. {}: {label}", obligation.item_title),
        (None, "") if measure.items.is_empty() => "Что нужно".to_owned(),
        (None, "") => "Мероприятие в целом".to_owned(),
        (None, label) => label.to_owned(),
    };
    let evidence = standing
        .evidence()
        .filter(|known| known.is_for(&obligation.measure_key, item_key, slot_key))
        .filter(|known| known.is_accepted() || works_with_plan)
        .map(|known| evidence_line(house, visitor, standing.board, known));
    let needs = obligation.requirement.needs.iter().zip(&one.have).map(|(need, have)| NeedView {
        title: need.wording(),
        kind: need
            .kind
            .as_deref()
            .map_or_else(|| "любое подтверждение".to_owned(), |code| kind_title(&house.region, code)),
        have: *have,
        count: need.count,
    });
    let mark = standing.mark(&obligation.measure_key, item_key, slot_key);
    PartView {
        heading,
        term: ui::ru::date_range(obligation.slot.from, obligation.slot.to),
        state: one.state,
        state_note: state_note(one),
        needs: needs.collect(),
        is_refined: obligation.requirement.is_refined,
        key: obligation.item_key.clone().unwrap_or_else(|| obligation.measure_key.clone()),
        evidence: evidence.collect(),
        place: place_query(obligation.item_number.as_deref(), slot_key),
        mark: mark.map(|mark| MarkView { id: mark.id.clone(), reason: mark.reason.clone() }),
        is_open: !one.state.is_finished(),
        is_due: matches!(one.state, State::InProgress | State::Overdue),
    }
}

fn state_note(one: &ObligationState) -> String {
    match one.state {
        State::Overdue => format!("срок прошёл {} {} назад", one.days_late, days(one.days_late)),
        State::DoneLate => format!("позже срока на {} {}", one.days_late, days(one.days_late)),
        State::Done => {
            one.finished_on.map(|day| format!("исполнено {}", ui::ru::date_long(day))).unwrap_or_default()
        }
        State::NotCarriedOut => one.reason.clone().unwrap_or_default(),
        _ if one.obligation.slot.is_undated => "дат в плане нет: показан год целиком".to_owned(),
        _ if one.obligation.runs_to_the_end && one.satisfied >= one.required => {
            "документы на месте, работа идёт до конца срока".to_owned()
        }
        _ => String::new(),
    }
}

/// Evidence recorded for a part that the version of the day no longer has: it is not hidden.
pub(super) fn stray_evidence(
    house: &House,
    visitor: &Visitor,
    standing: &Standing<'_>,
    state: &MeasureState,
) -> Vec<EvidenceLine> {
    let is_placed = |known: &crate::board::KnownEvidence<'_>| {
        state.obligations.iter().any(|one| {
            let obligation = &one.obligation;
            known.is_for(&obligation.measure_key, obligation.item_key.as_deref(), &obligation.slot.key)
        })
    };
    let of_measure = standing.evidence().filter(|known| known.row.measure_key == state.measure_key);
    let strays = of_measure.filter(|known| !is_placed(known));
    strays.map(|known| evidence_line(house, visitor, standing.board, known)).collect()
}
