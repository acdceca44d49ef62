use std::fmt;

/// Where in a template: as a person counts it looking at the paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// «верхний колонтитул», empty for the text itself.
    pub part: &'static str,
    /// Table, row and cell, from 1.
    pub cell: Option<(usize, usize, usize)>,
    /// Paragraph in the part or in the cell, from 1.
    pub paragraph: usize,
    /// How the paragraph begins.
    pub excerpt: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.part.is_empty() {
            write!(f, "{}, ", self.part)?;
        }
        match self.cell {
            Some((table, row, cell)) => write!(f, "таблица {table}, строка {row}, столбец {cell}")?,
            None => write!(f, "абзац {}", self.paragraph)?,
        }
        if self.excerpt.is_empty() { Ok(()) } else { write!(f, " («{}»)", self.excerpt) }
    }
}

/// The beginning of a paragraph, for finding it by eye.
pub(super) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.chars().count() <= LENGTH {
        return tidy;
    }
    tidy.chars().take(LENGTH).chain(['…']).collect()
}
