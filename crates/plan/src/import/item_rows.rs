//! Rows of parts under the row of their measure: «1.1», «1.2» with terms, papers, executors and results of their own.

use super::cells::{lines_of, lines_of_terms};
use super::columns::ColumnKind;
use super::desk::Desk;
use super::executors::Leads;
use super::measures::{land, results_of, spend_on};
use super::outline::OutlineItem;
use super::{ImportError, ProposalKind, documents, executors, items};
use crate::model::{Executor, ExecutorRole, Item, Measure};

/// What the rows say of their items alone though the plan has it only for the measure as a whole: texts by the number
/// of the item.
#[derive(Default)]
struct OfItems {
    executors: Vec<(String, Vec<String>)>,
    results: Vec<(String, Vec<String>)>,
    /// The first of several names in one cell leads the measure.
    is_lead_guessed: bool,
}

const FIRST_OF_ITEMS_LEADS: &str = "в строке самого мероприятия исполнитель не назван: ответственным взят первый из названных у подпунктов, остальные — соисполнители";

/// Adds the items to their measure, in the order of the paper.
pub(super) fn add(
    measure: &mut Measure,
    rows: Vec<OutlineItem>,
    index: usize,
    desk: &mut Desk<'_>,
) -> Result<(), ImportError> {
    let executors_of_measure: Vec<String> = measure.executors.iter().map(|one| one.text.clone()).collect();
    let results_of_measure = measure.expected_results.clone();
    let mut own = OfItems::default();
    for row in rows {
        add_one(measure, row, index, &mut own, desk)?;
    }
    let are_several = differ(&own.executors, &executors_of_measure);
    if are_several && executors_of_measure.is_empty() && measure.executors.len() > 1 {
        executors::propose_lead(&measure.executors, &measure.number, FIRST_OF_ITEMS_LEADS, desk);
    } else if own.is_lead_guessed {
        executors::propose_lead(&measure.executors, &measure.number, executors::FIRST_LEADS, desk);
    }
    if are_several {
        tell_executors(measure, &own.executors, desk);
    }
    if differ(&own.results, &results_of_measure) {
        tell_results(measure, &own.results, desk);
    }
    Ok(())
}

/// The term and the papers of the row stay with the item, the rest belongs to the measure.
fn add_one(
    measure: &mut Measure,
    outline: OutlineItem,
    index: usize,
    own: &mut OfItems,
    desk: &mut Desk<'_>,
) -> Result<(), ImportError> {
    let OutlineItem { number, row } = outline;
    land(&row, index, desk);
    spend_on(&row, desk)?;
    let titles = lines_of(row.paragraphs(ColumnKind::Title));
    desk.proposals.mended(&measure.number, "title", &titles.mended);
    let terms = lines_of_terms(row.paragraphs(ColumnKind::Term), desk.year);
    let term = items::whole_term(&terms, &number, desk);
    let has_term = !term.text.is_empty();
    measure.items.push(Item { number: number.clone(), title: titles.text(), term: has_term.then_some(term) });
    let found = executors::named_in(
        row.paragraphs(ColumnKind::Executors),
        row.paragraphs(ColumnKind::CoExecutors),
        &measure.number,
        desk,
    )?;
    own.is_lead_guessed |= measure.executors.is_empty() && found.leads == Leads::FirstOfSeveral;
    own.executors.push((number.clone(), found.executors.iter().map(|one| one.text.clone()).collect()));
    add_executors(&mut measure.executors, found.executors);
    let (mut found, _) = documents::read(row.paragraphs(ColumnKind::Documents), &[], &measure.number, desk)?;
    for document in &mut found {
        document.item = Some(number.clone());
    }
    measure.documents.extend(found);
    let results = results_of(row.paragraphs(ColumnKind::Results), &measure.number, desk);
    for result in &results {
        if !measure.expected_results.contains(result) {
            measure.expected_results.push(result.clone());
        }
    }
    own.results.push((number, results));
    let note = lines_of(row.paragraphs(ColumnKind::Note)).text();
    if !measure.note.contains(&note) {
        add_to_note(measure, &note);
    }
    Ok(())
}

/// Executors of an item are executors of its measure; one measure has one who leads.
fn add_executors(known: &mut Vec<Executor>, found: Vec<Executor>) {
    for mut executor in found {
        if known.iter().any(|one| one.text == executor.text) {
            continue;
        }
        if known.iter().any(|one| one.role == ExecutorRole::Lead) {
            executor.role = ExecutorRole::Co;
        }
        known.push(executor);
    }
}

/// Whether putting the items together forgets whose each text was. What the row of the measure says holds for every item
/// that says nothing else.
fn differ(items: &[(String, Vec<String>)], of_measure: &[String]) -> bool {
    let Some((_, first)) = items.first() else { return false };
    let (common, may_be_silent) =
        if of_measure.is_empty() { (first.as_slice(), false) } else { (of_measure, true) };
    items.iter().any(|(_, texts)| texts.as_slice() != common && !(may_be_silent && texts.is_empty()))
}

/// «1.1 — ИРО, школы; 1.2 — Министерство»
fn listed(items: &[(String, Vec<String>)]) -> String {
    let said = items.iter().filter(|(_, texts)| !texts.is_empty());
    let each = said.map(|(number, texts)| {
        let texts: Vec<&str> = texts.iter().map(|text| text.trim_end_matches(['.', ';', ','])).collect();
        format!("{number} — {}", texts.join(", "))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn tell_executors(measure: &mut Measure, items: &[(String, Vec<String>)], desk: &mut Desk<'_>) {
    let who = listed(items);
    desk.proposals.add(
        ProposalKind::ItemPairing,
        &measure.number,
        "executors",
        format!("исполнители подпунктов: {who}"),
        "исполнители в плане указываются у мероприятия в целом; кто за какой подпункт отвечает, сохранено в примечании",
    );
    add_to_note(measure, &format!("Исполнители подпунктов: {who}."));
}

/// A result is told as a whole where it stands; only whose it is has to be said beside it.
fn tell_results(measure: &Measure, items: &[(String, Vec<String>)], desk: &mut Desk<'_>) {
    let which = listed(items);
    desk.proposals.add(
        ProposalKind::ItemPairing,
        &measure.number,
        "results",
        format!("результаты подпунктов: {which}"),
        "результаты в плане указываются у мероприятия в целом, в порядке его подпунктов; если это важно, допишите номер подпункта к результату",
    );
}

fn add_to_note(measure: &mut Measure, text: &str) {
    measure.note = format!("{} {text}", measure.note).trim().to_owned();
}
