#![doc = include_str!("../README.md")]

mod board;
pub mod calendar;
mod evidence;
mod executors;
pub mod history;
pub mod import;
pub mod pages;
pub mod plan_paper;
pub mod reminders;
pub mod report;
pub mod report_paper;
mod routes;
pub mod rules;
pub mod search;
pub mod store;
mod tasks;
mod waiting;

pub use board::{Board, BoardRows, KnownEvidence, Standing, boards_at_work, current_plan, measure_title};
pub use evidence::{
    EvidenceRefused, NewEvidence, Proof, Verdict, decide_on_evidence, declare_not_carried_out, may_decide,
    may_write, record_evidence, reference, take_up_again,
};
pub use executors::{Named, WhoIsWho};
pub use routes::{ACCOUNT_PAGE, routes};
pub use store::{HOLDINGS, MIGRATIONS};
pub use tasks::{Part, Task, TaskGroup, sort_by_urgency, tasks_in, tasks_of};
pub use waiting::{ProvingDocument, Waiting, board_of_today, prove_by_document, waiting_for};
