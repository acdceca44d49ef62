//! The words of an expression as XLSForm tools split them.
//!
//! Not the parser of formulas (that is [`crate::xpath`]): two decisions of XLSForm are made on loose words, because
//! they also look at texts that are not formulas: whether a default is computed, and where in a label an `instance()`
//! expression begins and ends. The order of the rules is the order of their priority.

use crate::text::{name_length, qualified_name_length};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Moment,
    Number,
    Math,
    Comparison,
    Bool,
    Union,
    OpenParenthesis,
    CloseParenthesis,
    Bracket,
    ParentReference,
    SelfReference,
    PathSeparator,
    Literal,
    Comma,
    WhiteSpace,
    Reference,
    FunctionCall,
    PredicateStart,
    PredicateEnd,
    Scheme,
    Name,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub start: usize,
}

impl Word<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        if rest.is_empty() {
            return None;
        }
        let (kind, length) = first_word(rest);
        let word = Word { kind, text: &rest[..length], start: at };
        at += length;
        Some(word)
    })
}

fn first_word(rest: &str) -> (Kind, usize) {
    if let Some(length) = moment_length(rest) {
        return (Kind::Moment, length);
    }
    if let Some(length) = number_length(rest) {
        return (Kind::Number, length);
    }
    for (kind, spellings) in [
        (Kind::Math, &["*", "+", "-", " mod ", " div "][..]),
        (Kind::Comparison, &["=", "!=", "<", ">"][..]),
        (Kind::Bool, &[" and ", " or "][..]),
        (Kind::Union, &["|"][..]),
        (Kind::OpenParenthesis, &["("][..]),
        (Kind::CloseParenthesis, &[")"][..]),
        (Kind::Bracket, &["[", "{", "}"][..]),
        (Kind::ParentReference, &[".."][..]),
        (Kind::SelfReference, &["."][..]),
        (Kind::PathSeparator, &["/"][..]),
    ] {
        if let Some(found) = spellings.iter().find(|spelling| rest.starts_with(**spelling)) {
            return (kind, found.len());
        }
    }
    for quote in ['"', '\''] {
        if let Some(inside) = rest.strip_prefix(quote)
            && let Some(close) = inside.find(quote)
        {
            return (Kind::Literal, close + 2);
        }
    }
    if rest.starts_with(',') {
        return (Kind::Comma, 1);
    }
    let spaces = rest.len() - rest.trim_start().len();
    if spaces > 0 {
        return (Kind::WhiteSpace, spaces);
    }
    if let Some(inside) = rest.strip_prefix("${") {
        let prefix = if inside.starts_with("last-saved#") { "last-saved#".len() } else { 0 };
        let name = name_length(&inside[prefix..]);
        if name > 0 && inside[prefix + name..].starts_with('}') {
            return (Kind::Reference, 2 + prefix + name + 1);
        }
    }
    if let Some(found) = word_with_name(rest) {
        return found;
    }
    if rest.starts_with(']') {
        return (Kind::PredicateEnd, 1);
    }
    (Kind::Other, rest.chars().next().map_or(1, char::len_utf8))
}

fn word_with_name(rest: &str) -> Option<(Kind, usize)> {
    let plain = name_length(rest);
    if plain == 0 {
        return None;
    }
    let qualified = qualified_name_length(rest);
    // A rule looks at the longest name first, then at the part before the colon.
    for length in [qualified, plain] {
        if rest[length..].starts_with('(') {
            return Some((Kind::FunctionCall, length + 1));
        }
    }
    for length in [qualified, plain] {
        if rest[length..].starts_with('[') {
            return Some((Kind::PredicateStart, length + 1));
        }
    }
    if rest[plain..].starts_with("://") {
        return Some((Kind::Scheme, plain + 3));
    }
    Some((Kind::Name, qualified))
}

fn digits(text: &str, count: usize) -> bool {
    text.len() >= count && text.bytes().take(count).all(|byte| byte.is_ascii_digit())
}

fn date_length(text: &str) -> Option<usize> {
    let sign = usize::from(text.starts_with('-'));
    let body = &text[sign..];
    let is_date = digits(body, 4)
        && body[4..].starts_with('-')
        && digits(&body[5..], 2)
        && body[7..].starts_with('-')
        && digits(&body[8..], 2);
    is_date.then_some(sign + 10)
}

fn time_length(text: &str) -> Option<usize> {
    let is_time = digits(text, 2)
        && text[2..].starts_with(':')
        && digits(&text[3..], 2)
        && text[5..].starts_with(':')
        && digits(&text[6..], 2);
    if !is_time {
        return None;
    }
    let zone = &text[8..];
    if zone.starts_with('Z') {
        return Some(9);
    }
    let is_offset = (zone.starts_with('+') || zone.starts_with('-'))
        && digits(&zone[1..], 2)
        && zone[3..].starts_with(':')
        && digits(&zone[4..], 2);
    Some(if is_offset { 14 } else { 8 })
}

fn moment_length(text: &str) -> Option<usize> {
    if let Some(date) = date_length(text) {
        let time = text[date..].strip_prefix('T').and_then(time_length);
        return Some(time.map_or(date, |time| date + 1 + time));
    }
    time_length(text)
}

fn number_length(text: &str) -> Option<usize> {
    let sign = usize::from(text.starts_with('-'));
    let count = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = count(&text[sign..]);
    let after = &text[sign + whole..];
    if whole > 0 {
        let fraction = after.strip_prefix('.').map_or(0, |rest| 1 + count(rest));
        return Some(sign + whole + fraction);
    }
    let fraction = after.strip_prefix('.').map_or(0, count);
    (fraction > 0).then_some(sign + 1 + fraction)
}

/// Whether a default is computed when the form opens, rather than written as it stands.
pub fn is_dynamic_default(default: &str, question_type: &str) -> bool {
    let may_have_hyphen = matches!(question_type, "date" | "dateTime" | "geopoint" | "geotrace" | "geoshape");
    for word in words(default) {
        if may_have_hyphen && word.kind == Kind::Math && word.text == "-" {
            return false;
        }
        if matches!(word.kind, Kind::Math | Kind::Union | Kind::Reference | Kind::FunctionCall) {
            return true;
        }
    }
    false
}

/// Where in a text `instance()` expressions stand.
pub fn instance_expressions(text: &str) -> Vec<(usize, usize)> {
    let mut boundaries = Vec::new();
    let (mut in_instance, mut in_path, mut in_predicate) = (false, false, false);
    let mut last: Option<Word<'_>> = None;
    for word in words(text) {
        let mut belongs = false;
        if !in_instance && word.kind == Kind::FunctionCall && word.text == "instance(" {
            in_instance = true;
            belongs = true;
            boundaries.push(word.start);
        } else if in_instance {
            let before = last.map_or(Kind::Other, |last| last.kind);
            let opened = last.is_some_and(|last| last.text == "instance(" && last.kind == Kind::FunctionCall);
            if (word.kind == Kind::Literal && opened)
                || (before == Kind::Literal && word.kind == Kind::CloseParenthesis)
            {
                belongs = true;
            } else if word.kind == Kind::PathSeparator
                && matches!(before, Kind::CloseParenthesis | Kind::PredicateEnd)
            {
                belongs = true;
                in_path = true;
            } else if in_path {
                match word.kind {
                    Kind::WhiteSpace => in_path = false,
                    Kind::PredicateStart => {
                        belongs = true;
                        in_path = false;
                        in_predicate = true;
                    }
                    _ => belongs = true,
                }
            } else if in_predicate {
                belongs = true;
                in_predicate = word.kind != Kind::PredicateEnd;
            }
        }
        if belongs {
            last = Some(word);
        } else if in_instance {
            in_instance = false;
            boundaries.extend(last.map(|last| last.end()));
        }
    }
    boundaries.extend(last.map(|last| last.end()));
    boundaries.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults() {
        for (default, kind, expected) in [
            ("${a}", "text", true),
            ("today()", "date", true),
            ("2020-01-01", "date", false),
            ("1 - 2", "integer", true),
            ("-5", "integer", false),
            ("New York", "text", false),
            ("a-b", "text", false),
            ("0 div 2", "integer", true),
            ("https://my.site/page", "text", false),
            ("10:30:00", "time", false),
        ] {
            assert_eq!(is_dynamic_default(default, kind), expected, "{default}");
        }
    }

    #[test]
    fn an_instance_expression_ends_at_white_space_outside_its_predicate() {
        let text = "see instance('c')/root/item[name = 'x y']/label now";
        let found = instance_expressions(text);
        assert_eq!(
            found.iter().map(|(from, to)| &text[*from..*to]).collect::<Vec<_>>(),
            ["instance('c')/root/item[name = 'x y']/label"]
        );
    }
}
