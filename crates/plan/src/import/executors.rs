//! Who answers and who helps: a cell of names, some of which hold commas.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::lines_of;
use super::grid::Paragraph;
use super::organisations::{Match, find};
use super::{ProposalKind, Proposals, Vocabulary};
use crate::model::{Executor, ExecutorRole};
use crate::words::{begins_with_capital, tidy};

static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[;.]\s*|,\s*)(ответственн\p{L}*(?:\s+исполнител\p{L}*)?|соисполнител\p{L}*|исполнител\p{L}*|участник\p{L}*)\s*[:–—-]\s*").ok()
});

/// Reads the cell of executors and, where there is one, the cell of those who help.
pub fn read(
    cell: &[Paragraph],
    helpers: &[Paragraph],
    vocabulary: &Vocabulary,
    number: &str,
    proposals: &mut Proposals,
) -> Vec<Executor> {
    let mut executors = Vec::new();
    let mut has_named_lead = false;
    for (text, role) in parts_of(cell, vocabulary, number, proposals) {
        has_named_lead |= role == Some(ExecutorRole::Lead);
        let usual = if executors.is_empty() { ExecutorRole::Lead } else { ExecutorRole::Co };
        executors.push(executor(text, role.unwrap_or(usual), vocabulary, number, proposals));
    }
    if executors.len() > 1 && !has_named_lead {
        proposals.add(
            ProposalKind::LeadExecutor,
            number,
            "executors",
            format!("ответственный исполнитель — {}", executors[0].text),
            "в плане роли не разделены; по принятой практике ответственный назван первым, остальные — соисполнители",
        );
    }
    for (text, _) in parts_of(helpers, vocabulary, number, proposals) {
        executors.push(executor(text, ExecutorRole::Co, vocabulary, number, proposals));
    }
    executors
}

fn executor(
    text: String,
    role: ExecutorRole,
    vocabulary: &Vocabulary,
    number: &str,
    proposals: &mut Proposals,
) -> Executor {
    let found = find(vocabulary, &text);
    match found {
        Match::Exact(_) => {}
        Match::Likely(code) => proposals.add(
            ProposalKind::OrganisationMatch,
            number,
            "executors",
            format!("«{text}» — организация {code} справочника"),
            "наименование совпадает не полностью, но большинство слов те же",
        ),
        Match::None => proposals.add(
            ProposalKind::OrganisationMatch,
            number,
            "executors",
            format!("«{text}» не найдено в справочнике организаций"),
            "похожего наименования нет: выберите организацию или оставьте как напечатано",
        ),
    }
    Executor { org: found.code().map(str::to_owned), role, text }
}

type Part = (String, Option<ExecutorRole>);

fn parts_of(
    cell: &[Paragraph],
    vocabulary: &Vocabulary,
    number: &str,
    proposals: &mut Proposals,
) -> Vec<Part> {
    let read = lines_of(cell);
    proposals.mended(number, "executors", &read.mended);
    let mut parts = Vec::new();
    let mut role = None;
    for line in read.lines {
        for (text, own_role) in by_prefix(&line.text) {
            role = own_role.or(role);
            for name in names_in(&text, vocabulary, number, proposals) {
                parts.push((name, role));
                if role == Some(ExecutorRole::Lead) {
                    // «Ответственный: А» names one; who follows on the next lines only helps.
                    role = own_role;
                }
            }
        }
    }
    parts
}

/// «Ответственный: А; соисполнители: Б, В» as its parts with their roles.
fn by_prefix(text: &str) -> Vec<Part> {
    let Some(pattern) = PREFIX.as_ref() else { return vec![(text.to_owned(), None)] };
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    let mut role = None;
    for found in pattern.captures_iter(text) {
        let (Some(whole), Some(word)) = (found.get(0), found.get(1)) else { continue };
        let before = text[at..whole.start()].trim();
        if !before.is_empty() {
            parts.push((before.to_owned(), role));
        }
        let is_helper = word.as_str().to_lowercase().starts_with("со")
            || word.as_str().to_lowercase().starts_with("участ");
        role = Some(if is_helper { ExecutorRole::Co } else { ExecutorRole::Lead });
        at = whole.end();
    }
    let rest = text[at..].trim();
    if !rest.is_empty() {
        parts.push((rest.to_owned(), role));
    }
    parts
}

/// The names in one line. A semicolon always separates; a comma only where both sides are names.
fn names_in(text: &str, vocabulary: &Vocabulary, number: &str, proposals: &mut Proposals) -> Vec<String> {
    let mut names = Vec::new();
    for piece in text
        .split(';')
        .map(tidy)
        .map(|piece| piece.trim_end_matches([',', '.']).to_owned())
        .filter(|piece| !piece.is_empty())
    {
        if matches!(find(vocabulary, &piece), Match::Exact(_)) {
            names.push(piece);
            continue;
        }
        let parts = at_commas(&piece, vocabulary);
        if parts.len() > 1 {
            proposals.add(
                ProposalKind::CellSplit,
                number,
                "executors",
                format!("в одной строке {} исполнителя: {}", parts.len(), parts.join(" · ")),
                "запятая разделяет наименования; причастный оборот после запятой остаётся частью наименования",
            );
        }
        names.extend(parts);
    }
    names
}

static PARTICIPLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\p{L}+(?:ущ|ющ|ащ|ящ|вш|емы|имы|анны|енны)\p{L}*\b").ok());

/// More names than this in one line are not a list of executors: the line stays one text, nothing is lost.
const MAX_NAMES: usize = 100;

fn at_commas(piece: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let pieces: Vec<&str> = piece.split(", ").map(str::trim).filter(|part| !part.is_empty()).collect();
    if pieces.len() < 2 || pieces.len() > MAX_NAMES {
        return vec![piece.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for part in pieces {
        let is_turn = PARTICIPLE.as_ref().is_some_and(|pattern| pattern.is_match(part))
            || part.starts_with("в том числе")
            || part.starts_with("котор");
        let is_known = find(vocabulary, part).code().is_some();
        // «Специалисты ОМСУ, методисты методических служб»: a small letter begins another group of people.
        let is_name = is_known
            || begins_with_capital(part)
            || part.split(' ').next().is_some_and(|word| word.chars().count() > 3);
        let depth_is_closed = parts.last().is_none_or(|last| {
            last.matches('(').count() <= last.matches(')').count()
                && last.matches('"').count() % 2 == 0
                && last.matches('«').count() <= last.matches('»').count()
        });
        match parts.last_mut() {
            Some(last) if is_turn || !is_name || !depth_is_closed => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::KnownOrganisation;

    fn vocabulary() -> Vocabulary {
        let known = |code: &str, name: &str| KnownOrganisation {
            code: code.into(),
            name: name.into(),
            aliases: Vec::new(),
        };
        Vocabulary {
            organisations: vec![
                known("I", "КГАОУ ДПО ХК ИРО"),
                known("H", "ХГИК"),
                known("S", "Руководители ИБЦ, педагоги-библиотекари"),
            ],
            document_kinds: Vec::new(),
        }
    }

    fn told(lines: &[&str]) -> Vec<(String, Option<String>, ExecutorRole)> {
        let cell: Vec<Paragraph> = lines.iter().map(|line| Paragraph::plain(*line)).collect();
        let executors = read(&cell, &[], &vocabulary(), "1", &mut Proposals::default());
        executors.into_iter().map(|one| (one.text, one.org, one.role)).collect()
    }

    #[test]
    fn commas_separate_names_but_not_participles() {
        assert_eq!(told(&["КГАОУ ДПО ХК ИРО, ХГИК"]).len(), 2);
        assert_eq!(told(&["Руководители ИБЦ, педагоги-библиотекари"]).len(), 1, "a known name holds a comma");
        assert_eq!(
            told(&["Руководители органов, осуществляющих управление", "в сфере образования"]).len(),
            1
        );
        assert_eq!(told(&["Методисты, курирующие деятельность ИБЦ"]).len(), 1);
        assert_eq!(told(&["Отдел культуры; школа № 5"]).len(), 2);
    }

    #[test]
    fn roles_named_in_the_cell_are_kept() {
        let roles: Vec<(String, ExecutorRole)> =
            told(&["Ответственный: ХГИК; соисполнители: КГАОУ ДПО ХК ИРО, Дом книги"])
                .into_iter()
                .map(|(text, _, role)| (text, role))
                .collect();
        assert_eq!(
            roles,
            [
                ("ХГИК".into(), ExecutorRole::Lead),
                ("КГАОУ ДПО ХК ИРО".into(), ExecutorRole::Co),
                ("Дом книги".into(), ExecutorRole::Co)
            ]
        );
    }
}
