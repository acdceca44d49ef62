//! Roadmaps of other shapes than the seed: other columns, headings, merges, numbers, sections, formats. What is understood
//! of each is a snapshot; each keeps its account of paragraphs.

mod told;

mod around;
mod cells;
mod columns;
mod executors;
pub mod formats;
mod merges;
mod numbers;
mod sections;
mod unusual;
mod word;

use super::{common, docx};
use told::told;
