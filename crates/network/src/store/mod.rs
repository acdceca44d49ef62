//! All SQL of this room. Every function that looks something up for somebody takes a [`access::Scope`].

pub(crate) mod areas;
pub(crate) mod boundaries;
pub(crate) mod cards;
pub(crate) mod imports;
pub(crate) mod municipalities;
pub(crate) mod names;
mod organisations;
mod roll;
pub(crate) mod seats;
pub(crate) mod statuses;

use store::Migration;

pub use boundaries::atlas;
pub use cards::{ChangeRow, changes_of, last_change};
pub use municipalities::{
    MunicipalityNameRow, MunicipalityRow, add_municipality, municipalities_as_of, municipality_by_code,
    municipality_names,
};
pub use organisations::{
    NewOrganisation, OrganisationRow, add_organisation, names_as_of, organisation_by_code, place_of,
};
pub(crate) use organisations::{codes_in_store, free_code};
pub use roll::roll;
pub use roll::touch_registry;
pub use statuses::{AnnexLine, AnnexRow, DirectiveRow, annex_of, directives};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 3_001,
        name: "municipalities and organisations",
        sql: include_str!("../../migrations/0001_network.sql"),
    },
    Migration {
        version: 3_002,
        name: "the registry's revision",
        sql: include_str!("../../migrations/0002_revision.sql"),
    },
    Migration {
        version: 3_010,
        name: "cards, buildings, sizes, seats",
        sql: include_str!("../../migrations/0010_cards.sql"),
    },
    Migration {
        version: 3_011,
        name: "statuses and service areas",
        sql: include_str!("../../migrations/0011_statuses.sql"),
    },
    Migration {
        version: 3_012,
        name: "lists being read",
        sql: include_str!("../../migrations/0012_imports.sql"),
    },
    Migration {
        version: 3_013,
        name: "boundaries",
        sql: include_str!("../../migrations/0013_boundaries.sql"),
    },
];

/// A stored day; the program writes only real ones, so the fallback is never met.
pub(crate) fn stored_day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap_or(crate::rules::FIRST_DAY)
}
