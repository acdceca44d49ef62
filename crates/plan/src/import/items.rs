//! The title cell: heading and items, and the terms that belong to them.

mod split;

use std::collections::HashSet;

use super::ProposalKind;
use super::cells::{Line, Lines, lines_of, lines_of_a_list, numbered_terms};
use super::desk::Desk;
use super::grid::Paragraph;
use crate::PlanYear;
use crate::model::{Item, Term};
use crate::term::{ParsedTerm, parse_term, term_of};

/// Title, items and term of a measure.
pub struct Titled {
    pub title: String,
    pub items: Vec<Item>,
    pub term: Term,
}

/// A term of a plan of that year.
pub fn read_term(text: &str, year: PlanYear) -> (Term, ParsedTerm) {
    term_of(text, year.year(), year.start_month())
}

/// The lines of a title cell. Small letters begin the rest of a sentence, but parts of a list where a heading stands over
/// as many of them as there are terms.
pub fn lines_beside(terms: &Lines, cell: &[Paragraph], year: PlanYear) -> Lines {
    let lines = lines_of(cell);
    let count = numbered_terms(terms, year).map_or(terms.lines.len(), |list| list.lines.len());
    if count < 2 || lines.lines.len() > count || !lines.lines.first().is_some_and(is_heading) {
        return lines;
    }
    let list = lines_of_a_list(cell);
    if list.lines.len() == count + 1 { list } else { lines }
}

fn is_heading(line: &Line) -> bool {
    line.text.ends_with(':')
}

/// Pairs what the title cell and the term cell say. `taken` are the numbers that rows of the paper have.
pub fn read(
    titles: &Lines,
    terms: &Lines,
    number: &str,
    taken: &HashSet<String>,
    desk: &mut Desk<'_>,
) -> Titled {
    let list = numbered_terms(terms, desk.year);
    let each_term = list.as_ref().unwrap_or(terms);
    let split = split::split(titles, each_term);
    if let Some(reason) = split.reason {
        desk.proposals.add(
            ProposalKind::CellSplit,
            number,
            "items",
            "мероприятие разделено на подпункты".to_owned(),
            reason,
        );
    }
    let mut next = 0;
    let mut items: Vec<Item> = Vec::with_capacity(split.items.len());
    for title in split.items {
        // A row of the paper may have the number already.
        let number = loop {
            next += 1;
            let number = format!("{number}.{next}");
            if !taken.contains(&number) {
                break number;
            }
        };
        items.push(Item { number, title, term: None });
    }
    let own_terms = if items.len() > 1 { terms_of_items(each_term, items.len()) } else { None };
    // Fewer numbered terms than parts: the numbers say whose they are, and the other parts have none.
    let by_numbers = list.as_ref().filter(|list| list.lines.len() < items.len()).map(texts_of);
    let (texts, reason) = own_terms.map_or((by_numbers, BY_NUMBERS), |texts| (Some(texts), AS_MANY_AS_ITEMS));
    if let Some(texts) = texts {
        give_terms(&mut items, &texts, reason, (number, desk));
        let term = envelope(&items);
        return Titled { title: split.title, items, term };
    }
    Titled { title: split.title, items, term: whole_term(terms, number, desk) }
}

const AS_MANY_AS_ITEMS: &str = "в ячейке столько же сроков, сколько подпунктов; они идут в том же порядке";
const BY_NUMBERS: &str = "сроки в ячейке пронумерованы: номер срока — номер подпункта";

fn texts_of(terms: &Lines) -> Vec<String> {
    terms.lines.iter().map(|line| line.text.clone()).collect()
}

/// As many terms as items, by lines or by blocks between blank lines.
fn terms_of_items(terms: &Lines, count: usize) -> Option<Vec<String>> {
    if terms.lines.len() == count {
        return Some(texts_of(terms));
    }
    if terms.blocks() != count {
        return None;
    }
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new(); count];
    for line in &terms.lines {
        blocks[line.block].push(&line.text);
    }
    Some(blocks.iter().map(|lines| join_terms(lines)).collect())
}

fn give_terms(items: &mut [Item], texts: &[String], reason: &str, (number, desk): (&str, &mut Desk<'_>)) {
    for (item, text) in items.iter_mut().zip(texts) {
        // A dash: this item has no term of its own.
        if !text.chars().any(char::is_alphanumeric) {
            continue;
        }
        let (term, parsed) = read_term(text, desk.year);
        remark(&term, &parsed, &item.number, number, desk);
        item.term = Some(term);
    }
    let pairs: Vec<String> = items
        .iter()
        .filter_map(|item| Some(format!("{} — {}", item.number, item.term.as_ref()?.text)))
        .collect();
    desk.proposals.add(
        ProposalKind::ItemPairing,
        number,
        "terms",
        format!("сроки распределены по подпунктам: {}", pairs.join("; ")),
        reason,
    );
}

/// From the first day of the items to the last; the text stays with the items.
pub fn envelope(items: &[Item]) -> Term {
    envelope_of(items.iter().filter_map(|item| item.term.as_ref()))
}

/// From the first day of several terms to the last. A deadline has no first day: where it lies before all the first days
/// that are known, nobody knows when the whole begins.
pub fn envelope_of<'t>(terms: impl Iterator<Item = &'t Term> + Clone) -> Term {
    let from = terms.clone().filter_map(|term| term.from).min();
    let first_deadline = terms.clone().filter(|term| term.from.is_none()).filter_map(|term| term.to).min();
    Term {
        from: from.filter(|from| first_deadline.is_none_or(|deadline| *from <= deadline)),
        to: terms.filter_map(|term| term.to).max(),
        ..Term::default()
    }
}

/// The term of a measure as a whole.
pub fn whole_term(terms: &Lines, number: &str, desk: &mut Desk<'_>) -> Term {
    let lines: Vec<&str> = terms
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .filter(|text| text.chars().any(char::is_alphanumeric))
        .collect();
    let joined = join_terms(&lines);
    let (mut term, parsed) = read_term(&joined, desk.year);
    if !parsed.is_understood() && lines.len() > 1 {
        // Several terms for one measure: from the first of them to the last.
        let each: Vec<(Term, ParsedTerm)> = lines.iter().map(|line| read_term(line, desk.year)).collect();
        term.from = each.iter().filter_map(|(one, _)| one.from).min();
        term.to = each.iter().filter_map(|(one, _)| one.to).max();
        if term.from.is_some() {
            desk.proposals.add(
                ProposalKind::TermDates,
                number,
                "term",
                format!("несколько сроков: «{joined}»"),
                "взят промежуток от первого до последнего; если нужно, разделите мероприятие на подпункты",
            );
        }
    }
    remark(&term, &parsed, number, number, desk);
    term
}

fn join_terms(lines: &[&str]) -> String {
    let mut joined = String::new();
    for line in lines {
        if !joined.is_empty() {
            // «сентябрь» + «октябрь» are two months; «в период проведения» + «Месячника» is one phrase.
            let is_list =
                parse_term(&joined, 2024, 1).is_understood() && parse_term(line, 2024, 1).is_understood();
            let is_broken_range = joined.ends_with(['-', '–', '—', ',']);
            joined.push_str(if is_list && !is_broken_range { ", " } else { " " });
        }
        joined.push_str(line);
    }
    joined
}

/// Says what the reader should look at: a remark of the parser, or a text that is no term at all.
fn remark(term: &Term, parsed: &ParsedTerm, subject: &str, measure: &str, desk: &mut Desk<'_>) {
    let what = if subject == measure {
        format!("срок «{}»", term.text)
    } else {
        format!("срок подпункта {subject} «{}»", term.text)
    };
    if let Some(remark) = parsed.remark {
        desk.proposals.add(ProposalKind::TermDates, measure, "term", what, remark);
    } else if !term.text.is_empty()
        && term.from.is_none()
        && term.to.is_none()
        && term.recurrence.is_none()
        && !crate::term::says_relative(&term.text)
    {
        desk.proposals.add(
            ProposalKind::TermDates,
            measure,
            "term",
            format!("{what} не понят"),
            "текст сохранён; укажите даты вручную",
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    #[test]
    fn an_envelope_holds_every_term() {
        let (march, may) = (date(2025, 3, 1), date(2025, 5, 31));
        for (terms, wanted) in [
            (vec![(Some(march), march), (Some(date(2025, 5, 1)), may)], (Some(march), may)),
            // «до 1 февраля» ends before March begins: the whole has begun before, nobody knows when.
            (vec![(None, date(2025, 2, 1)), (Some(march), may)], (None, may)),
            (vec![(Some(march), may), (None, date(2025, 4, 15))], (Some(march), may)),
            (vec![(None, march), (None, may)], (None, may)),
        ] {
            let of =
                |(from, to): &(Option<Date>, Date)| Term { from: *from, to: Some(*to), ..Term::default() };
            let terms: Vec<Term> = terms.iter().map(of).collect();
            let envelope = envelope_of(terms.iter());
            assert_eq!((envelope.from, envelope.to), (wanted.0, Some(wanted.1)));
        }
    }
}
