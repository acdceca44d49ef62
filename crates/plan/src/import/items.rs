//! The title cell: heading and items, and the terms that belong to them.

use super::cells::{Line, Lines};
use super::{ProposalKind, Proposals};
use crate::model::{Item, Term};
use crate::term::{ParsedTerm, term_of};
use crate::words::begins_with_capital;

/// Title, items and term of a measure.
pub struct Titled {
    pub title: String,
    pub items: Vec<Item>,
    pub term: Term,
}

/// Year and month in which the plan's year starts.
#[derive(Clone, Copy)]
pub struct PlanYear {
    pub year: i16,
    pub start_month: i8,
}

/// Pairs what the title cell and the term cell say.
pub fn read(
    titles: &Lines,
    terms: &Lines,
    number: &str,
    year: PlanYear,
    proposals: &mut Proposals,
) -> Titled {
    let term_lines: Vec<&str> = terms.lines.iter().map(|line| line.text.as_str()).collect();
    let (title, item_titles) = split(titles, terms, number, proposals);
    let mut items: Vec<Item> = item_titles
        .into_iter()
        .enumerate()
        .map(|(index, title)| Item { number: format!("{number}.{}", index + 1), title, term: None })
        .collect();
    let read_term = |text: &str| term_of(text, year.year, year.start_month);
    if !items.is_empty() && term_lines.len() == items.len() && items.len() > 1 {
        for (item, text) in items.iter_mut().zip(&term_lines) {
            let (term, parsed) = read_term(text);
            remark(&term, &parsed, &item.number, proposals);
            item.term = Some(term);
        }
        proposals.add(
            ProposalKind::ItemPairing,
            number,
            "terms",
            format!(
                "сроки распределены по подпунктам: {}",
                items
                    .iter()
                    .map(|item| format!(
                        "{} — {}",
                        item.number,
                        item.term.as_ref().map_or("", |term| &term.text)
                    ))
                    .collect::<Vec<_>>()
                    .join("; ")
            ),
            "в ячейке столько же сроков, сколько подпунктов; они идут в том же порядке",
        );
        let dates = || items.iter().filter_map(|item| item.term.as_ref());
        let term = Term {
            from: dates().filter_map(|term| term.from).min(),
            to: dates().filter_map(|term| term.to).max(),
            ..Term::default()
        };
        return Titled { title, items, term };
    }
    let joined = join_terms(&term_lines);
    let (mut term, parsed) = read_term(&joined);
    if !parsed.is_understood() && term_lines.len() > 1 {
        // Several terms for one measure: from the first of them to the last.
        let each: Vec<(Term, ParsedTerm)> = term_lines.iter().map(|line| read_term(line)).collect();
        term.from = each.iter().filter_map(|(one, _)| one.from).min();
        term.to = each.iter().filter_map(|(one, _)| one.to).max();
        if term.from.is_some() {
            proposals.add(
                ProposalKind::TermDates,
                number,
                "term",
                format!("несколько сроков: «{joined}»"),
                "взят промежуток от первого до последнего; если нужно, разделите мероприятие на подпункты",
            );
        }
    }
    remark(&term, &parsed, number, proposals);
    Titled { title, items, term }
}

fn join_terms(lines: &[&str]) -> String {
    let mut joined = String::new();
    for line in lines {
        if !joined.is_empty() {
            // «сентябрь» + «октябрь» are two months; «в период проведения» + «Месячника» is one phrase.
            let is_list = crate::term::parse_term(&joined, 2024, 1).is_understood()
                && crate::term::parse_term(line, 2024, 1).is_understood();
            let is_broken_range = joined.ends_with(['-', '–', '—', ',']);
            joined.push_str(if is_list && !is_broken_range { ", " } else { " " });
        }
        joined.push_str(line);
    }
    joined
}

fn remark(term: &Term, parsed: &ParsedTerm, number: &str, proposals: &mut Proposals) {
    if let Some(remark) = parsed.remark {
        proposals.add(ProposalKind::TermDates, number, "term", format!("срок «{}»", term.text), remark);
    }
}

/// Heading and titles of items.
fn split(titles: &Lines, terms: &Lines, number: &str, proposals: &mut Proposals) -> (String, Vec<String>) {
    let lines = &titles.lines;
    let texts = |lines: &[Line]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    let term_count = terms.lines.len();
    if lines.is_empty() {
        return (String::new(), Vec::new());
    }
    let first_item = lines.iter().position(|line| line.is_item);
    if let Some(first) = first_item
        && lines.len() - first >= 2
    {
        let heading = texts(&lines[..first]).join(" ");
        let items = texts(&lines[first..])
            .into_iter()
            .map(|text| text.trim_end_matches(';').trim().to_owned())
            .collect();
        propose(number, "перечень с тире или нумерацией", proposals);
        return (heading, items);
    }
    if let Some(items) = numbered_inside(lines) {
        propose(number, "строки пронумерованы внутри ячейки", proposals);
        return items;
    }
    if lines.len() == 1 {
        return (lines[0].text.clone(), Vec::new());
    }
    let by_lines = (lines.len(), texts(lines));
    let by_blocks = blocks(lines);
    for (count, texts) in [by_lines, (by_blocks.len(), by_blocks.clone())] {
        if term_count >= 2 && count == term_count {
            propose(number, "абзацев столько же, сколько сроков", proposals);
            return (String::new(), texts);
        }
        if term_count >= 2 && count == term_count + 1 {
            propose(number, "первый абзац — заголовок, остальных столько же, сколько сроков", proposals);
            return (texts[0].clone(), texts[1..].to_vec());
        }
    }
    if lines[0].text.ends_with(':') {
        propose(number, "после двоеточия перечислены подпункты", proposals);
        let items =
            texts(&lines[1..]).into_iter().map(|text| text.trim_end_matches(';').trim().to_owned()).collect();
        return (lines[0].text.clone(), items);
    }
    // A short sentence that names the whole, and then what is done: «Месячник … . Подготовка …».
    if let Some((heading, rest)) = short_heading(&lines[0].text) {
        propose(
            number,
            "первое предложение короткое и называет мероприятие в целом, дальше — части",
            proposals,
        );
        let mut items = vec![rest];
        items.extend(texts(&lines[1..]));
        return (heading, items);
    }
    let all_capital = lines.iter().all(|line| begins_with_capital(&line.text));
    if all_capital {
        propose(number, "каждый абзац начинается с заглавной буквы и называет отдельное действие", proposals);
        return (String::new(), texts(lines));
    }
    (texts(lines).join(" "), Vec::new())
}

fn propose(number: &str, reason: &str, proposals: &mut Proposals) {
    proposals.add(
        ProposalKind::CellSplit,
        number,
        "items",
        "мероприятие разделено на подпункты".to_owned(),
        reason,
    );
}

fn blocks(lines: &[Line]) -> Vec<String> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for line in lines {
        match blocks.last_mut().filter(|(block, _)| *block == line.block) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(&line.text);
            }
            None => blocks.push((line.block, line.text.clone())),
        }
    }
    blocks.into_iter().map(|(_, text)| text).collect()
}

/// `1) …`, `1.1. …`, `а) …` at the beginnings of lines.
fn numbered_inside(lines: &[Line]) -> Option<(String, Vec<String>)> {
    let stripped: Vec<Option<String>> = lines.iter().map(|line| number_stripped(&line.text)).collect();
    let first = stripped.iter().position(Option::is_some)?;
    if stripped[first..].iter().filter(|text| text.is_some()).count() < 2 {
        return None;
    }
    let heading = lines[..first].iter().map(|line| line.text.clone()).collect::<Vec<_>>().join(" ");
    let mut items: Vec<String> = Vec::new();
    for (line, stripped) in lines[first..].iter().zip(&stripped[first..]) {
        match (stripped, items.last_mut()) {
            (Some(text), _) => items.push(text.clone()),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(&line.text);
            }
            (None, None) => {}
        }
    }
    Some((heading, items.into_iter().map(|text| text.trim_end_matches(';').trim().to_owned()).collect()))
}

fn number_stripped(text: &str) -> Option<String> {
    if let Some((_, rest)) = super::sections::leading_number(text) {
        return Some(rest);
    }
    let mut letters = text.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    let rest = letters.as_str().trim();
    (first.is_lowercase() && second == ')' && !rest.is_empty()).then(|| rest.to_owned())
}

fn short_heading(text: &str) -> Option<(String, String)> {
    let (head, rest) = text.split_once(". ")?;
    let is_short = head.split_whitespace().count() <= 6 && head.chars().count() > 6;
    // An abbreviation («им. Н. Д.») does not end a sentence.
    let ends_with_word = head.rsplit(' ').next().is_some_and(|word| word.chars().count() > 3);
    (is_short && ends_with_word && begins_with_capital(rest))
        .then(|| (format!("{head}."), rest.trim().to_owned()))
}
