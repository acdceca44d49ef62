//! The Word template that an office starts from: the layout unfilled.

use serde_json::{Map, Value};

use super::Kind;
use super::fill::Special;
use crate::PaperError;
use crate::model::Paper;

/// The layout with its placeholders left as they are and its repeats as marks that a Word template understands: what the
/// office downloads to make a template of its own. Charts keep their captions: their numbers come at printing.
pub fn starter(kind: &Kind) -> Result<Paper, PaperError> {
    let unfilled = unfilled(kind.layout(), "");
    serde_json::from_value(unfilled).map_err(|error| PaperError::Layout(error.to_string()))
}

fn unfilled(layout: &Value, key: &str) -> Value {
    match layout {
        Value::Array(items) => {
            let mut parts = Vec::new();
            for item in items {
                push_unfilled(item, key, &mut parts);
            }
            Value::Array(parts)
        }
        Value::Object(object) => {
            Value::Object(object.iter().map(|(key, value)| (key.clone(), unfilled(value, key))).collect())
        }
        other => other.clone(),
    }
}

fn push_unfilled(item: &Value, key: &str, parts: &mut Vec<Value>) {
    let (begin, end, of) = match Special::of(item) {
        None => {
            parts.push(item.get("chart").map_or_else(|| unfilled(item, key), chart_to_come));
            return;
        }
        Some(Special::Each { name, list, of }) => (format!("for {name} in {list}"), "endfor", of),
        Some(Special::When { condition, of }) => (format!("if {condition}"), "endif", of),
    };
    parts.push(mark(key, &begin));
    for part in of {
        push_unfilled(part, key, parts);
    }
    parts.push(mark(key, end));
}

fn chart_to_come(chart: &Value) -> Value {
    let told =
        ["title", "caption"].into_iter().filter_map(|key| Some((key.to_owned(), chart.get(key)?.clone())));
    Value::Object(Map::from_iter([("chart".to_owned(), Value::Object(told.collect()))]))
}

/// The mark in the shape that its neighbours have: a row among rows, an annex among annexes, else a paragraph.
fn mark(key: &str, statement: &str) -> Value {
    let row = || format!("{{%tr {statement} %}}");
    match key {
        "rows" => Value::Array(vec![row().into()]),
        "signatures" | "visas" | "acquainted" => {
            Value::Object(Map::from_iter([("post".to_owned(), row().into())]))
        }
        "annexes" => {
            Value::Object(Map::from_iter([("title".to_owned(), format!("{{%p {statement} %}}").into())]))
        }
        _ => format!("{{%p {statement} %}}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::kinds;

    #[test]
    fn a_starter_keeps_its_placeholders() {
        for kind in kinds() {
            let paper = starter(kind).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
            assert!(serde_json::to_string(&paper).unwrap().contains("{{"), "{}", kind.code);
        }
    }
}
