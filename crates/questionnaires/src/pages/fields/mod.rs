//! A page of a form as blocks that a template writes one after another.

mod beside;
mod builder;
mod words;

pub use beside::Beside;
pub use builder::Builder;
pub use words::{code_among, id_of, shown_in};

use crate::rules::Bounds;

/// A piece of a page.
#[allow(clippy::large_enum_variant)] // most of them are fields, and a page has dozens
pub enum Block {
    Field(Field),
    /// A group inside of the page opens and closes.
    Open {
        title: String,
        path: String,
        hidden: bool,
    },
    Close,
    Matrix {
        title: String,
        path: String,
        hidden: bool,
        columns: Vec<(String, String)>,
        rows: Vec<Field>,
    },
    /// A repeating section: its instances follow.
    /// `waits`: it has no instances until other answers say how many.
    Repeat {
        title: String,
        path: String,
        hidden: bool,
        waits: bool,
        count: usize,
        /// Of the number of its instances.
        revision: i64,
    },
    Instance {
        title: String,
        path: String,
        number: usize,
        may_remove: bool,
    },
    Add {
        title: String,
        path: String,
    },
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Read only: a note, a computed value.
    Told,
    Line,
    Text,
    Number,
    Day,
    Time,
    Moment,
    /// A few choices, all seen.
    Radio,
    /// Many: a list that opens.
    Select,
    /// Very many: typed and found.
    Search,
    Checks,
    /// Places in order.
    Rank,
    Mark,
    File,
    /// A file for each kind of document; a kind is ticked by its file.
    FileSet,
    /// A point on the map.
    Place,
}

/// A kind of document in a set of files.
pub struct FileKind {
    pub id: String,
    /// Where its file goes: the set's path with the kind's code.
    pub path: String,
    pub code: String,
    pub label: String,
    pub is_mandatory: bool,
    pub files: Vec<(String, String)>,
}

pub struct Field {
    pub id: String,
    pub path: String,
    pub ask: Ask,
    pub label: String,
    pub hint: String,
    pub value: String,
    /// As it is read: labels of choices, a decimal comma.
    pub shown: String,
    pub choices: Vec<Choice>,
    pub revision: i64,
    pub is_required: bool,
    pub is_hidden: bool,
    pub error: String,
    pub warning: String,
    pub wants_explanation: bool,
    pub explanation: String,
    /// The other device's answer, as it is read; blank where it took the answer away.
    pub conflict: Option<String>,
    /// What whoever gave the sheet back wrote beside this question.
    pub remark: String,
    /// The answer is another one since the remark.
    pub is_settled: bool,
    /// Words for those who want to know more.
    pub guidance: String,
    /// What the author's rule allows, where it is plain bounds.
    pub bounds: Option<Bounds>,
    /// Whether a rule of the form may ask for an explanation.
    pub may_want_explanation: bool,
    pub files: Vec<(String, String)>,
    /// Of a set of files.
    pub kinds: Vec<FileKind>,
    pub mark: &'static str,
    pub mark_class: &'static str,
    pub input_mode: &'static str,
}

impl Field {
    pub fn is_choice(&self, value: &str) -> bool {
        self.value == value
    }

    /// Whether there is a place for an explanation.
    pub fn has_explanation(&self) -> bool {
        self.wants_explanation || !self.explanation.is_empty() || !self.warning.is_empty()
    }

    /// Files of the question and of its kinds, the latter with their kinds' names.
    pub fn all_files(&self) -> Vec<(String, String)> {
        let of_kinds = self.kinds.iter().flat_map(|kind| {
            kind.files.iter().map(|(href, name)| (href.clone(), format!("{}: {name}", kind.label)))
        });
        self.files.iter().cloned().chain(of_kinds).collect()
    }

    /// The answer as it is read where its files are listed after it: what a file names already is not said twice.
    pub fn shown_beside_files(&self) -> String {
        if self.files.iter().any(|(_, name)| *name == self.shown) {
            return String::new();
        }
        if self.kinds.iter().all(|kind| kind.files.is_empty()) {
            return self.shown.clone();
        }
        let has_file = |code: &str| self.kinds.iter().any(|kind| kind.code == code && !kind.files.is_empty());
        let bare = self.choices.iter().filter(|one| one.is_chosen && !has_file(&one.value));
        bare.map(|one| one.label.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// How many places a ranking has, each with its choices.
    pub fn ranks(&self) -> Vec<Vec<(String, String, bool)>> {
        let chosen: Vec<&str> = self.value.split_whitespace().collect();
        (0..self.choices.len())
            .map(|place| {
                let now = chosen.get(place).copied();
                self.choices
                    .iter()
                    .map(|one| (one.value.clone(), one.label.clone(), Some(one.value.as_str()) == now))
                    .collect()
            })
            .collect()
    }

    pub fn input_type(&self) -> &'static str {
        match self.ask {
            Ask::Day => "date",
            Ask::Time => "time",
            Ask::Moment => "datetime-local",
            _ => "text",
        }
    }
}

/// More choices than this are typed and found instead of listed.
pub const MOST_LISTED: usize = 300;
const MOST_RADIOS: usize = 7;
