//! Places of answers: `/data/visit[2]/when`, and the whole of them as the nested JSON that the engine takes.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::store::ValueRow;

/// Under this name the number of a repeat's instances is kept: `/data/visit#`.
pub fn count_path(repeat: &str) -> String {
    format!("{repeat}#")
}

/// Whether a stored row is a number of instances and no answer.
pub fn is_count(path: &str) -> bool {
    path.ends_with('#')
}

/// The path without numbers of instances.
pub fn pattern(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for sign in path.chars() {
        match sign {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(sign),
            _ => {}
        }
    }
    plain
}

/// The nearest repeat of a path and which instance it is: `/data/visit`, 2.
pub fn repeat_of(path: &str) -> Option<(&str, usize)> {
    let open = path.rfind('[')?;
    let close = path[open..].find(']')? + open;
    Some((&path[..open], path[open + 1..close].parse().ok()?))
}

/// No repeat grows beyond this by a stored path.
const MOST_INSTANCES: usize = 5_000;

/// Answers as the engine takes them: nested, a list for a repeat; explanations beside.
pub fn nested(rows: &[ValueRow]) -> Json {
    let mut answers = Json::Object(Map::new());
    let mut explanations = BTreeMap::new();
    // Numbers of instances first: they make the lists that answers are put into.
    let (counts, values): (Vec<_>, Vec<_>) = rows.iter().partition(|row| is_count(&row.path));
    for row in counts {
        let count = row.value.parse::<usize>().unwrap_or(0).min(MOST_INSTANCES);
        if let Some(slot) = slot(&mut answers, row.path.trim_end_matches('#')) {
            let mut list = match std::mem::take(slot) {
                Json::Array(list) => list,
                _ => Vec::new(),
            };
            list.resize_with(count, || Json::Object(Map::new()));
            *slot = Json::Array(list);
        }
    }
    for row in values {
        if !row.explanation.is_empty() {
            explanations.insert(row.path.clone(), Json::String(row.explanation.clone()));
        }
        if let Some(slot) = slot(&mut answers, &row.path) {
            *slot = Json::String(row.value.clone());
        }
    }
    serde_json::json!({ "answers": answers, "explanations": explanations })
}

/// The place of a path, made where it is not there yet.
fn slot<'a>(answers: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    let mut at = answers;
    // The root's own name stands around everything.
    for part in path.strip_prefix('/')?.split('/').skip(1) {
        let (name, number) = match part.split_once('[') {
            Some((name, rest)) => (name, Some(rest.trim_end_matches(']').parse::<usize>().ok()?)),
            None => (part, None),
        };
        if !at.is_object() {
            *at = Json::Object(Map::new());
        }
        at = at.as_object_mut()?.entry(name).or_insert(Json::Null);
        if let Some(number) = number {
            if !(1..=MOST_INSTANCES).contains(&number) {
                return None;
            }
            if !at.is_array() {
                *at = Json::Array(Vec::new());
            }
            let list = at.as_array_mut()?;
            while list.len() < number {
                list.push(Json::Object(Map::new()));
            }
            at = list.get_mut(number - 1)?;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, value: &str) -> ValueRow {
        ValueRow { path: path.into(), value: value.into(), explanation: String::new(), revision: 1 }
    }

    #[test]
    fn rows_become_what_the_engine_reads() {
        let rows = [row("/data/a", "5"), row("/data/v#", "3"), row("/data/v[2]/g/when", "2024-10-15")];
        let made = nested(&rows);
        assert_eq!(
            made["answers"],
            serde_json::json!({"a": "5", "v": [{}, {"g": {"when": "2024-10-15"}}, {}]})
        );
        assert_eq!(pattern("/data/v[2]/g/when"), "/data/v/g/when");
        assert_eq!(repeat_of("/data/v[2]/g/when"), Some(("/data/v", 2)));
    }

    proptest::proptest! {
        /// Whatever stands in the table, reading it back never panics.
        #[test]
        fn any_paths_are_survived(paths in proptest::collection::vec("[/a-c\\[\\]0-9#]{0,12}", 0..20)) {
            let rows: Vec<ValueRow> = paths.iter().map(|path| row(path, "1")).collect();
            let _ = nested(&rows);
            for path in &paths {
                let _ = (pattern(path), repeat_of(path));
            }
        }
    }
}
