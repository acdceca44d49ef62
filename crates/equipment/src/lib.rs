#![doc = include_str!("../README.md")]

mod checking;
pub mod pages;
pub mod paper;
mod publishing;
mod refused;
mod routes;
pub mod rules;
pub mod store;

pub use checking::{CheckForm, Inspector, save_check, set_prices};
pub use publishing::{Publication, Published, publish};
pub use refused::EquipmentRefused;
pub use routes::{NAVIGATION, routes};
pub use store::{HOLDINGS, MIGRATIONS};
