//! Measures and items for which the paper says no term: they would quietly last for the whole year.

use super::ImportError;
use super::ProposalKind;
use super::desk::Desk;
use super::items::envelope_of;
use super::sections::is_inside;
use crate::model::{Measure, Plan, Term};

const WHOLE_YEAR: &str =
    "графа срока в строке пуста; пока срок не указан, мероприятие отнесено ко всему году: впишите срок";
const OF_ITS_ITEMS: &str = "графа срока у подпункта пуста, а у других подпунктов срок есть; пока взят промежуток всех подпунктов: уточните";
const OF_INNER_MEASURES: &str = "графа срока в строке пуста, а у мероприятий с вложенными номерами сроки есть: взят промежуток от первого из них до последнего";
const OF_THE_WHOLE_PLAN: &str =
    "сроков в таблице нет; пока они не указаны, каждое мероприятие отнесено ко всему году: впишите сроки";

/// Says of every term that is missing what was taken for it.
pub(super) fn tell(plan: &mut Plan, desk: &mut Desk<'_>) -> Result<(), ImportError> {
    let mut measures: Vec<&mut Measure> =
        plan.sections.iter_mut().flat_map(|section| &mut section.measures).collect();
    if measures.len() > 1 && measures.iter().all(|measure| lacks_a_term(measure)) {
        let what = "сроки мероприятий не указаны".to_owned();
        desk.proposals.add(ProposalKind::TermDates, "", "terms", what, OF_THE_WHOLE_PLAN);
        return Ok(());
    }
    let known: Vec<(String, Term)> =
        measures.iter().map(|measure| (measure.number.clone(), measure.term.clone())).collect();
    for measure in &mut measures {
        if !lacks_a_term(measure) {
            tell_of_items(measure, desk);
            continue;
        }
        desk.budget.spend(known.len())?;
        let inner: Vec<&(String, Term)> =
            known.iter().filter(|(number, _)| is_inside(number, &measure.number)).collect();
        measure.term = envelope_of(inner.iter().map(|(_, term)| term));
        let (what, reason) = if measure.term.to.is_some() {
            let numbers: Vec<&str> = inner.iter().map(|(number, _)| number.as_str()).collect();
            (format!("срок не указан: взят по мероприятиям {}", numbers.join(", ")), OF_INNER_MEASURES)
        } else {
            ("срок не указан".to_owned(), WHOLE_YEAR)
        };
        desk.proposals.add(ProposalKind::TermDates, &measure.number, "term", what, reason);
    }
    Ok(())
}

fn lacks_a_term(measure: &Measure) -> bool {
    measure.term == Term::default() && measure.items.iter().all(|item| item.term.is_none())
}

/// A measure that has its term from some of its items only.
fn tell_of_items(measure: &Measure, desk: &mut Desk<'_>) {
    let without: Vec<&str> =
        measure.items.iter().filter(|item| item.term.is_none()).map(|item| item.number.as_str()).collect();
    if without.is_empty() || !measure.term.text.is_empty() {
        return;
    }
    let what = format!("срок не указан у подпунктов: {}", without.join(", "));
    desk.proposals.add(ProposalKind::TermDates, &measure.number, "term", what, OF_ITS_ITEMS);
}
