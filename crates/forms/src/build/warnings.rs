//! Rules that warn: an answer that is possible but odd, to be explained rather than forbidden.
//!
//! Columns `warning`, `warning_message`, `warning_explanation`; several rules of one question are `warning::2`,
//! `warning_message::2` and so on. See README.md, «Beyond XLSForm».

use crate::form::WarningRule;
use crate::source::{Columns, Value};

const LANGUAGELESS: &str = "";

pub(super) fn rules_of(columns: &Columns) -> Vec<WarningRule> {
    let Some(value) = columns.get("warning") else { return Vec::new() };
    let rules: Vec<(&str, &str)> = match value {
        Value::Text(text) => vec![(LANGUAGELESS, text.as_str())],
        Value::Group(group) => {
            group.iter().filter_map(|(number, text)| Some((number.as_str(), text.text()?))).collect()
        }
    };
    let of = |column: &str, number: &str| -> Option<Value> {
        match columns.get(column)? {
            Value::Text(text) if matches!(number, LANGUAGELESS | "default") => {
                Some(Value::Text(text.clone()))
            }
            Value::Text(_) => None,
            Value::Group(group) if number == LANGUAGELESS => Some(Value::Group(group.clone())),
            Value::Group(group) => group.get(number).cloned(),
        }
    };
    rules
        .into_iter()
        .filter(|(_, expression)| !expression.is_empty())
        .map(|(number, expression)| WarningRule {
            expression: expression.to_owned(),
            message: of("warning_message", number),
            wants_explanation: of("warning_explanation", number)
                .and_then(|value| value.text().and_then(crate::source::aliases::yes_no))
                .unwrap_or(true),
            column: if number == LANGUAGELESS { "warning".to_owned() } else { format!("warning::{number}") },
        })
        .collect()
}
