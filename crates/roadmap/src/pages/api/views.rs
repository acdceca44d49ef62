//! The shapes of the API's answers.

use access::{Deed, Reach, Subject, Visitor};
use jiff::civil::Date;
use plan::Measure;
use serde::Serialize;
use utoipa::ToSchema;

use crate::board::{KnownEvidence, Standing};
use crate::rules::{FactState, MeasureState, Need, ObligationState, PlanKeys, State};

#[derive(Serialize, ToSchema)]
pub struct RoadmapView {
    pub year: i64,
    pub title: String,
    /// Number of the version in force.
    pub version: i64,
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    pub state: String,
    pub sections: Vec<SectionView>,
}

#[derive(Serialize, ToSchema)]
pub struct SectionView {
    pub number: String,
    pub title: String,
    pub state: String,
    pub measures: Vec<MeasureView>,
}

#[derive(Serialize, ToSchema)]
pub struct MeasureView {
    pub number: String,
    /// Stays the same when the plan is renumbered.
    pub key: String,
    /// As printed; empty where the paper gives its items only.
    pub title: String,
    /// {text, from, to, recurrence, `relative_to_measure`}
    #[schema(value_type = Object)]
    pub term: plan::Term,
    #[schema(value_type = Vec<Object>)]
    pub executors: Vec<plan::Executor>,
    pub required_documents: Vec<NeedView>,
    pub expected_results: Vec<String>,
    /// «Примечание» of the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub state: String,
    pub satisfied: u32,
    pub required: u32,
    #[schema(value_type = Option<String>, format = Date)]
    pub finished_on: Option<Date>,
    pub slots: Vec<SlotView>,
    pub items: Vec<ItemView>,
    pub evidence: Vec<EvidenceView>,
}

#[derive(Serialize, ToSchema)]
pub struct ItemView {
    pub number: String,
    pub key: String,
    pub title: String,
    /// Its own term, or the measure's.
    #[schema(value_type = Object)]
    pub term: plan::Term,
    pub required_documents: Vec<NeedView>,
    pub state: String,
    pub slots: Vec<SlotView>,
    pub evidence: Vec<EvidenceView>,
}

#[derive(Serialize, ToSchema)]
pub struct SlotView {
    pub key: String,
    pub label: String,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    pub state: String,
    pub satisfied: u32,
    pub required: u32,
    pub pending: u32,
    #[schema(value_type = Option<String>, format = Date)]
    pub finished_on: Option<Date>,
    /// Days past the term, when it is overdue or was done late.
    pub days_late: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct NeedView {
    /// Code of the document kind; `null`: any evidence.
    pub kind: Option<String>,
    pub title: String,
    pub count: u32,
    /// Code of the activity inside the system that has to leave it; absent: wherever it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    pub id: String,
    pub measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    pub slot: String,
    pub kind: Option<String>,
    pub title: String,
    pub reference: String,
    pub happened_on: String,
    pub state: String,
    pub version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Page where it can be looked at.
    pub href: String,
    /// Only for those who work with the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Names of people, refusals and what waits are for those who work with the plan, not for the public.
pub fn sees_evidence_details(visitor: &Visitor) -> bool {
    visitor.scope(Subject::RoadmapExecution, Deed::Read).reach() > Reach::Published
}

pub fn roadmap(visitor: &Visitor, standing: &Standing<'_>) -> RoadmapView {
    RoadmapView {
        year: standing.board.plan.year,
        title: standing.plan().meta.title.clone(),
        version: standing.version.number,
        as_of: standing.as_of,
        state: code(standing.state.state),
        sections: standing
            .sections()
            .map(|(section, section_state)| SectionView {
                number: section.number.clone(),
                title: section.title.clone(),
                state: code(section_state.state),
                measures: section
                    .measures
                    .iter()
                    .zip(&section_state.measures)
                    .map(|(one, one_state)| measure(visitor, standing, one, one_state))
                    .collect(),
            })
            .collect(),
    }
}

pub fn measure(
    visitor: &Visitor,
    standing: &Standing<'_>,
    measure: &Measure,
    state: &MeasureState,
) -> MeasureView {
    let keys = standing.keys();
    let of_item = |key: Option<&str>| -> Vec<&ObligationState> {
        state.obligations.iter().filter(|one| one.obligation.item_key.as_deref() == key).collect()
    };
    let items = measure.items.iter().map(|item| {
        let key = keys.key(&item.number);
        let obligations = of_item(Some(key));
        ItemView {
            number: item.number.clone(),
            key: key.to_owned(),
            title: item.title.clone(),
            term: item.term.clone().unwrap_or_else(|| measure.term.clone()),
            required_documents: needs(&obligations),
            state: code(state.item_state(Some(key))),
            slots: obligations.iter().map(|one| slot(one)).collect(),
            evidence: evidence_of(visitor, standing, &state.measure_key, Some(key)),
        }
    });
    let own = of_item(None);
    let all: Vec<&ObligationState> = state.obligations.iter().collect();
    MeasureView {
        number: measure.number.clone(),
        key: state.measure_key.clone(),
        title: measure.title.clone(),
        term: measure.term.clone(),
        executors: measure.executors.clone(),
        required_documents: needs(if own.is_empty() { &all } else { &own }),
        expected_results: measure.expected_results.clone(),
        note: measure.note.clone(),
        state: code(state.state),
        satisfied: state.satisfied,
        required: state.required,
        finished_on: state.finished_on(),
        slots: own.iter().map(|one| slot(one)).collect(),
        items: items.collect(),
        evidence: evidence_of(visitor, standing, &state.measure_key, None),
    }
}

fn code(state: State) -> String {
    state.code().to_owned()
}

/// The distinct needs of some obligations: slots of one item all need the same.
fn needs(obligations: &[&ObligationState]) -> Vec<NeedView> {
    let mut found: Vec<&Need> = Vec::new();
    for need in obligations.iter().flat_map(|one| &one.obligation.requirement.needs) {
        if !found.contains(&need) {
            found.push(need);
        }
    }
    found
        .into_iter()
        .map(|need| NeedView {
            kind: need.kind.clone(),
            title: need.title.clone(),
            count: need.count,
            activity: need.activity.clone(),
        })
        .collect()
}

fn slot(one: &ObligationState) -> SlotView {
    let slot = &one.obligation.slot;
    SlotView {
        key: slot.key.clone(),
        label: slot.label.clone(),
        from: slot.from,
        to: slot.to,
        state: code(one.state),
        satisfied: one.satisfied,
        required: one.required,
        pending: one.pending,
        finished_on: one.finished_on,
        days_late: one.days_late,
        reason: one.reason.clone(),
    }
}

fn evidence_of(
    visitor: &Visitor,
    standing: &Standing<'_>,
    measure_key: &str,
    item_key: Option<&str>,
) -> Vec<EvidenceView> {
    let known = standing
        .evidence()
        .filter(|known| known.row.measure_key == measure_key && known.row.item_key.as_deref() == item_key);
    known
        .filter(|known| known.is_accepted() || sees_evidence_details(visitor))
        .map(|known| evidence(visitor, standing, known))
        .collect()
}

pub fn evidence(visitor: &Visitor, standing: &Standing<'_>, known: KnownEvidence<'_>) -> EvidenceView {
    let has_details = sees_evidence_details(visitor);
    let row = known.row;
    let is_refused = matches!(known.state, FactState::Refused { .. });
    EvidenceView {
        id: row.id.clone(),
        measure: number(standing.keys(), &row.measure_key),
        item: row.item_key.as_deref().map(|key| number(standing.keys(), key)),
        slot: row.slot_key.clone(),
        kind: row.kind.clone(),
        title: row.title.clone(),
        reference: row.reference.clone(),
        happened_on: row.happened_on.clone(),
        state: state_code(known.state).to_owned(),
        // What came after the day is not told by the number either.
        version: if known.state == FactState::Pending { 1 } else { row.version },
        document_id: row.document_id.clone(),
        link: row.link.clone(),
        href: format!("/roadmap/{}/evidence/{}", standing.board.plan.year, row.id),
        recorded_by: has_details.then(|| format!("{}, {}", row.recorder, row.recorder_org)),
        reason: (has_details && is_refused && !row.reason.is_empty()).then(|| row.reason.clone()),
    }
}

/// The number printed in the version of the day; the key itself for what that version has not.
fn number(keys: &PlanKeys, key: &str) -> String {
    keys.number(key).unwrap_or(key).to_owned()
}

fn state_code(state: FactState) -> &'static str {
    match state {
        FactState::Pending => "pending",
        FactState::Accepted { .. } => "accepted",
        FactState::Refused { .. } => "refused",
        FactState::Withdrawn { .. } => "withdrawn",
    }
}
