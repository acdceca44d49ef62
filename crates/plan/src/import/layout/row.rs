//! A row of the table as what its columns say, whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::{Column, ColumnKind, Columns, holds_terms_too};
use super::super::desk::Desk;
use super::super::grid::{Cell, Paragraph, Row};
use super::super::ledger::Landing;
use super::two_in_one::terms_apart;
use crate::term::reads_as_term;
use crate::words::tidy;

/// The cells of a row by what they are; several rows of the paper may have been put together.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct LogicalRow {
    cells: BTreeMap<ColumnKind, Vec<Paragraph>>,
    /// Kinds whose cells are the lower parts of merged ones: their text was told above.
    continued: BTreeSet<ColumnKind>,
    /// Table and row, counted from 1.
    pub(in crate::import) place: (usize, usize),
    /// Whether the table has a column of numbers.
    pub(in crate::import) is_numbered: bool,
}

const MARK: &str = "графа отметок: план её не содержит, сведения об исполнении записываются подтверждениями";
const OTHER: &str = "заголовок графы не узнан";
const BEYOND: &str = "ячейка вне граф таблицы";
const SIGN: &str = "текст в графе месяца: месяц взят сроком, а сам текст срока не называет";

impl LogicalRow {
    pub(super) fn of(row: &Row, columns: &Columns, place: (usize, usize), desk: &mut Desk<'_>) -> Self {
        let mut made = Self { place, is_numbered: columns.has(ColumnKind::Number), ..Self::default() };
        let mut has_own: BTreeSet<ColumnKind> = BTreeSet::new();
        for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
            let Some(column) = columns.of_cell(cell.column) else {
                desk.ledger.leave_all(&cell.paragraphs, BEYOND);
                continue;
            };
            desk.ledger.locate(cell, &column.heading);
            match column.kind {
                ColumnKind::Mark => desk.ledger.leave_all(&cell.paragraphs, MARK),
                ColumnKind::Other => desk.ledger.leave_all(&cell.paragraphs, OTHER),
                ColumnKind::Section => {}
                ColumnKind::TermSign => made.sign(cell, column, desk),
                kind => {
                    for (kind, paragraphs) in contents_of(cell, column, kind, columns, desk) {
                        made.add(kind, &paragraphs);
                        if cell.is_continued {
                            made.continued.insert(kind);
                        } else {
                            has_own.insert(kind);
                        }
                    }
                }
            }
        }
        made.continued.retain(|kind| !has_own.contains(kind));
        made.join_edges_of_the_term();
        made
    }

    /// Cells of one kind stand apart like blocks of one cell.
    fn add(&mut self, kind: ColumnKind, paragraphs: &[Paragraph]) {
        let own = self.cells.entry(kind).or_default();
        if !own.is_empty() {
            own.push(Paragraph::default());
        }
        own.extend_from_slice(paragraphs);
    }

    /// «+» in the column «март» is the term «март»; days in it are the term themselves.
    fn sign(&mut self, cell: &Cell, column: &Column, desk: &mut Desk<'_>) {
        let text = cell.text();
        if reads_as_term(&text, desk.year) {
            self.add(ColumnKind::Term, &cell.paragraphs);
            return;
        }
        if text.chars().count() <= 2 || crate::words::fold(&text) == "да" {
            desk.ledger.land_all(&cell.paragraphs, Landing::Heading);
        } else {
            desk.ledger.leave_all(&cell.paragraphs, SIGN);
        }
        self.cells.entry(ColumnKind::Term).or_default().push(Paragraph::plain(column.heading.as_str()));
    }

    /// «Начало» and «окончание» become one term; each of several lines with the line beside it.
    fn join_edges_of_the_term(&mut self) {
        let from = self.cells.remove(&ColumnKind::TermFrom).unwrap_or_default();
        let to = self.cells.remove(&ColumnKind::TermTo).unwrap_or_default();
        let (from_above, to_above) =
            (self.continued.remove(&ColumnKind::TermFrom), self.continued.remove(&ColumnKind::TermTo));
        let lines = |paragraphs: Vec<Paragraph>| -> Vec<Paragraph> {
            paragraphs.into_iter().filter(|one| !one.text.trim().is_empty()).collect()
        };
        let (from, to) = (lines(from), lines(to));
        if from.is_empty() && to.is_empty() {
            return;
        }
        if (from.is_empty() || from_above) && (to.is_empty() || to_above) {
            self.continued.insert(ColumnKind::Term);
        }
        let mut terms = Vec::new();
        for index in 0..from.len().max(to.len()) {
            let text = match (from.get(index), to.get(index)) {
                (Some(from), Some(to)) => format!("{} – {}", tidy(&from.text), tidy(&to.text)),
                (Some(from), None) => after_word("с", &["с ", "со ", "начиная"], &from.text),
                (None, Some(to)) => after_word("до", &["до ", "по ", "не позднее", "к "], &to.text),
                (None, None) => continue,
            };
            terms.push(Paragraph { text, ..from.get(index).or(to.get(index)).cloned().unwrap_or_default() });
            // The text of the second is in the first; its entry lands with it.
            if let (Some(_), Some(second)) = (from.get(index), to.get(index)) {
                terms.push(Paragraph { text: String::new(), ..second.clone() });
            }
        }
        self.cells.entry(ColumnKind::Term).or_default().extend(terms);
    }

    pub(in crate::import) fn paragraphs(&self, kind: ColumnKind) -> &[Paragraph] {
        self.cells.get(&kind).map_or(&[], Vec::as_slice)
    }

    pub(in crate::import) fn paragraphs_mut(&mut self, kind: ColumnKind) -> &mut Vec<Paragraph> {
        self.cells.entry(kind).or_default()
    }

    pub(in crate::import) fn take(&mut self, kind: ColumnKind) -> Vec<Paragraph> {
        self.cells.remove(&kind).unwrap_or_default()
    }

    /// Whether there is a text of this kind, here or in the merged cell above.
    pub(in crate::import) fn says(&self, kind: ColumnKind) -> bool {
        self.paragraphs(kind).iter().any(|paragraph| !paragraph.is_blank())
    }

    /// Whether this very row says it.
    pub(in crate::import) fn says_itself(&self, kind: ColumnKind) -> bool {
        !self.continued.contains(&kind) && self.says(kind)
    }

    pub(in crate::import) fn is_continued(&self, kind: ColumnKind) -> bool {
        self.continued.contains(&kind)
    }

    /// Nothing but a number and a title.
    pub(in crate::import) fn is_bare(&self) -> bool {
        self.cells
            .keys()
            .filter(|kind| !matches!(kind, ColumnKind::Number | ColumnKind::Title))
            .all(|kind| !self.says(*kind))
    }

    /// The text of a kind in one line, with the numbers that the word processor prints.
    pub(in crate::import) fn text(&self, kind: ColumnKind) -> String {
        let cell = Cell { paragraphs: self.paragraphs(kind).to_vec(), ..Cell::default() };
        cell.text()
    }

    /// More of the same measure: what this row says itself goes after what was said. Rows under a merged title are
    /// blocks of their own.
    pub(in crate::import) fn go_on(&mut self, more: Self) {
        let are_blocks = more.is_continued(ColumnKind::Title);
        for (kind, paragraphs) in more.cells {
            if more.continued.contains(&kind) || kind == ColumnKind::Number {
                continue;
            }
            let own = self.cells.entry(kind).or_default();
            if are_blocks && !own.is_empty() {
                own.push(Paragraph::default());
            }
            own.extend(paragraphs);
            self.continued.remove(&kind);
        }
    }
}

/// What a cell says, by kinds: a column may hold terms beside what it is.
fn contents_of(
    cell: &Cell,
    column: &Column,
    kind: ColumnKind,
    columns: &Columns,
    desk: &mut Desk<'_>,
) -> Vec<(ColumnKind, Vec<Paragraph>)> {
    if columns.has_terms() || !holds_terms_too(kind, &column.heading) {
        return vec![(kind, cell.paragraphs.clone())];
    }
    let (terms, rest) = terms_apart(kind, cell, desk);
    let parts = [(ColumnKind::Term, terms), (kind, rest)];
    parts.into_iter().filter(|(_, paragraphs)| !paragraphs.is_empty()).collect()
}

/// «до» before a day that does not say so itself.
fn after_word(word: &str, said: &[&str], text: &str) -> String {
    let text = tidy(text);
    let lower = text.to_lowercase();
    if said.iter().any(|said| lower.starts_with(said)) { text } else { format!("{word} {text}") }
}
