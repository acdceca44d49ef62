//! Everything that is known of one plan, put together once per revision and kept as a projection.

mod standing;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use access::{House, PageError, Scope};
use jiff::ToSpan;
use jiff::civil::Date;
use network::rules::Roll;
use plan::{Item, Measure, Section};
use region::RegionPack;
use store::Clock;

use crate::executors::WhoIsWho;
use crate::history::{self, Happening};
use crate::rules::{Fact, FactState, NotCarriedOutMark, PlanState, PlanYear, RefinedRequirement, derive};
use crate::store::evidence::{EvidenceRow, MarkRow};
use crate::store::plans::{PlanRow, PlanVersion};
use crate::store::requirements::RequirementChange;
use crate::store::{evidence, plans, requirements};

pub use standing::{KnownEvidence, Standing};

/// A plan with all its versions, evidence, requirements and marks, whenever they were written down. How it stood on
/// a day is asked by [`Board::on`].
#[derive(Debug)]
pub struct Board {
    pub plan: PlanRow,
    /// The version in force now: the newest.
    pub version: Arc<PlanVersion>,
    /// Every version, oldest first.
    pub versions: Vec<Arc<PlanVersion>>,
    pub year: PlanYear,
    pub requirement_changes: Vec<RequirementChange>,
    pub evidence: Vec<EvidenceRow>,
    pub marks: Vec<MarkRow>,
    /// Who the codes of executors are.
    pub registry: Arc<Roll>,
    /// The day on which each version came into force.
    version_days: Vec<Date>,
    requirement_days: Vec<Date>,
    /// The same as `evidence`, as far as the rules need it.
    facts: Vec<Fact>,
    mark_facts: Vec<NotCarriedOutMark>,
    /// Told once, when somebody asks.
    history: OnceLock<Vec<Happening>>,
    /// The day that was asked for last, mostly today: every page of a plan derives its state.
    derived: Mutex<Option<Arc<PlanState>>>,
}

/// What is read from the database to make a board.
#[derive(Debug, Clone)]
pub struct BoardRows {
    pub plan: PlanRow,
    /// Oldest first, never empty.
    pub versions: Vec<PlanVersion>,
    pub requirement_changes: Vec<RequirementChange>,
    pub evidence: Vec<EvidenceRow>,
    pub marks: Vec<MarkRow>,
}

impl Board {
    /// The board of a year's plan: one statement for the plan and one for the registry while nothing has changed.
    pub async fn of_year(house: &House, scope: &Scope, year: i16) -> Result<Option<Arc<Self>>, PageError> {
        let Some(plan) = plans::plan_of_year(&house.db, scope, year).await? else { return Ok(None) };
        Ok(Some(Self::of_plan(house, plan).await?))
    }

    /// The same for a plan that has been found already.
    pub async fn of_plan(house: &House, plan: PlanRow) -> Result<Arc<Self>, PageError> {
        let registry = network::store::roll(&house.db).await?;
        Self::with_registry(house, plan, registry).await
    }

    async fn with_registry(
        house: &House,
        plan: PlanRow,
        registry: Arc<Roll>,
    ) -> Result<Arc<Self>, PageError> {
        let kept = house.db.projections().get::<Self>(&plan.id, plan.revision);
        if let Some(board) = kept.filter(|board| Arc::ptr_eq(&board.registry, &registry)) {
            return Ok(board);
        }
        let (plan_id, revision) = (plan.id.clone(), plan.revision);
        let rows = BoardRows {
            versions: plans::versions(&house.db, &plan).await?.into_iter().rev().collect(),
            requirement_changes: requirements::changes(&house.db, &plan).await?,
            evidence: evidence::of_plan(&house.db, &plan).await?,
            marks: evidence::marks_of_plan(&house.db, &plan).await?,
            plan,
        };
        let start_month = house.region.region.year_start_month;
        let board = Self::new(rows, registry, &house.clock, start_month).ok_or(PageError::NotFound)?;
        Ok(house.db.projections().put(&plan_id, revision, board))
    }

    /// Puts a plan's rows together; `None` for a plan without versions. The clock only tells on which day of the region
    /// a moment fell.
    pub fn new(rows: BoardRows, registry: Arc<Roll>, clock: &Clock, start_month: i8) -> Option<Self> {
        let versions: Vec<Arc<PlanVersion>> = rows.versions.into_iter().map(Arc::new).collect();
        let day = |moment| clock.date_of(moment);
        Some(Self {
            version: versions.last()?.clone(),
            version_days: versions.iter().map(|version| day(version.created_at)).collect(),
            requirement_days: rows.requirement_changes.iter().map(|change| day(change.set_at)).collect(),
            facts: rows.evidence.iter().map(|row| fact_of(clock, row)).collect(),
            mark_facts: rows.marks.iter().map(|row| mark_of(clock, row)).collect(),
            year: rows.plan.plan_year(start_month),
            versions,
            requirement_changes: rows.requirement_changes,
            evidence: rows.evidence,
            marks: rows.marks,
            plan: rows.plan,
            registry,
            history: OnceLock::new(),
            derived: Mutex::default(),
        })
    }

    /// The plan as it stood at the end of a day.
    pub fn on(&self, as_of: Date) -> Standing<'_> {
        Standing::new(self, as_of)
    }

    /// The day on which each version came into force, oldest first.
    pub(crate) fn version_days(&self) -> &[Date] {
        &self.version_days
    }

    /// The version in force on a day; the first one for the days before there was any.
    pub fn version_on(&self, as_of: Date) -> &PlanVersion {
        let newest = self.version_days.iter().rposition(|day| *day <= as_of);
        self.versions.get(newest.unwrap_or(0)).unwrap_or(&self.version)
    }

    /// The refined requirements in force on a day.
    pub fn refined_on(&self, as_of: Date) -> Vec<RefinedRequirement> {
        let changes = self.requirement_changes.iter().zip(&self.requirement_days);
        requirements::in_force(changes.filter(|(_, day)| **day <= as_of).map(|(change, _)| change))
    }

    /// What the evidence makes of the plan as of a date: of the version that was in force then ([`Board::version_on`]).
    pub fn state_on(&self, as_of: Date) -> Arc<PlanState> {
        let derived = || self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = derived().as_ref().filter(|state| state.as_of == as_of) {
            return state.clone();
        }
        let state = Arc::new(self.derive_on(as_of));
        *derived() = Some(state.clone());
        state
    }

    fn derive_on(&self, as_of: Date) -> PlanState {
        let version = self.version_on(as_of);
        let refined = self.refined_on(as_of);
        derive(&version.plan, &version.keys, &refined, &self.facts, &self.mark_facts, self.year, as_of)
    }

    /// What was done to the plan, newest first.
    pub fn history(&self, region: &RegionPack) -> &[Happening] {
        self.history.get_or_init(|| history::of_plan(self, region))
    }

    /// The registry as the plan reads it on a day.
    pub fn who_is_who(&self, day: Date) -> WhoIsWho<'_> {
        WhoIsWho::new(&self.registry, day)
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

    /// An item by its key: of the newest version that has it.
    pub fn item_ever(&self, key: &str) -> Option<&Item> {
        self.versions.iter().rev().find_map(|version| {
            let number = version.keys.number(key)?;
            let measures = version.plan.sections.iter().flat_map(|section| &section.measures);
            measures.flat_map(|measure| &measure.items).find(|item| item.number == number)
        })
    }

    /// A measure by its key and the version that has it: the newest that does, for a measure that was taken out too.
    pub fn measure_ever(&self, key: &str) -> Option<(&PlanVersion, &Measure)> {
        self.versions.iter().rev().find_map(|version| {
            let number = version.keys.number(key)?;
            let mut measures = version.plan.sections.iter().flat_map(|section| &section.measures);
            Some((&**version, measures.find(|measure| measure.number == number)?))
        })
    }

    /// Whether the scope's organisation is named (itself or through a group) as an executor of the measure.
    pub fn is_own_measure(
        &self,
        house: &House,
        scope: &Scope,
        role: Option<access::Role>,
        measure: &Measure,
    ) -> bool {
        self.who_is_who(house.clock.today()).is_executor(measure, scope.org_code(), role)
    }

    /// «2024 год», or «2024/25 учебный год» where the year does not start in January.
    pub fn year_title(&self) -> String {
        self.year.title_of(self.plan.year)
    }
}

/// The plan that today is worked by, of those that a scope sees: this year's, or the newest before there is one.
pub fn current_plan(region: &RegionPack, plans: &[PlanRow], today: Date) -> Option<PlanRow> {
    let start_month = region.region.year_start_month;
    let is_now = |plan: &&PlanRow| {
        let year = plan.plan_year(start_month);
        (year.first_day..=year.last_day()).contains(&today)
    };
    plans.iter().find(is_now).or(plans.first()).cloned()
}

/// The boards of every plan that is worked by: those whose year has not ended, and those that ended within the last
/// year and may still owe something. The newest first.
pub async fn boards_at_work(house: &House, scope: &Scope, today: Date) -> Result<Vec<Arc<Board>>, PageError> {
    let start_month = house.region.region.year_start_month;
    let registry = network::store::roll(&house.db).await?;
    let mut boards = Vec::new();
    for plan in plans::plans(&house.db, scope).await? {
        let year = plan.plan_year(start_month);
        if today <= year.last_day().saturating_add(1.year()) {
            boards.push(Board::with_registry(house, plan, registry.clone()).await?);
        }
    }
    Ok(boards)
}

/// The human title of a measure: its heading, or its items' numbers where the paper gives none.
pub fn measure_title(measure: &Measure) -> String {
    if !measure.title.is_empty() {
        return measure.title.trim_end_matches(':').to_owned();
    }
    match measure.items.as_slice() {
        [] => "Без названия".to_owned(),
        [only] => only.title.clone(),
        [first, .., last] => format!("Подпункты {}–{}", first.number, last.number),
    }
}

fn fact_of(clock: &Clock, row: &EvidenceRow) -> Fact {
    let decided_on = row.decided_at.map(|moment| clock.date_of(moment));
    let state = match (row.state.as_str(), decided_on) {
        ("pending", _) => FactState::Pending,
        ("accepted", Some(on)) => FactState::Accepted { on },
        ("refused", Some(on)) => FactState::Refused { on },
        // A state that this program does not know proves nothing.
        (_, on) => FactState::Withdrawn { on: on.unwrap_or(Date::MIN) },
    };
    Fact {
        measure_key: row.measure_key.clone(),
        item_key: row.item_key.clone(),
        slot_key: row.slot_key.clone(),
        kind: row.kind.clone(),
        activity: row.activity.clone(),
        // The program writes only real days; what it cannot read has not happened.
        happened_on: row.happened_on.parse().unwrap_or(Date::MAX),
        recorded_on: clock.date_of(row.recorded_at),
        state,
    }
}

fn mark_of(clock: &Clock, row: &MarkRow) -> NotCarriedOutMark {
    NotCarriedOutMark {
        measure_key: row.measure_key.clone(),
        item_key: row.item_key.clone(),
        slot_key: row.slot_key.clone(),
        reason: row.reason.clone(),
        since: clock.date_of(row.declared_at),
        until: row.revoked_at.map(|moment| clock.date_of(moment)),
    }
}
