//! Running a part's program: bounded in steps and in size, with nothing at hand but the values.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::edit::{COMMENT, PRINT, STATEMENT};
use super::place::Place;
use super::{Part, TemplateFault};
use crate::docx::xml::escape_into;
use crate::filters::{self, Doubt, Doubts};
use crate::kinds::Values;

/// Steps of the engine, filters included: a table of ten thousand rows takes less than a tenth.
const FUEL: u64 = 20_000_000;
const MOST_BYTES: usize = 24 * 1024 * 1024;

/// What a whole document may still take: its parts share it, however many there are.
pub(super) struct Budget {
    fuel: u64,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { fuel: FUEL, bytes: MOST_BYTES }
    }
}

const LINE_BREAK: &str = "</w:t><w:br/><w:t xml:space=\"preserve\">";

fn environment(doubts: &Doubts, fuel: u64) -> Result<Environment<'static>, Error> {
    let mut env = Environment::empty();
    env.set_syntax(
        SyntaxConfig::builder()
            .variable_delimiters(PRINT.0, PRINT.1)
            .block_delimiters(STATEMENT.0, STATEMENT.1)
            .comment_delimiters(COMMENT.0, COMMENT.1)
            .keep_trailing_newline(true)
            .build()?,
    );
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_recursion_limit(50);
    env.set_fuel(Some(fuel));
    env.set_formatter(|out, _, value| {
        // Drawings of ours: no expression of a template makes such a value.
        if value.is_safe() {
            return out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from);
        }
        let text = printed(value)?;
        let mut escaped = String::with_capacity(text.len());
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                escaped.push_str(LINE_BREAK);
            }
            escape_into(&mut escaped, line);
        }
        out.write_str(&escaped).map_err(Error::from)
    });
    filters::add(&mut env, doubts);
    Ok(env)
}

/// Texts, numbers and dates are printed; records and lists say how they are.
fn printed(value: &Value) -> Result<String, Error> {
    let refused = |text: &'static str| Err(Error::new(ErrorKind::InvalidOperation, text));
    match value.kind() {
        ValueKind::Map => {
            refused("это запись из нескольких полей: напечатайте одно из них, например имя.full")
        }
        ValueKind::Seq | ValueKind::Iterable => {
            refused("это список: печатайте его повтором {%tr for … %} или {%p for … %}")
        }
        ValueKind::Bool => Ok(if value.is_true() { "да" } else { "нет" }.to_owned()),
        ValueKind::None | ValueKind::Undefined => Ok(String::new()),
        _ => Ok(filters::printed(value)),
    }
}

/// Whether the program can be read at all.
pub(super) fn check(program: &str, lines: &[(usize, Place)]) -> Result<(), TemplateFault> {
    let told = |error: &Error| fault(error, lines);
    let env = environment(&Doubts::default(), FUEL).map_err(|error| told(&error))?;
    env.template_from_str(program).map(|_| ()).map_err(|error| told(&error))
}

/// Everything that a program may name: fields, requisites, drawings.
pub(super) fn context(
    values: &Values,
    requisites: &[(&str, &str)],
    drawings: Vec<(String, String)>,
) -> Value {
    let requisites = requisites.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    let drawings = drawings.into_iter().map(|(name, xml)| (name, Value::from_safe_string(xml)));
    // A kind's own field wins over a requisite of the same name.
    let fields = values.iter().map(|(name, value)| (name.clone(), Value::from(Serde(value))));
    Value::from_pairs(requisites.chain(drawings).chain(fields))
}

pub(super) fn run(
    part: &Part,
    context: &Value,
    budget: &mut Budget,
    doubts: &mut Vec<Doubt>,
) -> Result<String, TemplateFault> {
    let told = |error: &Error| fault(error, &part.lines);
    let found = Doubts::default();
    let env = environment(&found, budget.fuel).map_err(|error| told(&error))?;
    let template = env.template_from_str(&part.program).map_err(|error| told(&error))?;
    let mut out = Bounded { bytes: Vec::with_capacity(part.program.len()), most: budget.bytes };
    let made = template.render_captured_to(context.clone(), &mut out);
    let made = made.map_err(|error| told(&error))?;
    budget.fuel = made.state().fuel_levels().map_or(0, |(_, remaining)| remaining);
    drop(made);
    budget.bytes -= out.bytes.len();
    if let Ok(found) = found.lock() {
        doubts.extend(found.iter().filter(|one| !doubts.contains(one)).cloned().collect::<Vec<_>>());
    }
    let text = String::from_utf8(out.bytes).map_err(|_| TemplateFault::of_file("Документ не записан."))?;
    Ok(without_empty_tables(text))
}

/// Grows up to the bound and no further.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::Error::other("too large"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fault(error: &Error, lines: &[(usize, Place)]) -> TemplateFault {
    let place = error.line().and_then(|line| lines.iter().rev().find(|(begin, _)| *begin <= line));
    let message = match error.kind() {
        ErrorKind::OutOfFuel => "документ получается слишком большим: повторов больше, чем можно.".to_owned(),
        ErrorKind::WriteFailure => "документ получается слишком большим.".to_owned(),
        ErrorKind::UndefinedError => "значение не задано.".to_owned(),
        ErrorKind::SyntaxError => {
            format!("подстановка не понята ({}).", error.detail().unwrap_or("ошибка в записи"))
        }
        _ => format!("{}.", error.detail().unwrap_or("подстановка не выполнена")),
    };
    TemplateFault { place: place.map(|(_, place)| place.clone()), message }
}

/// A table whose every row was a repeat of nothing has no rows, which Word takes for damage: it is left out.
fn without_empty_tables(mut text: String) -> String {
    let mut from = text.len();
    while let Some(begin) = text[..from].rfind("<w:tbl>") {
        from = begin;
        let Some(end) = text[begin..].find("</w:tbl>").map(|at| begin + at) else { continue };
        let inside = &text[begin..end];
        if !inside.contains("<w:tr>") && !inside.contains("<w:tr ") {
            // A cell may have held nothing else.
            text.replace_range(begin..end + "</w:tbl>".len(), "<w:p/>");
        }
    }
    text
}
