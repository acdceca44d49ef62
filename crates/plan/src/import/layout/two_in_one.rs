//! Cells of a column that holds terms beside something else: «октябрь, ИРО» under «Срок, ответственный».

use super::super::columns::ColumnKind;
use super::super::desk::Desk;
use super::super::grid::{Cell, Paragraph};
use crate::PlanYear;
use crate::term::{reads_as_term, term_share};

/// Nothing but a term: «Неделя книги в марте» is a deed.
const NOTHING_ELSE: f64 = 0.99;
const LONGEST_TERM: usize = 120;
/// A term has few commas of its own.
const MOST_CUTS: usize = 6;

/// The terms of the cell, and what else it says.
pub(super) fn terms_apart(
    kind: ColumnKind,
    cell: &Cell,
    desk: &mut Desk<'_>,
) -> (Vec<Paragraph>, Vec<Paragraph>) {
    let year = desk.year;
    let (mut terms, mut rest) = (Vec::new(), Vec::new());
    for paragraph in &cell.paragraphs {
        if is_term(&paragraph.text, year) {
            terms.push(paragraph.clone());
            continue;
        }
        // A title is kept as printed: a term within its line is read from there.
        let cut = if kind == ColumnKind::Title { None } else { term_and_rest(&paragraph.text, year) };
        match cut {
            Some((term, other)) => {
                let [term, other] = desk.ledger.divide(paragraph, &term, &other);
                terms.push(term);
                rest.push(other);
            }
            None => rest.push(paragraph.clone()),
        }
    }
    // A measure called by a month is a measure still.
    let says_nothing_else = rest.iter().all(Paragraph::is_blank);
    if kind == ColumnKind::Title && says_nothing_else {
        return (Vec::new(), cell.paragraphs.clone());
    }
    (terms, rest)
}

fn is_term(text: &str, year: PlanYear) -> bool {
    text.chars().count() <= LONGEST_TERM && reads_as_term(text, year) && term_share(text) > NOTHING_ELSE
}

/// The longest beginning of a line that is a term, or else the longest end, and the words that are left.
fn term_and_rest(text: &str, year: PlanYear) -> Option<(String, String)> {
    let cuts: Vec<(usize, &str)> = text.match_indices([',', ';', ':', '(', '–', '—', '-']).collect();
    let tidy = |part: &str| part.trim_matches([' ', '\u{a0}', ',', ';', ':', ')', '–', '—', '-']).to_owned();
    let parts =
        |(at, sign): &(usize, &str)| Some((tidy(text.get(..*at)?), tidy(text.get(at + sign.len()..)?)));
    let says_something = |part: &str| part.chars().any(char::is_alphabetic);
    let at_the_beginning = cuts.iter().take(MOST_CUTS).rev().filter_map(parts);
    let at_the_end =
        cuts.iter().rev().take(MOST_CUTS).rev().filter_map(parts).map(|(rest, term)| (term, rest));
    at_the_beginning.chain(at_the_end).find(|(term, rest)| is_term(term, year) && says_something(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_at_either_end_of_a_line() {
        for (text, term, rest) in [
            ("октябрь, ИРО", "октябрь", "ИРО"),
            ("10, 12 и 14 марта, ИРО, школы", "10, 12 и 14 марта", "ИРО, школы"),
            ("март – апрель, ИРО", "март – апрель", "ИРО"),
            ("май — РРИБЦ", "май", "РРИБЦ"),
            ("ИРО, школы, до 15 марта", "до 15 марта", "ИРО, школы"),
            ("ИРО (октябрь)", "октябрь", "ИРО"),
            ("в течение года: школы", "в течение года", "школы"),
        ] {
            let wanted = Some((term.to_owned(), rest.to_owned()));
            assert_eq!(term_and_rest(text, PlanYear::new(2025, 1)), wanted, "{text}");
        }
        for text in ["ИРО, школы", "педагоги-библиотекари", "март", "ИРО (г. Хабаровск)"]
        {
            assert_eq!(term_and_rest(text, PlanYear::new(2025, 1)), None, "{text}");
        }
    }
}
