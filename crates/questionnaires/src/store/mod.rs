//! All SQL of this room, a file for each family of tables.

pub mod answers;
mod files;
mod holdings;
pub mod polls;
mod remarks;
pub mod uploads;
mod values;
pub mod versions;

pub use files::{FileRow, NewFile, add_file, file, files_of};
pub use holdings::HOLDINGS;
pub use values::{
    Claimed, ConflictRow, Current, NewChange, ValueRow, conflicts_of, current, drop_values_below,
    forget_conflict, keep_conflict, newest_of_client, note_change, values_for_effect, values_of,
    values_of_poll, write_value,
};

pub use remarks::{NewRemark, RemarkRow, put_remarks, remarks_of};

use store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 10_001,
        name: "questionnaires",
        sql: include_str!("../../migrations/0001_questionnaires.sql"),
    },
    Migration { version: 10_002, name: "uploads", sql: include_str!("../../migrations/0002_uploads.sql") },
    Migration { version: 10_003, name: "remarks", sql: include_str!("../../migrations/0003_remarks.sql") },
];
