//! What a page says and hears.

use serde_json::{Value, json};

fn ask(command: &Value) -> Value {
    serde_json::from_str(&forms_wasm::handle(&command.to_string())).expect("JSON")
}

#[test]
fn a_page_opens_answers_and_closes() {
    let source = json!({ "survey": { "rows": [
        { "row": 2, "type": "integer", "name": "n", "label": "N", "bind": { "constraint": ". < 5" } },
        { "row": 3, "type": "text", "name": "why", "label": "Почему ${n}?", "bind": { "relevant": "${n} > 1" } },
        { "row": 4, "type": "calculate", "name": "twice", "bind": { "calculate": "${n} * 2" } },
    ]}});
    let opened = ask(&json!({ "do": "open", "source": source, "now": "2024-10-15T12:00:00" }));
    let session = opened["ok"]["session"].clone();
    assert_eq!(opened["ok"]["outcome"]["relevance"]["/data/why"], json!(false), "{opened}");
    let answered = ask(&json!({ "do": "answer", "session": session, "path": "/data/n", "value": "7" }));
    let changed: Vec<&str> = answered["ok"]["changed"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["path"].as_str())
        .collect();
    assert_eq!(changed, ["/data/n", "/data/why", "/data/twice"]);
    assert_eq!(answered["ok"]["report"]["errors"][0]["code"], json!("constraint"));
    let label = ask(&json!({ "do": "label", "session": session, "path": "/data/why" }));
    assert_eq!(label["ok"], json!("Почему 7?"));
    assert_eq!(ask(&json!({ "do": "close", "session": session }))["ok"], json!({}));
    assert!(ask(&json!({ "do": "check", "session": session }))["error"].is_string());
    assert!(ask(&json!({ "do": "dance" }))["error"].is_string());
}
