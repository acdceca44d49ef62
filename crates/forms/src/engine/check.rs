//! What is wrong with answers: what must be corrected, and what must be explained.

use std::collections::HashSet;

use serde::Serialize;

use super::evaluate::{Context, Evaluator};
use super::functions::Offer;
use super::memo::Memo;
use super::recalculate::STEPS_OF_A_CHECK;
use super::session::Session;
use super::sources::Search;
use super::tree::NodeId;
use super::types::type_fault;
use crate::form::Element;
use crate::xform::references::References;
use crate::xpath::Expression;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `/data/visits[2]/date`.
    pub path: String,
    pub name: String,
    /// `required`, `constraint`, `type`, `choice`, `warning`, `formula`.
    pub code: &'static str,
    pub message: String,
    /// A warning is settled by an explanation when it wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wants_explanation: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Nothing to correct and nothing left to explain.
    pub valid: bool,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
}

impl Session {
    /// Looks at every relevant answer.
    pub fn check(&self) -> Report {
        let mut report = Report::default();
        let references = self.model.references();
        let memo = Memo::default();
        let evaluator = self.evaluator_within(STEPS_OF_A_CHECK, Some(&memo));
        for place in 0..self.model.places.len() {
            if !self.model.places[place].is_leaf {
                continue;
            }
            for node in self.tree.nodes_of(&self.model, place) {
                if evaluator.budget.get() == 0 {
                    break;
                }
                self.check_node(node, &evaluator, &references, &mut report);
            }
        }
        if evaluator.budget.get() == 0 {
            let message = "Ответов и проверок в анкете больше, чем программа проверяет за один раз: проверено не всё. \
                           Уменьшите число записей.";
            report.errors.push(finding(self.model.path(0), String::new(), "size", message.to_owned()));
        }
        report.errors.extend(self.too_much(&references));
        for ((path, column), fault) in &self.faults {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            let message = format!("Формула ({column}) не вычислена: {fault}.");
            report.errors.push(finding(path.clone(), name, "formula", message));
        }
        let is_settled = |warning: &Finding| {
            warning.wants_explanation != Some(true)
                || warning.explanation.as_ref().is_some_and(|text| !text.trim().is_empty())
        };
        report.valid = report.errors.is_empty() && report.warnings.iter().all(is_settled);
        report
    }

    /// Looks at one answer.
    pub fn check_answer(&self, path: &str) -> Report {
        let mut report = Report::default();
        if let Some(node) = self.tree.find(&self.model, path) {
            self.check_node(node, &self.evaluator(), &self.model.references(), &mut report);
        }
        report.valid = report.errors.is_empty() && report.warnings.is_empty();
        report
    }

    fn check_node(
        &self,
        node: NodeId,
        evaluator: &Evaluator<'_>,
        references: &References<'_>,
        report: &mut Report,
    ) {
        let stored = self.tree.node(node);
        if !stored.is_relevant {
            return;
        }
        let place = &self.model.places[stored.place];
        let element = self.model.form.element(place.element);
        let path = || self.tree.path(&self.model, node);
        let mut error = |code: &'static str, message: String| {
            report.errors.push(finding(path(), place.name.clone(), code, message));
        };
        if stored.value.is_empty() {
            let is_required = place
                .formulas
                .required
                .as_ref()
                .is_some_and(|formula| holds(evaluator, formula, node) == Ok(true));
            if is_required {
                let message = self.message(element, "jr:requiredMsg", node, references);
                error("required", message.unwrap_or_else(|| "Ответьте на этот вопрос.".to_owned()));
            }
        } else {
            let fault = type_fault(element, &place.data_type, &stored.value, self.inputs.offset_minutes);
            let has_fault = fault.is_some();
            if let Some(message) = fault {
                error("type", message);
            } else if let Some(code) = self.foreign_code(element, node, evaluator, &stored.value) {
                error("choice", format!("Варианта «{code}» нет среди предложенных."));
            }
            if let Some(formula) = place.formulas.constraint.as_ref().filter(|_| !has_fault) {
                match holds(evaluator, formula, node) {
                    Ok(true) => {}
                    Ok(false) => {
                        let message = self.message(element, "jr:constraintMsg", node, references);
                        error(
                            "constraint",
                            message.unwrap_or_else(|| "Ответ не подходит: проверьте его.".to_owned()),
                        );
                    }
                    Err(fault) => error("formula", format!("Проверка не вычислена: {fault}.")),
                }
            }
        }
        for (index, formula) in &place.formulas.warnings {
            let rule = &element.warnings[*index];
            let outcome = holds(evaluator, formula, node);
            if outcome == Ok(true) {
                continue;
            }
            let message = match outcome {
                Err(fault) => format!("Правило не вычислено: {fault}."),
                Ok(_) => rule.message.as_ref().map_or_else(
                    || "Необычный ответ: поясните.".to_owned(),
                    |text| self.rendered(text, node, references),
                ),
            };
            let explanation = self.explanations.get(&path()).cloned();
            let made = finding(path(), place.name.clone(), "warning", message);
            report.warnings.push(Finding {
                wants_explanation: Some(rule.wants_explanation),
                explanation,
                ..made
            });
        }
    }

    /// The choices that a question offers now, filtered and shuffled.
    pub fn choices(&self, path: &str) -> Option<Vec<Offer>> {
        self.offers(self.tree.find(&self.model, path)?)
    }

    pub(super) fn offers(&self, node: NodeId) -> Option<Vec<Offer>> {
        self.evaluator().offers(node)
    }

    /// A code of the answer that the question does not offer. Lists beside the form are not known here unless attached.
    fn foreign_code(
        &self,
        element: &Element,
        node: NodeId,
        evaluator: &Evaluator<'_>,
        value: &str,
    ) -> Option<String> {
        if !element.is_select() {
            return None;
        }
        let search = Search::of(element).map(|search| search.table);
        let list = search.as_deref().or(element.itemset.as_deref())?;
        let stem = crate::text::split_extension(list).0;
        let is_known = self.library.names.contains_key(list)
            || self.library.names.contains_key(stem)
            || list.contains("${");
        if !is_known {
            return None;
        }
        // All of a list, or what the filter leaves of it.
        let whole = self.model.form.lists.get(list).filter(|_| element.choice_filter.is_none());
        if let Some(whole) = whole.filter(|_| search.is_none()) {
            let is_offered = |code: &str| whole.choices.iter().any(|choice| choice.name == code);
            let codes = if element.control_tag == "select1" {
                vec![value]
            } else {
                value.split_whitespace().collect()
            };
            return codes.into_iter().find(|code| !is_offered(code)).map(str::to_owned);
        }
        let offered: HashSet<String> = evaluator.offers(node)?.into_iter().map(|offer| offer.value).collect();
        if element.control_tag == "select1" {
            return (!offered.contains(value)).then(|| value.to_owned());
        }
        value.split_whitespace().find(|code| !offered.contains(*code)).map(str::to_owned)
    }
}

pub(super) fn finding(path: String, name: String, code: &'static str, message: String) -> Finding {
    Finding { path, name, code, message, wants_explanation: None, explanation: None }
}

pub(super) fn holds(
    evaluator: &Evaluator<'_>,
    formula: &Expression,
    node: NodeId,
) -> Result<bool, super::value::Fault> {
    evaluator.evaluate(formula, Context::of(node)).map(|value| evaluator.truth(&value))
}
