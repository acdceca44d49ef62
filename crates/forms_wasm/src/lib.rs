#![doc = include_str!("../README.md")]

mod commands;
mod exports;

pub use commands::handle;
