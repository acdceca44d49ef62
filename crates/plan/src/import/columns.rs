//! Which column is which: by the words of its heading, or by what its cells look like.

mod compound;
mod guess;
mod headings;
mod vocabulary;

pub(super) use compound::holds_terms_too;
pub(super) use guess::{guessed, known_by_cells};
pub(super) use headings::{Heading, heading_of, is_another_heading};
pub(super) use vocabulary::kind_of;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKind {
    Number,
    /// «Направление» beside «Мероприятие»: its cells are sections.
    Section,
    Title,
    Term,
    /// «Начало» under «Срок».
    TermFrom,
    TermTo,
    /// The column of a month or a quarter: a sign in it is a term.
    TermSign,
    Executors,
    /// A column of its own for those who help.
    CoExecutors,
    Documents,
    Results,
    /// «Примечание».
    Note,
    /// «Отметка об исполнении»: not a part of the plan.
    Mark,
    /// A heading that says nothing to us.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub kind: ColumnKind,
    pub heading: String,
    pub first: usize,
    pub span: usize,
}

/// The columns of a table, by their place in the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(pub Vec<Column>);

impl Columns {
    /// Columns of the grid that they cover.
    pub fn width(&self) -> usize {
        self.0.iter().map(|column| column.first + column.span).max().unwrap_or(0)
    }

    pub fn has(&self, kind: ColumnKind) -> bool {
        self.0.iter().any(|column| column.kind == kind)
    }

    /// Whether some column is the term and nothing else, whole or by its edges or months.
    pub fn has_terms(&self) -> bool {
        [ColumnKind::Term, ColumnKind::TermFrom, ColumnKind::TermTo, ColumnKind::TermSign]
            .into_iter()
            .any(|kind| self.has(kind))
    }

    /// The column of a cell: the one in which it begins.
    pub fn of_cell(&self, first: usize) -> Option<&Column> {
        self.0.iter().find(|column| (column.first..column.first + column.span).contains(&first))
    }

    pub fn kind_at(&self, first: usize) -> Option<ColumnKind> {
        self.of_cell(first).map(|column| column.kind)
    }
}
