use serde::{Deserialize, Serialize};

use super::Text;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// «Таблица 1 – Охват», printed over the table; also what a screen reader calls it.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Letters two points smaller: wide tables.
    pub small: bool,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Column {
    pub title: String,
    /// Neighbours of one group stand under its title: «Часы: всего, лекции, практика».
    pub group: String,
    /// Share of the width; all of them need not make 100.
    pub width: f64,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// A row of cells; one with fewer cells than columns stretches its last cell over the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Row {
    Cells(Vec<Cell>),
    /// A heading inside the table, over its whole width.
    Section {
        section: Text,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Text(Text),
    /// Paragraphs of one cell.
    Lines {
        lines: Vec<Text>,
    },
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl Cell {
    pub fn paragraphs(&self) -> Vec<&Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::Lines { lines } => lines.iter().collect(),
        }
    }
}

impl Column {
    pub fn new(title: &str, width: f64, align: Align) -> Self {
        Self { title: title.to_owned(), group: String::new(), width, align }
    }
}

impl Table {
    /// Shares of the columns that make 1 together.
    pub(crate) fn shares(&self) -> Vec<f64> {
        let width = |column: &Column| if column.width > 0.0 { column.width } else { 10.0 };
        let whole: f64 = self.columns.iter().map(width).sum();
        self.columns.iter().map(|column| width(column) / whole).collect()
    }

    pub(crate) fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| !column.group.is_empty())
    }

    /// The first row of a head of two: a title and how many columns it covers; a column without a group covers both rows.
    pub(crate) fn groups(&self) -> Vec<(Option<&str>, &[Column])> {
        let mut groups: Vec<(Option<&str>, &[Column])> = Vec::new();
        let mut rest = self.columns.as_slice();
        while let Some(first) = rest.first() {
            let together = |column: &&Column| !first.group.is_empty() && column.group == first.group;
            let count = rest.iter().take_while(together).count().max(1);
            groups.push(((!first.group.is_empty()).then_some(first.group.as_str()), &rest[..count]));
            rest = &rest[count..];
        }
        groups
    }
}
