//! Texts that live in editions, and how the network talked about them.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::Basis;

/// A text with its first edition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoText {
    /// Stands in its address.
    pub code: String,
    /// Code of the document kind.
    pub kind: String,
    pub title: String,
    pub edition_title: String,
    /// A line is a paragraph; `#` begins a heading, `-` an item of a list.
    pub text: String,
    pub by: String,
    pub at: DateTime,
    /// Goals, priorities, tools, indicators of the first edition; they get the ids `a1`, `a2` … in their order.
    #[serde(default)]
    pub aims: Vec<DemoAim>,
    /// What the indicators came to.
    #[serde(default)]
    pub values: Vec<DemoAimValue>,
    #[serde(default)]
    pub approval: Option<TextApproval>,
    /// The editions that followed.
    #[serde(default)]
    pub editions: Vec<DemoEdition>,
}

/// A line of the tree of aims, as its form takes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAim {
    /// `goal`, `priority`, `tool` or `indicator`.
    pub kind: String,
    #[serde(default)]
    pub parent: String,
    pub title: String,
    #[serde(default)]
    pub paragraph: String,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub base: String,
    #[serde(default)]
    pub target: String,
    #[serde(default)]
    pub due_year: String,
    #[serde(default)]
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAimValue {
    pub aim: String,
    pub year: String,
    pub value: String,
    pub proof: String,
    pub by: String,
    pub at: DateTime,
}

/// The registered document that approved an edition. One that the story has registered already is only named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextApproval {
    pub by: String,
    pub at: DateTime,
    pub document: Basis,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoEdition {
    pub title: String,
    pub by: String,
    pub at: DateTime,
    #[serde(default)]
    pub changes: Vec<TextChange>,
    /// Aims that this edition adds to those of the one before.
    #[serde(default)]
    pub aims: Vec<DemoAim>,
    #[serde(default)]
    pub consultation: Option<DemoConsultation>,
    #[serde(default)]
    pub approval: Option<TextApproval>,
}

/// One change of the text: a new wording of `paragraph`, a new paragraph `after` another, or one to `remove`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextChange {
    #[serde(default)]
    pub paragraph: Option<String>,
    #[serde(default)]
    pub after: Option<String>,
    #[serde(default)]
    pub remove: Option<String>,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub rationale: String,
    pub by: String,
    pub at: DateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoConsultation {
    pub purpose: String,
    pub opens_on: Date,
    pub deadline: Date,
    /// Codes of roles.
    pub asked: Vec<String>,
    pub by: String,
    pub at: DateTime,
    #[serde(default)]
    pub comments: Vec<DemoTextComment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoTextComment {
    pub by: String,
    pub at: DateTime,
    /// Id of the paragraph; empty: the text as a whole.
    #[serde(default)]
    pub paragraph: String,
    #[serde(default)]
    pub remark: String,
    #[serde(default)]
    pub proposed: String,
    #[serde(default)]
    pub decision: Option<TextDecision>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextDecision {
    /// `accepted`, `partly` or `declined`.
    pub outcome: String,
    #[serde(default)]
    pub reason: String,
    pub by: String,
    pub at: DateTime,
}

impl DemoText {
    /// Everybody who acts in the story of the text, with the moment.
    pub fn deeds(&self) -> Vec<(&str, DateTime)> {
        let mut deeds = vec![(self.by.as_str(), self.at)];
        deeds.extend(self.approval.iter().map(|approval| (approval.by.as_str(), approval.at)));
        deeds.extend(self.values.iter().map(|value| (value.by.as_str(), value.at)));
        for edition in &self.editions {
            deeds.push((&edition.by, edition.at));
            deeds.extend(edition.changes.iter().map(|change| (change.by.as_str(), change.at)));
            deeds.extend(edition.approval.iter().map(|approval| (approval.by.as_str(), approval.at)));
            if let Some(consultation) = &edition.consultation {
                deeds.push((&consultation.by, consultation.at));
                for comment in &consultation.comments {
                    deeds.push((&comment.by, comment.at));
                    deeds.extend(comment.decision.iter().map(|made| (made.by.as_str(), made.at)));
                }
            }
        }
        deeds
    }
}
