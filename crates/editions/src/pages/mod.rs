//! The pages of texts, their editions and their discussion.

pub mod aims;
pub mod approval;
pub mod comments;
pub mod compare;
pub mod consultation;
pub mod exports;
pub mod list;
pub mod paragraph;
pub mod reading;
pub mod text;

use access::{Deed, House, PageError, Reach, Scope, Subject, Visitor};

pub(crate) use compare::{Compared, Pair};

use crate::EditionRefused;
use crate::store::{self as rows, EditionRow, Reader, TextRow};

/// A text and one of its editions, as the visitor sees them.
pub(crate) struct Place {
    pub text: TextRow,
    pub edition: EditionRow,
    pub reader: Reader,
}

impl Place {
    /// Two statements; what the visitor may not see is not found.
    pub async fn find(house: &House, visitor: &Visitor, code: &str, number: i64) -> Result<Self, PageError> {
        let reader = Reader::of(visitor);
        let text = rows::text_by_code(&house.db, &reader, code).await?.ok_or(PageError::NotFound)?;
        let edition =
            rows::edition(&house.db, &reader, &text.id, number).await?.ok_or(PageError::NotFound)?;
        Ok(Self { text, edition, reader })
    }

    pub fn path(&self) -> String {
        edition_path(&self.text.code, self.edition.number)
    }

    /// Whether the visitor may change this edition.
    pub fn is_editable(&self, visitor: &Visitor) -> bool {
        !self.edition.is_approved() && writes(visitor).covers(&self.text.org_id, None)
    }
}

pub(crate) fn edition_path(code: &str, number: i64) -> String {
    format!("/editions/{code}/{number}")
}

pub(crate) fn writes(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::Edition, Deed::Write)
}

pub(crate) fn decides(visitor: &Visitor) -> bool {
    visitor.scope(Subject::EditionComment, Deed::Approve).reach() == Reach::Everything
}

/// A refusal that belongs into the form: the field and the words. Others answer with a page of their own.
pub(crate) fn told(refused: EditionRefused) -> Result<(&'static str, String), PageError> {
    match refused {
        EditionRefused::NotFound | EditionRefused::Store(_) => Err(refused.into()),
        other => Ok((other.field(), other.to_string())),
    }
}

/// «замечание», «замечания», «замечаний» with their number.
pub(crate) fn comments_in_words(count: usize) -> String {
    let number = i64::try_from(count).unwrap_or(i64::MAX);
    format!("{number}\u{a0}{}", ui::ru::plural(number, "замечание", "замечания", "замечаний"))
}
