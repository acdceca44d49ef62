//! What stands beside the answers of a sheet, and the engine does not know of.

use access::House;

use crate::store::answers::AnswerRow;
use crate::store::{self as sql, ConflictRow, FileRow, RemarkRow, ValueRow};

/// Conflicts, files, remarks.
#[derive(Default)]
pub struct Beside {
    pub conflicts: Vec<ConflictRow>,
    pub files: Vec<FileRow>,
    pub remarks: Vec<RemarkRow>,
}

impl Beside {
    /// Everything beside a sheet that has been found within a scope.
    pub async fn of(house: &House, answer: &AnswerRow) -> store::Result<Self> {
        Ok(Self {
            conflicts: sql::conflicts_of(&house.db, &answer.id).await?,
            files: sql::files_of(&house.db, &answer.id).await?,
            remarks: sql::remarks_of(&house.db, &answer.id).await?,
        })
    }
}

impl RemarkRow {
    /// Whether the answer is another one since.
    pub fn is_settled(&self, row: Option<&ValueRow>) -> bool {
        let (value, explanation) = row.map_or(("", ""), |row| (&row.value, &row.explanation));
        value != self.value || explanation != self.explanation
    }
}
