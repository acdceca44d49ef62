//! What a formula asks in every instance of a repeat alike: `sum(${a})` of a thousand records is added up once, not a
//! thousand times.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::evaluate::{Context, Evaluator};
use super::model::PlaceId;
use super::tree::NodeId;
use super::value::{Fault, NodeRef, Value};
use crate::xpath::{Axis, Expression, Function, Path, Start, Test};

/// Kept while one fact is computed for all its nodes, or all answers are looked at: nothing else changes meanwhile.
#[derive(Debug, Default)]
pub struct Memo {
    /// The place whose values or relevance change while the memo lives.
    changing: Option<PlaceId>,
    changes_relevance: bool,
    values: RefCell<HashMap<(Function, usize, NodeId), Value>>,
    by_number: RefCell<HashMap<(usize, usize), Rc<ByNumber>>>,
}

pub(super) type ByNumber = HashMap<usize, Vec<NodeRef>>;

impl Memo {
    pub fn of_values(place: PlaceId) -> Self {
        Self { changing: Some(place), ..Self::default() }
    }

    pub fn of_relevance(place: PlaceId) -> Self {
        Self { changes_relevance: true, ..Self::of_values(place) }
    }
}

/// Formulas live in the model as long as the memo: where one stands in memory is its name.
fn name_of(path: &Path) -> usize {
    std::ptr::from_ref(path) as usize
}

impl Evaluator<'_> {
    /// What this call is known by: the same for all instances from which its path leads to the same nodes.
    pub(super) fn key_of_call(
        &self,
        function: Function,
        arguments: &[Expression],
        context: Context,
    ) -> Option<(Function, usize, NodeId)> {
        self.memo?;
        let is_aggregate = matches!(
            function,
            Function::Sum | Function::Min | Function::Max | Function::Count | Function::CountNonEmpty
        );
        let [Expression::Path(path)] = arguments else { return None };
        if !is_aggregate || context.means_all {
            return None;
        }
        Some((function, name_of(path), self.anchor(path, context)?))
    }

    /// The last node on the way of a path that is still above the node that asks: the rest of the way is the same for all.
    fn anchor(&self, path: &Path, context: Context) -> Option<NodeId> {
        let is_plain = |step: &crate::xpath::Step| {
            step.predicates.is_empty() && matches!(step.axis, Axis::Child | Axis::Parent)
        };
        if !path.steps.iter().all(is_plain) {
            return None;
        }
        match &path.start {
            Start::Here => {
                let NodeRef::Answer(mut node) = context.node else { return None };
                for _ in path.steps.iter().take_while(|step| step.axis == Axis::Parent) {
                    node = self.tree.node(node).parent?;
                }
                Some(node)
            }
            Start::Root => {
                // A full path means the instances that it is written in, its last step all of them.
                let (_, on_the_way) = path.steps.split_last()?;
                if on_the_way.iter().any(|step| !matches!(step.test, Test::Name(_))) {
                    return None;
                }
                let mut above: Vec<NodeId> = self.tree.ancestors(context.current).collect();
                above.reverse();
                above.push(context.current);
                let fits = |(node, step): &(&NodeId, &crate::xpath::Step)| match &step.test {
                    Test::Name(name) => *self.model.places[self.tree.node(**node).place].name == **name,
                    _ => false,
                };
                above.iter().zip(on_the_way).take_while(fits).last().map(|(node, _)| *node)
            }
            Start::From(..) => None,
        }
    }

    pub(super) fn remembered(&self, key: (Function, usize, NodeId)) -> Option<Value> {
        self.memo?.values.borrow().get(&key).cloned()
    }

    /// Keeps what a call gave, unless it looked at what is being computed: a running total must see each new value.
    pub(super) fn remember(&self, key: (Function, usize, NodeId), read: &Value, given: &Value) {
        let (Some(memo), Value::Nodes(nodes)) = (self.memo, read) else { return };
        let is_still = |node: &NodeRef| match node {
            NodeRef::Answer(id) => {
                let place = self.tree.node(*id).place;
                let is_read_whole = key.0 == Function::Count || self.model.places[place].is_leaf;
                is_read_whole && Some(place) != memo.changing
            }
            NodeRef::Data(..) => true,
        };
        if nodes.iter().all(is_still) {
            memo.values.borrow_mut().insert(key, given.clone());
        }
    }

    /// Nodes at the end of a full path in whatever instances, by the number of their instance of a repeat.
    pub(super) fn by_number(&self, path: &Path, repeat: &Path, all: Context) -> Result<Rc<ByNumber>, Fault> {
        let key = (name_of(path), name_of(repeat));
        if let Some(known) = self.memo.and_then(|memo| memo.by_number.borrow().get(&key).cloned()) {
            return Ok(known);
        }
        let mut made = ByNumber::default();
        let instances = self.path(repeat, all)?;
        if let Some(NodeRef::Answer(one)) = instances.first() {
            let place = self.tree.node(*one).place;
            let nodes = self.path(path, all)?;
            self.spend(nodes.len())?;
            for node in nodes {
                let NodeRef::Answer(id) = node else { continue };
                let instance = std::iter::once(id)
                    .chain(self.tree.ancestors(id))
                    .find(|id| self.tree.node(*id).place == place);
                if let Some(instance) = instance {
                    made.entry(self.tree.position(instance)).or_default().push(node);
                }
            }
        }
        let made = Rc::new(made);
        // Which nodes there are does not change with their values, only with their relevance.
        let is_the_same_for_all = |path: &Path| {
            path.start == Start::Root && path.steps.iter().all(|step| step.predicates.is_empty())
        };
        if let Some(memo) = self.memo.filter(|memo| !memo.changes_relevance)
            && is_the_same_for_all(path)
            && is_the_same_for_all(repeat)
        {
            memo.by_number.borrow_mut().insert(key, Rc::clone(&made));
        }
        Ok(made)
    }
}
