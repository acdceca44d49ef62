//! Papers of the demo that are on their way, and letters that were sent.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `demo/drafts.yaml`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DemoDrafts {
    pub drafts: Vec<DemoDraft>,
    pub mailings: Vec<DemoMailing>,
}

/// A paper and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoDraft {
    /// Unique in the file; mailings refer to it.
    pub key: String,
    /// Code of the document kind.
    pub kind: String,
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    /// For a recurring term: which slot of the plan's year, from 1.
    #[serde(default)]
    pub slot: Option<u16>,
    /// Code of the organisation whose letterhead it bears.
    pub issued_by: String,
    pub by: String,
    pub at: DateTime,
    /// Fields instead of what the program fills in.
    #[serde(default)]
    pub fields: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub agreement: Option<DemoAgreement>,
    #[serde(default)]
    pub registration: Option<DemoRegistration>,
}

/// Who was asked and what they answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAgreement {
    pub at: DateTime,
    /// Logins by stages: those of one stage are asked together.
    pub stages: Vec<Vec<String>>,
    #[serde(default)]
    pub agree_by: Option<Date>,
    #[serde(default)]
    pub remarks: Vec<DemoRemark>,
    #[serde(default)]
    pub answers: Vec<DemoAnswer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoRemark {
    pub by: String,
    pub at: DateTime,
    /// Place of the paper: `paragraphs.2`; empty: the paper as a whole.
    #[serde(default)]
    pub field: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAnswer {
    pub by: String,
    pub at: DateTime,
    /// Why it came back; absent: agreed.
    #[serde(default)]
    pub returned: Option<String>,
}

/// The paper was signed by hand and registered on the same day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoRegistration {
    pub at: DateTime,
    /// Absent: the next one of the journal.
    #[serde(default)]
    pub number: Option<String>,
    /// What came of it; present: the paper became evidence of its measure.
    #[serde(default)]
    pub evidence: Option<String>,
}

/// A registered paper of this file, sent to organisations.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMailing {
    /// Key of the paper.
    pub draft: String,
    pub by: String,
    pub at: DateTime,
    #[serde(default)]
    pub due: Option<Date>,
    /// Whether an answer in words is asked for.
    #[serde(default)]
    pub asks_answer: bool,
    #[serde(default)]
    pub words: String,
    /// Codes of the organisations; empty: every municipal authority.
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(default)]
    pub acts: Vec<DemoMailingAct>,
}

/// What an addressee did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMailingAct {
    pub by: String,
    pub at: DateTime,
    #[serde(default)]
    pub confirms: bool,
    #[serde(default)]
    pub answer: Option<String>,
}
