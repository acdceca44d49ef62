//! The domain without input and output.

mod aims;
mod align;
mod compare;
mod consultation;
mod paragraph;
mod words;

pub use aims::{AimKind, progress};
pub use align::carry_ids;
pub use compare::{ChangeKind, Line, compare};
pub use consultation::{Decision, PUBLIC, Stage, audience, is_asked, stage};
/// A paragraph that has no id yet: as a file brings it.
pub use office::TextParagraph as NewParagraph;
pub use office::{
    Losses, ParagraphKind, WordRefused, WordText, paragraphs_of_word, plain_paragraphs, text_of_word,
};
pub use paragraph::{Ids, Paragraph, paragraph_id, paragraph_number};
pub use words::{Run, RunChange, likeness, marked};
