//! Words of a formula.

use crate::text::qualified_name_length;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Literal(&'a str),
    Name(&'a str),
    /// A sign or a word that is an operator where it stands.
    Sign(&'a str),
}

/// Longest first.
const SIGNS: [&str; 19] =
    ["//", "::", "..", "!=", "<=", ">=", "(", ")", "[", "]", ".", "@", ",", "/", "|", "+", "-", "=", "<"];

/// Nobody writes a longer formula; a program may.
const MAX_TOKENS: usize = 20_000;

pub(super) struct Lexed<'a> {
    pub tokens: Vec<(usize, Token<'a>)>,
    pub length: usize,
}

pub(super) fn tokens(text: &str) -> Result<Lexed<'_>, (usize, &'static str)> {
    let mut found: Vec<(usize, Token<'_>)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if found.len() >= MAX_TOKENS {
            return Err((at, "формула слишком длинная"));
        }
        let is_operand_over = found.last().is_some_and(|(_, token)| match token {
            Token::Sign(sign) => matches!(*sign, ")" | "]" | "." | ".."),
            _ => true,
        });
        let (token, length) = if first == '"' || first == '\'' {
            let Some(end) = rest[1..].find(first) else {
                return Err((at, "кавычка не закрыта"));
            };
            (Token::Literal(&rest[1..=end]), end + 2)
        } else if let Some(length) = number_length(rest) {
            let number = rest[..length].parse().map_err(|_| (at, "число не разобрано"))?;
            (Token::Number(number), length)
        } else if let name @ 1.. = qualified_name_length(rest) {
            // `parent::name` is an axis, not a name with a prefix; names end with no dot or hyphen of an operator.
            let name = match rest[..name].find(':') {
                Some(colon) if rest[colon..].starts_with("::") => colon,
                _ => name,
            };
            let word = &rest[..name];
            let is_operator = is_operand_over && matches!(word, "and" | "or" | "div" | "mod");
            (if is_operator { Token::Sign(word) } else { Token::Name(word) }, name)
        } else if first == '*' {
            (if is_operand_over { Token::Sign("*") } else { Token::Name("*") }, 1)
        } else if first == '>' {
            let sign = if rest.starts_with(">=") { ">=" } else { ">" };
            (Token::Sign(sign), sign.len())
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            return Err((at, "знак, которого в формулах не бывает"));
        };
        found.push((at, token));
        at += length;
    }
    Ok(Lexed { tokens: found, length: text.len() })
}

fn number_length(rest: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
    match (whole, fraction) {
        (0, 0) => None,
        (_, 0) if rest[whole..].starts_with('.') && !rest[whole..].starts_with("..") => Some(whole + 1),
        (_, 0) => Some(whole),
        _ => Some(whole + 1 + fraction),
    }
}
