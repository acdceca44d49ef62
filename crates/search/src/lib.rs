#![doc = include_str!("../README.md")]

mod entry;
mod index;
mod question;
mod shelf;
mod words;

pub use entry::{Entry, Found, Page, Piece};
pub use index::{Error, Index};
pub use question::Question;
pub use shelf::Shelf;
