//! The headings that a table of contents lists, in the order in which they stand.

use crate::model::{Block, Clause, Element, Paper, shows_nothing};

pub(crate) struct Entry {
    /// From 0.
    pub level: usize,
    /// With the number of a clause's title before it.
    pub text: String,
}

pub(crate) fn of(paper: &Paper) -> Vec<Entry> {
    let mut entries = Vec::new();
    for block in paper.body.iter().chain(paper.annexes.iter().flat_map(|annex| &annex.body)) {
        of_block(block, &mut entries);
    }
    entries
}

fn of_block(block: &Block, entries: &mut Vec<Entry>) {
    block.visit(&mut |element| match element {
        Element::Heading(heading) if !heading.unlisted && !shows_nothing(&heading.text.plain()) => entries
            .push(Entry { level: usize::from(heading.level.clamp(1, 3)) - 1, text: heading.text.plain() }),
        Element::Clauses(clauses) => of_clauses(clauses, &mut Vec::new(), entries),
        _ => {}
    });
}

fn of_clauses(clauses: &[Clause], numbers: &mut Vec<usize>, entries: &mut Vec<Entry>) {
    for (place, clause) in clauses.iter().enumerate() {
        numbers.push(place + 1);
        if clause.title {
            let text = format!("{} {}", clause_number(numbers), clause.text.plain());
            entries.push(Entry { level: numbers.len() - 1, text });
        }
        of_clauses(&clause.clauses, numbers, entries);
        numbers.pop();
    }
}

/// «1.2.»
pub(crate) fn clause_number(numbers: &[usize]) -> String {
    numbers.iter().map(|number| format!("{number}.")).collect()
}
