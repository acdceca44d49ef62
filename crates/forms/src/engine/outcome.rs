//! Everything about a filling at once, for programs: the command `form fill` and the browser say it in this shape.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::answers::Unplaced;
use super::check::Finding;
use super::functions::Offer;
use super::session::Session;

#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    pub form: FormName,
    /// Nothing to correct, nothing left to explain.
    pub valid: bool,
    /// Relevant answers, nested as the form is.
    pub values: Json,
    /// Relevant values that formulas gave, by path.
    pub computed: BTreeMap<String, Json>,
    /// Every question, group and instance of a repeat by path.
    pub relevance: BTreeMap<String, bool>,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    /// What is offered by questions whose choices depend on answers or chance.
    pub choices: BTreeMap<String, Vec<Offer>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FormName {
    pub id: String,
    pub title: String,
    pub version: String,
}

impl Session {
    pub fn outcome(&self, unplaced: &[Unplaced]) -> Outcome {
        let report = self.check();
        let mut errors = report.errors;
        errors.extend(unplaced.iter().map(|one| Finding {
            path: one.path.clone(),
            name: one.path.rsplit('/').next().unwrap_or_default().to_owned(),
            code: "unplaced",
            message: format!("Ответ не принят: {}.", one.message),
            wants_explanation: None,
            explanation: None,
        }));
        let mut outcome = Outcome {
            form: FormName {
                id: self.model.form.id.clone(),
                title: self.model.form.title.clone(),
                version: self.model.form.setting("version").unwrap_or_default().to_owned(),
            },
            valid: report.valid && unplaced.is_empty(),
            values: self.values(),
            computed: BTreeMap::new(),
            relevance: BTreeMap::new(),
            errors,
            warnings: report.warnings,
            choices: BTreeMap::new(),
        };
        for node in self.nodes() {
            let Some(id) = self.tree.find(&self.model, &node.path) else { continue };
            let place = &self.model.places[self.tree.node(id).place];
            let element = self.model.form.element(place.element);
            if node.is_computed && node.is_relevant && element.row > 0 {
                outcome.computed.insert(node.path.clone(), self.typed(id));
            }
            let changes = element.choice_filter.is_some()
                || element.parameters.contains_key("randomize")
                || element.itemset.as_deref().is_some_and(|list| list.contains("${"));
            if changes
                && node.is_relevant
                && let Some(offers) = self.offers(id)
            {
                outcome.choices.insert(node.path.clone(), offers);
            }
            if !place.is_attribute {
                outcome.relevance.insert(node.path, node.is_relevant);
            }
        }
        outcome
    }
}
