//! Elements before they are numbered: rows joined into a tree, their types understood.

use indexmap::IndexMap;

use crate::form::{Action, Choice, Event, Kind};
use crate::source::{Columns, Lookup, Value};

#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub row: u32,
    pub name: String,
    pub type_name: String,
    pub columns: Columns,
    pub children: Vec<Draft>,
    pub is_section: bool,
    /// What it is when its type does not say.
    pub kind: Option<Kind>,
    pub triggers: Vec<String>,
    pub parameters: IndexMap<String, String>,
    pub itemset: Option<String>,
    pub query: Option<String>,
    pub actions: Vec<Action>,
    pub has_dynamic_default: bool,
    pub tags: Vec<Choice>,
    pub is_flat: bool,
    pub is_bodyless: bool,
    /// Text of an attribute of an entity.
    pub value: String,
    /// The list over which a loop goes.
    pub loop_over: Option<String>,
}

impl Draft {
    pub fn new(type_name: &str, name: impl Into<String>) -> Self {
        Self { type_name: type_name.to_owned(), name: name.into(), ..Self::default() }
    }

    pub fn from_row(row: u32, type_name: &str, name: &str, columns: &Columns) -> Self {
        Self { row, columns: columns.clone(), ..Self::new(type_name, name) }
    }

    pub fn with(mut self, group: &str, name: &str, text: impl Into<String>) -> Self {
        crate::source::put(&mut self.columns, group, name, text);
        self
    }

    pub fn appearance(&self) -> Option<&str> {
        self.columns.inner("control", "appearance")
    }

    /// The group of a form's own facts: who, when, which instance.
    pub fn meta(children: Vec<Self>) -> Self {
        Self { children, is_section: true, is_bodyless: true, ..Self::new("group", "meta") }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.columns.insert(name.to_owned(), value);
    }
}

pub(super) fn set_value(event: Event, value: Option<&str>) -> Action {
    Action { name: "setvalue", event, value: value.map(str::to_owned), quality: None }
}
