//! Filling a kind's layout: placeholders in strings, `{each: x in list, of: […]}` for repeated parts,
//! `{when: condition, of: […]}` for parts that may be absent.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value as Seen};
use serde_json::{Map, Value};

use super::{Kind, Values};
use crate::PaperError;
use crate::filters::{self, Doubt, Doubts};
use crate::model::Paper;

/// A paper, and the forms in it that a person should look at.
#[derive(Debug, Clone)]
pub struct Filled {
    pub paper: Paper,
    pub doubts: Vec<Doubt>,
}

/// What placeholders see: names and values, and the same as the engine takes it.
#[derive(Clone)]
struct Scope {
    names: BTreeMap<String, Seen>,
    context: Seen,
}

impl Scope {
    fn new(names: BTreeMap<String, Seen>) -> Self {
        let context = Seen::from_pairs(names.iter().map(|(name, value)| (name.as_str(), value.clone())));
        Self { names, context }
    }

    /// One turn of a repeat: the record, and `loop` as minijinja has it.
    fn turn(&self, name: &str, one: Seen, place: usize, count: usize) -> Self {
        let turn = [
            ("index", Seen::from(place + 1)),
            ("first", Seen::from(place == 0)),
            ("last", Seen::from(place + 1 == count)),
        ];
        let mut names = self.names.clone();
        names.insert(name.to_owned(), one);
        names.insert("loop".to_owned(), Seen::from_pairs(turn));
        Self::new(names)
    }
}

/// The kind's default paper with these values. They are completed first ([`Kind::complete`]).
pub fn fill(kind: &Kind, values: &Values) -> Result<Filled, PaperError> {
    let doubts = Doubts::default();
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    filters::add(&mut env, &doubts);
    let names = values.iter().map(|(name, value)| (name.clone(), Seen::from(Serde(value))));
    let filled = node(&env, kind.layout(), &Scope::new(names.collect())).map_err(PaperError::Fill)?;
    let mut paper: Paper =
        serde_json::from_value(filled).map_err(|error| PaperError::Fill(error.to_string()))?;
    paper.created = paper.created.or_else(|| day_of(values));
    let doubts = doubts.lock().map(|doubts| doubts.clone()).unwrap_or_default();
    Ok(Filled { paper, doubts })
}

/// The day of the paper itself, for its properties.
fn day_of(values: &Values) -> Option<jiff::civil::Date> {
    ["date", "as_of"].into_iter().find_map(|name| values.get(name)?.as_str()?.parse().ok())
}

fn node(env: &Environment<'_>, layout: &Value, scope: &Scope) -> Result<Value, String> {
    Ok(match layout {
        Value::String(text) if text.contains("{{") || text.contains("{%") => Value::String(
            env.render_str(text, scope.context.clone()).map_err(|error| format!("{text}: {error}"))?,
        ),
        Value::Array(items) => {
            let mut filled = Vec::with_capacity(items.len());
            for item in items {
                element(env, item, scope, &mut filled)?;
            }
            Value::Array(filled)
        }
        Value::Object(object) => {
            let pairs = object.iter().map(|(key, value)| Ok((key.clone(), node(env, value, scope)?)));
            Value::Object(pairs.collect::<Result<Map<_, _>, String>>()?)
        }
        other => other.clone(),
    })
}

/// One element of an array becomes none, one or many.
fn element(
    env: &Environment<'_>,
    item: &Value,
    scope: &Scope,
    filled: &mut Vec<Value>,
) -> Result<(), String> {
    let evaluate = |expression: &str| {
        let compiled =
            env.compile_expression(expression).map_err(|error| format!("{expression}: {error}"))?;
        compiled.eval(scope.context.clone()).map_err(|error| format!("{expression}: {error}"))
    };
    match Special::of(item) {
        None => filled.push(node(env, item, scope)?),
        Some(Special::When { condition, of }) => {
            if evaluate(condition)?.is_true() {
                for part in of {
                    element(env, part, scope, filled)?;
                }
            }
        }
        Some(Special::Each { name, list, of }) => {
            let list = evaluate(list)?;
            let items: Vec<Seen> = list.try_iter().map_err(|error| error.to_string())?.collect();
            let count = items.len();
            for (place, one) in items.into_iter().enumerate() {
                let inner = scope.turn(name, one, place, count);
                for part in of {
                    element(env, part, &inner, filled)?;
                }
            }
        }
    }
    Ok(())
}

/// The two constructions of a layout.
enum Special<'a> {
    Each { name: &'a str, list: &'a str, of: &'a [Value] },
    When { condition: &'a str, of: &'a [Value] },
}

impl<'a> Special<'a> {
    fn of(item: &'a Value) -> Option<Self> {
        let object = item.as_object()?;
        let of = object.get("of")?.as_array()?;
        if let Some(condition) = object.get("when").and_then(Value::as_str) {
            return Some(Self::When { condition, of });
        }
        let (name, list) = object.get("each")?.as_str()?.split_once(" in ")?;
        Some(Self::Each { name: name.trim(), list: list.trim(), of })
    }
}

/// The layout with its placeholders left as they are and its repeats as marks that a Word template understands: what the
/// office downloads to make a template of its own. Charts keep their captions: their numbers come at printing.
pub fn starter(kind: &Kind) -> Result<Paper, PaperError> {
    let unfilled = unfilled(kind.layout(), "");
    serde_json::from_value(unfilled).map_err(|error| PaperError::Fill(error.to_string()))
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
    use crate::kinds::{kind, kinds};

    #[test]
    fn every_kind_is_filled_from_its_examples_and_lacks_nothing() {
        for kind in kinds() {
            let values = kind.complete(&kind.examples()).unwrap();
            let filled = fill(kind, &values).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
            assert!(!filled.paper.body.is_empty(), "{}", kind.code);
            let text = serde_json::to_string(&filled.paper).unwrap();
            assert!(!text.contains("{{") && !text.contains("{%"), "{}: {text}", kind.code);
        }
    }

    #[test]
    fn forms_that_rules_are_not_sure_of_are_told() {
        let kit = kind("document_kit").unwrap();
        let mut values = kit.examples();
        values.insert(
            "librarian".into(),
            serde_json::json!({"surname": "Соловей", "name": "Клара", "post": "тьютор"}),
        );
        let filled = fill(kit, &kit.complete(&values).unwrap()).unwrap();
        let doubts: Vec<(&str, &str)> =
            filled.doubts.iter().map(|doubt| (doubt.given.as_str(), doubt.form.as_str())).collect();
        assert_eq!(doubts, [("Соловей Клара", "Соловей Клару"), ("тьютор", "тьютор")]);
    }

    #[test]
    fn a_starter_keeps_its_placeholders() {
        for kind in kinds() {
            let paper = starter(kind).unwrap_or_else(|error| panic!("{}: {error}", kind.code));
            assert!(serde_json::to_string(&paper).unwrap().contains("{{"), "{}", kind.code);
        }
    }
}
