//! All SQL of this room. Every function that looks something up for somebody takes a [`access::Scope`].

mod municipalities;
mod organisations;
mod registry;

use store::Migration;

pub use municipalities::{
    MunicipalityNameRow, MunicipalityRow, add_municipality, municipalities_as_of, municipality_by_code,
    municipality_names,
};
pub use organisations::{
    NameRow, NewOrganisation, OrganisationRow, add_organisation, kinds_under, names_as_of, names_of,
    organisation_by_code, place_of, rename_organisation,
};
pub(crate) use organisations::{codes_in_store, retitle_memberships};
pub use registry::{BodyRow, KindCountRow, bodies_of, counts_of_municipality, roll};

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
];

/// A stored day; the program writes only real ones, so the fallback is never met.
pub(crate) fn stored_day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap_or(crate::rules::FIRST_DAY)
}
