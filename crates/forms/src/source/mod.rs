//! A form as its author wrote it, with columns under their one right name: what a workbook, JSON and YAML share.
//!
//! Everything is here and nothing is decided yet: `build` makes a [`crate::Form`] of it, [`crate::export`]
//! writes it out again.

pub(crate) mod aliases;
#[cfg(feature = "files")]
mod headers;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

#[cfg(feature = "files")]
pub(crate) use headers::from_workbook;

/// A cell, or cells that belong together: `label::ru` and `label::en` are one value `label` with two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Group(Columns),
}

pub type Columns = IndexMap<String, Value>;

/// A row of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As the author sees it in Excel; 0 for a row that no workbook has.
    #[serde(default)]
    pub row: u32,
    #[serde(flatten)]
    pub columns: Columns,
}

/// How a heading of the author is called here: the path of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub written: String,
    pub path: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<Heading>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
}

/// A form as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the file without its ending: a form without an identifier is called by it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file_stem: String,
    #[serde(default, skip_serializing_if = "Columns::is_empty")]
    pub settings: Columns,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings_headings: Vec<Heading>,
    pub survey: Table,
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub choices: Table,
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub external_choices: Table,
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub entities: Table,
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub osm: Table,
}

impl Table {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The heading under which the author wrote a column; the column's own name when nobody wrote it.
    pub fn written(&self, path: &[&str]) -> String {
        let found = self.headings.iter().find(|heading| heading.path.iter().eq(path.iter()));
        let begun = || {
            self.headings
                .iter()
                .find(|heading| heading.path.first().map(String::as_str) == path.first().copied())
        };
        found.or_else(begun).map_or_else(|| path.join("::"), |heading| heading.written.clone())
    }
}

impl Value {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Group(_) => None,
        }
    }

    pub fn group(&self) -> Option<&Columns> {
        match self {
            Self::Text(_) => None,
            Self::Group(group) => Some(group),
        }
    }

    /// Every text in it, with the path that leads to it.
    pub fn texts(&self) -> Vec<(Vec<&str>, &str)> {
        match self {
            Self::Text(text) => vec![(Vec::new(), text)],
            Self::Group(group) => group
                .iter()
                .flat_map(|(key, value)| {
                    value.texts().into_iter().map(move |(mut path, text)| {
                        path.insert(0, key.as_str());
                        (path, text)
                    })
                })
                .collect(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Reading columns by name.
pub trait Lookup {
    fn text(&self, name: &str) -> Option<&str>;
    fn group(&self, name: &str) -> Option<&Columns>;
    /// A text inside a group: `bind` → `relevant`.
    fn inner(&self, group: &str, name: &str) -> Option<&str> {
        self.group(group)?.get(name)?.text()
    }
}

impl Lookup for Columns {
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    fn group(&self, name: &str) -> Option<&Columns> {
        self.get(name)?.group()
    }
}

/// Adds a text to a group of a row, making the group where there is none.
pub fn put(columns: &mut Columns, group: &str, name: &str, text: impl Into<String>) {
    let slot = columns.entry(group.to_owned()).or_insert_with(|| Value::Group(Columns::new()));
    if let Value::Text(_) = slot {
        *slot = Value::Group(Columns::new());
    }
    if let Value::Group(inside) = slot {
        inside.insert(name.to_owned(), Value::Text(text.into()));
    }
}
