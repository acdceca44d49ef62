//! Computing anew: the facts that an answer touches and those that read them, within a budget.
//!
//! Two things are bounded for the whole sheet, so that no form keeps a browser or the server busy: the places that
//! repeats make ([`super::tree::MAX_NODES`]) and the steps of one recalculation ([`STEPS`]). An answer beyond them is
//! kept; what is not computed is told by [`Session::check`], and is computed as soon as an answer makes room.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::depends::Fact;
use super::evaluate::{BUDGET, Context, Evaluator};
use super::memo::Memo;
use super::model::{Model, PlaceId};
use super::session::Session;
use super::tree::{MAX_INSTANCES, NodeId};
use super::value::{Fault, Value};
use crate::xpath::Expression;

/// Steps after one answer: about a second of a server.
pub const STEPS: u64 = 5_000_000;

/// Steps of looking at all answers once.
pub const STEPS_OF_A_CHECK: u64 = 20_000_000;

/// What stands of a repeat whose count asks for more than there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Excess {
    /// The section above the repeat.
    pub above: NodeId,
    /// Whether the sheet as a whole is full, not the repeat.
    pub is_of_the_whole: bool,
}

impl Session {
    /// Begins what one deed of the respondent brings.
    pub(super) fn begin(&mut self) {
        self.steps = STEPS;
        self.was_stopped |= self.stopped_at.take().is_some();
    }

    /// Ends it: whatever had no room or no time before is tried again.
    pub(super) fn finish(&mut self) {
        self.settle();
        if self.was_stopped {
            self.recalculate_all();
            return;
        }
        if !self.excess.is_empty() {
            let graph = &self.model.graph;
            let dirty = self.excess.keys().filter_map(|repeat| graph.rank.get(&Fact::Instances(*repeat)));
            let dirty = dirty.copied().collect();
            self.recalculate(dirty);
            self.settle();
        }
    }

    /// Takes steps from the budget of this recalculation.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        match self.steps.checked_sub(steps) {
            Some(left) => self.steps = left,
            None => self.steps = 0,
        }
        self.steps > 0
    }

    /// For questions about the answers as they are; each has a budget of its own.
    pub(super) fn evaluator(&self) -> Evaluator<'_> {
        self.evaluator_within(BUDGET, None)
    }

    pub(super) fn evaluator_within<'a>(&'a self, budget: u64, memo: Option<&'a Memo>) -> Evaluator<'a> {
        Evaluator {
            model: &self.model,
            tree: &self.tree,
            library: &self.library,
            inputs: &self.inputs,
            previous: self.previous.as_ref(),
            budget: Cell::new(budget),
            memo,
            is_naming: Cell::new(false),
        }
    }

    /// Value of a formula in what becomes of it: a text, a truth, a number. `None` when it could not be computed.
    fn compute<T>(
        &mut self,
        formula: &Expression,
        node: NodeId,
        column: &'static str,
        memo: Option<&Memo>,
        becomes: impl Fn(&Evaluator<'_>, &Value) -> T,
    ) -> Option<T> {
        let evaluator = self.evaluator_within(self.steps.min(BUDGET), memo);
        let computed =
            evaluator.evaluate(formula, Context::of(node)).map(|value| becomes(&evaluator, &value));
        let spent = self.steps.min(BUDGET) - evaluator.budget.get();
        let is_over = matches!(computed, Err(Fault::TooLong)) && self.steps <= BUDGET;
        if is_over {
            self.stopped_at.get_or_insert(self.tree.node(node).place);
            self.steps = 0;
            return None;
        }
        self.spend(spent);
        match computed {
            Ok(made) => {
                if !self.faults.is_empty() {
                    let path = self.tree.path(&self.model, node);
                    self.faults.remove(&(path, column));
                }
                Some(made)
            }
            Err(fault) => {
                let path = self.tree.path(&self.model, node);
                self.faults.insert((path, column), fault);
                None
            }
        }
    }

    /// What a formula leaves in the answers: what is not a number leaves nothing.
    pub(super) fn compute_text(
        &mut self,
        formula: &Expression,
        node: NodeId,
        column: &'static str,
        memo: Option<&Memo>,
    ) -> String {
        let text = |evaluator: &Evaluator<'_>, value: &Value| match value {
            Value::Number(number) if !number.is_finite() => String::new(),
            other => evaluator.text(other),
        };
        self.compute(formula, node, column, memo, text).unwrap_or_default()
    }

    pub(super) fn readers(&self, fact: Fact) -> BTreeSet<u32> {
        self.model.graph.readers.get(&fact).into_iter().flatten().copied().collect()
    }

    fn all_facts(&self) -> BTreeSet<u32> {
        (0..u32::try_from(self.model.graph.order.len()).unwrap_or(u32::MAX)).collect()
    }

    /// Everything from the first fact to the last.
    pub fn recalculate_all(&mut self) {
        self.begin();
        self.was_stopped = false;
        self.faults.clear();
        self.recalculate(self.all_facts());
        self.settle();
    }

    /// The facts with these ranks, and whatever reads those of them that change.
    pub(super) fn recalculate(&mut self, mut dirty: BTreeSet<u32>) {
        let model = Arc::clone(&self.model);
        while let Some(rank) = dirty.pop_first() {
            if self.stopped_at.is_some() {
                return;
            }
            let fact = model.graph.order[rank as usize];
            if !self.update(&model, fact) {
                continue;
            }
            // Where a circle was broken, readers before this fact stay as they are.
            let readers = model.graph.readers.get(&fact).into_iter().flatten();
            dirty.extend(readers.copied().filter(|reader| *reader > rank));
        }
    }

    /// The steps are over in the middle of a place: the rest is not computed.
    fn is_stopped(&mut self, place: PlaceId) -> bool {
        if self.stopped_at.is_none() && !self.spend(1) {
            self.stopped_at = Some(place);
        }
        self.stopped_at.is_some()
    }

    /// Computes one fact for all its nodes; says whether anything changed.
    fn update(&mut self, model: &Model, fact: Fact) -> bool {
        match fact {
            Fact::Instances(repeat) => self.update_instances(model, repeat),
            Fact::Relevant(place) => self.update_relevance(model, place),
            Fact::Value(place) => {
                let Some(formula) = &model.places[place].formulas.calculate else { return false };
                let memo = Memo::of_values(place);
                let mut changed = false;
                for node in self.tree.nodes_of(model, place) {
                    let text = self.compute_text(formula, node, "calculate", Some(&memo));
                    if self.is_stopped(place) {
                        break;
                    }
                    if self.tree.node(node).value != text {
                        self.tree.node_mut(node).value = text;
                        changed = true;
                    }
                }
                changed
            }
        }
    }

    fn update_instances(&mut self, model: &Model, repeat: PlaceId) -> bool {
        let definition = &model.places[repeat];
        let (Some(formula), Some(parent)) = (&definition.formulas.count, definition.parent) else {
            return false;
        };
        self.excess.remove(&repeat);
        let mut changed = false;
        let mut has_removed = false;
        for node in self.tree.nodes_of(model, parent) {
            let wanted = self.compute_count(formula, node);
            if self.is_stopped(repeat) {
                break;
            }
            let count = wanted.min(MAX_INSTANCES as usize);
            while self.tree.children(node, definition.slot).len() > count {
                has_removed |= self.tree.remove_instance(model, node, repeat, count);
            }
            while self.tree.children(node, definition.slot).len() < count {
                let made = self.tree.add_instance(model, node, repeat);
                if made.is_empty() {
                    break;
                }
                changed = true;
                let steps = made.len() as u64;
                self.fresh.extend(made);
                if !self.spend(steps) && self.is_stopped(repeat) {
                    break;
                }
            }
            if self.tree.children(node, definition.slot).len() < wanted {
                let is_of_the_whole =
                    self.tree.children(node, definition.slot).len() < MAX_INSTANCES as usize;
                self.excess.entry(repeat).or_insert(Excess { above: node, is_of_the_whole });
            }
        }
        if has_removed {
            self.forget_removed();
        }
        changed || has_removed
    }

    /// What was noted about instances that are no more.
    pub(super) fn forget_removed(&mut self) {
        let (tree, model) = (&self.tree, &self.model);
        self.fresh.retain(|node| tree.is_alive(*node));
        self.faults.retain(|(path, _), _| tree.find(model, path).is_some());
        self.excess.retain(|_, excess| tree.is_alive(excess.above));
    }

    /// Blank, negative and unclear counts are none.
    fn compute_count(&mut self, formula: &Expression, parent: NodeId) -> usize {
        let as_number = |evaluator: &Evaluator<'_>, value: &Value| evaluator.number(value);
        let number = self.compute(formula, parent, "repeat_count", None, as_number).unwrap_or_default();
        if number.is_nan() || number <= 0.0 {
            return 0;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
        let count = number.min(1e9) as usize;
        count
    }

    fn update_relevance(&mut self, model: &Model, place: PlaceId) -> bool {
        let memo = Memo::of_relevance(place);
        let mut changed = false;
        for node in self.tree.nodes_of(model, place) {
            let truth = |evaluator: &Evaluator<'_>, value: &Value| evaluator.truth(value);
            let says = match &model.places[place].formulas.relevant {
                None => true,
                Some(formula) => {
                    self.compute(formula, node, "relevant", Some(&memo), truth).unwrap_or_default()
                }
            };
            if self.is_stopped(place) {
                break;
            }
            let above = self.tree.node(node).parent.is_none_or(|parent| self.tree.node(parent).is_relevant);
            let is_relevant = says && above;
            let node = self.tree.node_mut(node);
            if node.is_relevant != is_relevant {
                node.is_relevant = is_relevant;
                changed = true;
            }
        }
        changed
    }
}
