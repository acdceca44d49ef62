//! Who answers for a measure: the plan names organisations and groups of the registry, people belong to organisations.

use access::Role;
use jiff::civil::Date;
use network::rules::{Roll, RollLine};
use plan::{Executor, ExecutorRole, Measure};
use region::OrganisationKind;

/// The registry as a plan reads it on a day.
#[derive(Debug, Clone, Copy)]
pub struct WhoIsWho<'a> {
    roll: &'a Roll,
    day: Date,
}

/// Kinds of organisation whose people may record evidence (the access matrix).
const RECORDING: [OrganisationKind; 3] =
    [OrganisationKind::Ministry, OrganisationKind::Institute, OrganisationKind::RegionalCentre];

impl<'a> WhoIsWho<'a> {
    pub fn new(roll: &'a Roll, day: Date) -> Self {
        Self { roll, day }
    }

    /// The organisation or group that stands under a code.
    pub fn of(&self, code: &str) -> Option<&'a RollLine> {
        self.roll.named(code, self.day)
    }

    /// Its short name; the code itself where the registry has none for the day.
    pub fn name(&self, code: &str) -> String {
        self.of(code).map_or_else(|| code.to_owned(), |line| line.short_name.clone())
    }

    /// What an executor is called; as printed where nobody has said who it is.
    pub fn executor(&self, executor: &Executor) -> String {
        let line = executor.org.as_deref().and_then(|code| self.of(code));
        line.map_or_else(|| executor.text.clone(), |line| line.short_name.clone())
    }

    /// Short names of a measure's executors with a role, in the paper's order.
    pub fn executors(&self, measure: &Measure, role: ExecutorRole) -> String {
        let names = measure.executors.iter().filter(|executor| executor.role == role);
        names.map(|executor| self.executor(executor)).collect::<Vec<_>>().join(", ")
    }

    /// Whether an organisation itself, or its kind through a group such as «специалисты ОМСУ», is among the executors.
    pub fn is_executor(&self, measure: &Measure, org_code: &str, role: Option<Role>) -> bool {
        let kind = role.and_then(Role::home);
        measure.executors.iter().filter_map(|executor| executor.org.as_deref()).any(|code| {
            if !org_code.is_empty() && code == org_code {
                return true;
            }
            let group = self.of(code);
            group.is_some_and(|group| kind.is_some_and(|kind| group.stands_for.contains(&kind)))
        })
    }

    /// Whose people record the measure's evidence: the first executor of a kind that may, the lead before the others.
    pub fn recorder(&self, measure: &Measure) -> Option<&'a RollLine> {
        let leads = measure.executors.iter().filter(|executor| executor.role == ExecutorRole::Lead);
        let others = measure.executors.iter().filter(|executor| executor.role == ExecutorRole::Co);
        let lines = leads.chain(others).filter_map(|executor| self.of(executor.org.as_deref()?));
        lines.into_iter().find(|line| RECORDING.contains(&line.kind))
    }

    /// The authority that an organisation answers to, by the registry.
    pub fn above(&self, org_code: &str) -> Option<&'a RollLine> {
        self.of(self.of(org_code)?.parent_code.as_deref()?)
    }

    /// Organisations that a plan may name, or that may have issued a paper: everybody but schools, which a plan names
    /// by their group.
    pub fn choices(&self) -> Vec<(String, String)> {
        let lines = self.roll.named_on(self.day).filter(|line| line.kind != OrganisationKind::School);
        lines.map(|line| (line.code.clone(), line.short_name.clone())).collect()
    }
}
