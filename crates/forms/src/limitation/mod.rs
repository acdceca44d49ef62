//! What a form asks of its surroundings and does not get there: by name, with sheet and row, so that nothing is left
//! out in silence. Who publishes a form decides what to make of it.

mod list;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::form::{Element, ElementId, Form, Kind};
use crate::problem::{Place, Problem, Severity};
use crate::source::{Lookup, Value};
use list::List;

/// Where a form is filled in with less than it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    Browser,
    Phone,
    Everywhere,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limitation {
    /// A stable word for programs: `limit.media`.
    pub code: &'static str,
    #[serde(flatten)]
    pub place: Place,
    #[serde(rename = "where")]
    pub place_of_filling: Where,
    /// What is not done.
    pub what: String,
    /// What to do.
    pub advice: &'static str,
    /// Whether a question cannot be answered as its author means, so that the form had better not be published.
    pub is_blocking: bool,
}

impl From<&Limitation> for Problem {
    fn from(limitation: &Limitation) -> Self {
        Self {
            severity: Severity::Warning,
            code: limitation.code.to_owned(),
            place: limitation.place.clone(),
            message: limitation.what.clone(),
            advice: limitation.advice.to_owned(),
        }
    }
}

impl Form {
    /// What browsers and telephones do not do for this form. `files`: names of the attached tables, without endings.
    pub fn limitations(&self, files: &BTreeSet<String>) -> Vec<Limitation> {
        let mut list = List { form: self, files, found: Vec::new() };
        for id in self.in_order() {
            let element = self.element(id);
            list.tables(id, element);
            if element.kind == Kind::Question {
                list.of_question(element);
            }
            list.rules(element);
        }
        list.choices();
        list.settings();
        list.found
    }
}

/// A limitation of a cell of the survey.
pub(crate) fn at(
    form: &Form,
    element: &Element,
    column: &str,
    code: &'static str,
    place_of_filling: Where,
    what: String,
    advice: &'static str,
) -> Limitation {
    let path: Vec<&str> = column.split("::").collect();
    let place = Place::cell("survey", element.row.max(1), &form.source.survey.written(&path));
    Limitation { code, place, place_of_filling, what, advice, is_blocking: false }
}

/// Formulas of an element with the columns where they stand.
pub(crate) fn formulas(form: &Form, id: ElementId) -> Vec<(String, String)> {
    let element = form.element(id);
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in element.bind.iter().flatten() {
        if let (true, Value::Text(text)) = (crate::xform::LOGICAL.contains(&name.as_str()), value) {
            found.push((format!("bind::{name}"), text.clone()));
        }
    }
    found.extend(element.choice_filter.clone().map(|text| ("choice_filter".to_owned(), text)));
    let default = element.default.clone().filter(|_| element.has_dynamic_default);
    found.extend(default.map(|text| ("default".to_owned(), text)));
    let count = element.control.text("jr:count");
    found.extend(count.map(|text| ("control::jr:count".to_owned(), text.to_owned())));
    found
}
