//! All SQL of this room. What lies in which municipality is the registry's to say: a municipality's scope is applied there, and
//! here only one's own is told from the rest.

mod holdings;
mod templates;
mod uploads;

use ::store::Migration;

pub use holdings::HOLDINGS;
pub(crate) use templates::{NewTemplateRow, add_template, out_of_use, put_to_use};
pub use templates::{TemplateRow, template, templates_in_use, templates_of};
pub(crate) use uploads::{NewUploadRow, ending, insert_upload, put_back, withdraw_upload};
pub use uploads::{UploadRow, standing_at, upload, uploads_of};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 11_001,
        name: "the case of documents",
        sql: include_str!("../../migrations/0001_kits.sql"),
    },
    Migration {
        version: 11_002,
        name: "withdrawn uploads of the case",
        sql: include_str!("../../migrations/0002_withdrawn_uploads.sql"),
    },
];
