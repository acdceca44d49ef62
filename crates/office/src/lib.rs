#![doc = include_str!("../README.md")]

mod dates;
mod limits;
mod list;
mod sheets;
mod text;

pub use limits::{
    Content, MAX_FILE_BYTES, Package, Refused, content_of, has_part, measure_honestly, open, read_part,
};
pub use list::{decode, rows_of_list};
pub use sheets::{Bounds, Cells, Sheet, sheets};
pub use text::{
    Losses, ParagraphKind, TextParagraph, WordRefused, WordText, paragraphs_of_word, plain_paragraphs,
    text_of_word,
};
