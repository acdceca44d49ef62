//! Fields of a paper as a form has them: `f.subject`, `f.signatory.surname`, `f.clauses.2.due`; records counted from 1.

use papers::{Field, FieldType, Kind, Values};
use serde_json::Value;

/// What a button of the form does besides saving. Works without a script: each is an ordinary submit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only saves; empty records are dropped.
    Save,
    /// One more record at the end of a list.
    Add {
        list: String,
    },
    Remove {
        list: String,
        place: usize,
    },
    /// Changes places with the record above.
    Up {
        list: String,
        place: usize,
    },
}

impl Change {
    /// `add:clauses`, `remove:clauses.2`, `up:clauses.2`; anything else saves.
    pub fn of_button(button: &str) -> Self {
        let placed = |text: &str| {
            let (list, place) = text.split_once('.')?;
            Some((list.to_owned(), place.parse::<usize>().ok().filter(|place| *place > 0)?))
        };
        match button.split_once(':') {
            Some(("add", list)) => Self::Add { list: list.to_owned() },
            Some(("remove", rest)) => {
                placed(rest).map_or(Self::Save, |(list, place)| Self::Remove { list, place })
            }
            Some(("up", rest)) => placed(rest).map_or(Self::Save, |(list, place)| Self::Up { list, place }),
            _ => Self::Save,
        }
    }

    /// Where the reader goes on afterwards: the id of a field or of a list.
    pub fn anchor(&self, values: &Values) -> String {
        let count = |list: &str| values.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        match self {
            Self::Save => String::new(),
            Self::Add { list } => format!("f.{list}.{}", count(list)),
            Self::Remove { list, .. } => format!("f.{list}"),
            Self::Up { list, place } => format!("f.{list}.{}", place.saturating_sub(1).max(1)),
        }
    }
}

const PERSON: [&str; 5] = ["surname", "name", "patronymic", "post", "phone"];
const ORGANISATION: [&str; 8] =
    ["name", "name_genitive", "short", "founder", "address", "phone", "email", "inn"];
/// A list longer than that is an annex of its own.
const MOST_RECORDS: usize = 300;
const LONGEST_TEXT: usize = 20_000;

/// The values that a form brings. `typed` answers what stands in a field of the form.
pub fn read<'a>(kind: &Kind, typed: impl Fn(&str) -> Option<&'a str>, change: &Change) -> Values {
    let mut values = Values::new();
    for field in &kind.fields {
        let value = match field.kind {
            FieldType::List => Value::Array(records(field, &typed, change)),
            FieldType::Person => parts(&field.name, &PERSON, &typed),
            FieldType::Organisation => parts(&field.name, &ORGANISATION, &typed),
            _ => scalar(field, typed(&format!("f.{}", field.name))),
        };
        values.insert(field.name.clone(), value);
    }
    values
}

fn scalar(field: &Field, typed: Option<&str>) -> Value {
    let text = typed.unwrap_or_default().replace("\r\n", "\n");
    let text = text.trim();
    match field.kind {
        FieldType::Flag => Value::Bool(text == "yes"),
        _ => Value::String(text.to_owned()),
    }
}

fn parts<'a>(name: &str, names: &[&str], typed: &impl Fn(&str) -> Option<&'a str>) -> Value {
    let parts = names.iter().map(|part| {
        let text = typed(&format!("f.{name}.{part}")).unwrap_or_default().trim();
        ((*part).to_owned(), Value::from(text))
    });
    Value::Object(parts.collect())
}

fn records<'a>(field: &Field, typed: &impl Fn(&str) -> Option<&'a str>, change: &Change) -> Vec<Value> {
    let mut records = Vec::new();
    for place in 1..=MOST_RECORDS {
        let at = |inner: &Field| typed(&format!("f.{}.{place}.{}", field.name, inner.name));
        if field.fields.iter().all(|inner| at(inner).is_none())
            && typed(&format!("f.{}.{place}", field.name)).is_none()
        {
            break;
        }
        let record = field.fields.iter().map(|inner| (inner.name.clone(), scalar(inner, at(inner))));
        records.push(Value::Object(record.collect()));
    }
    match change {
        Change::Save => records.retain(|record| !is_empty(record)),
        Change::Add { list } if *list == field.name && records.len() < MOST_RECORDS => {
            let empty = field.fields.iter().map(|inner| (inner.name.clone(), scalar(inner, None)));
            records.push(Value::Object(empty.collect()));
        }
        Change::Remove { list, place } if *list == field.name && *place <= records.len() => {
            records.remove(place - 1);
        }
        Change::Up { list, place } if *list == field.name && (2..=records.len()).contains(place) => {
            records.swap(place - 1, place - 2);
        }
        _ => {}
    }
    records
}

fn is_empty(record: &Value) -> bool {
    record.as_object().is_none_or(|parts| {
        parts.values().all(|part| match part {
            Value::String(text) => text.is_empty(),
            Value::Bool(yes) => !yes,
            _ => false,
        })
    })
}

/// The path of a text that is longer than a paper bears.
pub fn too_large(values: &Values) -> Option<String> {
    fn walk(path: &str, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => (text.chars().count() > LONGEST_TEXT).then(|| path.to_owned()),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .find_map(|(place, item)| walk(&format!("{path}.{}", place + 1), item)),
            Value::Object(parts) => {
                parts.iter().find_map(|(name, part)| walk(&format!("{path}.{name}"), part))
            }
            _ => None,
        }
    }
    values.iter().find_map(|(name, value)| walk(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn read_from(fields: &[(&str, &str)], change: &Change) -> Values {
        let fields: BTreeMap<&str, &str> = fields.iter().copied().collect();
        read(papers::kind("order").unwrap(), |name| fields.get(name).copied(), change)
    }

    const TWO: [(&str, &str); 6] = [
        ("f.subject", " О группе "),
        ("f.signatory.surname", "Демонова"),
        ("f.clauses.1.text", "первое"),
        ("f.clauses.1.due", ""),
        ("f.clauses.2.text", "второе"),
        ("f.clauses.3.text", ""),
    ];

    #[test]
    fn a_form_becomes_values_and_empty_records_are_dropped() {
        let values = read_from(&TWO, &Change::Save);
        assert_eq!(values["subject"], json!("О группе"));
        assert_eq!(values["signatory"]["surname"], json!("Демонова"));
        assert_eq!(values["clauses"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn buttons_add_remove_and_move_records() {
        let texts = |button: &str| -> Vec<String> {
            let values = read_from(&TWO, &Change::of_button(button));
            let rows = values["clauses"].as_array().unwrap();
            rows.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(texts("add:clauses"), ["первое", "второе", "", ""]);
        assert_eq!(texts("remove:clauses.1"), ["второе", ""]);
        assert_eq!(texts("up:clauses.2"), ["второе", "первое", ""]);
        assert_eq!(texts("up:clauses.1"), ["первое", "второе", ""], "nothing stands above the first");
        assert_eq!(texts("remove:clauses.9"), ["первое", "второе", ""]);
        assert_eq!(texts("remove:clauses"), ["первое", "второе"], "a broken button saves");
        let added = read_from(&TWO, &Change::of_button("add:clauses"));
        assert_eq!(Change::of_button("add:clauses").anchor(&added), "f.clauses.4");
    }

    #[test]
    fn what_is_too_long_is_named() {
        let mut values = read_from(&TWO, &Change::Save);
        assert_eq!(too_large(&values), None);
        values.insert("clauses".into(), json!([{"text": "я".repeat(20_001)}]));
        assert_eq!(too_large(&values).as_deref(), Some("clauses.1.text"));
    }
}
