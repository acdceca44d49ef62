//! What an archive holds.

use serde::{Deserialize, Serialize};

use super::tables::Column;
use crate::Moment;

/// Rises when the archive itself is built otherwise.
pub(super) const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`: for the reader; the archive fits both.
    pub engine: String,
    /// Microseconds since 1970.
    pub taken_at: Moment,
    /// Steps of the schema that the data stood at: version and name.
    pub migrations: Vec<(i64, String)>,
    pub tables: Vec<SavedTable>,
    pub files: Vec<SavedFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedTable {
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: u64,
    /// SHA-256 over the sorted hashes of the rows: the order in which an engine gives them does not matter.
    pub hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    /// SHA-256 of the bytes, by which the file is named.
    pub hash: String,
    pub size: u64,
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Bytes of all files.
    pub fn file_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}
