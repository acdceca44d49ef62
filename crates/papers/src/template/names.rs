//! Expressions in tags: only what is needed to print, and only names that the kind declares. Checked before anything runs,
//! in every branch.

use super::TemplateFault;
use super::requisites::Drawn;
use super::tags::{Code, Tag};
use crate::filters::FILTERS;
use crate::kinds::{Field, FieldType, nearest, registration_fields};

/// What a name in scope is.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Field(&'a Field),
    /// A record of a list.
    Record(&'a [Field]),
    Loop,
    Plain,
}

struct Scope<'a> {
    fields: &'a [Field],
    /// Names made by repeats, the innermost last.
    turns: Vec<(String, &'a [Field])>,
}

const LOOP: [&str; 6] = ["index", "index0", "first", "last", "length", "revindex"];
const WORDS: [&str; 9] = ["and", "or", "not", "in", "if", "else", "true", "false", "none"];

pub(super) fn check(tags: &[Tag], fields: &[Field]) -> Result<(), Vec<TemplateFault>> {
    let mut scope = Scope { fields, turns: Vec::new() };
    let mut faults = Vec::new();
    for tag in tags {
        let told = |message: String| TemplateFault::at(&tag.place, message);
        let checked = match &tag.code {
            Code::Print(code) | Code::If(code) | Code::ElseIf(code) => scope.expression(code),
            Code::For { name, list } => scope.begin(name, list),
            Code::EndFor => {
                scope.turns.pop();
                Ok(())
            }
            Code::Picture(_) if !scope.turns.is_empty() => {
                Err("рисунок не повторяется: вынесите его из повтора.".to_owned())
            }
            Code::Picture(_) | Code::Else | Code::EndIf | Code::Comment => Ok(()),
        };
        if let Err(message) = checked {
            faults.push(told(message));
            // A repeat over an unknown list would make every name inside unknown too: one fault is enough.
            if matches!(tag.code, Code::For { .. }) {
                break;
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Name(&'a str),
    Text,
    Number,
    Dot,
    Pipe,
    Open,
    Close,
    Other,
}

/// The words of an expression; anything beyond comparing, joining and filtering is refused: nothing can grow by itself.
fn tokens(code: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(letter) = rest.chars().next() {
        let (token, length) = match letter {
            'a'..='z' | 'A'..='Z' | '_' => {
                let length =
                    rest.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(rest.len());
                (Token::Name(&rest[..length]), length)
            }
            '0'..='9' => {
                let length = rest.find(|one: char| !one.is_ascii_digit()).unwrap_or(rest.len());
                (Token::Number, length)
            }
            '"' | '\'' => {
                let Some(end) = rest[1..].find(letter) else {
                    return Err("кавычка не закрыта.".to_owned());
                };
                if rest[1..=end].contains('\\') {
                    return Err("обратная косая черта в подстановке не нужна.".to_owned());
                }
                (Token::Text, end + 2)
            }
            '.' => (Token::Dot, 1),
            '|' => (Token::Pipe, 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' | '~' => (Token::Other, 1),
            '=' | '!' | '<' | '>' => {
                let length = if rest[1..].starts_with('=') { 2 } else { 1 };
                if matches!(&rest[..length], "=" | "!") {
                    return Err(format!("«{}» – не сравнение: равно пишется «==».", &rest[..length]));
                }
                (Token::Other, length)
            }
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => {
                return Err(format!("«{rest}»: имена полей пишутся латинскими буквами, как в списке полей."));
            }
            other => return Err(format!("знак «{other}» в подстановке не допускается.")),
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    if tokens.is_empty() { Err("пустая подстановка.".to_owned()) } else { Ok(tokens) }
}

impl<'a> Scope<'a> {
    fn begin(&mut self, name: &str, list: &str) -> Result<(), String> {
        let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if !is_name || WORDS.contains(&name) || name == "loop" {
            return Err(format!("«{name}» не годится в имя записи: нужны латинские буквы."));
        }
        if self.fields.iter().any(|field| field.name == name) {
            return Err(format!("«{name}» уже имя поля: назовите запись иначе."));
        }
        let tokens = tokens(list)?;
        let path: Option<Vec<&str>> = tokens
            .iter()
            .filter(|token| **token != Token::Dot)
            .map(|token| if let Token::Name(name) = token { Some(*name) } else { None })
            .collect();
        let path = path.ok_or_else(|| format!("повторять можно только список, а не «{list}»."))?;
        match self.resolve(&path)? {
            Thing::Field(field) if field.kind == FieldType::List => {
                self.turns.push((name.to_owned(), &field.fields));
                Ok(())
            }
            _ => Err(format!("«{list}» – не список: повторять нечего.")),
        }
    }

    fn expression(&self, code: &str) -> Result<(), String> {
        let tokens = tokens(code)?;
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at] == Token::Pipe {
                let Some(Token::Name(filter)) = tokens.get(at + 1) else {
                    return Err("после «|» нужно имя фильтра.".to_owned());
                };
                check_filter(filter)?;
                at += 2;
                continue;
            }
            let Token::Name(first) = tokens[at] else {
                at += 1;
                continue;
            };
            if WORDS.contains(&first) {
                at += 1;
                continue;
            }
            let mut path = vec![first];
            while let (Some(Token::Dot), Some(Token::Name(part))) = (tokens.get(at + 1), tokens.get(at + 2)) {
                path.push(part);
                at += 2;
            }
            if tokens.get(at + 1) == Some(&Token::Open) {
                return Err(format!(
                    "«{}(…)»: функций в шаблоне нет, есть фильтры после «|».",
                    path.join(".")
                ));
            }
            self.resolve(&path)?;
            at += 1;
        }
        Ok(())
    }

    fn resolve(&self, path: &[&str]) -> Result<Thing<'a>, String> {
        let Some((first, rest)) = path.split_first() else {
            return Err("пустая подстановка.".to_owned());
        };
        let mut thing = if let Some((_, fields)) = self.turns.iter().rev().find(|(name, _)| name == first) {
            Thing::Record(fields)
        } else if *first == "loop" && !self.turns.is_empty() {
            Thing::Loop
        } else if let Some(field) =
            self.fields.iter().chain(registration_fields()).find(|field| field.name == *first)
        {
            Thing::Field(field)
        } else if Drawn::of(first).is_some() {
            return Err(format!("«{first}» – рисунок: напишите {{{{ {first} }}}} в отдельном абзаце."));
        } else {
            let known = self.fields.iter().map(|field| field.name.as_str());
            let turns = self.turns.iter().map(|(name, _)| name.as_str());
            return Err(unknown(first, "", known.chain(turns)));
        };
        let mut before = (*first).to_owned();
        for part in rest {
            let parts: Vec<&str> = match thing {
                Thing::Record(fields) => fields.iter().map(|field| field.name.as_str()).collect(),
                Thing::Field(field) => field.parts().to_vec(),
                Thing::Loop => LOOP.to_vec(),
                Thing::Plain => Vec::new(),
            };
            if !parts.contains(part) {
                return Err(unknown(part, &before, parts));
            }
            thing = match thing {
                Thing::Record(fields) => {
                    fields.iter().find(|field| field.name == *part).map_or(Thing::Plain, Thing::Field)
                }
                _ => Thing::Plain,
            };
            before = format!("{before}.{part}");
        }
        Ok(thing)
    }
}

fn unknown<'a>(name: &str, before: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let full = |name: &str| if before.is_empty() { name.to_owned() } else { format!("{before}.{name}") };
    let hint = nearest(name, known).map(|near| format!(" Возможно, «{}».", full(near))).unwrap_or_default();
    format!("поля «{}» нет.{hint}", full(name))
}

fn check_filter(name: &str) -> Result<(), String> {
    if FILTERS.iter().any(|(known, _)| *known == name) {
        return Ok(());
    }
    let near = nearest(name, FILTERS.iter().map(|(known, _)| *known));
    let hint = near.map(|near| format!(" Возможно, «{near}».")).unwrap_or_default();
    Err(format!("фильтра «{name}» нет.{hint}"))
}
