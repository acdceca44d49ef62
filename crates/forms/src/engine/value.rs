//! What a formula gives, and how one kind becomes another: numbers, texts, truths, nodes.

use super::dates::days_of_text;

/// A node: of the answers, or of data beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeRef {
    Answer(u32),
    Data(u16, u32),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
    Truth(bool),
    Nodes(Vec<NodeRef>),
}

/// Why a formula gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("формула считается слишком долго")]
    TooLong,
    #[error("получается слишком длинный текст")]
    TextTooLong,
    #[error("{0}")]
    Other(String),
}

/// A number as XPath writes it.
pub fn text_of_number(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    number.to_string()
}

/// A text as a number: digits, or a day or moment as days since 1970.
pub fn number_of_text(text: &str, offset_minutes: i32) -> f64 {
    let text = text.trim();
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    if text.is_empty() {
        return f64::NAN;
    }
    if is_plain && let Ok(number) = text.parse() {
        return number;
    }
    days_of_text(text, offset_minutes).unwrap_or(f64::NAN)
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
