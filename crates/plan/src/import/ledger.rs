//! The book in which every paragraph of the source is entered, and in which the importer writes where each one landed.
//!
//! A rule that uses a paragraph lands it; what nobody has landed is unrecognized when the book is closed. Closing also
//! compares the words: a paragraph whose words are not in the field where it is said to have landed is listed too.
//! So a rule may be wrong about a text, but no rule can lose one.

use std::collections::HashSet;

use super::grid::{Block, Cell, Paragraph, Row};
use super::{Place, Unrecognized};
use crate::model::{Measure, Plan};
use crate::words::{tidy, words};

/// A field of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Term,
    Executors,
    Documents,
    Results,
    Note,
}

/// Where a paragraph landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    /// The title of the plan.
    PlanTitle,
    /// Heading of a section, counted from 0.
    Section(usize),
    /// Number of a measure or an item.
    Number,
    /// A field of a measure; measures are counted through the plan from 0.
    Measure(usize, Field),
    /// Headings of columns and what repeats them on other pages.
    Heading,
    /// A dash or a line: the cell says that there is nothing.
    Blank,
}

#[derive(Debug)]
struct Entry {
    text: String,
    place: Place,
    /// Counts cells through the file: neighbours of one cell are listed together.
    cell: usize,
    landing: Option<Landing>,
    why: &'static str,
    /// Listed together with the rest of its row.
    goes_by_rows: bool,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: Vec<Entry>,
}

/// How many paragraphs there were, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Account {
    pub source_paragraphs: usize,
    pub in_the_plan: usize,
    pub headings_and_dashes: usize,
    pub unrecognized: usize,
}

const NOWHERE: &str = "ни одно правило не нашло этому тексту места в плане";
const HIDDEN: &str = "текст под объединённой ячейкой: в документе он не виден";
const NOT_ALL: &str = "не все слова этого текста попали в поле плана: проверьте";

impl Ledger {
    /// Enters everything that is not empty; paragraphs get the numbers of their entries.
    pub(super) fn enter(blocks: &mut [Block]) -> Self {
        let mut ledger = Self::default();
        let (mut table_number, mut cells) = (0, 0);
        for block in blocks {
            cells += 1;
            match block {
                Block::Paragraph(paragraph) => {
                    let place = Place { table: table_number, ..Place::default() };
                    ledger.add(paragraph, place, cells);
                }
                Block::Aside(where_it_stands, paragraph) => {
                    let place = Place { column: (*where_it_stands).to_owned(), ..Place::default() };
                    ledger.add(paragraph, place, cells);
                }
                Block::Table(table) => {
                    table_number += 1;
                    for (index, row) in table.rows.iter_mut().enumerate() {
                        for cell in &mut row.cells {
                            cells += 1;
                            let place = Place { table: table_number, row: index + 1, column: String::new() };
                            ledger.cell(cell, &place, cells);
                        }
                    }
                }
            }
        }
        ledger
    }

    fn cell(&mut self, cell: &mut Cell, place: &Place, number: usize) {
        for paragraph in &mut cell.paragraphs {
            self.add(paragraph, place.clone(), number);
            // The text of the cell above takes its place: nobody sees this one.
            if cell.is_continued {
                self.leave(paragraph, HIDDEN);
            }
        }
    }

    fn add(&mut self, paragraph: &mut Paragraph, place: Place, cell: usize) {
        let text = tidy(&super::cells::without_marks(&paragraph.text));
        if text.is_empty() {
            return;
        }
        paragraph.entry = Some(self.entries.len());
        let landing = paragraph.is_blank().then_some(Landing::Blank);
        self.entries.push(Entry { text, place, cell, landing, why: NOWHERE, goes_by_rows: false });
    }

    /// Writes down where a paragraph landed. A copy of a merged cell lands where its first did.
    pub(super) fn land(&mut self, paragraph: &Paragraph, landing: Landing) {
        if let Some(entry) = self.entry_of(paragraph)
            && entry.landing.is_none()
        {
            entry.landing = Some(landing);
        }
    }

    pub(super) fn land_all<'p>(
        &mut self,
        paragraphs: impl IntoIterator<Item = &'p Paragraph>,
        landing: Landing,
    ) {
        for paragraph in paragraphs {
            self.land(paragraph, landing);
        }
    }

    /// Says why a paragraph is left over; one that has landed already stays where it is.
    pub(super) fn leave(&mut self, paragraph: &Paragraph, why: &'static str) {
        if let Some(entry) = self.entry_of(paragraph) {
            entry.why = why;
        }
    }

    pub(super) fn leave_all<'p>(
        &mut self,
        paragraphs: impl IntoIterator<Item = &'p Paragraph>,
        why: &'static str,
    ) {
        for paragraph in paragraphs {
            self.leave(paragraph, why);
        }
    }

    /// Two texts of one paragraph that land in different fields: each gets an entry of its own. Together they must have
    /// all its words.
    pub(super) fn divide(&mut self, paragraph: &Paragraph, first: &str, second: &str) -> [Paragraph; 2] {
        let part = |text: &str, entry| Paragraph { text: text.to_owned(), entry, ..paragraph.clone() };
        let Some(entry) = self.entry_of(paragraph) else {
            return [part(first, None), part(second, None)];
        };
        first.clone_into(&mut entry.text);
        let (place, cell, why) = (entry.place.clone(), entry.cell, entry.why);
        let text = second.to_owned();
        self.entries.push(Entry { text, place, cell, landing: None, why, goes_by_rows: false });
        [part(first, paragraph.entry), part(second, Some(self.entries.len() - 1))]
    }

    /// Leaves a whole row: its cells are listed as one text.
    pub(super) fn leave_row(&mut self, row: &Row, why: &'static str) {
        for paragraph in row.cells.iter().flat_map(|cell| &cell.paragraphs) {
            if let Some(entry) = self.entry_of(paragraph) {
                entry.why = why;
                entry.goes_by_rows = true;
            }
        }
    }

    /// Gives the cell the heading of its column, for the reader of the list.
    pub(super) fn locate(&mut self, cell: &Cell, column: &str) {
        for paragraph in cell.paragraphs.iter().filter(|_| !cell.is_continued) {
            if let Some(entry) = self.entry_of(paragraph) {
                column.clone_into(&mut entry.place.column);
            }
        }
    }

    fn entry_of(&mut self, paragraph: &Paragraph) -> Option<&mut Entry> {
        self.entries.get_mut(paragraph.entry?)
    }

    /// Bytes of everything entered: what comparing it with the plan costs.
    pub(super) fn size(&self) -> usize {
        self.entries.iter().map(|entry| entry.text.len()).sum()
    }

    /// Compares the book with the plan and lists what is not in it.
    pub(super) fn close(mut self, plan: &Plan) -> (Vec<Unrecognized>, Account) {
        self.compare(plan);
        let mut account = Account { source_paragraphs: self.entries.len(), ..Account::default() };
        let mut listed: Vec<(usize, Unrecognized)> = Vec::new();
        let goes_on = |(cell, one): &(usize, Unrecognized), entry: &Entry| {
            let is_of_the_row = entry.goes_by_rows
                && one.place.row == entry.place.row
                && one.place.table == entry.place.table;
            one.why == entry.why && (*cell == entry.cell || is_of_the_row)
        };
        for entry in self.entries {
            match entry.landing {
                Some(Landing::Heading | Landing::Blank) => account.headings_and_dashes += 1,
                Some(_) => account.in_the_plan += 1,
                None => {
                    account.unrecognized += 1;
                    match listed.last_mut() {
                        Some(last) if goes_on(last, &entry) => {
                            last.1.text.push_str(if last.0 == entry.cell { " " } else { " | " });
                            last.0 = entry.cell;
                            last.1.text.push_str(&entry.text);
                        }
                        _ => {
                            let Entry { text, place, cell, why, .. } = entry;
                            listed.push((cell, Unrecognized { place, text, why: why.to_owned() }));
                        }
                    }
                }
            }
        }
        (listed.into_iter().map(|(_, one)| one).collect(), account)
    }

    fn compare(&mut self, plan: &Plan) {
        let measures: Vec<&Measure> = plan.sections.iter().flat_map(|section| &section.measures).collect();
        let mut known: Option<(Landing, Words)> = None;
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        // Paragraphs of one field stand together, so that the words of a field are collected once.
        order.sort_by_key(|index| match self.entries[*index].landing {
            Some(Landing::Measure(measure, field)) => (1, measure, field as usize),
            Some(Landing::Section(section)) => (2, section, 0),
            Some(Landing::PlanTitle) => (3, 0, 0),
            _ => (0, 0, 0),
        });
        for index in order {
            let entry = &mut self.entries[index];
            let Some(landing) = entry.landing else { continue };
            if matches!(landing, Landing::Number | Landing::Heading | Landing::Blank) {
                continue;
            }
            if known.as_ref().is_none_or(|(one, _)| *one != landing) {
                known = Some((landing, Words::of(&text_of(plan, &measures, landing))));
            }
            let has_all = known.as_ref().is_some_and(|(_, words)| words.hold(&entry.text));
            if !has_all {
                entry.landing = None;
                entry.why = NOT_ALL;
            }
        }
    }
}

/// Everything that a field says.
fn text_of(plan: &Plan, measures: &[&Measure], landing: Landing) -> String {
    let mut texts: Vec<&str> = Vec::new();
    match landing {
        Landing::PlanTitle => texts.push(&plan.meta.title),
        Landing::Section(index) => {
            if let Some(section) = plan.sections.get(index) {
                texts.extend([section.number.as_str(), section.title.as_str()]);
            }
        }
        Landing::Measure(index, field) => {
            let Some(measure) = measures.get(index) else { return String::new() };
            match field {
                Field::Title => {
                    texts.push(&measure.title);
                    texts.extend(measure.items.iter().map(|item| item.title.as_str()));
                }
                Field::Term => {
                    texts.push(&measure.term.text);
                    texts.extend(
                        measure
                            .items
                            .iter()
                            .filter_map(|item| item.term.as_ref())
                            .map(|term| term.text.as_str()),
                    );
                }
                Field::Executors => texts.extend(measure.executors.iter().map(|one| one.text.as_str())),
                Field::Documents => texts.extend(measure.documents.iter().map(|one| one.text.as_str())),
                Field::Results => texts.extend(measure.expected_results.iter().map(String::as_str)),
                Field::Note => texts.push(&measure.note),
            }
        }
        Landing::Number | Landing::Heading | Landing::Blank => {}
    }
    texts.join("\n")
}

/// The words of a field. A word broken over two lines was put together, so its halves are looked for inside words.
struct Words {
    whole: HashSet<String>,
    all: String,
}

/// Words that say who leads and who helps, or that this is a section: they become a role or a number, not a text.
const OF_ROLES: [&str; 9] = [
    "ответственн",
    "исполнител",
    "соисполнител",
    "участник",
    "участи",
    "совместно",
    "поддержк",
    "раздел",
    "при",
];

/// «iv», also typed with letters that look like these: a number, which the field has as it is meant.
fn is_roman_number(word: &str) -> bool {
    word.chars().count() <= 5
        && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l' | 'і' | 'ӏ' | 'х' | 'у'))
}

impl Words {
    fn of(text: &str) -> Self {
        let words = words(text);
        Self { all: words.concat(), whole: words.into_iter().collect() }
    }

    fn hold(&self, text: &str) -> bool {
        words(text).iter().all(|word| {
            // Numbers and letters before items are numbering, not words.
            word.chars().count() == 1
                || word.chars().all(|letter| letter.is_ascii_digit())
                || is_roman_number(word)
                || self.whole.contains(word)
                || OF_ROLES.iter().any(|stem| word.starts_with(stem))
                || self.all.contains(word.as_str())
        })
    }
}
