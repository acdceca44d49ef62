//! Sentences of papers: stops, quotation marks, commas between what is known.

use minijinja::{Environment, Value};

const LINE: &str = "__________";

pub(super) fn add(env: &mut Environment<'_>) {
    env.add_filter("sentence", |text: String| russian::sentence(&text));
    env.add_filter("stop", |text: String| russian::stopped(&text));
    env.add_filter("phrase", |text: String| russian::phrase(&text));
    env.add_filter("title", |text: String| russian::as_title(&text));
    env.add_filter("quotes", |text: String| russian::quotes(&text));
    env.add_filter("quoted", |text: String| russian::quoted(&text));
    env.add_filter("with", |text: String, other: String| {
        let other = other.trim();
        if other.is_empty() || text.trim().is_empty() {
            return format!("{}{other}", text.trim());
        }
        format!("{}, {other}", russian::phrase(&text))
    });
    env.add_filter("starting", |text: String, words: String| {
        let begins = text.to_lowercase().starts_with(&format!("{} ", words.to_lowercase()));
        if begins || text.trim().is_empty() { text } else { format!("{words} {text}") }
    });
    env.add_filter("by_hand", |value: &Value| {
        let is_empty = !value.is_true() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if is_empty { Value::from(LINE) } else { value.clone() }
    });
}
