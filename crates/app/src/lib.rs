//! The program `biblioset`: the command line, the assembly of rooms, serving, the demonstration.
//!
//! This is the only crate that knows every room. It holds no rules of its own: a reader who looks for what a measure's
//! state means goes to `roadmap::rules`, for who may see what to `access::scope`.

pub mod api;
mod asked_forms;
pub mod commands;
pub mod demo;
mod demo_access;
mod demo_equipment;
mod demo_kits;
pub mod demo_papers;
mod demo_texts;
pub mod regions;
pub mod rooms;
pub mod server;
pub mod start;
mod today;
