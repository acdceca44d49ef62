//! Texts and truths.

use base64::Engine as _;
use sha2::Digest as _;

use super::super::evaluate::{Context, Evaluated, Evaluator, MAX_TEXT};
use super::super::random::uuid_at;
use super::super::value::{Fault, Value};
use super::number_of;
use crate::xpath::Function;

impl Evaluator<'_> {
    pub(super) fn texts(&self, function: Function, values: &[Value], context: Context) -> Option<Evaluated> {
        let text = |index: usize| values.get(index).map(|value| self.text(value)).unwrap_or_default();
        let own = || match values.first() {
            Some(value) => self.text(value),
            None => self.text_of_node(context.node),
        };
        let made = match function {
            Function::String => own(),
            Function::StringLength => return Some(Ok(number_of(own().chars().count()))),
            Function::NormalizeSpace => own().split_whitespace().collect::<Vec<_>>().join(" "),
            Function::UpperCase => text(0).to_uppercase(),
            Function::LowerCase => text(0).to_lowercase(),
            Function::Concat => return Some(self.joined(values, "")),
            Function::Join => return Some(self.joined(&values[1..], &text(0))),
            Function::Translate => translate(&text(0), &text(1), &text(2)),
            Function::SubstringBefore => {
                text(0).split_once(&text(1)).map(|(before, _)| before.to_owned()).unwrap_or_default()
            }
            Function::SubstringAfter => {
                text(0).split_once(&text(1)).map(|(_, after)| after.to_owned()).unwrap_or_default()
            }
            Function::Substring => {
                substring(&text(0), self.number(&values[1]), values.get(2).map(|value| self.number(value)))
            }
            Function::Substr => {
                substr(&text(0), self.number(&values[1]), values.get(2).map(|value| self.number(value)))
            }
            Function::Contains => return Some(Ok(Value::Truth(text(0).contains(&text(1))))),
            Function::StartsWith => return Some(Ok(Value::Truth(text(0).starts_with(&text(1))))),
            Function::EndsWith => return Some(Ok(Value::Truth(text(0).ends_with(&text(1))))),
            Function::Regex => return Some(matches(&text(0), &text(1))),
            Function::True => return Some(Ok(Value::Truth(true))),
            Function::False => return Some(Ok(Value::Truth(false))),
            Function::Not => return Some(Ok(Value::Truth(!self.truth(&values[0])))),
            Function::Boolean => return Some(Ok(Value::Truth(self.truth(&values[0])))),
            Function::BooleanFromString => {
                return Some(Ok(Value::Truth(matches!(text(0).to_lowercase().as_str(), "true" | "1"))));
            }
            Function::Uuid => self.uuid(values, context),
            Function::Digest => return Some(digest(&text(0), &text(1), &text(2))),
            Function::Base64Decode => {
                let decoded = base64::engine::general_purpose::STANDARD.decode(text(0).trim());
                decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
            }
            Function::Profile => self.inputs.profile.get(&text(0)).cloned().unwrap_or_default(),
            _ => return None,
        };
        Some(Ok(Value::Text(made)))
    }

    /// Texts of all arguments; every node of a path is one.
    fn joined(&self, values: &[Value], between: &str) -> Evaluated {
        let mut made = String::new();
        let mut is_first = true;
        let mut add = |text: &str| {
            if !is_first {
                made.push_str(between);
            }
            is_first = false;
            made.push_str(text);
            if made.len() > MAX_TEXT { Err(Fault::TextTooLong) } else { Ok(()) }
        };
        for value in values {
            match value {
                Value::Nodes(nodes) => {
                    nodes.iter().try_for_each(|node| add(&self.text_of_node(*node)))?;
                }
                other => add(&self.text(other))?,
            }
        }
        Ok(Value::Text(made))
    }

    fn uuid(&self, values: &[Value], context: Context) -> String {
        let made = uuid_at(self.inputs.seed, &self.own_path(context));
        match values.first().map(|value| self.number(value)) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked
            Some(length) if length.is_finite() && (1.0..=32.0).contains(&length) => {
                made.replace('-', "").chars().take(length as usize).collect()
            }
            _ => made,
        }
    }

    pub(in super::super) fn labels_language(&self) -> &str {
        if self.inputs.language.is_empty() {
            &self.model.form.default_language
        } else {
            &self.inputs.language
        }
    }
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    text.chars()
        .filter_map(|character| match from.chars().position(|known| known == character) {
            None => Some(character),
            Some(at) => to.get(at).copied(),
        })
        .collect()
}

/// XPath's: places from 1, fractions rounded.
fn substring(text: &str, start: f64, length: Option<f64>) -> String {
    let start = start.round();
    let end = length.map_or(f64::INFINITY, |length| start + length.round());
    let fits = |index: usize| {
        let Value::Number(place) = number_of(index + 1) else { return false };
        place >= start && place < end
    };
    text.chars().enumerate().filter(|(index, _)| fits(*index)).map(|(_, character)| character).collect()
}

/// ODK's: places from 0, from the end when negative.
fn substr(text: &str, start: f64, end: Option<f64>) -> String {
    let characters: Vec<char> = text.chars().collect();
    let place = |number: f64| -> usize {
        if number.is_nan() {
            return 0;
        }
        let Value::Number(length) = number_of(characters.len()) else { return 0 };
        let from_start = if number < 0.0 { number + length } else { number };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
        let place = from_start.trunc().clamp(0.0, length) as usize;
        place
    };
    let (start, end) = (place(start), end.map_or(characters.len(), place));
    if start >= end { String::new() } else { characters[start..end].iter().collect() }
}

/// The whole text fits the pattern.
fn matches(text: &str, pattern: &str) -> Evaluated {
    let bad = |why: String| Fault::Other(format!("образец «{pattern}» не разобран: {why}"));
    if pattern.len() > 2_000 {
        return Err(bad("он слишком длинный".to_owned()));
    }
    let whole = format!("^(?:{pattern})$");
    let compiled = fancy_regex::RegexBuilder::new(&whole)
        .backtrack_limit(200_000)
        .delegate_size_limit(1 << 20)
        .build()
        .map_err(|error| bad(error.to_string()))?;
    compiled.is_match(text).map(Value::Truth).map_err(|error| bad(error.to_string()))
}

fn digest(text: &str, algorithm: &str, encoding: &str) -> Evaluated {
    let bytes = text.as_bytes();
    let hash: Vec<u8> = match algorithm.to_uppercase().as_str() {
        "MD5" => md5::Md5::digest(bytes).to_vec(),
        "SHA-1" => sha1::Sha1::digest(bytes).to_vec(),
        "SHA-256" => sha2::Sha256::digest(bytes).to_vec(),
        "SHA-384" => sha2::Sha384::digest(bytes).to_vec(),
        "SHA-512" => sha2::Sha512::digest(bytes).to_vec(),
        _ => return Err(Fault::Other(format!("способа «{algorithm}» у digest нет"))),
    };
    Ok(Value::Text(match encoding {
        "" | "base64" => base64::engine::general_purpose::STANDARD.encode(hash),
        "hex" => hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        _ => return Err(Fault::Other(format!("записи «{encoding}» у digest нет"))),
    }))
}
