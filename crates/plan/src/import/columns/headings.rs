//! Headings of tables, in one row or in two, known by whole words.

use super::compound::{holds_terms_too, title_among};
use super::vocabulary::{LONGEST, is_word, kind_of, share_of_heading_words, title_rank};
use super::{Column, ColumnKind, Columns};
use crate::PlanYear;
use crate::import::grid::{Cell, Row};
use crate::import::sections::number_alone;
use crate::term::reads_as_term;
use crate::words::words;

/// A heading has at most three rows, and after them sometimes the numbers of the columns.
const MOST_ROWS: usize = 3;

/// A heading found in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub columns: Columns,
    /// How many rows it takes.
    pub rows: usize,
}

/// Reads the heading that begins with the first of these rows. A row that holds a number or a term is none.
pub fn heading_of(rows: &[Row], year: PlanYear) -> Option<Heading> {
    let first = rows.first()?;
    let cells: Vec<&Cell> = first.cells.iter().filter(|cell| !cell.is_continued).collect();
    let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.is_empty()).copied().collect();
    if filled.len() < 2 {
        return None;
    }
    let texts: Vec<String> = filled.iter().map(|cell| cell.text()).collect();
    if texts.iter().any(|text| text.chars().count() > LONGEST || number_alone(text).is_some()) {
        return None;
    }
    let signs = texts.iter().filter(|text| reads_as_term(text, year)).count();
    let mut kinds: Vec<Option<ColumnKind>> = texts.iter().map(|text| kind_of(text)).collect();
    let title_beside_another =
        if kinds.contains(&Some(ColumnKind::Title)) { None } else { title_among(&texts) };
    if let Some(index) = title_beside_another {
        kinds[index] = Some(ColumnKind::Title);
    }
    let has_terms_too =
        kinds.iter().zip(&texts).any(|(kind, text)| kind.is_some_and(|kind| holds_terms_too(kind, text)));
    let known = kinds.iter().flatten().count();
    let has = |kind: ColumnKind| kinds.contains(&Some(kind));
    // Months as headings are a calendar; one month among other texts is a term of a measure.
    if signs > 0 && (signs < 3 || !has(ColumnKind::Title)) {
        return None;
    }
    let pure = texts.iter().filter(|text| share_of_heading_words(text) >= 0.5).count();
    let is_heading = has(ColumnKind::Title)
        && known >= 2
        && (pure + signs) * 2 >= texts.len()
        && (has(ColumnKind::Term) || has(ColumnKind::Executors) || has_terms_too || known >= 3 || signs >= 3);
    if !is_heading {
        return None;
    }
    let mut columns = top_columns(&cells, year);
    if let Some(index) = title_beside_another
        && let Some(column) = columns.iter_mut().find(|column| column.first == filled[index].column)
    {
        column.kind = ColumnKind::Title;
    }
    let mut taken = 1;
    while taken < MOST_ROWS && rows.get(taken).is_some_and(|row| is_second_row(row, &columns, year)) {
        columns = with_second_row(&columns, &rows[taken], year);
        taken += 1;
    }
    choose_title(&mut columns);
    no_twins(&mut columns);
    Some(Heading { columns: Columns(columns), rows: taken })
}

/// Whether a row in the midst of a table is the heading of other columns: every word of it is a word of headings.
pub fn is_another_heading(row: &Row, year: PlanYear) -> bool {
    let filled = row.filled();
    filled.len() >= 3
        && filled.iter().all(|cell| share_of_heading_words(&cell.text()) > 0.99)
        && heading_of(std::slice::from_ref(row), year).is_some_and(|heading| {
            heading.columns.0.iter().filter(|column| column.kind != ColumnKind::Other).count() >= 3
        })
}

/// The columns of the first row; an empty cell belongs to the heading on its left.
fn top_columns(cells: &[&Cell], year: PlanYear) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for cell in cells {
        let heading = cell.text();
        match columns.last_mut() {
            Some(last) if heading.is_empty() => last.span = cell.column + cell.span - last.first,
            _ => columns.push(Column {
                kind: kind_or_sign(&heading, year),
                heading,
                first: cell.column,
                span: cell.span,
            }),
        }
    }
    columns
}

fn kind_or_sign(heading: &str, year: PlanYear) -> ColumnKind {
    match kind_of(heading) {
        Some(kind) => kind,
        None if reads_as_term(heading, year) => ColumnKind::TermSign,
        None => ColumnKind::Other,
    }
}

/// A second row of a heading speaks only under headings that cover several columns.
fn is_second_row(row: &Row, columns: &[Column], year: PlanYear) -> bool {
    let filled = row.filled();
    let is_under_a_wide_one = |cell: &&Cell| {
        columns.iter().any(|column| {
            column.span > 1 && (column.first..column.first + column.span).contains(&cell.column)
        })
    };
    let reads_as_heading = |cell: &&Cell| {
        let text = cell.text();
        number_alone(&text).is_none()
            && text.chars().count() <= LONGEST
            && (reads_as_term(&text, year)
                || share_of_heading_words(&text) >= 0.5
                || edge_of(&text).is_some())
    };
    !filled.is_empty() && filled.iter().all(is_under_a_wide_one) && filled.iter().all(reads_as_heading)
}

/// «начало», «с» and «окончание», «по» under «Срок».
fn edge_of(text: &str) -> Option<ColumnKind> {
    let words = words(text);
    let first = words.first()?.as_str();
    if is_word(first, "начал")
        || words.iter().any(|word| is_word(word, "начал"))
        || (first == "с" && words.len() == 1)
    {
        return Some(ColumnKind::TermFrom);
    }
    let ends =
        |word: &String| is_word(word, "окончани") || is_word(word, "конец") || is_word(word, "завершени");
    (words.iter().any(ends) || (matches!(first, "по" | "до") && words.len() == 1))
        .then_some(ColumnKind::TermTo)
}

fn with_second_row(columns: &[Column], row: &Row, year: PlanYear) -> Vec<Column> {
    let mut refined = Vec::with_capacity(columns.len());
    for column in columns {
        let within = column.first..column.first + column.span;
        let below: Vec<&Cell> =
            row.cells.iter().filter(|cell| !cell.is_continued && within.contains(&cell.column)).collect();
        if column.span < 2 || below.iter().all(|cell| cell.is_empty()) {
            refined.push(column.clone());
            continue;
        }
        for cell in below {
            let text = cell.text();
            let own = match (column.kind, edge_of(&text)) {
                (ColumnKind::Term | ColumnKind::Other, Some(edge)) => edge,
                _ => match kind_or_sign(&text, year) {
                    ColumnKind::Other => column.kind,
                    own => own,
                },
            };
            // The heading of a sign is the term itself.
            let heading = match own {
                ColumnKind::TermSign => text,
                _ => format!("{}: {text}", column.heading).trim_matches([':', ' ']).to_owned(),
            };
            refined.push(Column { kind: own, heading, first: cell.column, span: cell.span });
        }
    }
    refined
}

/// Of several headings that could be the title the most telling one is; a weaker one on its left holds sections.
fn choose_title(columns: &mut [Column]) {
    let rank = |column: &Column| title_rank(&column.heading);
    let best = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind == ColumnKind::Title)
        .max_by(|(a, left), (b, right)| rank(left).cmp(&rank(right)).then(b.cmp(a)))
        .map(|(index, _)| index);
    let Some(best) = best else { return };
    for index in 0..columns.len() {
        if index == best || columns[index].kind != ColumnKind::Title {
            continue;
        }
        let holds_sections = index < best && rank(&columns[index]) <= 2;
        columns[index].kind = if holds_sections { ColumnKind::Section } else { ColumnKind::Other };
    }
}

/// Only papers and results may have several columns; a second one of executors names those who help.
fn no_twins(columns: &mut [Column]) {
    // «Дата начала» and «Дата окончания» side by side are one term.
    let edges: Vec<(usize, ColumnKind)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind == ColumnKind::Term)
        .filter_map(|(index, column)| Some((index, edge_of(&column.heading)?)))
        .collect();
    if edges.len() == 2 && edges[0].1 != edges[1].1 {
        for (index, edge) in edges {
            columns[index].kind = edge;
        }
    }
    for index in 1..columns.len() {
        let kind = columns[index].kind;
        let may_repeat = matches!(
            kind,
            ColumnKind::Other
                | ColumnKind::Mark
                | ColumnKind::Documents
                | ColumnKind::Results
                | ColumnKind::Note
                | ColumnKind::TermSign
                | ColumnKind::CoExecutors
        );
        if may_repeat || !columns[..index].iter().any(|column| column.kind == kind) {
            continue;
        }
        columns[index].kind =
            if kind == ColumnKind::Executors { ColumnKind::CoExecutors } else { ColumnKind::Other };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> Row {
        let cells = texts.iter().enumerate().map(|(column, text)| Cell {
            column,
            span: 1,
            paragraphs: vec![crate::import::grid::Paragraph::plain(*text)],
            is_continued: false,
        });
        Row { cells: cells.collect() }
    }

    #[test]
    fn rows_of_measures_are_no_headings() {
        let year = PlanYear::new(2025, 1);
        for texts in [
            ["1", "Тематическая неделя", "март", "Ответственный за библиотеку"],
            ["4", "Направление заявок в министерство", "Дата уточняется", "Организатор конкурса"],
            ["5", "Содержание фонда в порядке", "период каникул", "исполнители по приказу"],
        ] {
            assert_eq!(heading_of(&[row(&texts)], year), None, "{texts:?}");
            assert_eq!(heading_of(&[row(&texts[1..])], year), None, "{texts:?}");
        }
        let heading = heading_of(&[row(&["№", "Что делаем", "Кто отвечает", "Когда"])], year).unwrap();
        assert!(heading.columns.has(ColumnKind::Term) && heading.columns.has(ColumnKind::Executors));
    }

    #[test]
    fn a_weaker_title_on_the_left_holds_sections() {
        let year = PlanYear::new(2025, 1);
        let heading = heading_of(&[row(&["Направление", "№", "Мероприятие", "Срок"])], year).unwrap();
        let kinds: Vec<ColumnKind> = heading.columns.0.iter().map(|column| column.kind).collect();
        assert_eq!(kinds, [ColumnKind::Section, ColumnKind::Number, ColumnKind::Title, ColumnKind::Term]);
        let alone = heading_of(&[row(&["Направление", "Срок", "Исполнители"])], year).unwrap();
        assert_eq!(alone.columns.0[0].kind, ColumnKind::Title);
    }
}
