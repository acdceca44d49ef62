//! Finding the measure that a relative term names, when all measures have been read.

use super::{ProposalKind, Proposals};
use crate::model::{Measure, Plan};
use crate::term::{anchor_number, anchor_phrase, resolve_relative, says_relative};
use crate::words::{likeness, telling_stems};

/// At least this share of the words must be found in the anchor's title.
const ENOUGH: f64 = 0.6;

/// Gives terms that follow another measure their anchor and their days.
pub fn resolve(plan: &mut Plan, proposals: &mut Proposals) {
    let measures: Vec<Measure> = plan.sections.iter().flat_map(|section| section.measures.clone()).collect();
    for measure in plan.sections.iter_mut().flat_map(|section| &mut section.measures) {
        let term = &measure.term;
        if term.text.is_empty() || term.to.is_some() || !says_relative(&term.text) {
            continue;
        }
        let Some(anchor) = anchor_of(&measures, measure, &term.text) else {
            let what = format!("срок «{}»: мероприятие, за которым он следует, не найдено", term.text);
            proposals.add(
                ProposalKind::RelativeTerm,
                &measure.number,
                "term",
                what,
                "среди мероприятий плана нет похожего по названию: укажите даты",
            );
            continue;
        };
        let titles: Vec<&str> = anchor.items.iter().map(|item| item.title.as_str()).collect();
        let Some((from, to)) = resolve_relative(&anchor.term, &anchor.title, &titles, &term.text) else {
            continue;
        };
        measure.term.from = Some(from);
        measure.term.to = Some(to);
        measure.term.relative_to_measure = Some(anchor.number.clone());
        let what = format!(
            "срок «{}» следует за мероприятием {}: с {from} по {to}",
            measure.term.text, anchor.number
        );
        let reason = "название мероприятия совпадает со словами срока; событие длится столько, сколько говорит его название, подготовка идёт раньше";
        proposals.add(ProposalKind::RelativeTerm, &measure.number, "term", what, reason);
    }
}

fn anchor_of<'a>(measures: &'a [Measure], own: &Measure, text: &str) -> Option<&'a Measure> {
    let others = || {
        measures.iter().filter(|measure| {
            measure.number != own.number && (measure.term.from.is_some() || measure.term.to.is_some())
        })
    };
    if let Some(number) = anchor_number(text)
        && let Some(found) = others().find(|measure| measure.number == number)
    {
        return Some(found);
    }
    let phrase = anchor_phrase(text)?;
    let first = telling_stems(&phrase).into_iter().next()?;
    let score = |measure: &Measure| {
        let texts = std::iter::once(measure.title.as_str())
            .chain(measure.items.iter().map(|item| item.title.as_str()));
        texts
            .map(|title| {
                // The first word names the event; a title that begins with it is the likeliest of all.
                let stems = telling_stems(title);
                let has_event = stems.contains(&first);
                let bonus = if stems.first() == Some(&first) { 0.3 } else { 0.0 };
                if has_event { likeness(&phrase, title) + bonus } else { 0.0 }
            })
            .fold(0.0, f64::max)
    };
    let best = others().map(|measure| (score(measure), measure)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= ENOUGH).then_some(best.1)
}
