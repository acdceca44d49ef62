//! A small language of scenarios, after JavaRosa's: a form from a Markdown table, answers, what is then so.
#![allow(dead_code)] // each test file uses its part

pub mod compare;

use std::sync::Arc;

use forms::engine::{Inputs, Model, Report, Session};
use forms::{Form, Problem, Problems, Severity};

/// A table without the outer bars: one line a row, sheets begin at the margin.
///
/// ```text
/// survey  | type    | name | label
///         | integer | age  | Сколько?
/// ```
pub fn table(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::trim_end);
    let margin = lines.clone().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines.map(|line| format!("| {} |\n", &line[margin..])).collect()
}

pub fn form(text: &str) -> Form {
    Form::read(table(text).as_bytes(), "data.md").unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Problems of a form that is refused.
pub fn refusal(text: &str) -> Vec<Problem> {
    match Form::read(table(text).as_bytes(), "data.md") {
        Ok(_) => panic!("the form was accepted"),
        Err(refusal) => {
            refusal.problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect()
        }
    }
}

/// Codes of what is wrong, with their rows and columns.
pub fn codes(problems: &[Problem]) -> Vec<String> {
    let place = |problem: &Problem| {
        let row = problem.place.row.map_or_else(String::new, |row| row.to_string());
        format!("{} {}!{}:{}", problem.code, problem.place.sheet, problem.place.column, row)
    };
    problems.iter().map(place).collect()
}

pub struct Scenario {
    pub session: Session,
}

pub fn inputs() -> Inputs {
    Inputs {
        now: "2024-10-15T12:00:00".parse().expect("a moment"),
        offset_minutes: 600,
        seed: 7,
        ..Inputs::default()
    }
}

pub fn scenario(text: &str) -> Scenario {
    scenario_with(text, inputs())
}

pub fn scenario_with(text: &str, inputs: Inputs) -> Scenario {
    let form = form(text);
    let mut problems = Problems::default();
    let model = Arc::new(Model::new(&form, &mut problems));
    assert!(problems.is_empty(), "{:?}", problems.into_vec());
    Scenario { session: Session::start(model, inputs) }
}

fn full(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/data/{path}") }
}

impl Scenario {
    pub fn answer(&mut self, path: &str, value: &str) -> &mut Self {
        self.session.answer(&full(path), value).unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    pub fn add(&mut self, path: &str) -> &mut Self {
        self.session.add_instance(&full(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    pub fn remove(&mut self, path: &str, index: usize) -> &mut Self {
        self.session
            .remove_instance(&full(path), index - 1)
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    pub fn value(&self, path: &str) -> String {
        self.session.value(&full(path)).unwrap_or_else(|| panic!("there is no {path}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.session.value(&full(path)).is_some()
    }

    pub fn relevant(&self, path: &str) -> bool {
        self.session.is_relevant(&full(path)).unwrap_or_else(|| panic!("there is no {path}"))
    }

    pub fn choices(&self, path: &str) -> String {
        let offered = self.session.choices(&full(path)).unwrap_or_default();
        offered.into_iter().map(|offer| offer.value).collect::<Vec<_>>().join(" ")
    }

    pub fn report(&self) -> Report {
        self.session.check()
    }

    /// `code name` of every error.
    pub fn errors(&self) -> Vec<String> {
        self.report().errors.into_iter().map(|error| format!("{} {}", error.code, error.name)).collect()
    }

    pub fn warnings(&self) -> Vec<String> {
        self.report().warnings.into_iter().map(|warning| warning.message).collect()
    }
}

/// What a formula gives in a form with some answers.
pub fn computed(formula: &str) -> String {
    let escaped = formula.replace('|', "\\|");
    let text = format!(
        "survey  | type | name | label | calculation
                 | text | a | A |
                 | text | b | B |
                 | calculate | result | | {escaped}"
    );
    let mut scenario = scenario(&text);
    scenario.answer("a", "5").answer("b", "x y z");
    let report = scenario.report();
    assert!(report.errors.is_empty(), "{formula}: {:?}", report.errors);
    scenario.value("result")
}
