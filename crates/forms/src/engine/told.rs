//! What a respondent reads of a question now: label, hint, messages, whether it wants an answer.

use std::collections::BTreeMap;

use super::check::holds;
use super::data::in_language;
use super::evaluate::Context;
use super::session::Session;
use super::tree::NodeId;
use crate::form::Element;
use crate::source::Value as Text;
use crate::xform::references::References;
use crate::xpath::{Expression, parse};

impl Session {
    pub(super) fn message(
        &self,
        element: &Element,
        name: &str,
        node: NodeId,
        references: &References<'_>,
    ) -> Option<String> {
        let text = element.bind.as_ref()?.get(name)?;
        Some(self.rendered(text, node, references)).filter(|text| !text.is_empty())
    }

    /// What the server knows of this respondent and a phone could not find out, for [`crate::Form::for_phone`].
    pub fn values_for_phone(&self) -> BTreeMap<String, String> {
        let references = self.model.references();
        let mut found = BTreeMap::new();
        for (call, element) in self.model.form.calls_for_phone() {
            let place = self.model.place_of(element);
            let node = place.and_then(|place| self.tree.nodes_of(&self.model, place).first().copied());
            let (Some(node), Ok(formula)) = (node, parse(&references.insert(&call, element))) else {
                continue;
            };
            let evaluator = self.evaluator();
            if let Ok(value) = evaluator.evaluate(&formula, Context::of(node)) {
                found.insert(call, evaluator.text(&value));
            }
        }
        found
    }

    /// A text in the respondent's language, its references replaced by answers.
    pub(super) fn rendered(&self, text: &Text, node: NodeId, references: &References<'_>) -> String {
        let text = in_language(text, self.language()).unwrap_or_default();
        if !text.contains("${") && !text.contains("instance(") {
            return text.to_owned();
        }
        let element = self.model.places[self.tree.node(node).place].element;
        let evaluator = self.evaluator();
        let computed = |formula: &str| {
            let value =
                parse(formula).ok().and_then(|formula| evaluator.evaluate(&formula, Context::of(node)).ok());
            value.map(|value| evaluator.text(&value)).unwrap_or_default()
        };
        references
            .pieces(text, Some(element))
            .into_iter()
            .map(|piece| match piece {
                Ok(text) => text,
                Err(formula) => computed(&formula),
            })
            .collect()
    }

    fn language(&self) -> &str {
        if self.inputs.language.is_empty() {
            &self.model.form.default_language
        } else {
            &self.inputs.language
        }
    }

    /// Label of a question as the respondent sees it now.
    pub fn label(&self, path: &str) -> Option<String> {
        let node = self.tree.find(&self.model, path)?;
        let element = self.model.form.element(self.model.places[self.tree.node(node).place].element);
        let label = element.label.as_ref()?;
        Some(self.rendered(label, node, &self.model.references()))
    }

    /// Hint of a question as the respondent sees it now.
    pub fn hint(&self, path: &str) -> Option<String> {
        let node = self.tree.find(&self.model, path)?;
        let element = self.model.form.element(self.model.places[self.tree.node(node).place].element);
        let hint = element.hint.as_ref()?;
        Some(self.rendered(hint, node, &self.model.references()))
    }

    /// Whether the question wants an answer now.
    pub fn is_required(&self, path: &str) -> bool {
        self.says(path, |formulas| formulas.required.as_ref())
    }

    /// Whether nobody may change the answer now.
    pub fn is_read_only(&self, path: &str) -> bool {
        self.says(path, |formulas| formulas.readonly.as_ref())
    }

    fn says(&self, path: &str, formula: impl Fn(&super::model::Formulas) -> Option<&Expression>) -> bool {
        let Some(node) = self.tree.find(&self.model, path) else { return false };
        let formula = formula(&self.model.places[self.tree.node(node).place].formulas);
        formula.is_some_and(|formula| holds(&self.evaluator(), formula, node) == Ok(true))
    }
}
