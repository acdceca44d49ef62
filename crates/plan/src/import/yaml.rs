//! YAML in the shape of `roadmap-2024.yaml`: fields that the plan does not have are listed, not dropped.

use serde_json::Value;

use super::{Draft, ImportError, ImportOptions, Place, SourceFormat, Unrecognized};
use crate::model::Plan;

/// Fields that describe the file, not the plan.
const ABOUT_THE_FILE: [&str; 8] =
    ["code", "region", "columns", "derived_fields", "source_notes", "organizations", "note", "course"];

pub(super) fn read(bytes: &[u8], options: &ImportOptions<'_>) -> Result<Draft, ImportError> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| ImportError::Yaml("текст не в кодировке UTF-8".into()))?;
    // The library bounds aliases and depth itself: a bomb is an error, not a wait.
    let value: Value =
        serde_saphyr::from_str(text).map_err(|error| ImportError::Yaml(first_line(&error.to_string())))?;
    let mut plan: Plan = serde_json::from_value(value.clone())
        .map_err(|error| ImportError::Yaml(first_line(&error.to_string())))?;
    if plan.sections.iter().all(|section| section.measures.is_empty()) {
        return Err(ImportError::NoTable);
    }
    if let Some(year) = options.year {
        plan.meta.year = year;
    }
    let known = serde_json::to_value(&plan).unwrap_or_default();
    let mut unrecognized = Vec::new();
    list_unknown(&value, &known, "", &mut unrecognized);
    let source_paragraphs = plan.sections.iter().map(|section| section.measures.len()).sum();
    Ok(Draft { format: SourceFormat::Yaml, plan, unrecognized, proposals: Vec::new(), source_paragraphs })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(300).collect()
}

fn list_unknown(value: &Value, known: &Value, path: &str, unrecognized: &mut Vec<Unrecognized>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let place = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if ABOUT_THE_FILE.contains(&name.as_str()) || inner.is_null() {
                    continue;
                }
                match known.get(name) {
                    Some(known) => list_unknown(inner, known, &place, unrecognized),
                    None if is_known_when_empty(name) => {}
                    None => unrecognized.push(Unrecognized {
                        place: Place { column: place, ..Place::default() },
                        text: inner.as_str().map_or_else(|| inner.to_string(), str::to_owned),
                        why: "такого поля у плана нет".into(),
                    }),
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                if let Some(known) = known.get(index) {
                    list_unknown(inner, known, &format!("{path}[{}]", index + 1), unrecognized);
                }
            }
        }
        _ => {}
    }
}

/// Optional fields are not written back when they are empty.
fn is_known_when_empty(name: &str) -> bool {
    ["from", "to", "recurrence", "relative_to_measure", "item", "term"].contains(&name)
}
