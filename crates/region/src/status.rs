//! The status of a school's library: what it is called in the region, and by which documents it changed in the demo.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

/// From a library to a centre, to the centre of a municipality, and back. Only schools have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LibraryStatus {
    /// School library (ШБ): what every school has without any document.
    Library,
    /// Information-library centre (ИБЦ).
    Centre,
    /// Municipal centre (МИБЦ): a centre named for a term.
    MunicipalCentre,
}

impl LibraryStatus {
    pub const ALL: [Self; 3] = [Self::Library, Self::Centre, Self::MunicipalCentre];

    /// The code as written in the pack and kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Centre => "centre",
            Self::MunicipalCentre => "municipal_centre",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Told beside the colour, on the map and in lists.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Library => "○",
            Self::Centre => "◆",
            Self::MunicipalCentre => "★",
        }
    }
}

/// `statuses.yaml`: what the statuses are called, and the kind of document that changes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusWords {
    /// Code of the document kind.
    pub directive_kind: String,
    pub statuses: BTreeMap<LibraryStatus, StatusTitle>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTitle {
    /// «ИБЦ»
    pub short: String,
    /// «информационно-библиотечный центр»
    pub title: String,
    /// «информационно-библиотечные центры»
    pub titles: String,
}

impl StatusWords {
    pub fn short(&self, status: LibraryStatus) -> &str {
        self.statuses.get(&status).map_or(status.code(), |title| &title.short)
    }

    pub fn title(&self, status: LibraryStatus) -> &str {
        self.statuses.get(&status).map_or(status.code(), |title| &title.title)
    }

    pub fn titles(&self, status: LibraryStatus) -> &str {
        self.statuses.get(&status).map_or(status.code(), |title| &title.titles)
    }
}

/// `demo/statuses.yaml`: directives on statuses, and which schools each municipal centre serves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DemoStatuses {
    /// In the order of registering.
    pub directives: Vec<DemoDirective>,
    pub areas: Vec<DemoArea>,
}

/// A document with an annex: these organisations become that.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoDirective {
    pub number: String,
    pub date: Date,
    pub title: String,
    /// Code of the organisation that issued it.
    pub issued_by: String,
    pub recorded_by: String,
    pub recorded_at: DateTime,
    pub annex: Vec<DemoAnnexLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAnnexLine {
    pub status: LibraryStatus,
    /// First day; without it the day of the document.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day of a term; for municipal centres only.
    #[serde(default)]
    pub until: Option<Date>,
    pub organisations: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoArea {
    /// Code of the school that is the centre.
    pub centre: String,
    pub from: Date,
    /// Codes of the schools; without them every school of the municipality that no other centre serves.
    #[serde(default)]
    pub schools: Option<Vec<String>>,
}
