//! Organisations of the network: bodies, municipal authorities, centres, schools, partners, groups.

use crate::dated::{self, Dated};
use crate::territory::Point;
use jiff::civil::Date;
use serde::Deserialize;

/// What part an organisation plays in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    Ministry,
    Institute,
    RegionalCentre,
    MunicipalAuthority,
    /// A centre that is an organisation of its own. A school that is named municipal centre stays a school: that is a
    /// [`crate::LibraryStatus`].
    MunicipalCentre,
    School,
    Partner,
    /// Not a legal entity but a collective executor of the plan: «Специалисты ОМСУ».
    Group,
}

impl OrganisationKind {
    /// The code as written in the pack and kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Institute => "institute",
            Self::RegionalCentre => "regional_centre",
            Self::MunicipalAuthority => "municipal_authority",
            Self::MunicipalCentre => "municipal_centre",
            Self::School => "school",
            Self::Partner => "partner",
            Self::Group => "group",
        }
    }

    /// Every kind, bodies first.
    pub const ALL: [Self; 8] = [
        Self::Ministry,
        Self::Institute,
        Self::RegionalCentre,
        Self::MunicipalAuthority,
        Self::MunicipalCentre,
        Self::School,
        Self::Partner,
        Self::Group,
    ];

    /// Whether an organisation of this kind belongs to one municipality.
    pub const fn is_municipal(self) -> bool {
        matches!(self, Self::MunicipalAuthority | Self::MunicipalCentre | Self::School)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub code: String,
    pub kind: OrganisationKind,
    #[serde(default)]
    pub municipality: Option<String>,
    /// Code of the organisation that this one answers to.
    #[serde(default)]
    pub parent: Option<String>,
    /// From oldest to newest, without gaps.
    pub names: Vec<OrganisationName>,
    /// Spellings met in plans, besides the names: they help to recognise executors at import.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// For a group: kinds of organisation that it means.
    #[serde(default)]
    pub stands_for: Vec<OrganisationKind>,
    /// Identifiers, contacts, buildings, size.
    #[serde(default)]
    pub card: Card,
}

/// What a card of the registry tells besides names. Empty: not known.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Card {
    pub inn: String,
    pub ogrn: String,
    pub phone: String,
    pub email: String,
    pub site: String,
    pub head: String,
    pub pupils: Vec<PupilCount>,
    pub buildings: Vec<PackBuilding>,
}

/// How many pupils there were on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PupilCount {
    pub on: Date,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackBuilding {
    #[serde(default)]
    pub title: String,
    pub address: String,
    #[serde(default)]
    pub point: Option<Point>,
    #[serde(default)]
    pub has_library: bool,
}

impl Organisation {
    /// The name on a day; `None` never happens in a loaded pack.
    pub fn name_on(&self, date: Date) -> Option<&OrganisationName> {
        dated::on(&self.names, date)
    }

    /// Everything by which a plan may call this organisation, longest first.
    pub fn spellings(&self) -> Vec<&str> {
        let named = self.names.iter().flat_map(|name| [name.full.as_str(), name.short.as_str()]);
        let mut spellings: Vec<&str> = named.chain(self.aliases.iter().map(String::as_str)).collect();
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.chars().count()));
        spellings.dedup();
        spellings
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationName {
    pub full: String,
    pub short: String,
    /// Genitive of the full name: «письмо …», «распоряжение …».
    pub genitive: String,
    #[serde(default)]
    pub valid_from: Option<Date>,
    #[serde(default)]
    pub valid_to: Option<Date>,
}

impl Dated for OrganisationName {
    fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }
    fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }
}
