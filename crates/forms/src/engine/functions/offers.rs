//! What a question offers to choose from, and how a code is called there.

use serde::Serialize;

use super::super::data::in_language;
use super::super::evaluate::{Context, Evaluator};
use super::super::sources::Search;
use super::super::tree::NodeId;
use super::super::value::{NodeRef, Value};
use crate::xpath::{Axis, Expression, Path, Start, Step, Test, parse};

/// A choice that a question offers now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    pub value: String,
    pub label: String,
}

impl Evaluator<'_> {
    /// The choices that a question offers now, filtered and shuffled.
    pub(in super::super) fn offers(&self, node: NodeId) -> Option<Vec<Offer>> {
        let place = &self.model.places[self.tree.node(node).place];
        let choices = place.formulas.choices.as_ref()?;
        let Value::Nodes(nodes) = self.evaluate(&choices.nodes, Context::of(node)).ok()? else { return None };
        let inner = |node: NodeRef, path: &Path| {
            let found = self.path(path, Context { node, ..Context::of(0) }).unwrap_or_default();
            found.first().map(|node| self.text_of_node(*node)).unwrap_or_default()
        };
        let (value, label) = (child(&choices.value), child(&choices.label));
        let offers =
            nodes.into_iter().map(|node| Offer { value: inner(node, &value), label: inner(node, &label) });
        Some(offers.collect())
    }

    /// Label of a code in the list of the question at a path, which begins where the formula stands.
    pub(super) fn choice_name(&self, code: &str, path: &str, context: Context) -> String {
        let Some(node) = self.question_at(path, context).filter(|_| !code.is_empty()) else {
            return String::new();
        };
        let form = &self.model.form;
        let element = form.element(self.model.places[self.tree.node(node).place].element);
        let list = element.itemset.as_deref().filter(|_| Search::of(element).is_none());
        if let Some(list) = list.and_then(|list| form.lists.get(list)) {
            let mut of_code = list.choices.iter().filter(|choice| choice.name == code);
            let (first, second) = (of_code.next(), of_code.next());
            // The same code twice: the filter tells which is meant.
            if let (Some(choice), None) = (first, second) {
                let label =
                    choice.label.as_ref().and_then(|label| in_language(label, self.labels_language()));
                return label.unwrap_or_default().to_owned();
            }
        }
        // A filter may ask for a name itself, even of its own question.
        if self.is_naming.replace(true) {
            return String::new();
        }
        let offers = self.offers(node).unwrap_or_default();
        self.is_naming.set(false);
        offers.into_iter().find(|offer| offer.value == code).map(|offer| offer.label).unwrap_or_default()
    }

    fn question_at(&self, path: &str, context: Context) -> Option<NodeId> {
        let Expression::Path(path) = parse(path).ok()? else { return None };
        if path.steps.iter().any(|step| !step.predicates.is_empty()) || matches!(path.start, Start::From(..))
        {
            return None;
        }
        match self.walk(&path, context).ok()?.first() {
            Some(NodeRef::Answer(node)) => Some(*node),
            _ => None,
        }
    }
}

fn child(name: &str) -> Path {
    let step = Step { axis: Axis::Child, test: Test::Name(name.into()), predicates: Vec::new() };
    Path { start: Start::Here, steps: vec![step] }
}
