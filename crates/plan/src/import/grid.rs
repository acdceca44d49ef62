//! Every source as the same thing: tables of rows of cells of paragraphs.

use super::ImportError;

/// A paragraph of a cell; an empty one separates blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    pub text: String,
    /// Marked as a list item by the word processor (its number or bullet is not in the text).
    pub is_list_item: bool,
    /// The number that the word processor prints before the text: `1.`, `1.1.`, `IV.`; empty for a bullet.
    pub label: String,
    /// Its place in the [ledger](super::ledger); a copy made for the lower rows of a merged cell has the same.
    pub(super) entry: Option<usize>,
}

impl Paragraph {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.label.is_empty()
    }

    /// Nothing but dashes, points and lines to write on: says that there is nothing to say.
    pub fn is_blank(&self) -> bool {
        !self.text.chars().any(char::is_alphanumeric)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Column of the grid in which the cell begins, from 0.
    pub column: usize,
    /// How many columns it covers.
    pub span: usize,
    pub paragraphs: Vec<Paragraph>,
    /// The lower part of a vertically merged cell: its text was told in a row above and belongs to this row too.
    pub is_continued: bool,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        self.paragraphs.iter().all(Paragraph::is_empty)
    }

    /// The whole text in one line, with the numbers that the word processor prints.
    pub fn text(&self) -> String {
        let mut lines: Vec<&str> = Vec::with_capacity(self.paragraphs.len());
        for paragraph in &self.paragraphs {
            lines.extend([paragraph.label.as_str(), paragraph.text.as_str()]);
        }
        crate::words::tidy(&lines.join(" "))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    /// The cells that say something and say it here, not in a row above.
    pub fn filled(&self) -> Vec<&Cell> {
        self.cells.iter().filter(|cell| !cell.is_empty() && !cell.is_continued).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub rows: Vec<Row>,
}

impl Table {
    /// Number of grid columns.
    pub fn width(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + cell.span).max().unwrap_or(0)
    }

    /// Gives the lower parts of merged cells the text of the cell that they continue. A long text merged over
    /// thousands of rows would fill the memory: such a table is refused.
    pub fn fill_continued(&mut self) -> Result<(), ImportError> {
        let mut copied = 0;
        for index in 1..self.rows.len() {
            let (above, below) = self.rows.split_at_mut(index);
            for cell in below[0].cells.iter_mut().filter(|cell| cell.is_continued) {
                let Some(source) = above[index - 1].cells.iter().find(|one| one.column == cell.column) else {
                    // Nothing above to continue: a cell of its own.
                    cell.is_continued = false;
                    continue;
                };
                copied += source.paragraphs.iter().map(|paragraph| paragraph.text.len() + 32).sum::<usize>();
                if copied > MAX_COPIED_BYTES {
                    return Err(ImportError::TooManyCells);
                }
                cell.paragraphs.clone_from(&source.paragraphs);
            }
        }
        Ok(())
    }
}

/// Text of merged cells repeated in the rows that they cover.
const MAX_COPIED_BYTES: usize = 8 * 1024 * 1024;

/// What a file holds, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
    /// A footnote, or something else that stands beside the text: where it stands, and what it says.
    Aside(&'static str, Paragraph),
}
