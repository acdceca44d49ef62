//! Headings of sections: rows that are one text, and cells of a column of sections.

use super::super::columns::{ColumnKind, Columns};
use super::super::grid::{Cell, Paragraph, Row};
use super::super::sections::{heading, is_roman, names_itself, number_alone};
use super::LogicalRow;
use crate::PlanYear;
use crate::term::reads_as_term;
use crate::words::{begins_with_capital, fold};

#[derive(Debug, Clone, Default)]
pub(in crate::import) struct SectionHeading {
    pub(in crate::import) number: String,
    pub(in crate::import) title: String,
    pub(in crate::import) paragraphs: Vec<Paragraph>,
    /// It only looks like one: without measures under it, it is none.
    pub(in crate::import) is_doubtful: bool,
}

impl SectionHeading {
    pub(super) fn of(text: &str, paragraphs: &[Paragraph], is_doubtful: bool) -> Self {
        let (number, title) = heading(text).unwrap_or_default();
        Self { number, title, paragraphs: paragraphs.to_vec(), is_doubtful }
    }
}

impl SectionHeading {
    /// «П. Фонды» after I is II, «Ш.» after II is III: Russian letters typed for Roman numbers.
    pub(super) fn read_number_after(&mut self, before: Option<&str>) {
        const ALIKE: [(&str, char, &str); 3] = [("I", 'П', "II"), ("II", 'Ш', "III"), ("IV", 'У', "V")];
        let Some((_, letter, number)) = ALIKE.iter().find(|(last, ..)| before == Some(*last)) else { return };
        let rest = self.title.strip_prefix(*letter).and_then(|rest| rest.strip_prefix(['.', ')']));
        let Some(rest) = rest.map(str::trim).filter(|_| self.number.is_empty()) else { return };
        if begins_with_capital(rest) && rest.split(' ').next().is_some_and(|word| word.chars().count() > 2) {
            let title = rest.to_owned();
            (*number).clone_into(&mut self.number);
            self.title = title;
        }
    }
}

const LONGEST: usize = 400;

/// A row that is one text across the table, or a Roman number and a title.
pub(super) fn of_row(
    row: &Row,
    next: Option<&Row>,
    columns: &Columns,
    width: usize,
    last: Option<&LogicalRow>,
    year: PlanYear,
) -> Option<SectionHeading> {
    let filled: Vec<&Cell> =
        row.filled().into_iter().filter(|cell| cell.text().chars().any(char::is_alphanumeric)).collect();
    match filled.as_slice() {
        [only] => of_one_text(only, row, next, columns, width, last, year),
        [number, title] => of_number_and_title(number, title, columns),
        _ => None,
    }
}

fn of_number_and_title(number: &Cell, title: &Cell, columns: &Columns) -> Option<SectionHeading> {
    let mark = number.text();
    let bare = mark.trim_end_matches(['.', ')', ':']).trim();
    let is_title =
        matches!(columns.kind_at(title.column), Some(ColumnKind::Title | ColumnKind::Number) | None)
            || columns.kind_at(number.column) == Some(ColumnKind::Number);
    if !is_title || !(is_roman(bare) || (names_itself(&mark) && mark.chars().count() <= 20)) {
        return None;
    }
    let paragraphs: Vec<Paragraph> = number.paragraphs.iter().chain(&title.paragraphs).cloned().collect();
    Some(SectionHeading::of(&format!("{bare}. {}", title.text()), &paragraphs, false))
}

fn of_one_text(
    only: &Cell,
    row: &Row,
    next: Option<&Row>,
    columns: &Columns,
    width: usize,
    last: Option<&LogicalRow>,
    year: PlanYear,
) -> Option<SectionHeading> {
    let text = only.text();
    if number_alone(&text).is_some() || text.chars().count() > LONGEST || is_remark(&text) {
        return None;
    }
    let (number, title) = heading(&text)?;
    let kind = columns.kind_at(only.column);
    let covers_the_table = if width > 2 { only.span + 1 >= width } else { only.span == width };
    let is_strong = covers_the_table
        || names_itself(&text)
        || (is_roman(&number) && !title.is_empty())
        || (!number.is_empty() && (kind == Some(ColumnKind::Number) || row.cells.len() == 1));
    if is_strong {
        return Some(SectionHeading::of(&text, &only.paragraphs, false));
    }
    // The rest of a measure that was broken by a page is no section.
    let title_before = last.map(|row| row.text(ColumnKind::Title)).unwrap_or_default();
    let goes_on = last.is_some()
        && (!begins_with_capital(&text) || title_before.is_empty() || is_unfinished(&title_before));
    let stands_before_a_measure = next.is_some_and(|next| next.filled().len() > 1);
    let may_be_one = match kind {
        Some(ColumnKind::Number) => true,
        Some(ColumnKind::Title) => {
            !goes_on
                && stands_before_a_measure
                && (!columns.has(ColumnKind::Number) || has_number(next, columns))
        }
        _ => only.column == 0 && !goes_on && stands_before_a_measure && !reads_as_term(&text, year),
    };
    may_be_one.then(|| SectionHeading::of(&text, &only.paragraphs, true))
}

fn has_number(row: Option<&Row>, columns: &Columns) -> bool {
    row.is_some_and(|row| {
        row.filled().iter().any(|cell| columns.kind_at(cell.column) == Some(ColumnKind::Number))
    })
}

fn is_unfinished(text: &str) -> bool {
    text.ends_with(['-', '–', ',', ':', '(']) || text.matches('«').count() > text.matches('»').count()
}

/// «Примечание: …», «* …»: said about the table, not in it.
fn is_remark(text: &str) -> bool {
    let folded = fold(text);
    text.starts_with('*') || ["примечани", "справочно", "сноска"].iter().any(|word| folded.starts_with(word))
}

/// A new text in the column of sections opens one.
pub(super) fn of_column(row: &Row, columns: &Columns) -> Option<SectionHeading> {
    let cell = row.filled().into_iter().find(|cell| {
        columns.kind_at(cell.column) == Some(ColumnKind::Section)
            && cell.text().chars().any(char::is_alphanumeric)
    })?;
    Some(SectionHeading::of(&cell.text(), &cell.paragraphs, false))
}
