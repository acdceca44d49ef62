//! Everything that is known of one plan, put together once per revision and kept as a projection.

use std::sync::Arc;

use access::{House, PageError, Scope};
use jiff::civil::Date;
use plan::{Item, Measure, Section};
use region::RegionPack;

use crate::executors;
use crate::rules::{Fact, FactState, NotCarriedOutMark, PlanState, PlanYear, RefinedRequirement, derive};
use crate::store::evidence::{EvidenceRow, MarkRow};
use crate::store::plans::{PlanRow, PlanVersion};
use crate::store::requirements::RequirementChange;
use crate::store::{evidence, plans, requirements};

/// A plan with its version in force, its evidence, its refinements and marks.
#[derive(Debug)]
pub struct Board {
    pub plan: PlanRow,
    pub version: PlanVersion,
    pub year: PlanYear,
    pub refined: Vec<RefinedRequirement>,
    pub requirement_changes: Vec<RequirementChange>,
    pub evidence: Vec<EvidenceRow>,
    pub marks: Vec<MarkRow>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) mark_facts: Vec<NotCarriedOutMark>,
}

impl Board {
    /// The board of a year's plan: one statement when nothing has changed since it was last looked at.
    pub async fn of_year(house: &House, scope: &Scope, year: i16) -> Result<Option<Arc<Self>>, PageError> {
        let Some(plan) = plans::plan_of_year(&house.db, scope, year).await? else { return Ok(None) };
        Ok(Some(Self::of_plan(house, plan).await?))
    }

    /// The same for a plan that has been found already.
    pub async fn of_plan(house: &House, plan: PlanRow) -> Result<Arc<Self>, PageError> {
        if let Some(board) = house.db.projections().get::<Self>(&plan.id, plan.revision) {
            return Ok(board);
        }
        let version = plans::current_version(&house.db, &plan).await?;
        let requirement_changes = requirements::changes(&house.db, &plan).await?;
        let evidence = evidence::of_plan(&house.db, &plan).await?;
        let marks = evidence::marks_of_plan(&house.db, &plan).await?;
        let facts = evidence.iter().filter_map(|row| fact_of(house, row)).collect();
        let mark_facts =
            marks.iter().filter(|mark| mark.revoked_at.is_none()).map(|mark| mark_of(house, mark)).collect();
        let start_month = house.region.region.year_start_month;
        let board = Self {
            year: PlanYear::new(i16::try_from(plan.year).unwrap_or_default(), start_month),
            refined: requirements::in_force(&requirement_changes),
            requirement_changes,
            version,
            evidence,
            marks,
            facts,
            mark_facts,
            plan: plan.clone(),
        };
        Ok(house.db.projections().put(&plan.id, plan.revision, board))
    }

    /// What the evidence makes of the plan as of a date.
    pub fn state_on(&self, as_of: Date) -> PlanState {
        derive(
            &self.version.plan,
            &self.version.keys,
            &self.refined,
            &self.facts,
            &self.mark_facts,
            self.year,
            as_of,
        )
    }

    /// A measure by its printed number, with its section.
    pub fn measure(&self, number: &str) -> Option<(&Section, &Measure)> {
        self.version.plan.sections.iter().find_map(|section| {
            let measure = section.measures.iter().find(|measure| measure.number == number)?;
            Some((section, measure))
        })
    }

    pub fn measure_by_key(&self, key: &str) -> Option<&Measure> {
        let number = self.version.keys.number(key)?;
        self.measure(number).map(|(_, measure)| measure)
    }

    pub fn item_by_key(&self, key: &str) -> Option<&Item> {
        let number = self.version.keys.number(key)?;
        self.version
            .plan
            .sections
            .iter()
            .flat_map(|section| &section.measures)
            .flat_map(|measure| &measure.items)
            .find(|item| item.number == number)
    }

    /// Whether the scope's organisation is named (itself or through a group) as an executor of the measure.
    pub fn is_own_measure(
        &self,
        house: &House,
        scope: &Scope,
        role: Option<access::Role>,
        measure: &Measure,
    ) -> bool {
        executors::is_executor(&house.region, measure, scope.org_code(), role)
    }

    /// Years whose plans use the same calendar: `2024`, or `2024/25` where the year does not start in January.
    pub fn year_title(&self) -> String {
        let first = self.plan.year;
        if self.year.first_day.month() == 1 {
            format!("{first} год")
        } else {
            format!("{first}/{} учебный год", first + 1)
        }
    }
}

/// The plan that today is worked by, of those that a scope sees: this year's, or the newest before there is one.
pub fn current_plan(region: &RegionPack, plans: &[PlanRow], today: Date) -> Option<PlanRow> {
    let has_begun = today.month() >= region.region.year_start_month;
    let year = if has_begun { today.year() } else { today.year() - 1 };
    plans.iter().find(|plan| plan.year == i64::from(year)).or(plans.first()).cloned()
}

/// The human title of a measure: its heading, or its first item where the paper gives none.
pub fn measure_title(measure: &Measure) -> String {
    if !measure.title.is_empty() {
        return measure.title.trim_end_matches(':').to_owned();
    }
    measure.items.first().map_or_else(|| "Без названия".to_owned(), |item| item.title.clone())
}

fn fact_of(house: &House, row: &EvidenceRow) -> Option<Fact> {
    let decided_on = row.decided_at.map(|moment| house.clock.date_of(moment));
    let state = match (row.state.as_str(), decided_on) {
        ("pending", _) => FactState::Pending,
        ("accepted", Some(on)) => FactState::Accepted { on },
        ("refused", Some(on)) => FactState::Refused { on },
        ("withdrawn", Some(on)) => FactState::Withdrawn { on },
        // A state that this program does not know proves nothing.
        _ => return None,
    };
    Some(Fact {
        measure_key: row.measure_key.clone(),
        item_key: row.item_key.clone(),
        slot_key: row.slot_key.clone(),
        kind: row.kind.clone(),
        happened_on: row.happened_on.parse().ok()?,
        recorded_on: house.clock.date_of(row.recorded_at),
        state,
    })
}

fn mark_of(house: &House, row: &MarkRow) -> NotCarriedOutMark {
    NotCarriedOutMark {
        measure_key: row.measure_key.clone(),
        item_key: row.item_key.clone(),
        slot_key: row.slot_key.clone(),
        reason: row.reason.clone(),
        since: house.clock.date_of(row.declared_at),
    }
}
