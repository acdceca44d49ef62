//! Finding the measure that a relative term names, when all measures have been read.

use super::desk::Desk;
use super::{ImportError, ProposalKind, items};
use crate::model::{Plan, Term};
use crate::term::{anchor_number, anchor_phrase, resolve_relative, says_relative};
use crate::words::{akin, telling_words};

/// At least this share of the words must be found in the anchor's title.
const ENOUGH: f64 = 0.6;
/// A term may follow one that follows another.
const ROUNDS: usize = 3;

/// Which term of the plan: of a measure, or of one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    measure: usize,
    item: Option<usize>,
}

/// What another term may follow.
struct Anchor {
    owner: Owner,
    number: String,
    title: String,
    words: Vec<String>,
    item_titles: Vec<String>,
    term: Term,
}

/// Gives terms that follow another measure their anchor and their days.
pub(super) fn resolve(plan: &mut Plan, desk: &mut Desk<'_>) -> Result<(), ImportError> {
    let mut waiting = waiting_in(plan);
    for _ in 0..ROUNDS {
        let anchors = anchors_in(plan, desk)?;
        let mut left = Vec::new();
        for owner in &waiting {
            if !resolve_one(plan, *owner, &anchors, desk)? {
                left.push(*owner);
            }
        }
        let has_moved = left.len() < waiting.len();
        waiting = left;
        if !has_moved {
            break;
        }
    }
    for owner in waiting {
        let Some((number, term)) = term_of(plan, owner) else { continue };
        let what = format!("срок «{}»: мероприятие, за которым он следует, не найдено", term.text);
        let reason = "среди мероприятий плана нет похожего по названию: укажите даты";
        desk.proposals.add(ProposalKind::RelativeTerm, &number, "term", what, reason);
    }
    widen_measures(plan);
    Ok(())
}

fn waiting_in(plan: &Plan) -> Vec<Owner> {
    let waits = |term: &Term| !term.text.is_empty() && term.to.is_none() && says_relative(&term.text);
    let measures = plan.sections.iter().flat_map(|section| &section.measures);
    let mut waiting = Vec::new();
    for (index, measure) in measures.enumerate() {
        if waits(&measure.term) {
            waiting.push(Owner { measure: index, item: None });
        }
        for (item, _) in
            measure.items.iter().enumerate().filter(|(_, item)| item.term.as_ref().is_some_and(waits))
        {
            waiting.push(Owner { measure: index, item: Some(item) });
        }
    }
    waiting
}

fn anchors_in(plan: &Plan, desk: &Desk<'_>) -> Result<Vec<Anchor>, ImportError> {
    let mut anchors = Vec::new();
    let has_days = |term: &Term| term.from.is_some() || term.to.is_some();
    for (index, measure) in plan.sections.iter().flat_map(|section| &section.measures).enumerate() {
        desk.budget.spend(measure.title.len() + measure.items.len())?;
        if has_days(&measure.term) {
            anchors.push(Anchor {
                owner: Owner { measure: index, item: None },
                number: measure.number.clone(),
                title: measure.title.clone(),
                words: telling_words(&measure.title),
                item_titles: measure.items.iter().map(|item| item.title.clone()).collect(),
                term: measure.term.clone(),
            });
        }
        for (place, item) in measure.items.iter().enumerate() {
            let term = item.term.as_ref().unwrap_or(&measure.term);
            if has_days(term) {
                anchors.push(Anchor {
                    owner: Owner { measure: index, item: Some(place) },
                    number: measure.number.clone(),
                    title: item.title.clone(),
                    words: telling_words(&item.title),
                    item_titles: Vec::new(),
                    term: term.clone(),
                });
            }
        }
    }
    Ok(anchors)
}

fn term_of(plan: &mut Plan, owner: Owner) -> Option<(String, &mut Term)> {
    let measure = plan.sections.iter_mut().flat_map(|section| &mut section.measures).nth(owner.measure)?;
    let number = measure.number.clone();
    let term = match owner.item {
        Some(item) => measure.items.get_mut(item)?.term.as_mut()?,
        None => &mut measure.term,
    };
    Some((number, term))
}

fn resolve_one(
    plan: &mut Plan,
    owner: Owner,
    anchors: &[Anchor],
    desk: &mut Desk<'_>,
) -> Result<bool, ImportError> {
    let Some((number, term)) = term_of(plan, owner) else { return Ok(false) };
    let size: usize = anchors.iter().map(|anchor| anchor.words.len() + 1).sum();
    desk.budget.spend(size.saturating_mul(8) + term.text.len())?;
    let Some(anchor) = anchor_of(anchors, owner, &term.text) else { return Ok(false) };
    let titles: Vec<&str> = anchor.item_titles.iter().map(String::as_str).collect();
    let Some((from, to)) = resolve_relative(&anchor.term, &anchor.title, &titles, &term.text) else {
        return Ok(false);
    };
    term.from = Some(from);
    term.to = Some(to);
    term.relative_to_measure = Some(anchor.number.clone());
    let what = format!("срок «{}» следует за мероприятием {}: с {from} по {to}", term.text, anchor.number);
    let reason = "название мероприятия совпадает со словами срока; событие длится столько, сколько говорит его название, подготовка идёт раньше";
    desk.proposals.add(ProposalKind::RelativeTerm, &number, "term", what, reason);
    Ok(true)
}

fn anchor_of<'a>(anchors: &'a [Anchor], own: Owner, text: &str) -> Option<&'a Anchor> {
    // A measure does not follow itself or its parts; an item may follow its neighbour.
    let others = || {
        anchors.iter().filter(|anchor| {
            anchor.owner != own && !(own.item.is_none() && anchor.owner.measure == own.measure)
        })
    };
    if let Some(number) = anchor_number(text)
        && let Some(found) = others().find(|anchor| anchor.number == number && anchor.owner.item.is_none())
    {
        return Some(found);
    }
    let phrase = telling_words(&anchor_phrase(text)?);
    let first = phrase.first()?;
    let score = |anchor: &Anchor| {
        // The first word names the event; a title that begins with it is the likeliest of all.
        if !anchor.words.iter().any(|word| akin(word, first)) {
            return 0.0;
        }
        let begins_with_it = anchor.words.first().is_some_and(|word| akin(word, first));
        share(&phrase, &anchor.words) + if begins_with_it { 0.3 } else { 0.0 }
    };
    // Of equals the measure itself, which stands before its items.
    let best = others()
        .map(|anchor| (score(anchor), anchor))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= ENOUGH).then_some(best.1)
}

/// How much of the shorter text is found in the longer one.
fn share(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let found = short.iter().filter(|word| long.iter().any(|other| akin(word, other))).count();
    #[expect(clippy::cast_precision_loss, reason = "a text has few words")]
    let share = found as f64 / short.len().max(1) as f64;
    share
}

/// A measure whose term lies in its items lasts as long as all of them.
fn widen_measures(plan: &mut Plan) {
    for measure in plan.sections.iter_mut().flat_map(|section| &mut section.measures) {
        if measure.term.text.is_empty() && measure.items.iter().any(|item| item.term.is_some()) {
            let envelope = items::envelope(&measure.items);
            measure.term.from = envelope.from;
            measure.term.to = envelope.to;
        }
    }
}
