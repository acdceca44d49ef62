//! A row of the table becomes a measure, an item of one, or more of the one before.

use super::super::cells::{Lines, lines_of};
use super::super::columns::{ColumnKind, Columns};
use super::super::grid::{Cell, Paragraph, Row};
use super::super::items;
use super::super::sections::{is_inside, leading_number, number_alone};
use super::super::{ProposalKind, Proposals, Unrecognized, courses, documents, executors};
use super::{Reading, Standing};
use crate::model::{Item, Measure};

impl Reading<'_> {
    pub(super) fn measure_row(&mut self, standing: Standing<'_>) {
        let row = standing.row;
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
                place: standing.place(column.map_or(String::new(), |column| column.heading.clone())),
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
            self.more_of_the_last(standing, &columns);
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
    fn more_of_the_last(&mut self, standing: Standing<'_>, columns: &Columns) {
        let row = standing.row;
        let vocabulary = self.options.vocabulary;
        let year = self.year;
        let own = |kind: ColumnKind| -> Vec<Paragraph> {
            let cells = row.cells.iter().filter(|cell| {
                !cell.is_continued && columns.of_cell(cell.column).is_some_and(|column| column.kind == kind)
            });
            cells.flat_map(|cell| cell.paragraphs.clone()).collect()
        };
        let Some(number) = self.last_measure().map(|measure| measure.number.clone()) else {
            self.give_up(standing, "строка без названия мероприятия, и мероприятия перед ней нет");
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
            format!(
                "строка {} таблицы {} отнесена к мероприятию {number}",
                standing.row_number, standing.table_number
            ),
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
