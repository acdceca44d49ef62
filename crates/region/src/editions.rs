//! Earlier editions of the plan, restored from what later ones changed.

use crate::demo::{PlanChange, PlanVersion};
use plan::{Item, Measure, Plan};

/// Every edition with the plan as it stood in it, oldest first. The newest plan is `current` itself.
pub(crate) fn restore<'pack>(
    current: &Plan,
    versions: &'pack [PlanVersion],
) -> Vec<(&'pack PlanVersion, Plan)> {
    let mut plan = current.clone();
    let mut editions = Vec::with_capacity(versions.len());
    for version in versions.iter().rev() {
        let earlier = undo(&plan, &version.changes);
        editions.push((version, std::mem::replace(&mut plan, earlier)));
    }
    editions.reverse();
    editions
}

fn undo(plan: &Plan, changes: &[PlanChange]) -> Plan {
    let mut earlier = plan.clone();
    for change in changes {
        let Some(measure) = measure_mut(&mut earlier, &change.measure) else { continue };
        match &change.item {
            Some(number) => {
                if let Some(item) = measure.items.iter_mut().find(|item| &item.number == number) {
                    undo_item(item, change);
                }
            }
            None => undo_measure(measure, change),
        }
    }
    earlier
}

fn measure_mut<'plan>(plan: &'plan mut Plan, number: &str) -> Option<&'plan mut Measure> {
    plan.sections
        .iter_mut()
        .flat_map(|section| section.measures.iter_mut())
        .find(|measure| measure.number == number)
}

fn undo_measure(measure: &mut Measure, change: &PlanChange) {
    let before = &change.before;
    if let Some(title) = &before.title {
        measure.title.clone_from(title);
    }
    if let Some(term) = &before.term {
        measure.term = term.clone();
    }
    if let Some(executors) = &before.executors {
        measure.executors.clone_from(executors);
    }
    if let Some(documents) = &before.documents {
        measure.documents.clone_from(documents);
    }
}

fn undo_item(item: &mut Item, change: &PlanChange) {
    if let Some(title) = &change.before.title {
        item.title.clone_from(title);
    }
    if let Some(term) = &change.before.term {
        item.term = Some(term.clone());
    }
}
