//! Filling a kind's layout: placeholders in strings, `{each: x in list, of: […]}` for repeated parts,
//! `{when: condition, of: […]}` for parts that may be absent.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, Error, UndefinedBehavior, Value as Seen};
use serde_json::{Map, Value};

use super::explain::explain;
use super::{Kind, Registration, Values};
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
pub(super) struct Scope {
    names: BTreeMap<String, Seen>,
    context: Seen,
    /// Names of repeats and their lists: for people, who are told of fields.
    turns: BTreeMap<String, String>,
}

impl Scope {
    /// Of completed values.
    pub(super) fn of(values: &Values) -> Self {
        let names = values.iter().map(|(name, value)| (name.clone(), Seen::from(Serde(value))));
        Self::new(names.collect(), BTreeMap::new())
    }

    fn new(names: BTreeMap<String, Seen>, turns: BTreeMap<String, String>) -> Self {
        let context = Seen::from_pairs(names.iter().map(|(name, value)| (name.as_str(), value.clone())));
        Self { names, context, turns }
    }

    pub(super) fn context(&self) -> Seen {
        self.context.clone()
    }

    pub(super) fn named(&self, name: &str) -> Seen {
        self.names.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn turns(&self) -> &BTreeMap<String, String> {
        &self.turns
    }

    /// One turn of a repeat `name in list`: the record, and `loop` as minijinja has it.
    pub(super) fn turn(&self, (name, list): (&str, &str), one: Seen, place: usize, count: usize) -> Self {
        let turn = [
            ("index", Seen::from(place + 1)),
            ("length", Seen::from(count)),
            ("first", Seen::from(place == 0)),
            ("last", Seen::from(place + 1 == count)),
        ];
        let (mut names, mut turns) = (self.names.clone(), self.turns.clone());
        names.insert(name.to_owned(), one);
        names.insert("loop".to_owned(), Seen::from_pairs(turn));
        turns.insert(name.to_owned(), list.to_owned());
        Self::new(names, turns)
    }
}

pub(super) fn environment(doubts: &Doubts) -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_formatter(|out, _, value| out.write_str(&filters::printed(value)).map_err(Error::from));
    filters::add(&mut env, doubts);
    env
}

/// The kind's default paper with these values. They are completed first ([`Kind::complete`]); those into which a
/// [`Registration`] was put make a registered paper.
pub fn fill(kind: &Kind, values: &Values) -> Result<Filled, PaperError> {
    let doubts = Doubts::default();
    let filling = Filling { env: environment(&doubts), kind };
    let filled = filling.node(kind.layout(), &Scope::of(values)).map_err(PaperError::Fill)?;
    let mut paper: Paper =
        serde_json::from_value(filled).map_err(|error| PaperError::Layout(error.to_string()))?;
    paper.created = Registration::of(values).map(|one| one.date).or_else(|| day_of(kind, values));
    // «(Министерство)» under «Министерство образования» says nothing: a part of a name is no short name.
    if let Some(letterhead) = &mut paper.letterhead
        && letterhead.organisation.contains(&letterhead.short_name)
    {
        letterhead.short_name.clear();
    }
    let doubts = doubts.lock().map(|doubts| doubts.clone()).unwrap_or_default();
    Ok(Filled { paper, doubts })
}

/// The day of the paper itself, for its properties. The day of an event is not the day on which its program was written.
fn day_of(kind: &Kind, values: &Values) -> Option<jiff::civil::Date> {
    values.get(kind.day.as_ref()?)?.as_str()?.parse().ok()
}

struct Filling<'k> {
    env: Environment<'static>,
    kind: &'k Kind,
}

impl Filling<'_> {
    fn node(&self, layout: &Value, scope: &Scope) -> Result<Value, String> {
        Ok(match layout {
            Value::String(text) if text.contains("{{") || text.contains("{%") => {
                let filled = self.env.render_str(text, scope.context());
                Value::String(filled.map_err(|error| explain(self.kind, &self.env, text, scope, &error))?)
            }
            Value::Array(items) => {
                let mut filled = Vec::with_capacity(items.len());
                for item in items {
                    self.element(item, scope, &mut filled)?;
                }
                Value::Array(filled)
            }
            Value::Object(object) => {
                let pairs = object.iter().map(|(key, value)| Ok((key.clone(), self.node(value, scope)?)));
                Value::Object(pairs.collect::<Result<Map<_, _>, String>>()?)
            }
            other => other.clone(),
        })
    }

    fn evaluate(&self, expression: &str, scope: &Scope) -> Result<Seen, String> {
        let compiled = self.env.compile_expression(expression);
        compiled
            .and_then(|compiled| compiled.eval(scope.context()))
            .map_err(|error| explain(self.kind, &self.env, &format!("{{{{ {expression} }}}}"), scope, &error))
    }

    /// One element of an array becomes none, one or many.
    fn element(&self, item: &Value, scope: &Scope, filled: &mut Vec<Value>) -> Result<(), String> {
        match Special::of(item) {
            None => filled.push(self.node(item, scope)?),
            Some(Special::When { condition, of }) => {
                if self.evaluate(condition, scope)?.is_true() {
                    for part in of {
                        self.element(part, scope, filled)?;
                    }
                }
            }
            Some(Special::Each { name, list, of }) => {
                let found = self.evaluate(list, scope)?;
                let items: Vec<Seen> = found
                    .try_iter()
                    .map_err(|error| {
                        explain(self.kind, &self.env, &format!("{{{{ {list} }}}}"), scope, &error)
                    })?
                    .collect();
                let count = items.len();
                for (place, one) in items.into_iter().enumerate() {
                    let inner = scope.turn((name, list), one, place, count);
                    for part in of {
                        self.element(part, &inner, filled)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The two constructions of a layout.
pub(super) enum Special<'a> {
    Each { name: &'a str, list: &'a str, of: &'a [Value] },
    When { condition: &'a str, of: &'a [Value] },
}

impl<'a> Special<'a> {
    pub(super) fn of(item: &'a Value) -> Option<Self> {
        let object = item.as_object()?;
        let of = object.get("of")?.as_array()?;
        if let Some(condition) = object.get("when").and_then(Value::as_str) {
            return Some(Self::When { condition, of });
        }
        let (name, list) = object.get("each")?.as_str()?.split_once(" in ")?;
        Some(Self::Each { name: name.trim(), list: list.trim(), of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::kinds;

    #[test]
    fn every_kind_is_filled_from_its_examples_and_lacks_nothing() {
        for kind in kinds() {
            let values = kind.complete(&kind.examples()).unwrap();
            let filled = fill(kind, &values).unwrap_or_else(|error| panic!("{}: {error:?}", kind.code));
            assert!(!filled.paper.body.is_empty(), "{}", kind.code);
            let text = serde_json::to_string(&filled.paper).unwrap();
            assert!(!text.contains("{{") && !text.contains("{%"), "{}: {text}", kind.code);
        }
    }

    const ONE_FIELD: &str = "{fields: [{name: who, title: Кому, type: person}, {name: n, title: Сколько, type: number}], parts: {}}";

    #[test]
    fn forms_that_rules_are_not_sure_of_are_told() {
        let layout = "{body: ['{{ who | accusative }}, {{ who.post | accusative }}']}";
        let kind = Kind::read("proba", "Проба", ONE_FIELD, layout).unwrap();
        let who = serde_json::json!({"surname": "Соловей", "name": "Клара", "post": "тьютор"});
        let values = Values::from_iter([("who".to_owned(), who)]);
        let filled = fill(&kind, &kind.complete(&values).unwrap()).unwrap();
        let doubts: Vec<(&str, &str)> =
            filled.doubts.iter().map(|doubt| (doubt.given.as_str(), doubt.form.as_str())).collect();
        assert_eq!(doubts, [("Соловей Клара", "Соловей Клару"), ("тьютор", "тьютор")]);
    }

    /// A reader is told of the field: the language of layouts is nobody's business.
    #[test]
    fn no_code_reaches_a_person() {
        for (layout, told) in [
            ("{body: ['Всего {{ n }} ({{ n | in_words }}).']}", "поле «Сколько»: «2,5» – не целое число."),
            ("{body: [{when: 'n | in_words', of: ['да']}]}", "поле «Сколько»: «2,5» – не целое число."),
            (
                "{body: ['{{ who.surname | upper }}{{ nobody.there }}']}",
                "макет «Проба»: значение не подходит.",
            ),
            ("{bodies: []}", "Сообщите администратору системы."),
        ] {
            let kind = Kind::read("proba", "Проба", ONE_FIELD, layout).unwrap();
            let values = Values::from_iter([("n".to_owned(), serde_json::json!("2,5"))]);
            let error = fill(&kind, &kind.complete(&values).unwrap()).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
            assert!(!error.contains(['{', '|', '<']), "{error}");
        }
    }
}
