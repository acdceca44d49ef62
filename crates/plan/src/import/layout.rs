//! Which tables hold the plan, which rows are headings, sections and measures, and what stands around the tables.

mod outside;
mod row;
mod section;
mod two_in_one;

use super::ImportError;
use super::ProposalKind;
use super::columns::{self, Columns};
use super::desk::Desk;
use super::grid::{Block, Cell, Paragraph, Row, Table};
use super::ledger::Landing;
use super::sections::number_alone;
use crate::PlanYear;
use crate::term::reads_as_term;
use crate::words::fold;

use outside::Outside;
pub(super) use row::LogicalRow;
pub(super) use section::SectionHeading;

/// A row of the plan, in the order of the paper.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Section(SectionHeading),
    Row(Box<LogicalRow>),
}

#[derive(Debug, Default)]
pub(super) struct LaidOut {
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

const FOREIGN: &str = "таблица без граф плана: гриф утверждения, подписи или справка";
const ABOVE: &str = "строка над заголовком граф: гриф утверждения или реквизиты";
const AFTER: &str = "текст вне таблицы: не относится ни к одной графе";
const TOTAL: &str = "итоговая строка: плану она ничего не добавляет";
const CONTINUED: &str = "пометка о переносе таблицы на другую страницу";
const ASIDE: &str = "стоит вне таблицы и к мероприятию не привязано";

/// A table with more rows than this is no frame around a line.
const MOST_ROWS_OF_A_FRAME: usize = 3;

/// Any year tells a term from other texts.
const SOME_YEAR: (i16, i8) = (2000, 1);

/// Goes through the file in its order.
pub(super) fn lay_out(blocks: &[Block], desk: &mut Desk<'_>) -> Result<LaidOut, ImportError> {
    let year = PlanYear::new(SOME_YEAR.0, SOME_YEAR.1);
    let mut headings = Vec::new();
    for block in blocks {
        if let Block::Table(table) = block {
            headings.push(heading_in(table, year, desk)?);
        }
    }
    let plan_tables = headings.iter().flatten().count();
    let mut layout = Layout {
        year,
        is_any_headed: plan_tables > 0,
        has_several_tables: plan_tables > 1,
        outside: Outside::default(),
        columns: None,
        heading_texts: Vec::new(),
        made: LaidOut::default(),
        tables: 0,
    };
    let mut headings = headings.into_iter();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => layout.outside.add(paragraph),
            Block::Aside(_, paragraph) => desk.ledger.leave(paragraph, ASIDE),
            Block::Table(table) => {
                layout.tables += 1;
                layout.table(table, headings.next().flatten(), desk)?;
            }
        }
    }
    desk.ledger.leave_all(layout.outside.take().iter().map(|line| &line.paragraph), AFTER);
    Ok(layout.made)
}

type HeadingAt = (usize, columns::Heading);

/// The first row of a table that reads as a heading; above it may stand a title and a stamp.
fn heading_in(table: &Table, year: PlanYear, desk: &Desk<'_>) -> Result<Option<HeadingAt>, ImportError> {
    const LOOKED_AT: usize = 40;
    for at in 0..table.rows.len().min(LOOKED_AT) {
        desk.budget.spend(table.rows[at].cells.len() * 16)?;
        if let Some(heading) = columns::heading_of(&table.rows[at..], year) {
            return Ok(Some((at, heading)));
        }
    }
    Ok(None)
}

struct Layout {
    year: PlanYear,
    is_any_headed: bool,
    has_several_tables: bool,
    outside: Outside,
    /// The columns in force, and the texts of their heading by place.
    columns: Option<Columns>,
    heading_texts: Vec<Vec<(usize, String)>>,
    made: LaidOut,
    tables: usize,
}

impl Layout {
    fn table(
        &mut self,
        table: &Table,
        heading: Option<HeadingAt>,
        desk: &mut Desk<'_>,
    ) -> Result<(), ImportError> {
        let rows = &table.rows;
        let width = table.width();
        if let Some((at, mut heading)) = heading {
            self.preface(&rows[..at], desk);
            self.begin_plan_table(desk);
            let body = at + heading.rows;
            let known = columns::known_by_cells(
                &mut heading.columns,
                &rows[body..],
                self.year,
                &desk.names,
                &desk.budget,
            )?;
            if !known.is_empty() {
                desk.proposals.add(
                    ProposalKind::Columns,
                    "",
                    "columns",
                    format!("в таблице {} графы узнаны по содержанию: {}", self.tables, known.join(", ")),
                    "слова заголовка неизвестны, а номера, сроки и исполнители узнаны по виду",
                );
            }
            self.take_heading(&rows[at..body], heading.columns, desk);
            return self.body(&rows[body..], body, width, desk);
        }
        if self.columns.as_ref().is_some_and(|columns| columns.width() == width && self.fits(rows, columns)) {
            self.begin_plan_table(desk);
            return self.body(rows, 0, width, desk);
        }
        if !self.is_any_headed {
            let at = rows.iter().position(|row| row.filled().len() > 1).unwrap_or(rows.len());
            let guess = columns::guessed(&rows[at..], width, self.year, &desk.names, &desk.budget)?;
            if let Some((columns, has_heading)) = guess {
                self.preface(&rows[..at], desk);
                self.begin_plan_table(desk);
                desk.proposals.add(
                    ProposalKind::Columns,
                    "",
                    "columns",
                    format!("графы таблицы {} определены по содержанию", self.tables),
                    "заголовка у таблицы нет или слова его неизвестны: номера, сроки, исполнители и самый длинный текст узнаны по виду",
                );
                let body = at + usize::from(has_heading);
                self.take_heading(&rows[at..body], columns, desk);
                return self.body(&rows[body..], body, width, desk);
            }
        }
        // A frame around one text, as the title of a section often has: a line above the next table.
        if rows.len() <= MOST_ROWS_OF_A_FRAME && rows.iter().all(|row| row.filled().len() <= 1) {
            self.preface(rows, desk);
            return Ok(());
        }
        for row in rows {
            desk.ledger.leave_row(row, FOREIGN);
        }
        Ok(())
    }

    /// Rows above the heading: one text is a line above the table, several are a stamp.
    fn preface(&mut self, rows: &[Row], desk: &mut Desk<'_>) {
        for row in rows {
            match row.filled().as_slice() {
                [] => self.outside.add(&Paragraph::default()),
                [only] => only.paragraphs.iter().for_each(|paragraph| self.outside.add(paragraph)),
                several => {
                    for cell in several {
                        if outside::names_a_plan(&cell.text()) {
                            cell.paragraphs.iter().for_each(|paragraph| self.outside.add(paragraph));
                        } else {
                            desk.ledger.leave_all(&cell.paragraphs, ABOVE);
                        }
                    }
                }
            }
        }
    }

    /// What has been gathered above the table is its title, or a section, or neither.
    fn begin_plan_table(&mut self, desk: &mut Desk<'_>) {
        let is_first = self.columns.is_none();
        let lines = self.outside.take();
        let sections = if is_first {
            let (title, sections) = outside::title_of(lines, self.has_several_tables, desk);
            self.made.title = title;
            sections
        } else {
            outside::sections_of(lines, desk)
        };
        for section in sections {
            self.open_section(section);
        }
    }

    fn open_section(&mut self, mut section: SectionHeading) {
        let before = self.made.entries.iter().rev().find_map(|entry| match entry {
            Entry::Section(section) => Some(section.number.as_str()),
            Entry::Row(_) => None,
        });
        section.read_number_after(before);
        // «Раздел II» and «Кадры» in the next row are one heading.
        if let Some(Entry::Section(last)) = self.made.entries.last_mut()
            && last.title.is_empty()
            && section.number.is_empty()
        {
            last.title = section.title;
            last.paragraphs.extend(section.paragraphs);
            return;
        }
        self.made.entries.push(Entry::Section(section));
    }

    fn take_heading(&mut self, rows: &[Row], columns: Columns, desk: &mut Desk<'_>) {
        self.heading_texts = rows.iter().map(texts_by_column).collect();
        for row in rows {
            desk.ledger.land_all(row.cells.iter().flat_map(|cell| &cell.paragraphs), Landing::Heading);
        }
        let has_terms = columns.has_terms();
        let of_two =
            columns.0.iter().find(|one| !has_terms && columns::holds_terms_too(one.kind, &one.heading));
        if let Some(column) = of_two {
            desk.proposals.add(
                ProposalKind::Columns,
                "",
                "columns",
                format!("из графы «{}» таблицы {} взяты и сроки", column.heading, self.tables),
                "заголовок графы называет два предмета, а отдельной графы срока нет: срок узнан по виду",
            );
        }
        self.columns = Some(columns);
    }

    /// A table that goes on with an earlier one: its numbers or its terms stand where the columns say.
    fn fits(&self, rows: &[Row], columns: &Columns) -> bool {
        use columns::ColumnKind::{Number, Term};
        let full: Vec<&Row> = rows.iter().filter(|row| row.filled().len() > 1).collect();
        let fitting = full.iter().filter(|row| {
            row.filled().iter().any(|cell| match columns.kind_at(cell.column) {
                Some(Number) => number_alone(&cell.text()).is_some(),
                Some(Term) => reads_as_term(&cell.text(), self.year),
                _ => false,
            })
        });
        let fitting = fitting.count();
        fitting > 0 && fitting * 2 >= full.len()
    }

    fn body(
        &mut self,
        rows: &[Row],
        above: usize,
        width: usize,
        desk: &mut Desk<'_>,
    ) -> Result<(), ImportError> {
        let mut repeated = Vec::new();
        let mut skip = 0;
        for (index, row) in rows.iter().enumerate() {
            if std::mem::take(&mut skip) > 0 {
                continue;
            }
            desk.budget.spend(row.cells.iter().map(|cell| cell.paragraphs.len() + 8).sum())?;
            let filled = row.filled();
            if filled
                .iter()
                .all(|cell| cell.paragraphs.iter().all(Paragraph::is_blank) && cell.text().is_empty())
            {
                continue;
            }
            let land = |desk: &mut Desk<'_>| {
                desk.ledger.land_all(filled.iter().flat_map(|cell| &cell.paragraphs), Landing::Heading);
            };
            if is_numbering_of_columns(&filled) {
                land(desk);
                continue;
            }
            if self.repeats_the_heading(row) {
                land(desk);
                repeated.push((above + index + 1).to_string());
                continue;
            }
            if columns::is_another_heading(row, self.year)
                && let Some(heading) = columns::heading_of(&rows[index..], self.year)
            {
                skip = heading.rows - 1;
                self.take_heading(&rows[index..index + heading.rows], heading.columns, desk);
                continue;
            }
            if let [only] = filled.as_slice()
                && outside::is_continuation(&only.text())
            {
                desk.ledger.leave_row(row, CONTINUED);
                continue;
            }
            if is_total(&filled) {
                desk.ledger.leave_row(row, TOTAL);
                continue;
            }
            let Some(columns) = self.columns.clone() else { continue };
            let last = self.made.entries.iter().rev().find_map(|entry| match entry {
                Entry::Row(row) => Some(row.as_ref()),
                Entry::Section(_) => None,
            });
            if let Some(section) = section::of_row(row, rows.get(index + 1), &columns, width, last, self.year)
            {
                self.open_section(section);
                continue;
            }
            if let Some(section) = section::of_column(row, &columns) {
                self.open_section(section);
            }
            let place = (self.tables, above + index + 1);
            self.made.entries.push(Entry::Row(Box::new(LogicalRow::of(row, &columns, place, desk))));
        }
        if !repeated.is_empty() {
            desk.proposals.add(
                ProposalKind::Columns,
                "",
                "columns",
                format!("в таблице {} пропущены строки: {}", self.tables, repeated.join(", ")),
                "они повторяют заголовок граф, как бывает на каждой новой странице",
            );
        }
        Ok(())
    }

    /// A (near) copy of the heading in force.
    fn repeats_the_heading(&self, row: &Row) -> bool {
        let texts = texts_by_column(row);
        texts.len() >= 2
            && self.heading_texts.iter().any(|heading| {
                let same = texts.iter().filter(|one| heading.contains(one)).count();
                same * 5 >= texts.len() * 4
            })
    }
}

fn texts_by_column(row: &Row) -> Vec<(usize, String)> {
    row.filled().iter().map(|cell| (cell.column, fold(&cell.text()))).collect()
}

/// `1 | 2 | 3 | …` under the heading.
fn is_numbering_of_columns(filled: &[&Cell]) -> bool {
    filled.len() >= 3
        && filled
            .iter()
            .enumerate()
            .all(|(index, cell)| cell.text().trim_end_matches('.') == (index + 1).to_string())
}

/// «Всего мероприятий: 3», «Итого: | 120».
fn is_total(filled: &[&Cell]) -> bool {
    let Some(first) = filled.first() else { return false };
    let text = fold(&first.text());
    let words = crate::words::words(&text);
    matches!(words.first().map(String::as_str), Some("итого" | "всего")) && filled.len() <= 3
}
