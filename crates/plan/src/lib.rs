#![doc = include_str!("../README.md")]

pub mod import;
pub mod model;
pub mod term;
pub mod words;

pub use model::*;
