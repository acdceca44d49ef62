//! Who answers for a measure: the plan names organisations and groups, people belong to organisations.

use access::Role;
use plan::Measure;
use region::RegionPack;

/// Whether an organisation (by its code in the region pack), or its kind through a group such as «специалисты ОМСУ»,
/// is among the measure's executors.
pub fn is_executor(region: &RegionPack, measure: &Measure, org_code: &str, role: Option<Role>) -> bool {
    let kind = role.and_then(Role::home);
    measure.executors.iter().filter_map(|executor| executor.org.as_deref()).any(|code| {
        if !org_code.is_empty() && code == org_code {
            return true;
        }
        let group = region.organisation(code);
        group.is_some_and(|group| kind.is_some_and(|kind| group.stands_for.contains(&kind)))
    })
}
