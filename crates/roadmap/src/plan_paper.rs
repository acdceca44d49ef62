//! The plan as the Word table that it is approved as: the importer reads back what is written here.
//!
//! Texts stand as the plan has them, quotes and all: this is the paper itself and not a page about it. Items have rows of
//! their own, so that no reader has to guess which term and which document belong to which.

use papers::{
    Align, Block, Cell, Column, Element, Paper, PaperError, PdfKind, Row, Stamp, Standard, Table, Text,
};
use plan::{Executor, ExecutorRole, Item, Measure, Plan, Section, Term};

const COLUMNS: [(&str, f64, Align); 6] = [
    ("№ п/п", 5.0, Align::Centre),
    ("Наименование мероприятия", 29.0, Align::Left),
    ("Сроки проведения", 12.0, Align::Left),
    ("Ответственный исполнитель/ соисполнители", 20.0, Align::Left),
    ("Вид документа", 17.0, Align::Left),
    ("Ожидаемые результаты", 17.0, Align::Left),
];
const NOTES: (&str, f64, Align) = ("Примечание", 10.0, Align::Left);

/// What stands over a plan's table.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The document that approves this version; empty for a draft.
    pub basis: &'a str,
    /// On this day the paper is made: by it the edition of the standard is chosen.
    pub day: jiff::civil::Date,
}

pub fn paper(plan: &Plan, head: Head<'_>) -> Paper {
    let has_notes =
        plan.sections.iter().flat_map(|section| &section.measures).any(|one| !one.note.is_empty());
    let notes = has_notes.then_some(NOTES);
    let columns =
        COLUMNS.into_iter().chain(notes).map(|(title, width, align)| Column::new(title, width, align));
    let table = Table {
        columns: columns.collect(),
        rows: plan.sections.iter().flat_map(|section| rows_of(section, has_notes)).collect(),
        small: true,
        ..Table::default()
    };
    // A file that nobody gave a title to is a plan all the same, and an archive copy must have one.
    let title = match plan.meta.title.trim() {
        "" => format!("План мероприятий на {} год", plan.meta.year),
        title => title.to_owned(),
    };
    // Whatever its title says, it is a plan.
    let approval = (!head.basis.is_empty()).then(|| Stamp::approved("План", head.basis));
    Paper {
        standard: Standard::on(head.day),
        title: title.clone(),
        created: Some(head.day),
        draft: head.basis.is_empty(),
        landscape: true,
        approval,
        heading: Text::bold(title),
        body: vec![Block::Element(Element::Table(table))],
        ..Paper::default()
    }
}

fn rows_of(section: &Section, has_notes: bool) -> Vec<Row> {
    let heading = match section.number.as_str() {
        "" => section.title.clone(),
        number => format!("{number}. {}", section.title),
    };
    let heading = (!heading.is_empty()).then(|| Row::Section { section: heading.as_str().into() });
    let measures = section.measures.iter().flat_map(|measure| rows_of_measure(measure, has_notes));
    heading.into_iter().chain(measures).collect()
}

fn rows_of_measure(measure: &Measure, has_notes: bool) -> Vec<Row> {
    let mut cells = vec![
        format!("{}.", measure.number).into(),
        measure.title.as_str().into(),
        term_of_measure(measure),
        lines(executors(&measure.executors)),
        documents_of(measure, None),
        lines(measure.expected_results.clone()),
    ];
    if has_notes {
        cells.push(measure.note.as_str().into());
    }
    let width = cells.len();
    let items = measure.items.iter().map(|item| row_of_item(measure, item, width));
    std::iter::once(Row::Cells(cells)).chain(items).collect()
}

fn row_of_item(measure: &Measure, item: &Item, width: usize) -> Row {
    let mut cells: Vec<Cell> = vec![
        format!("{}.", item.number).into(),
        item.title.as_str().into(),
        item.term.as_ref().map_or_else(|| "".into(), term_of),
        "".into(),
        documents_of(measure, Some(&item.number)),
    ];
    // A row with fewer cells would stretch its last one.
    cells.resize_with(width, || "".into());
    Row::Cells(cells)
}

/// A measure that lives by the terms of its items says nothing of its own.
fn term_of_measure(measure: &Measure) -> Cell {
    let is_told_by_items =
        measure.term.text.is_empty() && measure.items.iter().any(|item| item.term.is_some());
    if is_told_by_items { "".into() } else { term_of(&measure.term) }
}

/// What the paper said; where it said nothing, the days that were agreed on.
fn term_of(term: &Term) -> Cell {
    if !term.text.is_empty() {
        return term.text.as_str().into();
    }
    let days = term.from.zip(term.to).map(|(from, to)| ui::ru::date_range(from, to));
    days.unwrap_or_default().into()
}

/// A plan names who answers first, and the others after; where it is otherwise, their roles are written out.
fn executors(executors: &[Executor]) -> Vec<String> {
    let is_usual = executors
        .iter()
        .enumerate()
        .all(|(at, one)| one.role == if at == 0 { ExecutorRole::Lead } else { ExecutorRole::Co });
    let told = |one: &Executor| match one.role {
        _ if is_usual => one.text.clone(),
        ExecutorRole::Lead => format!("Ответственный: {}", one.text),
        ExecutorRole::Co => format!("Соисполнитель: {}", one.text),
    };
    executors.iter().map(told).collect()
}

fn documents_of(measure: &Measure, item: Option<&str>) -> Cell {
    let of_item = measure.documents.iter().filter(|document| document.item.as_deref() == item);
    lines(of_item.map(|document| document.text.clone()).collect())
}

fn lines(lines: Vec<String>) -> Cell {
    Cell::Lines { lines: lines.into_iter().map(Text::from).collect() }
}

/// # Errors
/// When the paper cannot be laid out.
pub fn to_docx(plan: &Plan, head: Head<'_>) -> Result<Vec<u8>, PaperError> {
    papers::docx(&paper(plan, head))
}

/// # Errors
/// When the paper cannot be laid out.
pub fn to_pdf(plan: &Plan, head: Head<'_>) -> Result<Vec<u8>, PaperError> {
    papers::kept_pdf(&paper(plan, head), PdfKind::Archive)
}
