//! A measure as it stands in the form of a change: rows of text, from the plan or as typed.

use access::FormData;
use plan::{ExecutorRole, Measure, Term};

use super::reading::Terms;

/// Everything of the form, kept for a second try.
#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct MeasureDraft {
    pub number: String,
    /// Place of the section in the plan.
    pub section: String,
    pub title: String,
    pub term: TermDraft,
    /// Number of the measure that the term follows.
    pub anchor: String,
    pub executors: Vec<ExecutorRow>,
    pub items: Vec<ItemRow>,
    pub documents: Vec<DocumentRow>,
    /// One in a line.
    pub results: String,
    /// «Примечание» of the paper.
    pub remark: String,
    pub basis: String,
    pub note: String,
}

/// The words of a term, and days where they are not what the words say.
#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct TermDraft {
    pub text: String,
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct ExecutorRow {
    pub org: String,
    pub text: String,
    pub is_lead: bool,
}

#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct ItemRow {
    /// The number that it has in the plan now; empty for a new one.
    pub was: String,
    pub number: String,
    pub title: String,
    pub term: TermDraft,
}

#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct DocumentRow {
    pub kind: String,
    pub text: String,
    /// Place of the item's row; empty: of the whole measure.
    pub item: String,
}

const MOST_ROWS: usize = 60;

impl MeasureDraft {
    /// The measure as the plan has it.
    pub fn of(measure: &Measure, section: usize, terms: &Terms<'_>) -> Self {
        let anchor = measure.term.relative_to_measure.clone().unwrap_or_default();
        let executors = measure.executors.iter().map(|one| ExecutorRow {
            org: one.org.clone().unwrap_or_default(),
            text: one.text.clone(),
            is_lead: one.role == ExecutorRole::Lead,
        });
        let items = measure.items.iter().map(|item| ItemRow {
            was: item.number.clone(),
            number: item.number.clone(),
            title: item.title.clone(),
            term: item.term.as_ref().map_or_else(TermDraft::default, |term| {
                TermDraft::of(term, term.relative_to_measure.as_deref().unwrap_or_default(), terms)
            }),
        });
        let documents = measure.documents.iter().map(|document| {
            let row = document
                .item
                .as_ref()
                .and_then(|number| measure.items.iter().position(|item| item.number == *number));
            DocumentRow {
                kind: document.kind.clone().unwrap_or_default(),
                text: document.text.clone(),
                item: row.map_or_else(String::new, |row| row.to_string()),
            }
        });
        Self {
            number: measure.number.clone(),
            section: section.to_string(),
            title: measure.title.clone(),
            term: TermDraft::of(&measure.term, &anchor, terms),
            anchor,
            executors: executors.collect(),
            items: items.collect(),
            documents: documents.collect(),
            results: measure.expected_results.join("\n"),
            remark: measure.note.clone(),
            basis: String::new(),
            note: String::new(),
        }
    }

    /// The measure as typed.
    pub fn typed(form: &FormData) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        let row = |name: &str, index: usize| form.text(&format!("{name}.{index}")).to_owned();
        let rows = |name: &'static str| {
            let has = move |index: &usize| {
                let wanted = format!("{name}.{index}");
                form.fields().iter().any(|(field, _)| *field == wanted)
            };
            (0..MOST_ROWS).take_while(has)
        };
        let lead = text("lead");
        let term = |name: &str, index: usize| TermDraft {
            text: row(&format!("{name}-term"), index),
            from: row(&format!("{name}-from"), index),
            to: row(&format!("{name}-to"), index),
        };
        Self {
            number: text("number"),
            section: text("section"),
            title: text("title"),
            term: TermDraft { text: text("term"), from: text("from"), to: text("to") },
            anchor: text("anchor"),
            executors: rows("text")
                .map(|index| ExecutorRow {
                    org: row("org", index),
                    text: row("text", index),
                    is_lead: lead == index.to_string(),
                })
                .collect(),
            items: rows("item-title")
                .map(|index| ItemRow {
                    was: row("item-was", index),
                    number: row("item-number", index),
                    title: row("item-title", index),
                    term: term("item", index),
                })
                .collect(),
            documents: rows("document-text")
                .map(|index| DocumentRow {
                    kind: row("document-kind", index),
                    text: row("document-text", index),
                    item: row("document-item", index),
                })
                .collect(),
            results: text("results"),
            remark: text("remark"),
            basis: text("basis"),
            note: text("note"),
        }
    }

    /// Empty rows for what is to be added without a script.
    pub fn with_empty_rows(mut self, rows: usize) -> Self {
        let room = |taken: usize| rows.min(MOST_ROWS.saturating_sub(taken));
        for _ in 0..room(self.executors.len()) {
            self.executors.push(ExecutorRow::default());
        }
        for _ in 0..room(self.documents.len()) {
            self.documents.push(DocumentRow::default());
        }
        for _ in 0..room(self.items.len()) {
            self.items.push(ItemRow::default());
        }
        self
    }
}

impl TermDraft {
    /// Days are shown only where they are not what the words say: those were set by hand.
    fn of(term: &Term, anchor: &str, terms: &Terms<'_>) -> Self {
        let understood = terms.understood(&term.text, anchor);
        let is_by_hand = (understood.from, understood.to) != (term.from, term.to);
        let day = |day: Option<jiff::civil::Date>| {
            day.filter(|_| is_by_hand).map_or_else(String::new, |day| day.to_string())
        };
        Self { text: term.text.clone(), from: day(term.from), to: day(term.to) }
    }

    pub fn is_empty(&self) -> bool {
        [&self.text, &self.from, &self.to].iter().all(|text| text.is_empty())
    }
}
