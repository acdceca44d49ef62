#![doc = include_str!("../README.md")]

mod any_row;
pub mod backup;
pub mod catalogue;
mod check;
mod clock;
mod db;
mod error;
mod files;
mod ids;
pub mod jobs;
mod migrations;
mod projections;
mod query;
mod sweep;
#[cfg(feature = "testing")]
pub mod testing;

pub use any_row::AnyRow;
pub use check::{Checked, check};
pub use clock::{Clock, Moment};
pub use db::{Db, Engine, Tx, serving_a_change};
pub use error::{Error, Result};
pub use files::{FileHash, Files};
pub use ids::new_id;
pub use jobs::Jobs;
pub use migrations::{MIGRATIONS, Migration, migrate};
pub use projections::Projections;
pub use query::{Arg, Query, Record, Sql};
pub use sweep::sweep_files;
