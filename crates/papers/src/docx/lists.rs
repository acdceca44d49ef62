//! Lists and numbered clauses.

use super::body::Body;
use super::styles::ListKind;
use super::text::Properties;
use crate::model::{Clause, Text};

/// A paragraph's place in a list: which list of the paper, how deep.
#[derive(Debug, Clone, Copy)]
pub(super) struct InList {
    pub instance: usize,
    pub level: usize,
}

const DEEPEST: usize = 2;

impl Body<'_> {
    fn new_list(&mut self, kind: ListKind) -> usize {
        self.lists.push(kind);
        self.lists.len()
    }

    pub(super) fn list(&mut self, kind: ListKind, items: &[Text]) {
        let instance = self.new_list(kind);
        for item in items {
            let list = Some(InList { instance, level: 0 });
            self.paragraph(Properties { style: "PaperText", list, ..Properties::default() }, item);
        }
    }

    pub(super) fn clauses(&mut self, clauses: &[Clause]) {
        let instance = self.new_list(ListKind::Clauses);
        self.clauses_at(clauses, instance, 0);
    }

    fn clauses_at(&mut self, clauses: &[Clause], instance: usize, level: usize) {
        for clause in clauses {
            let list = Some(InList { instance, level: level.min(DEEPEST) });
            let properties = if clause.title {
                let bookmark = self.heading_bookmark();
                Properties { style: HEADINGS[level.min(2)], list, bookmark, ..Properties::default() }
            } else {
                Properties { style: "PaperText", list, ..Properties::default() }
            };
            self.paragraph(properties, &clause.text);
            self.clauses_at(&clause.clauses, instance, level + 1);
        }
    }
}

pub(super) const HEADINGS: [&str; 3] = ["Heading1", "Heading2", "Heading3"];
