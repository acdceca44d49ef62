//! Formulas with functions that JavaRosa does not know, said in those that it does.

use std::collections::BTreeMap;

use crate::form::Form;
use crate::lex::{Kind, Word, words};
use crate::source::Lookup;
use crate::source::aliases::yes_no;
use crate::text::references;

/// Functions of JavaRosa and the handlers of Collect (`XPathFuncExpr` of JavaRosa).
const KNOWN: [&str; 73] = [
    "true",
    "false",
    "boolean",
    "number",
    "int",
    "round",
    "string",
    "date",
    "date-time",
    "decimal-date-time",
    "decimal-time",
    "not",
    "boolean-from-string",
    "format-date",
    "format-date-time",
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "exp",
    "exp10",
    "log",
    "log10",
    "pi",
    "sin",
    "sqrt",
    "tan",
    "pow",
    "selected",
    "count-selected",
    "selected-at",
    "position",
    "count",
    "count-non-empty",
    "sum",
    "max",
    "min",
    "today",
    "now",
    "concat",
    "join",
    "substr",
    "substring-before",
    "substring-after",
    "translate",
    "contains",
    "starts-with",
    "ends-with",
    "string-length",
    "normalize-space",
    "checklist",
    "weighted-checklist",
    "regex",
    "depend",
    "random",
    "once",
    "uuid",
    "if",
    "coalesce",
    "indexed-repeat",
    "area",
    "distance",
    "digest",
    "randomize",
    "base64-decode",
    "instance",
    "current",
    "pulldata",
    "jr:choice-name",
    "geofence",
    "jr:itext",
];

pub(super) struct Rewriting<'a> {
    pub form: &'a Form,
    pub given: &'a BTreeMap<String, String>,
    pub in_repeat: bool,
    /// Calls that nobody can say otherwise.
    pub missing: Vec<String>,
}

/// Calls inside calls; a formula that is read is never deeper.
const MAX_DEPTH: usize = 100;

impl Rewriting<'_> {
    pub fn formula(&mut self, text: &str) -> String {
        let all: Vec<Word<'_>> = words(text).collect();
        self.words(text, &all, 0)
    }

    fn words(&mut self, text: &str, all: &[Word<'_>], depth: usize) -> String {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(word) = all.get(at) {
            let closing =
                (word.kind == Kind::FunctionCall && depth < MAX_DEPTH).then(|| closing(&all[at..])).flatten();
            let Some(length) = closing else {
                made.push_str(word.text);
                at += 1;
                continue;
            };
            let arguments = &all[at + 1..at + length];
            let written = &text[word.start..all[at + length].end()];
            made.push_str(&self.call(text, word.text.trim_end_matches('('), arguments, written, depth + 1));
            at += length + 1;
        }
        made
    }

    fn call(&mut self, text: &str, name: &str, inside: &[Word<'_>], written: &str, depth: usize) -> String {
        let known = self.missing.len();
        let arguments: Vec<String> =
            split(inside).into_iter().map(|argument| self.words(text, argument, depth)).collect();
        let is_repeated = self.in_repeat && name == "prev";
        match (name, arguments.as_slice()) {
            ("age_days", [day]) => {
                return format!("(decimal-date-time(today()) - decimal-date-time({}))", day.trim());
            }
            ("count_mandatory", [question]) => {
                if let Some(made) = self.count_mandatory(question.trim()) {
                    return made;
                }
            }
            ("coalesce", [_, _, _, ..]) => {
                let (last, first) =
                    arguments.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
                let nested = |made: String, argument: &String| {
                    format!("coalesce({}, {})", argument.trim(), made.trim())
                };
                return first.iter().rev().fold(last.to_owned(), nested);
            }
            _ if KNOWN.contains(&name) => return format!("{name}({})", arguments.join(",")),
            _ => {}
        }
        // The call as a whole may be known to the server, whatever is inside it.
        self.missing.truncate(known);
        let call: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(value) = self.given.get(&call).filter(|_| !is_repeated) {
            return literal(value);
        }
        self.missing.push(call);
        written.to_owned()
    }

    /// One for each mandatory choice that is ticked: the choices are known now.
    fn count_mandatory(&self, question: &str) -> Option<String> {
        let name = references(question).next().map(|reference| reference.name.to_owned())?;
        let element = self.form.elements.iter().find(|element| element.name == name)?;
        let list = self.form.lists.get(element.itemset.as_deref()?)?;
        let mandatory = list
            .choices
            .iter()
            .filter(|choice| choice.extra.text("mandatory").and_then(yes_no) == Some(true))
            .map(|choice| format!("if(selected({question}, '{}'), 1, 0)", choice.name));
        let made: Vec<String> = mandatory.collect();
        Some(if made.is_empty() { "0".to_owned() } else { format!("({})", made.join(" + ")) })
    }
}

/// Where the parenthesis that the first word opens is closed.
fn closing(all: &[Word<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, word) in all.iter().enumerate() {
        match word.kind {
            Kind::FunctionCall | Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

/// Arguments between the commas of this call.
fn split<'a, 'b>(inside: &'a [Word<'b>]) -> Vec<&'a [Word<'b>]> {
    if inside.iter().all(|word| word.kind == Kind::WhiteSpace) {
        return Vec::new();
    }
    let (mut found, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (index, word) in inside.iter().enumerate() {
        match word.kind {
            Kind::FunctionCall | Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => depth = depth.saturating_sub(1),
            Kind::Comma if depth == 0 => {
                found.push(&inside[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    found.push(&inside[from..]);
    found
}

/// A value as XPath writes it: there is no escape for quotes, so a text with both kinds is put together.
fn literal(value: &str) -> String {
    if value.parse::<f64>().is_ok_and(f64::is_finite) && !value.contains(['e', 'E', '+']) {
        return value.to_owned();
    }
    if !value.contains('\'') {
        return format!("'{value}'");
    }
    if !value.contains('"') {
        return format!("\"{value}\"");
    }
    let pieces: Vec<String> = value.split('\'').map(|piece| format!("'{piece}'")).collect();
    format!("concat({})", pieces.join(", \"'\", "))
}
