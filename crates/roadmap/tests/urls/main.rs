//! The pages of this room over HTTP, a file for each address: what people type, what they get, what is left behind.

mod asked;
mod calendar;
mod change;
mod common;
mod evidence;
mod imports;
mod marks;
mod measure;
mod next_year;
mod plan;
mod remove;
mod report;
mod requirements;
mod versions;
