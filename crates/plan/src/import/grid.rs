//! Every source as the same thing: tables of rows of cells of paragraphs.

use super::ImportError;

/// A paragraph of a cell; an empty one separates blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    pub text: String,
    /// Marked as a list item by the word processor (its number or bullet is not in the text).
    pub is_list_item: bool,
}

impl Paragraph {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_list_item: false }
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
        self.paragraphs.iter().all(|paragraph| paragraph.text.trim().is_empty() && !paragraph.is_list_item)
    }

    /// The whole text in one line.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        crate::words::tidy(&lines.join(" "))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
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
                let source = above[index - 1].cells.iter().find(|one| one.column == cell.column);
                if let Some(source) = source {
                    copied +=
                        source.paragraphs.iter().map(|paragraph| paragraph.text.len() + 32).sum::<usize>();
                    if copied > MAX_COPIED_BYTES {
                        return Err(ImportError::TooManyCells);
                    }
                    cell.paragraphs.clone_from(&source.paragraphs);
                }
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
    Paragraph(String),
    Table(Table),
}
