#![doc = include_str!("../README.md")]

pub mod import;
pub mod model;
pub mod slots;
pub mod term;
pub mod words;
mod year;

pub use model::*;
pub use year::PlanYear;
