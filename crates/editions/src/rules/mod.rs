//! The domain without input and output.

mod align;
mod compare;
mod consultation;
mod paragraph;
mod word;
mod words;

pub use align::carry_ids;
pub use compare::{ChangeKind, Line, compare};
pub use consultation::{Decision, PUBLIC, Stage, audience, is_asked, stage};
pub use paragraph::{Ids, NewParagraph, Paragraph, ParagraphKind};
pub use word::{WordRefused, paragraphs as paragraphs_of_word, plain_paragraphs};
pub use words::{Run, RunChange, likeness, marked};
