#![doc = include_str!("../README.md")]

mod curator;
mod door;
pub mod pages;
mod routes;
pub mod rules;

pub use curator::Curator;
pub use door::{Invited, Workplace, invite};
pub use routes::{NAVIGATION, routes};
