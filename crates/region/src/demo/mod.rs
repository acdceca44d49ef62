//! The demo of a region: accounts, artificial schools, and what was done by the demo's today.
//!
//! Times are the region's local ones ([`crate::Region::instant`] makes them absolute).

mod drafts;
mod schools;
mod texts;

pub use drafts::{
    DemoAgreement, DemoAnswer, DemoDraft, DemoDrafts, DemoMailing, DemoMailingAct, DemoRegistration,
    DemoRemark,
};

pub use schools::{SchoolCard, SchoolKind, SchoolPlace, SchoolSet};
pub use texts::{
    DemoAim, DemoAimValue, DemoConsultation, DemoEdition, DemoText, DemoTextComment, TextApproval,
    TextChange, TextDecision,
};

use crate::status::DemoStatuses;
use crate::vocabulary::Role;
use jiff::civil::{Date, DateTime};
use plan::{Executor, RequiredDocument, Term};
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    pub accounts: Vec<DemoAccount>,
    pub statuses: DemoStatuses,
    /// In the order of recording.
    pub evidence: Vec<DemoEvidence>,
    pub comments: Vec<DemoComment>,
    pub not_carried_out: Vec<NotCarriedOut>,
    pub requirement_changes: Vec<RequirementChange>,
    /// Oldest first; the last one is the plan as `roadmap/` has it.
    pub plan_versions: Vec<PlanVersion>,
    /// When and by whom the plan was opened to the public.
    pub publication: Option<Publication>,
    pub equipment: crate::DemoEquipment,
    /// Documents of the case that schools uploaded.
    pub kits: crate::DemoKits,
    /// Texts that live in editions.
    pub texts: Vec<DemoText>,
    pub people: Vec<crate::DemoPerson>,
    pub child_consents: Vec<crate::DemoChildConsent>,
    /// Papers on their way and letters sent.
    pub drafts: DemoDrafts,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAccount {
    pub login: String,
    /// The demo's common password, filled in by the loader from `demo/accounts.yaml`.
    #[serde(skip)]
    pub password: String,
    pub surname: String,
    pub name: String,
    #[serde(default)]
    pub patronymic: String,
    pub post: String,
    /// Code of the organisation at which the role is held.
    pub organisation: String,
    pub role: Role,
    #[serde(default)]
    pub state: MembershipState,
    /// First day of the membership.
    pub since: Date,
    /// Last day, for a membership that has ended.
    #[serde(default)]
    pub until: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipState {
    Invited,
    #[default]
    Active,
    Suspended,
    Ended,
}

impl MembershipState {
    /// The code as written in the pack and kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }
}

/// A piece of evidence recorded in the demo, as a user would have recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoEvidence {
    /// Unique in the pack; other pieces refer to it.
    pub key: String,
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    /// For a recurring term: which slot of the plan's year, from 1.
    #[serde(default)]
    pub slot: Option<u16>,
    /// Code of the document kind.
    pub kind: String,
    pub title: String,
    /// Registration number; absent for what has none (a web page, a set of materials).
    #[serde(default)]
    pub number: Option<String>,
    /// Date of the document itself.
    pub date: Date,
    /// Code of the organisation that issued it.
    pub issued_by: String,
    pub recorded_by: String,
    pub recorded_at: DateTime,
    #[serde(default)]
    pub decision: Decision,
    #[serde(default)]
    pub link: Option<String>,
    /// What came of it, in one sentence: goes into the execution report.
    #[serde(default)]
    pub result: Option<String>,
    /// Key of the refused piece that this one replaces.
    #[serde(default)]
    pub corrects: Option<String>,
}

/// Who records is not who accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Decision {
    #[default]
    Pending,
    Accepted {
        by: String,
        at: DateTime,
    },
    Refused {
        by: String,
        at: DateTime,
        reason: String,
    },
}

impl Decision {
    /// Who decided and when; `None` while nobody has.
    pub fn made(&self) -> Option<(&str, DateTime)> {
        match self {
            Self::Pending => None,
            Self::Accepted { by, at } | Self::Refused { by, at, .. } => Some((by, *at)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoComment {
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    pub by: String,
    pub at: DateTime,
    pub text: String,
}

/// A measure, an item or one slot that was given up, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotCarriedOut {
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    #[serde(default)]
    pub slot: Option<u16>,
    pub reason: String,
    pub by: String,
    pub at: DateTime,
}

/// How many documents of a kind a measure or an item asks for, where the plan's paper does not say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementChange {
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    /// Code of the document kind.
    pub kind: String,
    /// Per slot; 0 takes the requirement away.
    pub count: u16,
    /// What has to happen for it, in words: «публикация в сообществе».
    #[serde(default)]
    pub activity: Option<String>,
    pub reason: String,
    pub by: String,
    pub at: DateTime,
}

/// An edition of the plan: by which act, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanVersion {
    pub basis: Basis,
    pub recorded_by: String,
    pub recorded_at: DateTime,
    /// Why, in one sentence.
    pub note: String,
    /// What this edition changed, as it was **before**; empty for the first edition.
    #[serde(default)]
    pub changes: Vec<PlanChange>,
}

/// The act behind an edition of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Code of the document kind.
    pub kind: String,
    pub title: String,
    pub number: String,
    pub date: Date,
    /// Code of the organisation that issued it.
    pub issued_by: String,
}

/// One place of the plan that an edition changed. What it became is in the plan itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanChange {
    pub measure: String,
    #[serde(default)]
    pub item: Option<String>,
    pub before: Before,
    pub reason: String,
}

/// The values that held before; what is absent did not change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub term: Option<Term>,
    /// Of measures only.
    #[serde(default)]
    pub executors: Option<Vec<Executor>>,
    /// Of measures only.
    #[serde(default)]
    pub documents: Option<Vec<RequiredDocument>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub by: String,
    pub at: DateTime,
}
