//! All SQL of this room. A paper is seen by its desk (the organisation that prepares it), by the organisation that
//! issues it once it has left the desk, and by those who are asked to agree; a mailing by its sender and by its addressees.

pub mod agreement;
pub mod drafts;
mod holdings;
pub mod mailings;
pub mod series;
pub mod templates;

pub use holdings::HOLDINGS;

use store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 9_001, name: "drafts", sql: include_str!("../../migrations/0001_drafts.sql") },
    Migration {
        version: 9_002,
        name: "templates of offices",
        sql: include_str!("../../migrations/0002_templates.sql"),
    },
    Migration { version: 9_003, name: "mailings", sql: include_str!("../../migrations/0003_mailings.sql") },
    Migration {
        version: 9_004,
        name: "versions of templates",
        sql: include_str!("../../migrations/0004_template_versions.sql"),
    },
    Migration { version: 9_005, name: "series", sql: include_str!("../../migrations/0005_series.sql") },
    Migration {
        version: 9_006,
        name: "registered papers are kept",
        sql: include_str!("../../migrations/0006_kept_papers.sql"),
    },
    Migration {
        version: 9_007,
        name: "letters that ask for a questionnaire",
        sql: include_str!("../../migrations/0007_asked_form.sql"),
    },
];
