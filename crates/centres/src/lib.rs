#![doc = include_str!("../README.md")]

pub mod annex;
mod door;
pub mod pages;
mod routes;

pub use door::{DirectiveRefused, NewDirective, reference, register_directive};
pub use routes::routes;
