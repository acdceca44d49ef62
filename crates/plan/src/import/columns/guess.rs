//! Columns of a table without headings that we know, guessed by what its cells look like.

use std::collections::BTreeMap;

use super::{Column, ColumnKind, Columns};
use crate::PlanYear;
use crate::import::budget::Budget;
use crate::import::grid::{Cell, Row};
use crate::import::sections::number_alone;
use crate::import::{ImportError, names};
use crate::term::reads_as_term;

/// A guess, with the texts of a first row that looks like a heading though its words are unknown.
pub fn guessed(
    rows: &[Row],
    width: usize,
    year: PlanYear,
    names: &names::Names<'_>,
    budget: &Budget,
) -> Result<Option<(Columns, bool)>, ImportError> {
    if width < 2 {
        return Ok(None);
    }
    let has_unknown_heading = rows.first().is_some_and(|row| looks_like_a_heading(row, width, year));
    let heading_of = |column: usize| {
        let cell =
            rows.first().filter(|_| has_unknown_heading)?.cells.iter().find(|cell| cell.column == column)?;
        Some(cell.text())
    };
    let mut columns: Vec<Column> = (0..width)
        .map(|first| Column {
            kind: ColumnKind::Other,
            heading: heading_of(first).unwrap_or_else(|| format!("графа {}", first + 1)),
            first,
            span: 1,
        })
        .collect();
    let mut texts_of: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let body = rows.iter().skip(usize::from(has_unknown_heading)).filter(|row| row.cells.len() > 1);
    for cell in body.flat_map(|row| &row.cells).filter(|cell| !cell.is_empty() && cell.column < width) {
        let text = cell.text();
        budget.spend(text.len())?;
        texts_of.entry(cell.column).or_default().push(text);
    }
    let mostly = |texts: &[String], test: &dyn Fn(&str) -> bool| {
        !texts.is_empty() && texts.iter().filter(|text| test(text)).count() * 2 > texts.len()
    };
    let mut longest = (0, None);
    let mut known_names = (0, None);
    for (column, texts) in texts_of {
        if mostly(&texts, &|text| number_alone(text).is_some()) {
            columns[column].kind = ColumnKind::Number;
        } else if mostly(&texts, &|text| reads_as_term(text, year)) {
            columns[column].kind = ColumnKind::Term;
        } else {
            let known = texts.iter().filter(|text| names.knows(text)).count();
            if known > known_names.0 {
                known_names = (known, Some(column));
            }
            let length: usize = texts.iter().map(|text| text.chars().count()).sum();
            if length > longest.0 {
                longest = (length, Some(column));
            }
        }
    }
    if let (_, Some(column)) = known_names {
        columns[column].kind = ColumnKind::Executors;
    }
    let title = columns
        .iter()
        .position(|column| column.kind == ColumnKind::Other && Some(column.first) == longest.1)
        .or_else(|| columns.iter().position(|column| column.kind == ColumnKind::Other));
    let Some(title) = title else { return Ok(None) };
    columns[title].kind = ColumnKind::Title;
    if known_names.1.is_none()
        && let Some(next) = columns.iter_mut().find(|column| column.kind == ColumnKind::Other)
    {
        next.kind = ColumnKind::Executors;
    }
    let columns = Columns(columns);
    Ok(columns.has(ColumnKind::Term).then_some((columns, has_unknown_heading)))
}

/// A heading that we do not know does not hide what stands under it: numbers in the first column, terms and known names
/// where no other column has them. Says which columns were known so.
pub fn known_by_cells(
    columns: &mut Columns,
    body: &[Row],
    year: PlanYear,
    names: &names::Names<'_>,
    budget: &Budget,
) -> Result<Vec<String>, ImportError> {
    let has = |columns: &Columns, kinds: &[ColumnKind]| kinds.iter().any(|kind| columns.has(*kind));
    let mut found = Vec::new();
    for index in 0..columns.0.len() {
        let column = &columns.0[index];
        if column.kind != ColumnKind::Other {
            continue;
        }
        let mut texts = Vec::new();
        for cell in body.iter().flat_map(|row| &row.cells).filter(|cell| cell.column == column.first) {
            if cell.is_empty() || cell.is_continued || cell.span > column.span {
                continue;
            }
            let text = cell.text();
            budget.spend(text.len() * 4 + names.cost(&text))?;
            texts.push(text);
        }
        let mostly = |test: &dyn Fn(&str) -> bool| {
            !texts.is_empty() && texts.iter().filter(|text| test(text)).count() * 2 > texts.len()
        };
        let kind = if index == 0
            && !has(columns, &[ColumnKind::Number])
            && mostly(&|text| number_alone(text).is_some())
        {
            ColumnKind::Number
        } else if !columns.has_terms() && mostly(&|text| reads_as_term(text, year)) {
            ColumnKind::Term
        } else if !has(columns, &[ColumnKind::Executors]) && mostly(&|text| names.knows(text)) {
            ColumnKind::Executors
        } else {
            continue;
        };
        let column = &mut columns.0[index];
        column.kind = kind;
        found.push(if column.heading.is_empty() {
            format!("графа {}", index + 1)
        } else {
            column.heading.clone()
        });
    }
    Ok(found)
}

/// Short texts in every column, none of them a number or a term.
fn looks_like_a_heading(row: &Row, width: usize, year: PlanYear) -> bool {
    const SHORT: usize = 60;
    let filled: Vec<&Cell> = row.filled();
    filled.len() == width
        && filled.iter().all(|cell| {
            let text = cell.text();
            text.chars().count() <= SHORT && number_alone(&text).is_none() && !reads_as_term(&text, year)
        })
}
