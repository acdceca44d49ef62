//! What was understood, in the shape of `roadmap-2024.yaml`, with what was not and what was proposed.

use serde_json::{Value, json};

use super::Draft;

/// `{meta, sections: [...], unrecognized: [...], proposals: [...], account: {...}}`
pub fn export_json(draft: &Draft) -> Value {
    let mut value = serde_json::to_value(&draft.plan).unwrap_or_else(|_| json!({}));
    if let Value::Object(fields) = &mut value {
        fields.insert("format".into(), json!(draft.format));
        fields.insert("account".into(), json!(draft.account));
        fields.insert("unrecognized".into(), json!(draft.unrecognized));
        fields.insert("proposals".into(), json!(draft.proposals));
    }
    value
}
