//! Data beside the answers: lists of choices, attached files, earlier answers. Read like documents, never changed.

use std::collections::HashMap;

use crate::form::Form;
use crate::source::Value;

#[derive(Debug, Clone, Default)]
pub struct Document {
    nodes: Vec<DataNode>,
}

#[derive(Debug, Clone, Default)]
pub struct DataNode {
    pub name: Box<str>,
    pub text: Box<str>,
    pub parent: u32,
    pub children: Vec<u32>,
}

impl Document {
    /// A document whose root element is called so.
    pub fn new() -> Self {
        Self { nodes: vec![DataNode::default()] }
    }

    pub fn add(&mut self, parent: u32, name: &str, text: &str) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(DataNode { name: name.into(), text: text.into(), parent, children: Vec::new() });
        self.nodes[parent as usize].children.push(id);
        id
    }

    pub fn node(&self, id: u32) -> &DataNode {
        &self.nodes[id as usize]
    }

    pub fn text_of(&self, id: u32) -> String {
        let node = self.node(id);
        if node.children.is_empty() {
            return node.text.to_string();
        }
        node.children.iter().map(|child| self.text_of(*child)).collect()
    }

    /// Rows of a table as `root/item/column`.
    pub fn of_rows<'a>(rows: impl Iterator<Item = Vec<(&'a str, &'a str)>>) -> Self {
        let mut made = Self::new();
        let root = made.add(0, "root", "");
        for row in rows {
            let item = made.add(root, "item", "");
            for (name, text) in row {
                made.add(item, name, text);
            }
        }
        made
    }
}

/// All documents that formulas may name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    pub names: HashMap<String, u16>,
    pub documents: Vec<Document>,
}

impl Library {
    pub fn insert(&mut self, name: &str, document: Document) {
        if let Some(at) = self.names.get(name) {
            self.documents[usize::from(*at)] = document;
            return;
        }
        let Ok(at) = u16::try_from(self.documents.len()) else { return };
        self.names.insert(name.to_owned(), at);
        self.documents.push(document);
    }

    /// The lists of a form, labels in one language.
    pub fn of_form(form: &Form, language: &str) -> Self {
        let mut made = Self::default();
        for list in form.lists.values() {
            let rows = list.choices.iter().map(|choice| {
                let mut row = vec![("name", choice.name.as_str())];
                row.extend(
                    choice
                        .label
                        .as_ref()
                        .and_then(|label| in_language(label, language))
                        .map(|label| ("label", label)),
                );
                row.extend(
                    choice.extra.iter().filter_map(|(name, value)| Some((name.as_str(), value.text()?))),
                );
                row
            });
            made.insert(&list.name, Document::of_rows(rows));
        }
        for (name, rows) in &form.external_lists {
            let rows = rows.iter().map(|row| {
                row.iter()
                    .filter_map(|(name, value)| Some((name.as_str(), in_language(value, language)?)))
                    .collect()
            });
            made.insert(name, Document::of_rows(rows));
        }
        made
    }
}

/// A text in a language; in whatever language there is when that one is missing.
pub fn in_language<'a>(value: &'a Value, language: &str) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Group(texts) => {
            let found =
                texts.get(language).or_else(|| texts.get("default")).or_else(|| texts.values().next())?;
            match found {
                Value::Text(text) => Some(text),
                Value::Group(forms) => forms.values().next()?.text(),
            }
        }
    }
}
