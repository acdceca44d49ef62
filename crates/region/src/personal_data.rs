//! What the law on personal data asks of a region: who the operator is, how long things are kept, what people agree to.

use jiff::civil::Date;
use serde::Deserialize;

/// `personal-data.yaml`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalData {
    pub operator: Operator,
    /// Whole years for which a person's data is kept after they have left.
    pub retention_years: i16,
    /// Days within which a request to erase is decided, and an expired term carried out.
    pub erasure_days: i32,
    /// Every version of every text: whoever agreed to an older one agreed to that.
    pub consents: Vec<ConsentText>,
}

/// Who answers for the data before the law and the people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    pub name: String,
    pub address: String,
    /// Where to write about one's data.
    pub contact: String,
}

/// What is agreed to; each is a document of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// That the operator works with the data.
    Processing,
    /// That contacts are shown to everybody.
    Distribution,
    /// That a child's photograph is shown; given by a parent.
    ChildPhoto,
}

impl ConsentKind {
    pub const ALL: [Self; 3] = [Self::Processing, Self::Distribution, Self::ChildPhoto];

    /// The code as written in the pack, in addresses and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Distribution => "distribution",
            Self::ChildPhoto => "child_photo",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One version of the text of a consent.
///
/// `{operator}`, `{address}` and `{contact}` stand for the operator; `{subject}`, `{child}` and `{organisation}` for whom it
/// is about: a line to be filled by hand where that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    pub kind: ConsentKind,
    pub version: String,
    pub valid_from: Date,
    pub title: String,
    /// One sentence for the page: what it is for and what happens without it.
    pub purpose: String,
    pub paragraphs: Vec<String>,
}

impl ConsentText {
    pub(crate) const FIELDS: [&'static str; 6] =
        ["operator", "address", "contact", "subject", "child", "organisation"];
}

impl PersonalData {
    /// The text that people agree to on a day. There always is one in a loaded pack, from the day on which the first
    /// version came into force.
    pub fn text_on(&self, kind: ConsentKind, day: Date) -> Option<&ConsentText> {
        self.consents
            .iter()
            .filter(|text| text.kind == kind && text.valid_from <= day)
            .max_by_key(|text| text.valid_from)
    }

    pub fn text(&self, kind: ConsentKind, version: &str) -> Option<&ConsentText> {
        self.consents.iter().find(|text| text.kind == kind && text.version == version)
    }
}

/// `demo/people.yaml`: what the card of a demo account's person says, and what they agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    pub login: String,
    #[serde(default)]
    pub education: String,
    #[serde(default)]
    pub education_field: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub category_on: Option<Date>,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    /// Shows the contacts to everybody: needs the consent to distribution.
    #[serde(default)]
    pub is_public: bool,
    #[serde(default)]
    pub consents: Vec<DemoConsent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoConsent {
    pub kind: ConsentKind,
    pub given_on: Date,
    #[serde(default)]
    pub withdrawn_on: Option<Date>,
}

/// A parent's consent to a child's photograph.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoChildConsent {
    /// Who took it in; the consent is kept at their organisation.
    pub recorded_by: String,
    pub child: String,
    pub given_by: String,
    pub given_on: Date,
    #[serde(default)]
    pub withdrawn_on: Option<Date>,
}
