//! All SQL of this room. Every function that looks something up for somebody takes a [`Reader`] or a [`Scope`].

mod aims;
mod consultations;
mod holdings;
mod paragraphs;
mod texts;

use access::{Deed, Scope, Subject, Visitor};
use store::Migration;

pub(crate) use aims::{AimFields, copy_aims, insert_aim, next_aim_id, remove_aim, update_aim, write_value};
pub use aims::{AimRow, AimValueRow, aim_values, aims_of};
pub use consultations::{CommentRow, ConsultationRow, comment, comments_of, consultation, consultations_of};
pub(crate) use consultations::{
    NewComment, NewConsultation, decide, insert_comment, insert_consultation, note_followed,
};
pub(crate) use consultations::{
    RunningConsultation, organisations_that_spoke, running_consultations, undecided_after,
};
pub use holdings::HOLDINGS;
pub(crate) use paragraphs::{
    Neighbour, insert_all, insert_between, note_removal, removals_of, remove, rewrite, swap_with_neighbour,
};
pub use paragraphs::{ParagraphRow, paragraph, paragraphs_of};
pub use texts::{EditionRow, TextRow, edition, editions_of, text_by_code, texts};
pub(crate) use texts::{approve, insert_edition, insert_text, next_paragraph_number, raise_structure};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 8_001,
        name: "editions and consultations",
        sql: include_str!("../../migrations/0001_editions.sql"),
    },
    Migration {
        version: 8_002,
        name: "aims of editions, reasons of removals",
        sql: include_str!("../../migrations/0002_aims.sql"),
    },
    Migration {
        version: 8_003,
        name: "the text follows comments",
        sql: include_str!("../../migrations/0003_followed.sql"),
    },
];

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
