//! The plan as it stood at the end of a day. What is written down later never changes it: a report that was sent can be
//! made again, word for word.

use std::sync::Arc;

use jiff::civil::Date;
use plan::{Measure, Plan, Section};

use super::Board;
use crate::executors::WhoIsWho;
use crate::rules::{FactState, MeasureState, PlanKeys, PlanState, SectionState};
use crate::store::evidence::{EvidenceRow, MarkRow};
use crate::store::plans::PlanVersion;

/// The version that was in force on a day, and what the evidence of that day made of it.
pub struct Standing<'a> {
    pub board: &'a Board,
    pub as_of: Date,
    pub version: &'a PlanVersion,
    pub state: Arc<PlanState>,
}

/// A piece of evidence as it was known on a day.
#[derive(Clone, Copy)]
pub struct KnownEvidence<'a> {
    pub row: &'a EvidenceRow,
    /// The decision, if it had been made by then.
    pub state: FactState,
}

impl KnownEvidence<'_> {
    pub fn is_accepted(&self) -> bool {
        matches!(self.state, FactState::Accepted { .. })
    }

    /// Whether it proves this item (or the measure itself) in this slot.
    pub fn is_for(&self, measure_key: &str, item_key: Option<&str>, slot_key: &str) -> bool {
        self.row.measure_key == measure_key
            && self.row.item_key.as_deref() == item_key
            && self.row.slot_key == slot_key
    }
}

impl<'a> Standing<'a> {
    pub(super) fn new(board: &'a Board, as_of: Date) -> Self {
        Self { board, as_of, version: board.version_on(as_of), state: board.state_on(as_of) }
    }

    pub fn plan(&self) -> &'a Plan {
        &self.version.plan
    }

    pub fn keys(&self) -> &'a PlanKeys {
        &self.version.keys
    }

    pub fn who(&self) -> WhoIsWho<'a> {
        self.board.who_is_who(self.as_of)
    }

    /// Sections with their states, in the order of the paper.
    pub fn sections(&self) -> impl Iterator<Item = (&'a Section, &SectionState)> {
        self.version.plan.sections.iter().zip(&self.state.sections)
    }

    /// A measure by its printed number, with its section and its state.
    pub fn measure(&self, number: &str) -> Option<(&'a Section, &'a Measure, &MeasureState)> {
        self.sections().find_map(|(section, section_state)| {
            let mut measures = section.measures.iter().zip(&section_state.measures);
            let (measure, state) = measures.find(|(measure, _)| measure.number == number)?;
            Some((section, measure, state))
        })
    }

    /// Evidence that had been recorded by the day, in the order of recording.
    pub fn evidence(&self) -> impl Iterator<Item = KnownEvidence<'a>> {
        let as_of = self.as_of;
        let rows = self.board.evidence.iter().zip(&self.board.facts);
        rows.filter(move |(_, fact)| fact.recorded_on <= as_of)
            .map(move |(row, fact)| KnownEvidence { row, state: fact.state.on(as_of) })
    }

    /// What the state of a measure was derived from: happened and accepted by the day.
    pub fn proofs(&self, measure_key: &str) -> Vec<&'a EvidenceRow> {
        let as_of = self.as_of;
        let rows = self.board.evidence.iter().zip(&self.board.facts);
        rows.filter(|(row, fact)| row.measure_key == measure_key && fact.counts_on(as_of))
            .map(|(row, _)| row)
            .collect()
    }

    /// The «не выполнено» mark that was in force for an item (or the measure itself) in a slot.
    pub fn mark(&self, measure_key: &str, item_key: Option<&str>, slot_key: &str) -> Option<&'a MarkRow> {
        let marks = self.board.marks.iter().zip(&self.board.mark_facts);
        marks
            .filter(|(_, fact)| fact.holds_on(self.as_of))
            .find(|(row, _)| {
                row.measure_key == measure_key
                    && row.item_key.as_deref() == item_key
                    && row.slot_key == slot_key
            })
            .map(|(row, _)| row)
    }
}
