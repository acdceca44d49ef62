//! Sentences of papers: stops, quotation marks, commas between what is known.

use minijinja::{Environment, Error, State, Value};

use super::{SPELLED, spelled, text};

const LINE: &str = "__________";

pub(super) fn add(env: &mut Environment<'_>) {
    spelled(env, "sentence", |value| text(value).map(|text| russian::sentence(&text)));
    spelled(env, "stop", |value| text(value).map(|text| russian::stopped(&text)));
    spelled(env, "phrase", |value| text(value).map(|text| russian::phrase(&text)));
    spelled(env, "title", |value| text(value).map(|text| russian::as_title(&text)));
    spelled(env, "quotes", |value| text(value).map(|text| russian::quotes(&text)));
    spelled(env, "quoted", |value| text(value).map(|text| russian::quoted(&text)));
    env.add_filter("with", |state: &State<'_, '_>, text: String, other: String| {
        state.consume_fuel(SPELLED + (text.len() + other.len()) as u64)?;
        let other = other.trim();
        if other.is_empty() || text.trim().is_empty() {
            return Ok::<_, Error>(format!("{}{other}", text.trim()));
        }
        Ok(format!("{}, {other}", russian::phrase(&text)))
    });
    env.add_filter("starting", |state: &State<'_, '_>, text: String, words: String| {
        state.consume_fuel(SPELLED + (text.len() + words.len()) as u64)?;
        let begins = text.to_lowercase().starts_with(&format!("{} ", words.to_lowercase()));
        if begins || text.trim().is_empty() { Ok::<_, Error>(text) } else { Ok(format!("{words} {text}")) }
    });
    env.add_filter("by_hand", |value: &Value| {
        let is_empty = !value.is_true() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if is_empty { Value::from(LINE) } else { value.clone() }
    });
}
