//! Values of fields: checked against their types and completed.

use serde_json::{Map, Value};

use super::fields::{Field, FieldType, nearest};
use super::{Kind, registration_fields};

/// Why a value is not taken; `path` says which: `clauses.2.due`, records counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    pub path: String,
    pub message: String,
}

pub(super) fn complete(
    kind: &Kind,
    values: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let is_own = |name: &String| !registration_fields().iter().any(|field| field.name == *name);
    let own = values.iter().filter(|(name, _)| is_own(name) && !kind.retired.contains(name));
    let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut completed = record(&kind.fields, &own, "", &mut faults);
    for field in registration_fields() {
        let given = values.get(&field.name).filter(|value| !is_blank(value));
        let value = given.map_or_else(|| empty(field), |given| one(field, given, &field.name, &mut faults));
        completed.insert(field.name.clone(), value);
    }
    if faults.is_empty() { Ok(completed) } else { Err(faults) }
}

fn record(
    fields: &[Field],
    values: &Map<String, Value>,
    path: &str,
    faults: &mut Vec<FieldFault>,
) -> Map<String, Value> {
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for name in values.keys().filter(|name| !fields.iter().any(|field| field.name == **name)) {
        let near = nearest(name, fields.iter().map(|field| field.name.as_str()));
        let hint = near.map(|near| format!(" Возможно, «{near}».")).unwrap_or_default();
        faults.push(FieldFault {
            path: at(name), message: format!("Поля «{name}» у этого вида нет.{hint}")
        });
    }
    let mut completed = Map::new();
    for field in fields {
        let given = values.get(&field.name).filter(|value| !is_blank(value));
        let value = if let Some(given) = given {
            one(field, given, &at(&field.name), faults)
        } else {
            if field.required {
                let message = format!("{}: поле не заполнено.", field.title);
                faults.push(FieldFault { path: at(&field.name), message });
            }
            empty(field)
        };
        completed.insert(field.name.clone(), value);
    }
    completed
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn empty(field: &Field) -> Value {
    match field.kind {
        FieldType::List => Value::Array(Vec::new()),
        FieldType::Flag => Value::Bool(false),
        FieldType::Person | FieldType::Organisation => with_parts(field, &Map::new()),
        _ => Value::String(String::new()),
    }
}

fn one(field: &Field, given: &Value, path: &str, faults: &mut Vec<FieldFault>) -> Value {
    let mut wrong = |what: &str| {
        faults.push(FieldFault { path: path.to_owned(), message: format!("{}: {what}", field.title) });
        empty(field)
    };
    match (field.kind, given) {
        (FieldType::Text, Value::String(text)) => Value::String(russian::quotes(text.trim())),
        (FieldType::Text, Value::Number(number)) => Value::String(number.to_string()),
        (FieldType::Text, _) => wrong("нужен текст."),
        (FieldType::Date, Value::String(text)) if text.parse::<jiff::civil::Date>().is_ok() => given.clone(),
        (FieldType::Date, _) => wrong("нужна дата в виде ГГГГ-ММ-ДД."),
        (FieldType::Number | FieldType::Money, Value::Number(_)) => given.clone(),
        (FieldType::Number | FieldType::Money, Value::String(text)) => {
            match text.trim().replace(',', ".").parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    serde_json::from_str(text.trim()).unwrap_or_else(|_| number.into())
                }
                _ => wrong("нужно число."),
            }
        }
        (FieldType::Number | FieldType::Money, _) => wrong("нужно число."),
        (FieldType::Flag, Value::Bool(_)) => given.clone(),
        (FieldType::Flag, _) => wrong("нужно «да» или «нет»."),
        (FieldType::Person | FieldType::Organisation, Value::Object(parts)) => {
            let unknown = parts.keys().find(|name| !field.parts().contains(&name.as_str()));
            if let Some(name) = unknown {
                return wrong(&format!("части «{name}» нет."));
            }
            with_parts(field, parts)
        }
        (FieldType::Person | FieldType::Organisation, _) => wrong("нужны части имени."),
        (FieldType::List, Value::Array(items)) => {
            let records = items.iter().enumerate().map(|(place, item)| {
                let path = format!("{path}.{}", place + 1);
                if let Value::Object(values) = item {
                    return Value::Object(record(&field.fields, values, &path, faults));
                }
                faults
                    .push(FieldFault { path, message: format!("{}: нужна запись.", field.title) });
                Value::Object(Map::new())
            });
            Value::Array(records.collect())
        }
        (FieldType::List, _) => wrong("нужен список."),
    }
}

/// Every part there, the derived ones too.
fn with_parts(field: &Field, given: &Map<String, Value>) -> Value {
    let typed = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let mut parts: Map<String, Value> = field
        .parts()
        .iter()
        .map(|name| ((*name).to_owned(), Value::from(russian::quotes(typed(name)))))
        .collect();
    let shown = parts.clone();
    let part = |name: &str| shown.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut derive = |name: &str, value: String| {
        if part(name).is_empty() {
            parts.insert(name.to_owned(), Value::String(value));
        }
    };
    if field.kind == FieldType::Person {
        let (surname, name, patronymic) = (part("surname"), part("name"), part("patronymic"));
        let full = [surname, name, patronymic];
        let full: Vec<&str> = full.into_iter().filter(|part| !part.is_empty()).collect();
        derive("full", full.join(" "));
        derive("initials", russian::initials(surname, name, patronymic));
        derive("initials_first", russian::initials_first(surname, name, patronymic));
    } else {
        derive("short", part("name").to_owned());
        derive("name_genitive", russian::organisation(part("name"), russian::Case::Genitive).text);
    }
    Value::Object(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::kinds::{kind, kinds};

    #[test]
    fn examples_are_complete_values() {
        for kind in kinds() {
            assert_eq!(kind.complete(&kind.examples()).map(|_| ()), Ok(()), "{}", kind.code);
        }
        assert_eq!(kinds().len(), 16);
    }

    #[test]
    fn faults_name_their_fields() {
        let order = kind("order").unwrap();
        let mut values = order.examples();
        values.insert("subjekt".into(), json!("О чём"));
        values.insert("date".into(), json!("5 марта"));
        values.insert("clauses".into(), json!([{"text": "", "due": "завтра"}]));
        values.remove("reason");
        let faults = order.complete(&values).unwrap_err();
        let told: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.path, fault.message)).collect();
        assert_eq!(
            told,
            [
                "subjekt: Поля «subjekt» у этого вида нет. Возможно, «subject».",
                "date: Дата документа: нужна дата в виде ГГГГ-ММ-ДД.",
                "reason: Основание (констатирующая часть): поле не заполнено.",
                "clauses.1.text: Что сделать: поле не заполнено.",
                "clauses.1.due: Срок: нужна дата в виде ГГГГ-ММ-ДД.",
            ]
        );
    }
}
