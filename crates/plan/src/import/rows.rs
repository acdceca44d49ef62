//! From tables to sections and measures.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::{Lines, lines_of};
use super::columns::{ColumnKind, Columns};
use super::grid::{Block, Cell, Paragraph, Row, Table};
use super::items::{self, PlanYear};
use super::sections::{heading, is_inside, leading_number, number_alone};
use super::{
    Draft, ImportError, ImportOptions, Place, ProposalKind, Proposals, SourceFormat, Unrecognized, courses,
    documents, executors, relative,
};
use crate::model::{Item, Measure, Plan, PlanMeta, Section};
use crate::words::{fold, tidy};

/// Makes a draft of everything that the file holds.
pub fn draft_of(
    blocks: Vec<Block>,
    format: SourceFormat,
    options: &ImportOptions<'_>,
) -> Result<Draft, ImportError> {
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

/// Stands for a year that nobody named; dates counted from it are taken away before anybody sees them.
const UNKNOWN_YEAR: i16 = 1900;

static PLAN_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(20\d\d)\s*(?:[-–—/]\s*(?:20)?\d\d)?\s*(?:уч\p{L}*\.?\s*)?г").ok());
static ANY_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").ok());

fn year_in(text: &str) -> Option<i16> {
    // «на 2025-2027 годы» begins in 2025; «(от 2016 года)» is no year of a plan, so the last match of a title counts.
    let named = PLAN_YEAR.as_ref()?.captures_iter(text).last();
    let found = named.or_else(|| ANY_YEAR.as_ref()?.captures_iter(text).last())?;
    found[1].parse().ok()
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
        let everything = || -> String {
            let texts = blocks
                .iter()
                .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
            texts
                .flat_map(|table| &table.rows)
                .flat_map(|row| &row.cells)
                .take(400)
                .map(Cell::text)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let mut proposals = Proposals::default();
        let from_title = year_in(&before.join(" "));
        let year = if let Some(year) = options.year.or(from_title) {
            year
        } else {
            let found = most_frequent_year(&everything());
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

    fn table(&mut self, table: &Table, number: usize) {
        for (index, row) in table.rows.iter().enumerate() {
            let own = row.cells.iter().filter(|cell| !cell.is_continued);
            self.source_paragraphs += own
                .flat_map(|cell| &cell.paragraphs)
                .filter(|paragraph| !paragraph.text.trim().is_empty())
                .count();
            self.row(table, row, number, index + 1);
        }
    }

    fn row(&mut self, table: &Table, row: &Row, table_number: usize, row_number: usize) {
        if row.cells.iter().all(Cell::is_empty) {
            return;
        }
        if let Some(columns) = Columns::of_heading(row) {
            self.columns = Some(columns);
            return;
        }
        if is_numbering_of_columns(row) {
            return;
        }
        if self.columns.as_ref().is_none_or(|columns| !fits(columns, table))
            && self.is_section_row(row, table).is_none()
        {
            match Columns::guessed(table, self.year.year, self.year.start_month) {
                Some(columns) => {
                    self.proposals.add(
                        ProposalKind::Columns,
                        "",
                        "columns",
                        format!("графы таблицы {table_number} определены по содержанию"),
                        "заголовка у таблицы нет: номера, сроки и самый длинный текст узнаны по виду",
                    );
                    self.columns = Some(columns);
                }
                None if self.columns.is_none() => {
                    self.give_up(
                        row,
                        table_number,
                        row_number,
                        "у таблицы нет заголовка, графы не определены",
                    );
                    return;
                }
                None => {}
            }
        }
        if let Some(text) = self.is_section_row(row, table) {
            self.open_section(&text);
            return;
        }
        self.measure_row(row, table_number, row_number);
    }

    /// A row that is one text across the table: the heading of a section.
    fn is_section_row(&self, row: &Row, table: &Table) -> Option<String> {
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
        let covers_the_table = only.span + 1 >= table.width() && table.width() > 2;
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

    fn give_up(&mut self, row: &Row, table_number: usize, row_number: usize, why: &str) {
        for cell in row.cells.iter().filter(|cell| !cell.is_empty() && !cell.is_continued) {
            let column = self
                .columns
                .as_ref()
                .and_then(|columns| columns.of_cell(cell.column))
                .map_or(String::new(), |column| column.heading.clone());
            self.unrecognized.push(Unrecognized {
                place: Place { table: table_number, row: row_number, column },
                text: cell.text(),
                why: why.to_owned(),
            });
        }
    }

    fn measure_row(&mut self, row: &Row, table_number: usize, row_number: usize) {
        let columns = self.columns.clone().unwrap_or_default();
        let cell_of = |kind: ColumnKind| -> Vec<&Cell> {
            row.cells
                .iter()
                .filter(|cell| columns.of_cell(cell.column).is_some_and(|column| column.kind == kind))
                .collect()
        };
        let paragraphs = |kind: ColumnKind| -> Vec<Paragraph> {
            cell_of(kind).iter().flat_map(|cell| cell.paragraphs.clone()).collect()
        };
        for cell in row.cells.iter().filter(|cell| !cell.is_empty() && !cell.is_continued) {
            let column = columns.of_cell(cell.column);
            let why = match column.map(|column| column.kind) {
                Some(ColumnKind::Mark) => {
                    "графа отметок: план её не содержит, сведения об исполнении записываются подтверждениями"
                }
                Some(ColumnKind::Other) => "заголовок графы не узнан",
                None => "ячейка вне граф таблицы",
                _ => continue,
            };
            self.unrecognized.push(Unrecognized {
                place: Place {
                    table: table_number,
                    row: row_number,
                    column: column.map_or(String::new(), |column| column.heading.clone()),
                },
                text: cell.text(),
                why: why.into(),
            });
        }
        let title_cells = cell_of(ColumnKind::Title);
        let title_is_continued = title_cells.iter().all(|cell| cell.is_continued);
        let mut titles = lines_of(&paragraphs(ColumnKind::Title));
        let (number, is_new) = self.number_of(row, &columns, &mut titles);
        let terms = lines_of(&paragraphs(ColumnKind::Term));
        if titles.lines.is_empty() || (title_is_continued && !title_cells.is_empty()) {
            self.more_of_the_last(row, &columns, table_number, row_number);
            return;
        }
        self.proposals.mended(&number, "title", &titles.mended);
        if !is_new {
            self.item_row(row, &columns, &number, &titles, &terms);
            return;
        }
        let titled = items::read(&titles, &terms, &number, self.year, &mut self.proposals);
        let vocabulary = self.options.vocabulary;
        let found_executors = executors::read(
            &paragraphs(ColumnKind::Executors),
            &paragraphs(ColumnKind::CoExecutors),
            vocabulary,
            &number,
            &mut self.proposals,
        );
        let (mut found_documents, blocks) =
            documents::read(&paragraphs(ColumnKind::Documents), vocabulary, &number, &mut self.proposals);
        documents::assign_items(&mut found_documents, &blocks, &titled.items, &number, &mut self.proposals);
        let results = results_of(&paragraphs(ColumnKind::Results), &number, &mut self.proposals);
        if !titled.term.text.is_empty()
            && titled.term.from.is_none()
            && titled.term.to.is_none()
            && titled.term.recurrence.is_none()
            && !crate::term::says_relative(&titled.term.text)
        {
            self.proposals.add(
                ProposalKind::TermDates,
                &number,
                "term",
                format!("срок «{}» не понят", titled.term.text),
                "текст сохранён; укажите даты вручную",
            );
        }
        let measure = Measure {
            course: courses::course_in(&titled.title),
            number,
            title: titled.title,
            term: titled.term,
            executors: found_executors,
            documents: found_documents,
            expected_results: results,
            items: titled.items,
        };
        self.section().measures.push(measure);
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

    /// Number of the row, and whether it begins a measure (otherwise it is an item of the one before).
    fn number_of(&mut self, row: &Row, columns: &Columns, titles: &mut Lines) -> (String, bool) {
        let cell = row.cells.iter().find(|cell| {
            columns.of_cell(cell.column).is_some_and(|column| column.kind == ColumnKind::Number)
        });
        let mut number = cell.and_then(|cell| number_alone(&cell.text()));
        if number.is_none()
            && let Some(first) = titles.lines.first_mut()
            && let Some((leading, rest)) = leading_number(&first.text)
        {
            first.text = rest;
            first.is_item = false;
            number = Some(leading);
        }
        let last = self.last_measure().map(|measure| {
            (
                measure.number.clone(),
                measure.term.text.is_empty() && measure.executors.is_empty() && measure.documents.is_empty(),
            )
        });
        if let (Some(number), Some(cell)) = (&number, cell)
            && cell.is_continued
            && last.as_ref().is_some_and(|(outer, _)| outer == number)
        {
            return (self.next_item_number(), false);
        }
        if let Some(number) = number {
            let is_item = last.as_ref().is_some_and(|(outer, is_heading)| {
                is_inside(&number, outer) && (*is_heading || self.last_has_item_rows())
            });
            if let Some(top) = number.split('.').next().and_then(|top| top.parse().ok()) {
                self.counted = top;
            }
            return (number, !is_item);
        }
        self.counted += 1;
        let number = self.counted.to_string();
        let is_auto = cell.is_some_and(|cell| cell.paragraphs.iter().any(|paragraph| paragraph.is_list_item));
        let has_column = columns.has(ColumnKind::Number);
        if !(has_column && is_auto) {
            self.proposals.add(
                ProposalKind::Numbering,
                &number,
                "number",
                format!("мероприятию присвоен номер {number}"),
                "номера в строке нет: мероприятия сосчитаны по порядку",
            );
        }
        (number, true)
    }

    /// One number merged over several rows with titles of their own: the rows are items of one measure.
    fn next_item_number(&mut self) -> String {
        let Some(measure) = self.last_measure() else { return String::new() };
        if measure.items.is_empty() {
            let title = std::mem::take(&mut measure.title);
            let term = std::mem::take(&mut measure.term);
            let number = format!("{}.1", measure.number);
            for document in &mut measure.documents {
                document.item = Some(number.clone());
            }
            measure.term.from = term.from;
            measure.term.to = term.to;
            measure.items.push(Item { number, title, term: Some(term) });
        }
        format!("{}.{}", measure.number, measure.items.len() + 1)
    }

    /// Whether the last measure was made of rows of its own items.
    fn last_has_item_rows(&mut self) -> bool {
        self.last_measure().is_some_and(|measure| {
            !measure.items.is_empty() && measure.items.iter().all(|item| item.term.is_some())
        })
    }

    /// A row `1.2` under the heading row `1`.
    fn item_row(&mut self, row: &Row, columns: &Columns, number: &str, titles: &Lines, terms: &Lines) {
        let paragraphs = |kind: ColumnKind| -> Vec<Paragraph> {
            let cells = row
                .cells
                .iter()
                .filter(|cell| columns.of_cell(cell.column).is_some_and(|column| column.kind == kind));
            cells.flat_map(|cell| cell.paragraphs.clone()).collect()
        };
        let vocabulary = self.options.vocabulary;
        let term_text = terms.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
        let (term, _) = crate::term::term_of(&term_text, self.year.year, self.year.start_month);
        let title = titles.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut found_executors = executors::read(
            &paragraphs(ColumnKind::Executors),
            &paragraphs(ColumnKind::CoExecutors),
            vocabulary,
            number,
            &mut self.proposals,
        );
        let (mut found_documents, _) =
            documents::read(&paragraphs(ColumnKind::Documents), vocabulary, number, &mut self.proposals);
        let results = results_of(&paragraphs(ColumnKind::Results), number, &mut self.proposals);
        for document in &mut found_documents {
            document.item = Some(number.to_owned());
        }
        let has_term = !term.text.is_empty();
        let Some(measure) = self.last_measure() else { return };
        measure.items.push(Item { number: number.to_owned(), title, term: has_term.then_some(term) });
        found_executors.retain(|new| !measure.executors.iter().any(|known| known.text == new.text));
        let has_lead = measure.executors.iter().any(|one| one.role == crate::model::ExecutorRole::Lead);
        for mut executor in found_executors {
            if has_lead && executor.role == crate::model::ExecutorRole::Lead {
                executor.role = crate::model::ExecutorRole::Co;
            }
            measure.executors.push(executor);
        }
        measure.documents.extend(found_documents);
        for result in results {
            if !measure.expected_results.contains(&result) {
                measure.expected_results.push(result);
            }
        }
        let terms = || measure.items.iter().filter_map(|item| item.term.as_ref());
        let (from, to) =
            (terms().filter_map(|term| term.from).min(), terms().filter_map(|term| term.to).max());
        measure.term.from = from;
        measure.term.to = to;
    }

    /// A row without a title of its own: the rest of a measure that was broken by a page, or one more term or document
    /// of a measure whose title is merged over several rows.
    fn more_of_the_last(&mut self, row: &Row, columns: &Columns, table_number: usize, row_number: usize) {
        let vocabulary = self.options.vocabulary;
        let year = self.year;
        let own = |kind: ColumnKind| -> Vec<Paragraph> {
            let cells = row.cells.iter().filter(|cell| {
                !cell.is_continued && columns.of_cell(cell.column).is_some_and(|column| column.kind == kind)
            });
            cells.flat_map(|cell| cell.paragraphs.clone()).collect()
        };
        let Some(number) = self.last_measure().map(|measure| measure.number.clone()) else {
            self.give_up(
                row,
                table_number,
                row_number,
                "строка без названия мероприятия, и мероприятия перед ней нет",
            );
            return;
        };
        let more_executors = executors::read(
            &own(ColumnKind::Executors),
            &own(ColumnKind::CoExecutors),
            vocabulary,
            &number,
            &mut self.proposals,
        );
        let (more_documents, _) =
            documents::read(&own(ColumnKind::Documents), vocabulary, &number, &mut self.proposals);
        let more_results = results_of(&own(ColumnKind::Results), &number, &mut self.proposals);
        let more_terms = lines_of(&own(ColumnKind::Term));
        self.proposals.add(
            ProposalKind::CellSplit,
            &number,
            "rows",
            format!("строка {row_number} таблицы {table_number} отнесена к мероприятию {number}"),
            "названия в строке нет: это продолжение предыдущего мероприятия",
        );
        let Some(measure) = self.last_measure() else { return };
        for mut executor in more_executors {
            if measure.executors.iter().any(|known| known.text == executor.text) {
                continue;
            }
            if !measure.executors.is_empty() {
                executor.role = crate::model::ExecutorRole::Co;
            }
            measure.executors.push(executor);
        }
        measure.documents.extend(more_documents);
        measure.expected_results.extend(more_results);
        for line in more_terms.lines {
            let (term, parsed) = crate::term::term_of(&line.text, year.year, year.start_month);
            measure.term.text = if measure.term.text.is_empty() {
                term.text
            } else {
                format!("{}, {}", measure.term.text, term.text)
            };
            measure.term.from = [measure.term.from, parsed.from].into_iter().flatten().min();
            measure.term.to = measure.term.to.max(parsed.to);
        }
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

/// Keeps only the dates whose texts name their year themselves.
fn take_unknown_dates_away(plan: &mut Plan) {
    let measures = plan.sections.iter_mut().flat_map(|section| &mut section.measures);
    for measure in measures {
        let of_items = measure.items.iter_mut().filter_map(|item| item.term.as_mut());
        for term in std::iter::once(&mut measure.term).chain(of_items) {
            if year_in(&term.text).is_none() {
                term.from = None;
                term.to = None;
            }
        }
    }
}

fn most_frequent_year(text: &str) -> Option<i16> {
    let mut counts: std::collections::BTreeMap<i16, usize> = std::collections::BTreeMap::new();
    for found in ANY_YEAR.as_ref()?.captures_iter(text) {
        if let Ok(year) = found[1].parse() {
            *counts.entry(year).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

/// `1 | 2 | 3 | …` under the heading.
fn is_numbering_of_columns(row: &Row) -> bool {
    let texts: Vec<String> = row.cells.iter().map(Cell::text).collect();
    texts.len() >= 3
        && texts.iter().enumerate().all(|(index, text)| text.trim_end_matches('.') == (index + 1).to_string())
}

/// Columns of an earlier table hold for a table without a heading when it is as wide.
fn fits(columns: &Columns, table: &Table) -> bool {
    let width = columns.0.iter().map(|column| column.first + column.span).max().unwrap_or(0);
    table.width() <= width
}

/// Expected results: every paragraph, and every part of a list written through semicolons.
fn results_of(cell: &[Paragraph], number: &str, proposals: &mut Proposals) -> Vec<String> {
    let read = lines_of(cell);
    proposals.mended(number, "results", &read.mended);
    let mut results = Vec::new();
    for line in read.lines {
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
