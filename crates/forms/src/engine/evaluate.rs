//! Computing a formula over the answers and the data beside them.

use std::cell::Cell;

use super::data::Library;
use super::inputs::Inputs;
use super::memo::Memo;
use super::model::Model;
use super::tree::{NodeId, Tree};
use super::value::{Fault, NodeRef, Value, number_of_text, text_of_number};
use crate::xpath::{Axis, Expression, Operator, Path, Start, Step, Test};

/// Everything that a formula may look at.
pub struct Evaluator<'a> {
    pub model: &'a Model,
    pub tree: &'a Tree,
    pub library: &'a Library,
    pub inputs: &'a Inputs,
    /// Answers of the period before, in the same form.
    pub previous: Option<&'a Tree>,
    /// Steps left: a formula over large lists ends all the same.
    pub budget: Cell<u64>,
    /// What other instances have asked already.
    pub memo: Option<&'a Memo>,
    /// Whether a choice is being named: its filter may not ask for names in turn.
    pub is_naming: Cell<bool>,
}

/// Steps of one formula.
pub const BUDGET: u64 = 5_000_000;

/// Bytes of a text that a formula makes: `concat()` of a text with itself doubles it with every question.
pub const MAX_TEXT: usize = 200_000;

/// Where a formula is looked at from.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    pub node: NodeRef,
    /// The node that the formula belongs to, whatever predicate we are in.
    pub current: NodeId,
    pub position: usize,
    pub size: usize,
    /// Full paths mean all instances of a repeat, not the one that the formula is in.
    pub means_all: bool,
}

impl Context {
    pub fn of(node: NodeId) -> Self {
        Self { node: NodeRef::Answer(node), current: node, position: 1, size: 1, means_all: false }
    }
}

pub type Evaluated = Result<Value, Fault>;

impl Evaluator<'_> {
    pub(super) fn spend(&self, steps: usize) -> Result<(), Fault> {
        let left = self.budget.get().checked_sub(steps as u64);
        self.budget.set(left.unwrap_or(0));
        if left.is_some() { Ok(()) } else { Err(Fault::TooLong) }
    }

    pub fn evaluate(&self, expression: &Expression, context: Context) -> Evaluated {
        self.spend(1)?;
        match expression {
            Expression::Number(number) => Ok(Value::Number(*number)),
            Expression::Literal(text) => Ok(Value::text(&**text)),
            Expression::Negative(inside) => Ok(Value::Number(-self.number(&self.evaluate(inside, context)?))),
            Expression::Call(function, arguments) => self.call(*function, arguments, context),
            Expression::Path(path) => self.path(path, context).map(Value::Nodes),
            Expression::Chain(first, rest) => self.chain(first, rest, context),
        }
    }

    fn chain(&self, first: &Expression, rest: &[(Operator, Expression)], context: Context) -> Evaluated {
        let mut value = self.evaluate(first, context)?;
        for (operator, next) in rest {
            value = match operator {
                Operator::Or if self.truth(&value) => return Ok(Value::Truth(true)),
                Operator::And if !self.truth(&value) => return Ok(Value::Truth(false)),
                Operator::Or | Operator::And => Value::Truth(self.truth(&self.evaluate(next, context)?)),
                Operator::Union => {
                    let (Value::Nodes(mut nodes), Value::Nodes(more)) =
                        (value, self.evaluate(next, context)?)
                    else {
                        return Err(Fault::Other("знак «|» соединяет только пути".to_owned()));
                    };
                    nodes.extend(more);
                    self.spend(nodes.len())?;
                    Value::Nodes(self.in_document_order(nodes))
                }
                _ => {
                    let right = self.evaluate(next, context)?;
                    self.operate(*operator, &value, &right)?
                }
            };
        }
        Ok(value)
    }

    /// Numbers of nodes say when they were made, not where they stand.
    fn in_document_order(&self, mut nodes: Vec<NodeRef>) -> Vec<NodeRef> {
        nodes.sort_by_cached_key(|node| match node {
            NodeRef::Answer(id) => (0, 0, self.tree.order_key(self.model, *id)),
            NodeRef::Data(document, id) => (1 + u32::from(*document), *id, Vec::new()),
        });
        nodes.dedup();
        nodes
    }

    fn operate(&self, operator: Operator, left: &Value, right: &Value) -> Evaluated {
        if matches!(
            operator,
            Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual
        ) {
            return self.compare(operator, left, right).map(Value::Truth);
        }
        let (left, right) = (self.number(left), self.number(right));
        Ok(Value::Number(match operator {
            Operator::Plus => left + right,
            Operator::Minus => left - right,
            Operator::Times => left * right,
            Operator::Divide => left / right,
            _ => left % right,
        }))
    }

    /// True when any pair of nodes fits, as XPath has it; of one node each, which is the rule in forms, the pair.
    fn compare(&self, operator: Operator, left: &Value, right: &Value) -> Result<bool, Fault> {
        let singles = |value: &Value| -> Option<Vec<String>> {
            match value {
                Value::Nodes(nodes) => Some(nodes.iter().map(|node| self.text_of_node(*node)).collect()),
                _ => None,
            }
        };
        match (singles(left), singles(right)) {
            (None, None) => Ok(self.compare_plain(operator, left, right)),
            (Some(left), None) => {
                self.spend(left.len())?;
                // A question without an answer in the place is an empty text, not nothing.
                if left.is_empty() {
                    return Ok(self.compare_plain(operator, &Value::text(""), right));
                }
                Ok(left.into_iter().any(|text| self.compare_plain(operator, &Value::Text(text), right)))
            }
            (None, Some(right)) => {
                self.spend(right.len())?;
                if right.is_empty() {
                    return Ok(self.compare_plain(operator, left, &Value::text("")));
                }
                Ok(right.into_iter().any(|text| self.compare_plain(operator, left, &Value::Text(text))))
            }
            (Some(mut left), Some(mut right)) => {
                self.spend(left.len().saturating_mul(right.len()))?;
                for side in [&mut left, &mut right] {
                    if side.is_empty() {
                        side.push(String::new());
                    }
                }
                let right: Vec<Value> = right.into_iter().map(Value::Text).collect();
                Ok(left
                    .into_iter()
                    .map(Value::Text)
                    .any(|left| right.iter().any(|right| self.compare_plain(operator, &left, right))))
            }
        }
    }

    fn compare_plain(&self, operator: Operator, left: &Value, right: &Value) -> bool {
        if matches!(operator, Operator::Equal | Operator::NotEqual) {
            let are_equal = match (left, right) {
                (Value::Truth(_), _) | (_, Value::Truth(_)) => self.truth(left) == self.truth(right),
                (Value::Number(_), _) | (_, Value::Number(_)) => {
                    let (left, right) = (self.number(left), self.number(right));
                    #[allow(clippy::float_cmp)] // equality of XPath is equality of numbers
                    let equal = left == right;
                    equal
                }
                (Value::Text(left), Value::Text(right)) => left == right,
                _ => self.text(left) == self.text(right),
            };
            return are_equal == (operator == Operator::Equal);
        }
        let (left, right) = (self.number(left), self.number(right));
        match operator {
            Operator::Less => left < right,
            Operator::LessOrEqual => left <= right,
            Operator::Greater => left > right,
            _ => left >= right,
        }
    }

    pub fn truth(&self, value: &Value) -> bool {
        match value {
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Text(text) => !text.is_empty(),
            Value::Truth(truth) => *truth,
            // One node is as true as its text: `relevant` with a bare reference asks for an answer.
            Value::Nodes(nodes) => match nodes.as_slice() {
                [] => false,
                [NodeRef::Answer(node)] if self.model.places[self.tree.node(*node).place].is_leaf => {
                    !matches!(self.text_of_node(nodes[0]).as_str(), "" | "false" | "0")
                }
                _ => true,
            },
        }
    }

    pub fn number(&self, value: &Value) -> f64 {
        match value {
            Value::Number(number) => *number,
            Value::Truth(truth) => f64::from(u8::from(*truth)),
            Value::Text(text) => number_of_text(text, self.inputs.offset_minutes),
            Value::Nodes(_) => number_of_text(&self.text(value), self.inputs.offset_minutes),
        }
    }

    pub fn text(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => text_of_number(*number),
            Value::Text(text) => text.clone(),
            Value::Truth(truth) => truth.to_string(),
            Value::Nodes(nodes) => nodes.first().map(|node| self.text_of_node(*node)).unwrap_or_default(),
        }
    }

    pub fn text_of_node(&self, node: NodeRef) -> String {
        match node {
            NodeRef::Answer(node) => self.tree.text(node),
            NodeRef::Data(document, node) => self.library.documents[usize::from(document)].text_of(node),
        }
    }

    /// Nodes at the end of a path; those of the answers that are not relevant do not count.
    pub fn path(&self, path: &Path, context: Context) -> Result<Vec<NodeRef>, Fault> {
        let mut nodes = self.walk(path, context)?;
        nodes.retain(|node| match node {
            NodeRef::Answer(node) => self.tree.node(*node).is_relevant,
            NodeRef::Data(..) => true,
        });
        Ok(nodes)
    }

    pub(super) fn walk(&self, path: &Path, context: Context) -> Result<Vec<NodeRef>, Fault> {
        let mut steps = path.steps.as_slice();
        let mut from_root = false;
        let mut nodes = match &path.start {
            Start::Here => vec![context.node],
            Start::Root => {
                // The document itself has one child: the root of the answers.
                match steps.split_first() {
                    None => return Ok(vec![NodeRef::Answer(0)]),
                    Some((first, rest)) if matches!(first.axis, Axis::Child) => {
                        if !self.fits(NodeRef::Answer(0), &first.test) {
                            return Ok(Vec::new());
                        }
                        steps = rest;
                    }
                    Some(_) => {}
                }
                from_root = true;
                vec![NodeRef::Answer(0)]
            }
            Start::From(start, predicates) => {
                let Value::Nodes(mut nodes) = self.evaluate(start, context)? else {
                    return Err(Fault::Other("путь продолжает то, что не путь".to_owned()));
                };
                for predicate in predicates {
                    nodes = self.filtered(nodes, predicate, context)?;
                }
                nodes
            }
        };
        for (index, step) in steps.iter().enumerate() {
            let is_last = index + 1 == steps.len();
            let own = from_root && !context.means_all && !is_last && step.predicates.is_empty();
            nodes = self.step(&nodes, step, context, own)?;
            if nodes.is_empty() {
                break;
            }
        }
        Ok(nodes)
    }

    fn step(
        &self,
        from: &[NodeRef],
        step: &Step,
        context: Context,
        prefers_own: bool,
    ) -> Result<Vec<NodeRef>, Fault> {
        let mut found = Vec::new();
        for node in from {
            let mut nodes = self.along(*node, step);
            self.spend(nodes.len() + 1)?;
            // A full path from inside a repeat means the instance that it is written in.
            if prefers_own && nodes.len() > 1 {
                let own = |node: &NodeRef| matches!(node, NodeRef::Answer(id) if *id == context.current || self.tree.ancestors(context.current).any(|above| above == *id));
                if let Some(own) = nodes.iter().copied().find(own) {
                    nodes = vec![own];
                }
            }
            for predicate in &step.predicates {
                nodes = self.filtered(nodes, predicate, context)?;
            }
            found.extend(nodes);
        }
        if from.len() > 1 {
            let mut seen = std::collections::HashSet::with_capacity(found.len());
            found.retain(|node| seen.insert(*node));
        }
        Ok(found)
    }

    fn filtered(
        &self,
        nodes: Vec<NodeRef>,
        predicate: &Expression,
        context: Context,
    ) -> Result<Vec<NodeRef>, Fault> {
        let size = nodes.len();
        let mut kept = Vec::new();
        for (index, node) in nodes.into_iter().enumerate() {
            let inside = Context { node, position: index + 1, size, ..context };
            let fits = match self.evaluate(predicate, inside)? {
                #[allow(clippy::float_cmp, clippy::cast_precision_loss)] // positions are small whole numbers
                Value::Number(number) => number == (index + 1) as f64,
                other => self.truth(&other),
            };
            if fits {
                kept.push(node);
            }
        }
        Ok(kept)
    }

    /// Nodes along an axis, the nearest first for those that look back.
    fn along(&self, node: NodeRef, step: &Step) -> Vec<NodeRef> {
        if let (Axis::Child | Axis::Attribute, Test::Name(name), NodeRef::Answer(id)) =
            (step.axis, &step.test, node)
        {
            let place = &self.model.places[self.tree.node(id).place];
            let slot = place.by_name.get(&**name);
            let nodes = slot.map_or(&[][..], |slot| self.tree.children(id, *slot));
            return nodes.iter().map(|node| NodeRef::Answer(*node)).collect();
        }
        let mut found = match step.axis {
            Axis::Child | Axis::Attribute => self.children(node),
            Axis::Parent => self.parent(node).into_iter().collect(),
            Axis::Itself => vec![node],
            Axis::Descendant => self.descendants(node, false),
            Axis::DescendantOrSelf => self.descendants(node, true),
            Axis::Ancestor => std::iter::successors(self.parent(node), |node| self.parent(*node)).collect(),
            Axis::AncestorOrSelf => std::iter::successors(Some(node), |node| self.parent(*node)).collect(),
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                let siblings = self.parent(node).map(|parent| self.children(parent)).unwrap_or_default();
                let at = siblings.iter().position(|sibling| *sibling == node).unwrap_or_default();
                match step.axis {
                    Axis::FollowingSibling => siblings.into_iter().skip(at + 1).collect(),
                    _ => siblings.into_iter().take(at).rev().collect(),
                }
            }
        };
        found.retain(|node| self.fits(*node, &step.test));
        found
    }

    fn children(&self, node: NodeRef) -> Vec<NodeRef> {
        match node {
            NodeRef::Answer(id) => {
                self.tree.node(id).slots.iter().flatten().map(|id| NodeRef::Answer(*id)).collect()
            }
            NodeRef::Data(document, id) => self.library.documents[usize::from(document)]
                .node(id)
                .children
                .iter()
                .map(|child| NodeRef::Data(document, *child))
                .collect(),
        }
    }

    fn parent(&self, node: NodeRef) -> Option<NodeRef> {
        match node {
            NodeRef::Answer(id) => self.tree.node(id).parent.map(NodeRef::Answer),
            NodeRef::Data(_, 0) => None,
            NodeRef::Data(document, id) => {
                Some(NodeRef::Data(document, self.library.documents[usize::from(document)].node(id).parent))
            }
        }
    }

    fn descendants(&self, node: NodeRef, with_itself: bool) -> Vec<NodeRef> {
        let mut found = if with_itself { vec![node] } else { Vec::new() };
        let mut stack = self.children(node);
        stack.reverse();
        while let Some(next) = stack.pop() {
            found.push(next);
            let mut inside = self.children(next);
            inside.reverse();
            stack.extend(inside);
        }
        found
    }

    fn fits(&self, node: NodeRef, test: &Test) -> bool {
        match test {
            Test::Any => true,
            Test::Text => false,
            Test::Name(name) => match node {
                NodeRef::Answer(id) => *self.model.places[self.tree.node(id).place].name == **name,
                NodeRef::Data(document, id) => {
                    self.library.documents[usize::from(document)].node(id).name == *name
                }
            },
        }
    }
}
