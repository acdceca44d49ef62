//! Tables within tables: a plan inside a table that only lays the page out is taken out of it, the rest is poured into
//! the cell around it.

use super::super::columns::heading_of;
use super::super::grid::{Block, Cell, Paragraph, Row, Table};
use crate::PlanYear;

#[derive(Debug, Default)]
pub(super) struct RawTable {
    pub(super) rows: Vec<Vec<RawCell>>,
}

#[derive(Debug, Default)]
pub(super) struct RawCell {
    pub(super) cell: Cell,
    /// Tables inside the cell, and before which paragraph each stands.
    pub(super) tables: Vec<(usize, RawTable)>,
}

impl RawCell {
    /// The right part of a cell merged sideways.
    pub(super) fn take_in(&mut self, right: Self) {
        let at = self.cell.paragraphs.len();
        self.cell.span += right.cell.span;
        self.cell.paragraphs.extend(right.cell.paragraphs);
        self.tables.extend(right.tables.into_iter().map(|(place, table)| (at + place, table)));
    }

    /// The cell with the text of its inner tables in its place.
    fn poured(self) -> Cell {
        let mut cell = self.cell;
        for (at, table) in self.tables.into_iter().rev() {
            let paragraphs: Vec<_> = table.rows.into_iter().flat_map(poured_row).collect();
            let at = at.min(cell.paragraphs.len());
            cell.paragraphs.splice(at..at, paragraphs);
        }
        cell
    }
}

/// A row of an inner table is a line of the cell around it: «участников | 120».
fn poured_row(row: Vec<RawCell>) -> Vec<Paragraph> {
    // Only what is told for the first time: the lower parts of merged cells repeat it.
    let cells: Vec<Cell> = row.into_iter().map(RawCell::poured).filter(|cell| !cell.is_continued).collect();
    let is_one_line = cells
        .iter()
        .all(|cell| cell.paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).count() <= 1);
    let mut paragraphs: Vec<Paragraph> = cells.into_iter().flat_map(|cell| cell.paragraphs).collect();
    if is_one_line {
        let texts: Vec<String> = paragraphs.iter().map(|one| format!("{} {}", one.label, one.text)).collect();
        paragraphs = vec![Paragraph::plain(crate::words::tidy(&texts.join(" ")))];
    }
    if let Some(first) = paragraphs.iter_mut().find(|paragraph| !paragraph.is_empty()) {
        first.is_list_item = true;
    }
    paragraphs
}

impl RawTable {
    /// Adds the table to the blocks of the document.
    pub(super) fn settle(self, blocks: &mut Vec<Block>) {
        if !self.has_heading() && self.holds_a_plan() {
            for cell in self.rows.into_iter().flatten() {
                cell.lay_out(blocks);
            }
            return;
        }
        let rows =
            self.rows.into_iter().map(|row| Row { cells: row.into_iter().map(RawCell::poured).collect() });
        blocks.push(Block::Table(Table { rows: rows.collect() }));
    }

    fn has_heading(&self) -> bool {
        const LOOKED_AT: usize = 12;
        let rows: Vec<Row> = self
            .rows
            .iter()
            .take(LOOKED_AT)
            .map(|row| Row { cells: row.iter().map(|raw| raw.cell.clone()).collect() })
            .collect();
        (0..rows.len()).any(|at| heading_of(&rows[at..], PlanYear::new(2000, 1)).is_some())
    }

    fn holds_a_plan(&self) -> bool {
        let inner = self.rows.iter().flatten().flat_map(|cell| &cell.tables);
        inner.into_iter().any(|(_, table)| table.has_heading() || table.holds_a_plan())
    }
}

impl RawCell {
    fn lay_out(self, blocks: &mut Vec<Block>) {
        let mut tables = self.tables.into_iter().peekable();
        for (index, paragraph) in self.cell.paragraphs.into_iter().enumerate() {
            while tables.peek().is_some_and(|(at, _)| *at <= index) {
                if let Some((_, table)) = tables.next() {
                    table.settle(blocks);
                }
            }
            blocks.push(Block::Paragraph(paragraph));
        }
        for (_, table) in tables {
            table.settle(blocks);
        }
    }
}
