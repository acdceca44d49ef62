//! From tables to sections and measures.

mod measures;
mod year;

use super::columns::{ColumnKind, Columns};
use super::grid::{Block, Cell, Row, Table};
use super::items::PlanYear;
use super::sections::{heading, number_alone};
use super::{
    Draft, ImportError, ImportOptions, Place, ProposalKind, Proposals, SourceFormat, Unrecognized, relative,
};
use crate::model::{Measure, Plan, PlanMeta, Section};
use crate::words::{fold, tidy};

use year::{UNKNOWN_YEAR, most_frequent_year, take_unknown_dates_away, year_in};

/// A yearly plan of a region has a hundred rows. What has more is no plan, and reading it would take long.
const MAX_ROWS: usize = 3_000;
/// The longest cell of a real plan holds two pages.
const MAX_CELL_PARAGRAPHS: usize = 1_000;
const MAX_CELL_BYTES: usize = 100_000;

/// Makes a draft of everything that the file holds.
pub fn draft_of(
    blocks: Vec<Block>,
    format: SourceFormat,
    options: &ImportOptions<'_>,
) -> Result<Draft, ImportError> {
    check_size(&blocks)?;
    let mut reading = Reading::new(&blocks, options)?;
    let mut table_number = 0;
    for block in &blocks {
        match block {
            Block::Paragraph(text) => reading.paragraph(text, table_number),
            Block::Table(table) => {
                table_number += 1;
                reading.table(table, table_number);
            }
        }
    }
    reading.finish(format)
}

fn check_size(blocks: &[Block]) -> Result<(), ImportError> {
    let mut rows = 0;
    for block in blocks {
        let Block::Table(table) = block else { continue };
        rows += table.rows.len();
        if rows > MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            let bytes: usize = cell.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
            if cell.paragraphs.len() > MAX_CELL_PARAGRAPHS || bytes > MAX_CELL_BYTES {
                return Err(ImportError::TooLongCell);
            }
        }
    }
    Ok(())
}

/// A row and where it stands, counted from 1.
#[derive(Clone, Copy)]
struct Standing<'t> {
    row: &'t Row,
    table_number: usize,
    row_number: usize,
    /// Of the whole table, in columns of the grid.
    width: usize,
}

impl Standing<'_> {
    fn place(&self, column: String) -> Place {
        Place { table: self.table_number, row: self.row_number, column }
    }
}

struct Reading<'a> {
    options: &'a ImportOptions<'a>,
    year: PlanYear,
    title: Vec<String>,
    sections: Vec<Section>,
    columns: Option<Columns>,
    unrecognized: Vec<Unrecognized>,
    proposals: Proposals,
    source_paragraphs: usize,
    /// The last heading row («1. Организационная работа» without a term): rows `1.1`, `1.2` are its items.
    counted: u32,
}

impl<'a> Reading<'a> {
    fn new(blocks: &[Block], options: &'a ImportOptions<'a>) -> Result<Self, ImportError> {
        if !blocks
            .iter()
            .any(|block| matches!(block, Block::Table(table) if !table.rows.is_empty() && table.width() > 1))
        {
            return Err(ImportError::NoTable);
        }
        let before: Vec<String> = blocks
            .iter()
            .take_while(|block| matches!(block, Block::Paragraph(_)))
            .filter_map(|block| if let Block::Paragraph(text) = block { Some(tidy(text)) } else { None })
            .filter(|text| !text.is_empty())
            .collect();
        let mut proposals = Proposals::default();
        let from_title = year_in(&before.join(" "));
        let year = if let Some(year) = options.year.or(from_title) {
            year
        } else {
            let found = most_frequent_year(blocks);
            let (what, reason) = match found {
                Some(year) => (
                    format!("план на {year} год"),
                    "в заголовке года нет: взят год, который чаще встречается в таблице",
                ),
                None => (
                    "год плана не найден, даты сроков не определены".to_owned(),
                    "ни в заголовке, ни в таблице года нет: укажите год и прочитайте файл снова",
                ),
            };
            proposals.add(ProposalKind::Year, "", "year", what, reason);
            found.unwrap_or(UNKNOWN_YEAR)
        };
        Ok(Self {
            options,
            year: PlanYear { year, start_month: options.year_start_month },
            title: Vec::new(),
            sections: Vec::new(),
            columns: None,
            unrecognized: Vec::new(),
            proposals,
            source_paragraphs: 0,
            counted: 0,
        })
    }

    /// Text outside of tables: before the first it is the title, between tables a section, after them it is listed.
    fn paragraph(&mut self, text: &str, tables_before: usize) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        if tables_before == 0 {
            let is_section =
                heading(&text).is_some_and(|(number, _)| !number.is_empty()) && !self.title.is_empty();
            if is_section {
                self.open_section(&text);
                return;
            }
            // «УТВЕРЖДАЮ / Министр / подпись» stands above the title: the title begins where the paper names itself.
            if names_a_plan(&text) && !self.title.iter().any(|line| names_a_plan(line)) {
                for line in std::mem::take(&mut self.title) {
                    self.unrecognized.push(Unrecognized {
                        place: Place::default(),
                        text: line,
                        why: "текст над заголовком плана: гриф утверждения или реквизиты".into(),
                    });
                }
            }
            self.title.push(text);
            return;
        }
        if heading(&text).is_some_and(|(number, _)| !number.is_empty()) {
            self.open_section(&text);
            return;
        }
        self.unrecognized.push(Unrecognized {
            place: Place { table: tables_before, ..Place::default() },
            text,
            why: "текст вне таблицы: не относится ни к одной графе".into(),
        });
    }

    fn open_section(&mut self, text: &str) {
        let (number, title) = heading(text).unwrap_or_default();
        self.sections.push(Section { number, title, measures: Vec::new() });
    }

    fn table(&mut self, table: &Table, table_number: usize) {
        let width = table.width();
        // A heading of its own decides; the columns of an earlier table hold for one that is not wider.
        let has_heading = table.rows.iter().any(|row| Columns::of_heading(row).is_some());
        let mut has_columns =
            has_heading || self.columns.as_ref().is_some_and(|columns| width <= columns.width());
        for (index, row) in table.rows.iter().enumerate() {
            let own = row.cells.iter().filter(|cell| !cell.is_continued);
            self.source_paragraphs += own
                .flat_map(|cell| &cell.paragraphs)
                .filter(|paragraph| !paragraph.text.trim().is_empty())
                .count();
            let standing = Standing { row, table_number, row_number: index + 1, width };
            if !has_columns && !row.cells.iter().all(Cell::is_empty) && self.section_in(standing).is_none() {
                has_columns = true;
                self.guess_columns(table, table_number);
            }
            self.row(standing);
        }
    }

    fn guess_columns(&mut self, table: &Table, table_number: usize) {
        let Some(columns) = Columns::guessed(table, self.year.year, self.year.start_month) else { return };
        self.proposals.add(
            ProposalKind::Columns,
            "",
            "columns",
            format!("графы таблицы {table_number} определены по содержанию"),
            "заголовка у таблицы нет: номера, сроки и самый длинный текст узнаны по виду",
        );
        self.columns = Some(columns);
    }

    fn row(&mut self, standing: Standing<'_>) {
        let row = standing.row;
        if row.cells.iter().all(Cell::is_empty) || is_numbering_of_columns(row) {
            return;
        }
        if let Some(columns) = Columns::of_heading(row) {
            self.columns = Some(columns);
            return;
        }
        if let Some(text) = self.section_in(standing) {
            self.open_section(&text);
            return;
        }
        if self.columns.is_none() {
            self.give_up(standing, "у таблицы нет заголовка, графы не определены");
            return;
        }
        self.measure_row(standing);
    }

    /// A row that is one text across the table: the heading of a section.
    fn section_in(&self, standing: Standing<'_>) -> Option<String> {
        let row = standing.row;
        let filled: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        let [only] = filled.as_slice() else {
            // Roman number in its column, title in the next, nothing else.
            let [number, title] = filled.as_slice() else { return None };
            let is_roman = number.text().trim_end_matches(['.', ')']).chars().all(|c| "IVXLCІХ".contains(c));
            return (is_roman && !number.is_continued)
                .then(|| format!("{}. {}", number.text().trim_end_matches(['.', ')']), title.text()));
        };
        if only.is_continued {
            return None;
        }
        let text = only.text();
        let covers_the_table = only.span + 1 >= standing.width && standing.width > 2;
        let is_numbered = heading(&text).is_some_and(|(number, _)| !number.is_empty());
        let is_named = fold(&text).starts_with("раздел");
        let in_number_column = self
            .columns
            .as_ref()
            .and_then(|columns| columns.of_cell(only.column))
            .is_some_and(|column| column.kind == ColumnKind::Number);
        let is_section = number_alone(&text).is_none()
            && text.chars().count() <= 400
            && (covers_the_table || is_named || (is_numbered && (in_number_column || row.cells.len() == 1)));
        is_section.then_some(text)
    }

    fn give_up(&mut self, standing: Standing<'_>, why: &str) {
        for cell in standing.row.cells.iter().filter(|cell| !cell.is_empty() && !cell.is_continued) {
            let column = self
                .columns
                .as_ref()
                .and_then(|columns| columns.of_cell(cell.column))
                .map_or(String::new(), |column| column.heading.clone());
            self.unrecognized.push(Unrecognized {
                place: standing.place(column),
                text: cell.text(),
                why: why.to_owned(),
            });
        }
    }

    fn section(&mut self) -> &mut Section {
        if self.sections.is_empty() {
            self.sections.push(Section::default());
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    fn last_measure(&mut self) -> Option<&mut Measure> {
        self.sections.iter_mut().rev().find_map(|section| section.measures.last_mut())
    }

    fn finish(mut self, format: SourceFormat) -> Result<Draft, ImportError> {
        self.sections.retain(|section| !section.measures.is_empty() || !section.title.is_empty());
        let mut plan = Plan {
            meta: PlanMeta { title: tidy(&self.title.join(" ")), year: self.year.year },
            sections: self.sections,
        };
        if plan.sections.iter().all(|section| section.measures.is_empty()) && self.unrecognized.is_empty() {
            return Err(ImportError::NoTable);
        }
        if self.year.year == UNKNOWN_YEAR {
            plan.meta.year = 0;
            take_unknown_dates_away(&mut plan);
        }
        relative::resolve(&mut plan, &mut self.proposals);
        Ok(Draft {
            format,
            plan,
            unrecognized: self.unrecognized,
            proposals: self.proposals.into_vec(),
            source_paragraphs: self.source_paragraphs,
        })
    }
}

/// Whether a line is the beginning of a plan's title.
fn names_a_plan(text: &str) -> bool {
    let folded = fold(text);
    folded.starts_with("план") || folded.contains("дорожная карта") || folded.contains("план мероприятий")
}

/// `1 | 2 | 3 | …` under the heading.
fn is_numbering_of_columns(row: &Row) -> bool {
    let texts: Vec<String> = row.cells.iter().map(Cell::text).collect();
    texts.len() >= 3
        && texts.iter().enumerate().all(|(index, text)| text.trim_end_matches('.') == (index + 1).to_string())
}
