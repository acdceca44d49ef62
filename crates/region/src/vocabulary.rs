//! Words of the region: kinds of documents and titles of roles.

use crate::organisation::OrganisationKind;
use serde::Deserialize;

/// A kind of document that measures require and organisations issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    pub code: String,
    pub title: String,
    pub title_plural: String,
    pub title_genitive: String,
    /// Phrases by which the kind is recognised in a plan, lower case.
    pub keywords: Vec<String>,
    /// Codes of the organisations that issue such documents.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Requisites that such a document must have.
    #[serde(default)]
    pub must: Vec<String>,
    /// What follows the running number: «-р» makes «12-р».
    #[serde(default)]
    pub number_suffix: String,
    /// Code of the layout by which such documents are prepared, where it is not the kind's own code.
    #[serde(default)]
    pub layout: Option<String>,
}

impl DocumentKind {
    /// Code under which the papers engine may know the kind's fields and layout.
    pub fn layout_code(&self) -> &str {
        self.layout.as_deref().unwrap_or(&self.code)
    }
}

/// The parts that people play, in the order in which they are listed everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Ministry,
    Institute,
    RegionalCentre,
    Municipality,
    MunicipalCentre,
    School,
    Expert,
    Partner,
}

impl Role {
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::Ministry,
        Self::Institute,
        Self::RegionalCentre,
        Self::Municipality,
        Self::MunicipalCentre,
        Self::School,
        Self::Expert,
        Self::Partner,
    ];

    /// The code as written in the pack and kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Ministry => "ministry",
            Self::Institute => "institute",
            Self::RegionalCentre => "regional_centre",
            Self::Municipality => "municipality",
            Self::MunicipalCentre => "municipal_centre",
            Self::School => "school",
            Self::Expert => "expert",
            Self::Partner => "partner",
        }
    }

    /// Whether the role is held at organisations of a kind. A municipal centre is an organisation of its own or a school
    /// with that status.
    pub fn is_held_at(self, kind: OrganisationKind) -> bool {
        match self.home() {
            None => true,
            Some(OrganisationKind::MunicipalCentre) if kind == OrganisationKind::School => true,
            Some(home) => home == kind,
        }
    }

    /// The kind of organisation as which the role acts; `None`: any. Groups of executors mean kinds.
    pub const fn home(self) -> Option<OrganisationKind> {
        match self {
            Self::Administrator | Self::Expert => None,
            Self::Ministry => Some(OrganisationKind::Ministry),
            Self::Institute => Some(OrganisationKind::Institute),
            Self::RegionalCentre => Some(OrganisationKind::RegionalCentre),
            Self::Municipality => Some(OrganisationKind::MunicipalAuthority),
            Self::MunicipalCentre => Some(OrganisationKind::MunicipalCentre),
            Self::School => Some(OrganisationKind::School),
            Self::Partner => Some(OrganisationKind::Partner),
        }
    }
}

/// What a role is called in this region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleTitle {
    /// «институт (ХК ИРО)»
    pub title: String,
    /// One sentence: what a person in this role does here.
    pub duty: String,
}
