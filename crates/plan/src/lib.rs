//! The roadmap as a paper: its types, and reading it from Word, Excel, text and YAML.

pub mod model;

pub use model::*;
