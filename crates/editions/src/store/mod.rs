//! All SQL of this room. Every function that looks something up for somebody takes a [`Reader`] or a [`Scope`].

mod consultations;
mod paragraphs;
mod texts;

use access::{Deed, Scope, Subject, Visitor};
use store::Migration;

pub use consultations::{CommentRow, ConsultationRow, comment, comments_of, consultation, consultations_of};
pub(crate) use consultations::{NewComment, NewConsultation, decide, insert_comment, insert_consultation};
pub(crate) use paragraphs::{Neighbour, insert_all, insert_between, remove, rewrite, swap_with_neighbour};
pub use paragraphs::{ParagraphRow, paragraph, paragraphs_of};
pub use texts::{EditionRow, TextRow, edition, editions_of, text_by_code, texts};
pub(crate) use texts::{approve, insert_edition, insert_text, next_paragraph_number, raise_structure};

pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 8_001,
    name: "editions and consultations",
    sql: include_str!("../../migrations/0001_editions.sql"),
}];

/// Who is reading: what their scope reaches, and what their role is asked about.
#[derive(Debug, Clone)]
pub struct Reader {
    pub scope: Scope,
    /// Code of the role; empty for a stranger.
    pub role: String,
}

impl Reader {
    pub fn of(visitor: &Visitor) -> Self {
        Self {
            scope: visitor.scope(Subject::Edition, Deed::Read),
            role: visitor.role().map_or_else(String::new, |role| role.code().to_owned()),
        }
    }

    /// The program itself.
    pub fn program() -> Self {
        Self { scope: Scope::of_the_program(), role: String::new() }
    }

    /// For `like`: the reader's role between bars; what nobody has for a stranger.
    fn role_mark(&self) -> String {
        if self.role.is_empty() { "|nobody|".to_owned() } else { format!("|{}|", self.role) }
    }
}
