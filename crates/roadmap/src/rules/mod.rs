//! The spine's decisions, pure and without a clock: what a plan demands, and what the evidence makes of it.
//!
//! A plan's terms become [`Slot`]s, its document kinds become [`Requirement`]s, both together [`Obligation`]s;
//! [`fn@derive`] looks at the evidence as of a date and says in what [`State`] each one is. Nothing is typed in.

mod activities;
mod aggregate;
mod another_year;
mod changes;
mod compare;
mod derive;
#[cfg(test)]
mod derive_tests;
mod keys;
mod next_year;
mod obligations;
mod state;

pub use activities::{Activity, by_activity};
pub use aggregate::together;
pub use another_year::{in_year, set_days, understood};
pub use changes::{
    days_from_anchor, followers, follows, let_follow, with_measure, with_new_measure, without_measure,
};
pub use compare::{Change, ChangedField, Words, compare, describe_term};
pub use derive::{
    Fact, FactState, MeasureState, NotCarriedOutMark, ObligationState, PlanState, SectionState, derive,
};
pub use keys::PlanKeys;
pub use next_year::{DRAFT_BASIS, ToCheck, next_year};
pub use obligations::{Need, Obligation, RefinedRequirement, Requirement, obligations_of};
pub use plan::PlanYear;
pub use plan::slots::{Slot, slots_of};
pub use state::State;
