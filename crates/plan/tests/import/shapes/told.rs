//! What was understood, as a short text.

use std::fmt::Write;

use jiff::civil::Date;
use plan::import::Draft;
use plan::{ExecutorRole, Measure, Term};

use super::super::common;

/// Reads a file and tells what was understood.
pub fn told(file_name: &str, bytes: &[u8]) -> String {
    told_of(&common::read(file_name, bytes).unwrap_or_else(|error| panic!("{error}")))
}

fn told_of(draft: &Draft) -> String {
    let mut told = format!("«{}» {}", draft.plan.meta.title, draft.plan.meta.year);
    if let Some(month) = draft.plan.meta.year_start_month {
        write!(told, " from month {month}").unwrap();
    }
    for section in &draft.plan.sections {
        write!(told, "\n§ {} {}", section.number, section.title).unwrap();
        for measure in &section.measures {
            told.push_str(&told_measure(measure));
        }
    }
    for one in &draft.unrecognized {
        let place = &one.place;
        write!(told, "\n? {}:{} {} — {} ({})", place.table, place.row, place.column, one.text, one.why)
            .unwrap();
    }
    for one in draft.proposals.iter().filter(|one| one.path.is_empty()) {
        write!(told, "\n! {} ({})", one.what, one.reason).unwrap();
    }
    let account = draft.account;
    assert_eq!(
        account.source_paragraphs,
        account.in_the_plan + account.headings_and_dashes + account.unrecognized,
        "every paragraph is accounted for"
    );
    write!(
        told,
        "\n= {} paragraphs: {} in the plan, {} headings and dashes, {} unrecognized",
        account.source_paragraphs, account.in_the_plan, account.headings_and_dashes, account.unrecognized
    )
    .unwrap();
    told
}

fn told_measure(measure: &Measure) -> String {
    let mut told = format!("\n  {} {} | {}", measure.number, measure.title, told_term(&measure.term));
    let executors = measure.executors.iter().map(|one| {
        let role = if one.role == ExecutorRole::Lead { "lead" } else { "co" };
        format!("{role} {}={}", one.text, one.org.as_deref().unwrap_or("?"))
    });
    write!(told, " | {}", executors.collect::<Vec<_>>().join("; ")).unwrap();
    for document in &measure.documents {
        let item = document.item.as_ref().map_or(String::new(), |item| format!(" → {item}"));
        write!(told, "\n      doc {}: {}{item}", document.kind.as_deref().unwrap_or("?"), document.text)
            .unwrap();
    }
    for result in &measure.expected_results {
        write!(told, "\n      result {result}").unwrap();
    }
    if !measure.note.is_empty() {
        write!(told, "\n      note {}", measure.note).unwrap();
    }
    for item in &measure.items {
        let term = item.term.as_ref().map_or(String::new(), |term| format!(" | {}", told_term(term)));
        write!(told, "\n    {} {}{term}", item.number, item.title).unwrap();
    }
    told
}

fn told_term(term: &Term) -> String {
    let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.strftime("%d.%m.%y").to_string());
    let mut told = format!("{} [{}–{}]", term.text, day(term.from), day(term.to));
    if let Some(recurrence) = term.recurrence {
        write!(told, " {recurrence:?}").unwrap();
    }
    if let Some(anchor) = &term.relative_to_measure {
        write!(told, " after {anchor}").unwrap();
    }
    if !term.periods.is_empty() {
        write!(told, " {} periods", term.periods.len()).unwrap();
    }
    told
}
