//! Questions computed when the answer to another changes, as `setvalue` does it on a phone.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::depends::Fact;
use super::model::PlaceId;
use super::session::Session;
use super::tree::NodeId;

/// One trigger pulls another: `a` → `b` → `c`. A circle of them ends here.
const MAX_CHAIN: usize = 50;
/// Questions computed by the triggers of one answer: circles that meet would go round for ever.
const MAX_PULLS: usize = 5_000;

impl Session {
    /// Computes the questions that this one triggers, and those that they trigger; those already answered by hand
    /// excepted.
    pub(super) fn pull_triggers(&mut self, node: NodeId, answered: &BTreeSet<NodeId>) {
        let mut left = MAX_PULLS;
        self.pull_chain(node, answered, MAX_CHAIN, &mut left);
    }

    fn pull_chain(&mut self, node: NodeId, answered: &BTreeSet<NodeId>, depth: usize, left: &mut usize) {
        if depth == 0 {
            return;
        }
        let model = Arc::clone(&self.model);
        let place = self.tree.node(node).place;
        for trigger in
            model.triggers.iter().filter(|trigger| trigger.from == place && trigger.target != place)
        {
            let text = match &trigger.value {
                Some(formula) => self.compute_text(formula, node, "trigger", None),
                None => String::new(),
            };
            if self.stopped_at.is_some() {
                return;
            }
            for target in self.targets(node, trigger.target) {
                if *left == 0 || !self.spend(1) {
                    return;
                }
                *left -= 1;
                // An earlier target may have taken away the instance of this one.
                let is_there = self.tree.is_alive(target);
                if is_there && !answered.contains(&target) && self.tree.node(target).value != text {
                    text.clone_into(&mut self.tree.node_mut(target).value);
                    self.recalculate(self.readers(Fact::Value(trigger.target)));
                    if self.tree.is_alive(target) {
                        self.pull_chain(target, answered, depth - 1, left);
                    }
                }
            }
        }
    }

    /// Nodes of a place that share the instances of repeats with a node.
    pub(super) fn targets(&self, node: NodeId, place: PlaceId) -> Vec<NodeId> {
        let above: Vec<NodeId> = self.tree.ancestors(node).chain([node]).collect();
        let mut way: Vec<PlaceId> =
            std::iter::successors(Some(place), |id| self.model.places[*id].parent).collect();
        way.reverse();
        let mut found = vec![0];
        for next in way.into_iter().skip(1) {
            let slot = self.model.places[next].slot;
            let own = above.iter().copied().find(|id| self.tree.node(*id).place == next);
            found = match own.filter(|_| self.model.places[next].is_repeat) {
                Some(own) => vec![own],
                None => found.into_iter().flat_map(|id| self.tree.children(id, slot).to_vec()).collect(),
            };
        }
        found
    }
}
