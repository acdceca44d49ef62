//! Who answers for a measure: the plan names organisations and groups of the registry, people belong to organisations.

use access::Role;
use jiff::civil::Date;
use network::rules::{Roll, RollName, RollOrganisation};
use plan::{Executor, ExecutorRole, Measure};
use region::OrganisationKind;

/// The registry as a plan reads it on a day.
#[derive(Debug, Clone, Copy)]
pub struct WhoIsWho<'a> {
    roll: &'a Roll,
    day: Date,
}

/// An organisation or a group under the name that it bears on the day.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub organisation: &'a RollOrganisation,
    pub name: &'a RollName,
}

/// Kinds of organisation whose people may record evidence (the access matrix).
const RECORDING: [OrganisationKind; 3] =
    [OrganisationKind::Ministry, OrganisationKind::Institute, OrganisationKind::RegionalCentre];

impl<'a> WhoIsWho<'a> {
    pub fn new(roll: &'a Roll, day: Date) -> Self {
        Self { roll, day }
    }

    /// The organisation or group that stands under a code.
    pub fn of(&self, code: &str) -> Option<Named<'a>> {
        let (organisation, name) = self.roll.named(code, self.day)?;
        Some(Named { organisation, name })
    }

    /// Its short name; the code itself where the registry has none for the day.
    pub fn name(&self, code: &str) -> String {
        self.of(code).map_or_else(|| code.to_owned(), |one| one.name.short.clone())
    }

    /// What an executor is called; as printed where nobody has said who it is.
    pub fn executor(&self, executor: &Executor) -> String {
        let line = executor.org.as_deref().and_then(|code| self.of(code));
        line.map_or_else(|| executor.text.clone(), |one| one.name.short.clone())
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
            group.is_some_and(|group| kind.is_some_and(|kind| group.organisation.stands_for.contains(&kind)))
        })
    }

    /// Whose people record the measure's evidence: the first executor of a kind that may, the lead before the others.
    pub fn recorder(&self, measure: &Measure) -> Option<Named<'a>> {
        let leads = measure.executors.iter().filter(|executor| executor.role == ExecutorRole::Lead);
        let others = measure.executors.iter().filter(|executor| executor.role == ExecutorRole::Co);
        let lines = leads.chain(others).filter_map(|executor| self.of(executor.org.as_deref()?));
        lines.into_iter().find(|one| RECORDING.contains(&one.organisation.kind))
    }

    /// The authority that an organisation answers to, by the registry.
    pub fn above(&self, org_code: &str) -> Option<Named<'a>> {
        self.of(self.of(org_code)?.organisation.seat_on(self.day)?.parent_id.as_deref()?)
    }

    /// Organisations that a plan may name, or that may have issued a paper: everybody but schools, which a plan names
    /// by their group.
    pub fn choices(&self) -> Vec<(String, String)> {
        let named = self.roll.named_on(self.day).filter(|(one, _)| one.kind != OrganisationKind::School);
        named.map(|(one, name)| (one.code.clone(), name.short.clone())).collect()
    }
}
