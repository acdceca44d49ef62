//! What every rule has at hand: what is known of the region, the year, the book of paragraphs, the proposals made so far.

use super::Vocabulary;
use super::budget::Budget;
use super::kinds::Kinds;
use super::ledger::Ledger;
use super::names::Names;
use super::proposals::Proposals;
use crate::PlanYear;

pub struct Desk<'a> {
    pub(super) names: Names<'a>,
    pub(super) kinds: Kinds<'a>,
    pub(super) year: PlanYear,
    pub(super) ledger: Ledger,
    pub(super) proposals: Proposals,
    pub(super) budget: Budget,
}

impl<'a> Desk<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, year: PlanYear, ledger: Ledger, budget: Budget) -> Self {
        Self {
            names: Names::of(vocabulary),
            kinds: Kinds::of(vocabulary),
            year,
            ledger,
            proposals: Proposals::default(),
            budget,
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests(vocabulary: &'a Vocabulary) -> Self {
        let budget = Budget::new(super::budget::DEFAULT_STEP_LIMIT);
        Self::new(vocabulary, PlanYear::new(2025, 1), Ledger::default(), budget)
    }
}
