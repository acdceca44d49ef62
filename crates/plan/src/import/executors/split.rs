//! A line of names as its names: at semicolons, at commas, at words that name a role, out of brackets.

use std::sync::LazyLock;

use regex::Regex;

use super::Part;
use crate::import::desk::Desk;
use crate::import::names::is_abbreviation;
use crate::import::{ImportError, ProposalKind};
use crate::model::ExecutorRole;
use crate::words::{begins_with_capital, begins_with_small, tidy};

static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let named = r"(ответственн\p{L}*(?:\s+(?:исполнител\p{L}*|лиц\p{L}*))?|соисполнител\p{L}*|исполнител\p{L}*|участник\p{L}*|партнер\p{L}*)\s*[:–—-]\s*";
    let said =
        r"(совместно со?|при участии|при поддержке|с участием|с привлечением|во взаимодействии со?)\s+";
    Regex::new(&format!(r"(?i)(?:^|[;.,]\s*|\s+)(?:{named}|{said})")).ok()
});

/// «Ответственный: А; соисполнители: Б, В», «А совместно с Б» as its parts with their roles.
pub(super) fn by_role(text: &str) -> Vec<Part> {
    let Some(pattern) = ROLE.as_ref() else { return vec![(text.to_owned(), None)] };
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    let mut role = None;
    let mut depth = 0_usize;
    for found in pattern.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let Some(word) = found.get(1).or_else(|| found.get(2)) else { continue };
        let before = &text[at..whole.start()];
        depth = depth_after(depth, before);
        // Inside brackets a role belongs to the brackets.
        if depth > 0 {
            continue;
        }
        if !before.trim().is_empty() {
            parts.push((before.trim().to_owned(), role));
        }
        let lower = word.as_str().to_lowercase();
        let leads = lower.starts_with("ответствен") || lower.starts_with("исполнител");
        role = Some(if leads { ExecutorRole::Lead } else { ExecutorRole::Co });
        at = whole.end();
    }
    let rest = text[at..].trim();
    if !rest.is_empty() {
        parts.push((rest.to_owned(), role));
    }
    parts
}

fn depth_after(depth: usize, text: &str) -> usize {
    text.chars().fold(depth, |depth, letter| match letter {
        '(' => depth + 1,
        ')' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// The names in one line. A semicolon always separates; a comma only where both sides are names.
pub(super) fn names_in(text: &str, number: &str, desk: &mut Desk<'_>) -> Result<Vec<String>, ImportError> {
    let mut names = Vec::new();
    for piece in outside_brackets(text, ';') {
        let tidied = tidy(piece);
        let piece = without_full_stop(&tidied).to_owned();
        if !piece.chars().any(char::is_alphanumeric) {
            continue;
        }
        desk.budget.spend(desk.names.cost(&piece))?;
        if desk.names.find(&piece).is_exact() {
            names.push(piece);
            continue;
        }
        let parts = at_commas(&piece, desk)?;
        if parts.len() > 1 {
            desk.proposals.add(
                ProposalKind::CellSplit,
                number,
                "executors",
                format!("в одной строке несколько исполнителей: {}", parts.join(" · ")),
                "запятая разделяет наименования; причастный оборот после запятой остаётся частью наименования",
            );
        }
        names.extend(parts);
    }
    Ok(names)
}

/// Words that are written with a point of their own.
const SHORTENED: [&str; 27] = [
    "др", "пр", "гг", "обл", "им", "ул", "пос", "дер", "стр", "корп", "тел", "зам", "зав", "рук", "нач",
    "отд", "отв", "преп", "чел", "шт", "руб", "тыс", "ред", "кв", "уч", "проч", "сотр",
];

/// «ХГИК.» without the point that ends the sentence; «школы и др.», «Хабаровск и обл.», «Иванов И. И.» keep theirs.
fn without_full_stop(name: &str) -> &str {
    let bare = name.trim_end_matches([',', '.', ' ']);
    let last = bare.rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let is_shortened = last.chars().count() == 1 || SHORTENED.contains(&last.to_lowercase().as_str());
    let end = bare.len();
    if is_shortened && name.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        return name.get(..=end).unwrap_or(bare);
    }
    bare
}

/// Pieces between separators that stand outside of brackets.
fn outside_brackets(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if letter == separator && depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

static PARTICIPLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\p{L}+(?:ущ|ющ|ащ|ящ|вш|емы|имы|анны|енны)\p{L}*\b").ok());
static INITIALS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{Lu}\.\s?(?:\p{Lu}\.)?$").ok());

/// More names than this in one line are not a list of executors: the line stays one text, nothing is lost.
const MAX_NAMES: usize = 100;

fn at_commas(piece: &str, desk: &Desk<'_>) -> Result<Vec<String>, ImportError> {
    let pieces: Vec<&str> = outside_brackets(piece, ',').into_iter().map(str::trim).collect();
    let pieces: Vec<&str> = pieces.into_iter().filter(|part| !part.is_empty()).collect();
    if pieces.len() < 2 || pieces.len() > MAX_NAMES {
        return Ok(vec![piece.to_owned()]);
    }
    let mut parts: Vec<String> = Vec::new();
    for part in pieces {
        let is_turn = PARTICIPLE.as_ref().is_some_and(|pattern| pattern.is_match(part))
            || part.starts_with("в том числе")
            || part.starts_with("котор");
        desk.budget.spend(desk.names.cost(part))?;
        // «Специалисты ОМСУ, методисты методических служб»: a small letter begins another group of people.
        let is_name = desk.names.knows(part)
            || begins_with_capital(part)
            || part.split(' ').next().is_some_and(|word| word.chars().count() > 3);
        let goes_on = parts.last().is_some_and(|last| {
            let is_inside =
                last.matches('"').count() % 2 == 1 || last.matches('«').count() > last.matches('»').count();
            // «Иванова И. И., методист»: a post after a person is the same person's.
            let is_post =
                begins_with_small(part) && INITIALS.as_ref().is_some_and(|pattern| pattern.is_match(last));
            is_inside || is_post
        });
        match parts.last_mut() {
            Some(last) if is_turn || !is_name || goes_on => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    Ok(parts)
}

static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(.*\S)\s*\(([^()]+)\)\s*$").ok());

/// «ИРО (ХГИК, школы)»: those in brackets help when they are other organisations or are said to help.
pub(super) fn out_of_brackets(name: &str, desk: &Desk<'_>) -> Result<(String, Vec<String>), ImportError> {
    let whole = || (name.to_owned(), Vec::new());
    let Some(found) = BRACKETS.as_ref().and_then(|pattern| pattern.captures(name)) else {
        return Ok(whole());
    };
    let (outer, inner) = (found[1].trim(), found[2].trim());
    let by_role = by_role(inner);
    let says_role = by_role.iter().all(|(_, role)| *role == Some(ExecutorRole::Co));
    let texts = by_role.iter().flat_map(|(text, _)| text.split([',', ';'])).map(str::trim);
    let inside: Vec<String> = texts.filter(|text| !text.is_empty()).map(str::to_owned).collect();
    if says_role {
        return Ok((outer.to_owned(), inside));
    }
    desk.budget
        .spend(inside.iter().map(|text| desk.names.cost(text)).sum::<usize>() + desk.names.cost(outer))?;
    let own = desk.names.find(outer).code();
    let are_others = inside.iter().all(|text| {
        let found = desk.names.find(text);
        // An abbreviation that stands for one name only is as good as the name.
        (found.is_exact() || (found.code().is_some() && is_abbreviation(text))) && found.code() != own
    });
    if own.is_some() && are_others { Ok((outer.to_owned(), inside)) } else { Ok(whole()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_is_no_part_of_a_name() {
        for (printed, name) in [
            ("ХГИК.", "ХГИК"),
            ("ХГИК.,", "ХГИК"),
            ("КГАНОУ «Центр».", "КГАНОУ «Центр»"),
            ("школы края и др.", "школы края и др."),
            ("библиотеки Амурской обл.", "библиотеки Амурской обл."),
            ("школы и т. д.", "школы и т. д."),
            ("Иванов И. И.", "Иванов И. И."),
            ("администрация г.", "администрация г."),
            ("Дом книги", "Дом книги"),
        ] {
            assert_eq!(without_full_stop(printed), name);
        }
    }
}
