//! The cells of a measure become its fields; every paragraph that is used is landed in the ledger.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::cells::{lines_of, lines_of_terms};
use super::columns::ColumnKind;
use super::desk::Desk;
use super::grid::Paragraph;
use super::layout::LogicalRow;
use super::ledger::{Field, Landing};
use super::outline::{Outline, OutlineMeasure};
use super::{ImportError, ProposalKind, called_by_months, courses, documents, executors, item_rows, items};
use crate::model::{Measure, Section, Term};
use crate::term::term_share;

/// Reads every measure of the outline.
pub(super) fn sections_of(outline: Outline, desk: &mut Desk<'_>) -> Result<Vec<Section>, ImportError> {
    let taken = numbers_in(&outline);
    let mut sections = Vec::with_capacity(outline.sections.len());
    let mut count = 0;
    for (index, section) in outline.sections.into_iter().enumerate() {
        let mut made = Section::default();
        if let Some(heading) = section.heading {
            desk.ledger.land_all(&heading.paragraphs, Landing::Section(index));
            (made.number, made.title) = (heading.number, heading.title);
        }
        for measure in section.measures {
            made.measures.push(measure_of(measure, count, &taken, desk)?);
            count += 1;
        }
        called_by_months::give_terms(&mut made, desk);
        sections.push(made);
    }
    Ok(sections)
}

fn numbers_in(outline: &Outline) -> HashSet<String> {
    let measures = outline.sections.iter().flat_map(|section| &section.measures);
    measures
        .flat_map(|measure| {
            std::iter::once(&measure.number).chain(measure.items.iter().map(|item| &item.number))
        })
        .cloned()
        .collect()
}

/// Lands the cells of a row in the fields of a measure.
pub(super) fn land(row: &LogicalRow, measure: usize, desk: &mut Desk<'_>) {
    const FIELDS: [(ColumnKind, Field); 7] = [
        (ColumnKind::Title, Field::Title),
        (ColumnKind::Term, Field::Term),
        (ColumnKind::Executors, Field::Executors),
        (ColumnKind::CoExecutors, Field::Executors),
        (ColumnKind::Documents, Field::Documents),
        (ColumnKind::Results, Field::Results),
        (ColumnKind::Note, Field::Note),
    ];
    for (kind, field) in FIELDS {
        desk.ledger.land_all(row.paragraphs(kind), Landing::Measure(measure, field));
    }
    if super::sections::number_alone(&row.text(ColumnKind::Number)).is_some() {
        desk.ledger.land_all(row.paragraphs(ColumnKind::Number), Landing::Number);
    }
}

fn measure_of(
    outline: OutlineMeasure,
    index: usize,
    taken: &HashSet<String>,
    desk: &mut Desk<'_>,
) -> Result<Measure, ImportError> {
    let OutlineMeasure { number, row, items: item_rows, more_rows } = outline;
    land(&row, index, desk);
    spend_on(&row, desk)?;
    for (table, line) in more_rows {
        desk.proposals.add(
            ProposalKind::CellSplit,
            &number,
            "rows",
            format!("строка {line} таблицы {table} отнесена к мероприятию {number}"),
            "своего номера и названия в строке нет: это продолжение мероприятия над ней",
        );
    }
    let terms = lines_of_terms(row.paragraphs(ColumnKind::Term), desk.year);
    let titles = items::lines_beside(&terms, row.paragraphs(ColumnKind::Title), desk.year);
    desk.proposals.mended(&number, "title", &titles.mended);
    let mut measure = Measure { number: number.clone(), ..Measure::default() };
    if item_rows.is_empty() {
        let titled = items::read(&titles, &terms, &number, taken, desk);
        (measure.title, measure.term, measure.items) = (titled.title, titled.term, titled.items);
    } else {
        measure.title = titles.text();
        measure.term = items::whole_term(&terms, &number, desk);
    }
    measure.executors = executors::read(
        row.paragraphs(ColumnKind::Executors),
        row.paragraphs(ColumnKind::CoExecutors),
        &number,
        desk,
    )?;
    let (mut found, stands) =
        documents::read(row.paragraphs(ColumnKind::Documents), &measure.items, &number, desk)?;
    documents::assign_items((&mut found, &stands), &measure.items, &number, desk)?;
    measure.documents = found;
    measure.expected_results = results_of(row.paragraphs(ColumnKind::Results), &number, desk);
    measure.note = lines_of(row.paragraphs(ColumnKind::Note)).text();
    item_rows::add(&mut measure, item_rows, index, desk)?;
    if measure.term.text.is_empty() && measure.items.iter().any(|item| item.term.is_some()) {
        measure.term = items::envelope(&measure.items);
    }
    terms_in_titles(&mut measure, desk);
    if measure.title.is_empty() && measure.items.is_empty() {
        desk.proposals.add(
            ProposalKind::Title,
            &number,
            "title",
            format!("у мероприятия {number} нет названия"),
            "графа названия в строке пуста: впишите название",
        );
    }
    measure.course = courses::course_in(&measure.title);
    Ok(measure)
}

pub(super) fn spend_on(row: &LogicalRow, desk: &Desk<'_>) -> Result<(), ImportError> {
    use ColumnKind::{Documents, Executors, Note, Results, Term, Title};
    // A term is looked at by a score of patterns, several times.
    const KINDS: [(ColumnKind, usize); 6] =
        [(Title, 2), (Term, 16), (Executors, 1), (Documents, 1), (Results, 1), (Note, 1)];
    let size = |kind| row.paragraphs(kind).iter().map(|one| one.text.len() + 8).sum::<usize>();
    desk.budget.spend(KINDS.into_iter().map(|(kind, times)| size(kind) * times).sum())
}

static IN_BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\(([^()]{3,80})\)").ok());
static AT_THE_END: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\s[–—-]\s|,\s|\.\s|;\s)([^–—,.;()]{3,60}?(?:\sг\.)?)\.?$").ok());

/// Where the paper has no term elsewhere, one may stand in the title: «Семинар (март)», «Семинар, до 15 марта».
fn terms_in_titles(measure: &mut Measure, desk: &mut Desk<'_>) {
    if !measure.term.text.is_empty() || measure.items.iter().any(|item| item.term.is_some()) {
        return;
    }
    let mut found = Vec::new();
    for item in &mut measure.items {
        if let Some(term) = term_in(&item.title, desk) {
            found.push(format!("{} — {}", item.number, term.text));
            item.term = Some(term);
        }
    }
    if found.is_empty()
        && let Some(term) = term_in(&measure.title, desk)
    {
        found.push(term.text.clone());
        measure.term = term;
    }
    if found.is_empty() {
        return;
    }
    if measure.term.text.is_empty() {
        measure.term = items::envelope(&measure.items);
    }
    desk.proposals.add(
        ProposalKind::TermDates,
        &measure.number,
        "term",
        format!("срок взят из названия: {}", found.join("; ")),
        "в графе срока ничего нет, а в названии он есть; название оставлено как напечатано",
    );
}

fn term_in(title: &str, desk: &Desk<'_>) -> Option<Term> {
    let brackets = IN_BRACKETS.as_ref()?.captures_iter(title).map(|found| found[1].to_owned());
    let end = AT_THE_END.as_ref()?.captures(title).map(|found| found[1].to_owned());
    let texts: Vec<String> = brackets.chain(end).collect();
    texts.into_iter().find_map(|text| {
        let text = text.trim_start_matches("срок").trim_start_matches([':', ' ', '–', '-']).trim();
        let (term, parsed) = items::read_term(text, desk.year);
        let has_letters = text.chars().any(char::is_alphabetic) || text.matches('.').count() == 2;
        (parsed.is_understood() && has_letters && term_share(text) > 0.99).then_some(term)
    })
}

/// Expected results: every paragraph, and every part of a list written through semicolons or numbers.
pub(super) fn results_of(cell: &[Paragraph], number: &str, desk: &mut Desk<'_>) -> Vec<String> {
    let read = lines_of(cell);
    desk.proposals.mended(number, "results", &read.mended);
    let mut results = Vec::new();
    for line in read.with_lists_apart().lines {
        let mut rest = line.text.as_str();
        while let Some(at) = rest.find("; ") {
            let (head, tail) = rest.split_at(at + 1);
            results.push(head.trim().to_owned());
            rest = tail.trim();
        }
        if !rest.is_empty() {
            results.push(rest.to_owned());
        }
    }
    results
}
