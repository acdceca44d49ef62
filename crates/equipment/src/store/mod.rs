//! All SQL of this room. Whoever looks a check up brings a [`access::Scope`]; what lies in which municipality is the registry's to
//! say, so that a municipality's scope is applied there ([`crate::pages`]).

mod checks;
mod holdings;
mod prices;

use ::store::Migration;

pub use checks::{CheckRow, ValueRow, checks_of, newest_checks, newest_values, values_of};
pub(crate) use checks::{NewCheck, insert_check};
pub use holdings::HOLDINGS;
pub use prices::{PublicationRow, prices, publications};
pub(crate) use prices::{insert_publication, write_price};

pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 8_101,
    name: "equipment",
    sql: include_str!("../../migrations/0001_equipment.sql"),
}];
