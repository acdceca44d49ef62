//! Roadmaps as offices write them, each with what a careful clerk would note down after reading it. The notes are written
//! by hand: what the importer understands must be the same, and nothing may fall into the net under its rules.

mod around;
mod columns;
mod merged;
mod months;
mod numbered;
mod parts;
mod sections;
mod sheets;
mod terms;
mod texts;
mod typed;

use std::fmt::Write;

use jiff::civil::Date;
use plan::import::Draft;
use plan::{Due, ExecutorRole, Measure, Term};

use super::{common, docx};

/// Holds the notes against what was understood.
#[track_caller]
fn noted(file_name: &str, bytes: &[u8], notes: &str) {
    let draft = common::read(file_name, bytes).unwrap_or_else(|error| panic!("{error}"));
    let wanted: Vec<&str> = notes.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = clerk(&draft);
    let got: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(got == wanted, "\nunderstood:\n{}\n\nwanted:\n{}\n", got.join("\n"), wanted.join("\n"));
    let account = draft.account;
    assert_eq!(
        account.source_paragraphs,
        account.in_the_plan + account.headings_and_dashes + account.unrecognized,
        "every paragraph is accounted for"
    );
    for one in &draft.unrecognized {
        let is_caught = one.why.starts_with("не все слова") || one.why.starts_with("ни одно правило");
        assert!(!is_caught, "no rule said where this goes: {one:?}");
    }
}

/// Holds that each of these was proposed for the measure of that number, or for the plan where it is empty.
#[track_caller]
fn proposed(file_name: &str, bytes: &[u8], number: &str, wanted: &[&str]) {
    let draft = common::read(file_name, bytes).unwrap_or_else(|error| panic!("{error}"));
    let told: Vec<&str> = draft
        .proposals
        .iter()
        .filter(|proposal| proposal.path == number)
        .map(|proposal| proposal.what.as_str())
        .collect();
    for what in wanted {
        assert!(told.contains(what), "«{what}» is not among {told:#?}");
    }
}

/// A Word file with a title over a table.
fn plan(rows: &[String]) -> Vec<u8> {
    docx::document(&(docx::p("План мероприятий на 2025 год") + &docx::tbl(rows)))
}

/// What a clerk would write: title and year, sections, measures with days and executors, papers, results, items, the rest.
fn clerk(draft: &Draft) -> String {
    let mut told = format!("{} | {}", draft.plan.meta.title, draft.plan.meta.year);
    for section in &draft.plan.sections {
        if !section.title.is_empty() {
            write!(told, "\n§ {} {}", section.number, section.title).unwrap();
        }
        for measure in &section.measures {
            told.push_str(&of_measure(measure));
        }
    }
    for one in &draft.unrecognized {
        write!(told, "\n? {}", one.text).unwrap();
    }
    told.replace("§  ", "§ ")
}

fn of_measure(measure: &Measure) -> String {
    let executors = measure.executors.iter().map(|one| {
        let name = one.org.clone().unwrap_or_else(|| format!("«{}»", one.text));
        if one.role == ExecutorRole::Lead { name } else { format!("+{name}") }
    });
    let executors: Vec<String> = executors.collect();
    let mut told = format!(
        "\n{} {} | {} | {}",
        measure.number,
        measure.title,
        days_of(&measure.term),
        executors.join(" ")
    );
    for document in &measure.documents {
        let item = document.item.as_ref().map_or(String::new(), |item| format!(" → {item}"));
        write!(told, "\n{}: {}{item}", document.kind.as_deref().unwrap_or("?"), document.text).unwrap();
    }
    for result in &measure.expected_results {
        write!(told, "\n= {result}").unwrap();
    }
    if !measure.note.is_empty() {
        write!(told, "\n! {}", measure.note).unwrap();
    }
    for item in &measure.items {
        let term = item.term.as_ref().map_or(String::new(), |term| format!(" | {}", days_of(term)));
        write!(told, "\n{} {}{term}", item.number, item.title).unwrap();
    }
    told
}

fn days_of(term: &Term) -> String {
    let day = |day: Date| day.strftime("%d.%m.%y").to_string();
    let mut told = match (term.from, term.to) {
        (Some(from), Some(to)) if from == to => day(from),
        (Some(from), Some(to)) => format!("{}–{}", day(from), day(to)),
        (None, Some(to)) => format!("до {}", day(to)),
        (Some(from), None) => format!("с {}", day(from)),
        (None, None) => "нет дней".to_owned(),
    };
    if let Some(recurrence) = term.recurrence {
        write!(told, " {recurrence:?}").unwrap();
    }
    if let Some(times) = term.times {
        write!(told, " ×{times}").unwrap();
    }
    match term.due {
        Some(Due::NthWeekday { nth, weekday }) => write!(told, " day {weekday} of week {nth}").unwrap(),
        Some(Due::Weekday(weekday)) => write!(told, " day {weekday}").unwrap(),
        Some(Due::Day(number)) => write!(told, " by the {number}th").unwrap(),
        Some(Due::DayOfNextMonth(number)) => write!(told, " by the {number}th after").unwrap(),
        None => {}
    }
    if let Some(anchor) = &term.relative_to_measure {
        write!(told, " with {anchor}").unwrap();
    }
    if !term.periods.is_empty() {
        let periods: Vec<String> =
            term.periods.iter().map(|period| format!("{}–{}", day(period.from), day(period.to))).collect();
        write!(told, " [{}]", periods.join(", ")).unwrap();
    }
    told
}
