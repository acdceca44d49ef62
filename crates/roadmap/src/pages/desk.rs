//! What the forms of a plan begin with.

use std::sync::Arc;

use access::{Deed, House, PageError, Scope, Subject, Visitor};
use plan::Measure;

use crate::board::Board;
use crate::store::Author;

/// The plan within the scope of a deed, and who is about to do it.
pub(super) struct Desk {
    pub board: Arc<Board>,
    pub author: Author,
    pub scope: Scope,
}

impl Desk {
    /// The desk of a year's plan; not found where the deed does not reach it.
    pub async fn open(house: &House, visitor: &Visitor, year: i16, deed: Deed) -> Result<Self, PageError> {
        let scope = visitor.scope(Subject::RoadmapExecution, deed);
        let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
        let author = Author::of(visitor).ok_or(PageError::NotFound)?;
        Ok(Self { board, author, scope })
    }

    /// A measure of the version in force.
    pub fn measure(&self, number: &str) -> Result<&Measure, PageError> {
        self.board.measure(number).map(|(_, measure)| measure).ok_or(PageError::NotFound)
    }
}
