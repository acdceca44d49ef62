//! A stream of cells becomes rows: the text does not say where rows end, the numbers and the headings do.

use super::cell;
use crate::import::columns::{ColumnKind, kind_of};
use crate::import::grid::{Block, Paragraph, Row, Table};
use crate::import::sections;
use crate::words::tidy;

/// One cell of a text table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellText {
    pub lines: Vec<String>,
    /// In tab-separated text: the cell begins its line, so it may begin a row.
    pub starts_a_line: bool,
}

impl CellText {
    fn text(&self) -> String {
        tidy(&self.lines.join(" "))
    }

    fn ends_with_a_gap(&self) -> bool {
        self.lines.len() > 1 && self.lines.last().is_some_and(|line| line.trim().is_empty())
    }
}

/// Rows are told apart by the number of headings, by the numbers of measures and by headings of sections.
pub(super) fn rows_of_stream(cells: Vec<CellText>) -> Vec<Block> {
    let has_lines = cells.iter().any(|cell| cell.starts_a_line);
    let heading_at = if has_lines { first_heading_line(&cells) } else { 0 };
    let (before, cells) = cells.split_at(heading_at);
    let mut blocks: Vec<Block> =
        before.iter().map(|cell| Block::Paragraph(Paragraph::plain(cell.text()))).collect();
    let width = heading_width(cells, has_lines);
    let is_numbered = cells.first().is_some_and(|first| kind_of(&first.text()) == Some(ColumnKind::Number));
    let mut builder = Rows { width, is_numbered, ..Rows::default() };
    for (at, own) in cells.iter().enumerate() {
        builder.add(own, cells.get(at + 1), has_lines);
    }
    builder.end_row();
    blocks.push(Block::Table(Table { rows: builder.rows }));
    blocks
}

/// Where the line of headings begins: the title above it may hold tabs too.
fn first_heading_line(cells: &[CellText]) -> usize {
    let starts: Vec<usize> =
        cells.iter().enumerate().filter(|(_, cell)| cell.starts_a_line).map(|(at, _)| at).collect();
    let known = |at: usize| {
        let line = cells.iter().skip(at + 1).take_while(|cell| !cell.starts_a_line);
        cells.iter().skip(at).take(1).chain(line).filter(|cell| kind_of(&cell.text()).is_some()).count()
    };
    starts.into_iter().take(30).find(|at| known(*at) >= 2).unwrap_or(0)
}

/// How many cells the heading has. A heading that we do not know does not end it, a number or a section does.
fn heading_width(cells: &[CellText], has_lines: bool) -> usize {
    if has_lines {
        return 1 + cells.iter().skip(1).take_while(|cell| !cell.starts_a_line).count();
    }
    let mut width = 0;
    let mut unknown = 0;
    for (at, cell) in cells.iter().take(30).enumerate() {
        let text = cell.text();
        if at >= 2
            && (sections::number_alone(&text).is_some()
                || sections::heading(&text).is_some_and(|(number, _)| !number.is_empty()))
        {
            return if unknown <= 2 { at } else { width };
        }
        if kind_of(&text).is_some() && text.chars().count() <= 80 {
            width = at + 1;
            unknown = 0;
        } else {
            unknown += 1;
            // The end of a row is followed by an empty line; two cells past the last known heading are content.
            if unknown > 2 {
                break;
            }
        }
        if at >= 2
            && width == at + 1
            && cell.lines.len() > 1
            && cell.lines.last().is_some_and(|line| line.trim().is_empty())
        {
            return width;
        }
    }
    width.max(1)
}

#[derive(Default)]
struct Rows {
    width: usize,
    is_numbered: bool,
    rows: Vec<Row>,
    open: Vec<CellText>,
    /// The last number that began a row.
    number: Option<String>,
    is_after_section: bool,
}

impl Rows {
    fn add(&mut self, own: &CellText, next: Option<&CellText>, has_lines: bool) {
        let text = own.text();
        let number = sections::number_alone(&text);
        let is_full = self.open.len() >= self.width;
        let begins_by_number = self.is_numbered
            && number.as_ref().is_some_and(|number| is_full || self.open.is_empty() || self.follows(number));
        let may_begin = !has_lines || own.starts_a_line;
        let is_section =
            may_begin && !self.rows.is_empty() && number.is_none() && self.is_section(&text, next);
        if is_section {
            self.end_row();
            let mut section = cell(0, &own.lines);
            section.span = self.width;
            self.rows.push(Row { cells: vec![section] });
            self.is_after_section = true;
            return;
        }
        if has_lines
            && own.starts_a_line
            && !self.open.is_empty()
            && !is_full
            && !begins_by_number
            && self.is_numbered
            && !self.rows.is_empty()
        {
            // A line break inside a cell: the line goes on with the last cell.
            if let Some(last) = self.open.last_mut() {
                last.lines.extend(own.lines.iter().cloned());
            }
            return;
        }
        let is_tail = has_lines
            && own.starts_a_line
            && is_full
            && self.is_numbered
            && number.is_none()
            && next.is_none_or(|next| next.starts_a_line)
            // After an empty line the text stands under the table, not in its last cell.
            && !self.open.last().is_some_and(CellText::ends_with_a_gap);
        if is_tail && !self.rows.is_empty() {
            if let Some(last) = self.open.last_mut() {
                last.lines.extend(own.lines.iter().cloned());
            }
            return;
        }
        if (begins_by_number && may_begin) || (has_lines && own.starts_a_line) || (is_full && !has_lines) {
            self.end_row();
        }
        if self.open.is_empty() && self.is_numbered {
            if number.is_some() {
                self.number = number;
            }
            self.is_after_section = false;
        }
        self.open.push(own.clone());
    }

    /// A row is complete or was never begun, the cell reads as a heading, and a number begins a row after it.
    fn is_section(&self, text: &str, next: Option<&CellText>) -> bool {
        let Some((printed, _)) = sections::heading(text) else { return false };
        let is_open = !self.open.is_empty() && self.open.len() < self.width;
        let next_number = next.and_then(|next| sections::number_alone(&next.text()));
        let begins_a_row = next_number
            .as_ref()
            .is_some_and(|number| self.follows(number) || number == "1" || number.ends_with(".1"));
        let next_is_section = next.is_some_and(|next| {
            sections::heading(&next.text()).is_some_and(|(number, _)| sections::is_roman(&number))
        });
        if self.is_numbered {
            if is_open {
                return sections::is_roman(&printed) && begins_a_row;
            }
            return begins_a_row || (next_is_section && !printed.is_empty());
        }
        // Without numbers only a heading that names itself one is told from a measure.
        !is_open
            && (sections::is_roman(&printed) || text.to_lowercase().starts_with("раздел"))
            && text.chars().count() <= 200
    }

    fn follows(&self, number: &str) -> bool {
        let Some(before) = &self.number else { return true };
        let last = |number: &str| number.rsplit('.').next().and_then(|last| last.parse::<u32>().ok());
        let depth = |number: &str| number.matches('.').count();
        let counts_on = depth(number) == depth(before) && last(number) == last(before).map(|n| n + 1);
        let goes_deeper = sections::is_inside(number, before);
        let goes_up = depth(number) < depth(before)
            && before.split('.').next().and_then(|n| n.parse::<u32>().ok()).map(|n| n + 1)
                == number.split('.').next().and_then(|n| n.parse().ok());
        counts_on || goes_deeper || goes_up || self.is_after_section
    }

    fn end_row(&mut self) {
        if !self.open.is_empty() {
            let cells = std::mem::take(&mut self.open)
                .iter()
                .enumerate()
                .map(|(column, own)| cell(column, &own.lines))
                .collect();
            self.rows.push(Row { cells });
        }
    }
}
