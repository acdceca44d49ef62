//! What was decided for lack of words in the paper.

use std::collections::HashMap;

/// Something decided for lack of words in the paper: to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Proposal {
    /// Stable within the file: `m4.items`.
    pub id: String,
    /// Number of the measure, or empty for the plan as a whole.
    pub path: String,
    pub kind: ProposalKind,
    /// What was decided, in Russian.
    pub what: String,
    /// By which rule, in Russian.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    LeadExecutor,
    CellSplit,
    ItemPairing,
    DocumentPairing,
    TermDates,
    RelativeTerm,
    WordJoin,
    OrganisationMatch,
    DocumentKind,
    Numbering,
    Columns,
    Section,
    Title,
    Year,
}

/// Collects proposals and gives them their ids.
#[derive(Debug, Default)]
pub(crate) struct Proposals {
    made: Vec<Proposal>,
    /// How many there are of a measure's field.
    counted: HashMap<String, usize>,
}

impl Proposals {
    pub(crate) fn into_vec(self) -> Vec<Proposal> {
        self.made
    }

    pub(crate) fn add(&mut self, kind: ProposalKind, number: &str, field: &str, what: String, reason: &str) {
        let prefix = if number.is_empty() { format!("plan.{field}") } else { format!("m{number}.{field}") };
        let count = self.counted.entry(prefix.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { prefix } else { format!("{prefix}-{count}") };
        self.made.push(Proposal { id, path: number.to_owned(), kind, what, reason: reason.to_owned() });
    }

    pub(crate) fn mended(&mut self, number: &str, field: &str, words: &[String]) {
        for word in words {
            self.add(
                ProposalKind::WordJoin,
                number,
                field,
                format!("слово «{word}» собрано из двух частей"),
                "часть слова стояла на другой строке или после переноса и сама словом не является",
            );
        }
    }
}
