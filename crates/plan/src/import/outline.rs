//! From rows to sections, measures and items: which row begins what, and under which number it is known.

mod numbers;

pub(super) use numbers::next_free;

use super::columns::ColumnKind;
use super::desk::Desk;
use super::grid::Paragraph;
use super::layout::{Entry, LogicalRow, SectionHeading};
use super::sections::{is_inside, leading_number, number_alone, numbered_within};
use crate::words::begins_with_small;

#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) sections: Vec<OutlineSection>,
}

#[derive(Debug, Default)]
pub(super) struct OutlineSection {
    /// `None`: the paper has measures before its first section, or no sections at all.
    pub(super) heading: Option<SectionHeading>,
    pub(super) measures: Vec<OutlineMeasure>,
}

#[derive(Debug)]
pub(super) struct OutlineMeasure {
    pub(super) number: String,
    pub(super) row: LogicalRow,
    pub(super) items: Vec<OutlineItem>,
    /// Rows of the paper that were put together with the first one.
    pub(super) more_rows: Vec<(usize, usize)>,
}

#[derive(Debug)]
pub(super) struct OutlineItem {
    /// Empty: to be counted.
    pub(super) number: String,
    pub(super) row: LogicalRow,
}

const NUMBER_WITHOUT_TITLE: &str =
    "номер без названия: остальное в строке отнесено к предыдущему мероприятию";
const NO_NUMBER: &str = "в графе номера стоит не номер";
const NO_MEASURE: &str = "строка без названия мероприятия, и мероприятия перед ней нет";
const NO_SECTION: &str = "похоже на название раздела, но мероприятий под ним нет";

/// Makes the outline; headings that turn out to be none are left to the reader.
pub(super) fn outline_of(entries: Vec<Entry>, desk: &mut Desk<'_>) -> Outline {
    let mut numbered: Vec<Numbered> = entries.into_iter().map(|entry| Numbered::of(entry, desk)).collect();
    numbers::bare_parents_become_sections(&mut numbered);
    let next_numbers = numbers::next_numbers(&numbered);
    let mut building = Building { sections: vec![OutlineSection::default()], last_is_item: false };
    for (one, next) in numbered.into_iter().zip(next_numbers) {
        match one.entry {
            Entry::Section(heading) => {
                building.sections.push(OutlineSection { heading: Some(heading), measures: Vec::new() });
            }
            Entry::Row(row) => building.row(*row, one.number, next.as_deref(), desk),
        }
    }
    let mut outline = Outline { sections: building.sections };
    leave_doubtful_sections(&mut outline, desk);
    numbers::settle(&mut outline, desk);
    outline
}

/// An entry with the number that the paper prints for it.
struct Numbered {
    entry: Entry,
    number: Option<String>,
}

impl Numbered {
    fn of(entry: Entry, desk: &mut Desk<'_>) -> Self {
        let Entry::Row(mut row) = entry else { return Self { entry, number: None } };
        let number = if row.is_continued(ColumnKind::Number) { None } else { printed_number(&mut row) };
        if number.is_none() {
            desk.ledger.leave_all(row.paragraphs(ColumnKind::Number), NO_NUMBER);
        }
        Self { entry: Entry::Row(row), number }
    }
}

/// The number in its column, or the one that leads the title where its column is empty or missing.
fn printed_number(row: &mut LogicalRow) -> Option<String> {
    if row.paragraphs(ColumnKind::Number).iter().any(|paragraph| !paragraph.is_empty()) {
        return number_alone(&row.text(ColumnKind::Number));
    }
    let titles = row.paragraphs_mut(ColumnKind::Title);
    let labels = titles.iter().filter(|paragraph| !paragraph.label.is_empty()).count();
    let texts = titles.iter().filter(|paragraph| leading_number(&paragraph.text).is_some()).count();
    let first: &mut Paragraph = titles.iter_mut().find(|paragraph| !paragraph.is_blank())?;
    if labels == 1
        && let Some(number) = number_alone(&first.label)
    {
        first.label.clear();
        first.is_list_item = false;
        return Some(number);
    }
    // «1) … 2) …» in one cell, or in one line, are items, not the number of the measure.
    if texts != 1 || numbered_within(&first.text).is_some() {
        return None;
    }
    let (number, rest) = leading_number(&first.text)?;
    first.text = rest;
    first.is_list_item = false;
    Some(number)
}

struct Building {
    sections: Vec<OutlineSection>,
    /// Whether the last row begun was an item: what goes on goes on with it.
    last_is_item: bool,
}

impl Building {
    fn last(&mut self) -> Option<&mut OutlineMeasure> {
        self.sections.last_mut()?.measures.last_mut()
    }

    fn row(&mut self, row: LogicalRow, number: Option<String>, next: Option<&str>, desk: &mut Desk<'_>) {
        let has_title = row.says_itself(ColumnKind::Title);
        let Some(last) = self.last() else {
            if has_title || number.is_some() {
                self.begin(row, number);
            } else {
                leave(&row, NO_MEASURE, desk);
            }
            return;
        };
        let last_number = last.number.clone();
        match number {
            Some(number) if !has_title && (is_inside(&number, &last_number) || number == last_number) => {
                desk.ledger.leave_all(row.paragraphs(ColumnKind::Number), NUMBER_WITHOUT_TITLE);
                self.go_on(row);
            }
            Some(number) if is_inside(&number, &last_number) && last.takes_in(&row) => {
                self.item(row, number);
            }
            Some(number) => self.begin(row, Some(number)),
            None if !has_title => self.go_on(row),
            // One number merged over several rows with titles of their own: the rows are items of one measure.
            None if row.is_continued(ColumnKind::Number) && row.is_numbered => self.item(row, String::new()),
            None if last.is_open(&row) => self.go_on(row),
            None if row.is_numbered && numbers::leaves_no_number(&last_number, next) => {
                self.item(row, String::new());
            }
            None => self.begin(row, None),
        }
    }

    fn begin(&mut self, row: LogicalRow, number: Option<String>) {
        let measure = OutlineMeasure {
            number: number.unwrap_or_default(),
            row,
            items: Vec::new(),
            more_rows: Vec::new(),
        };
        if let Some(section) = self.sections.last_mut() {
            section.measures.push(measure);
        }
        self.last_is_item = false;
    }

    fn item(&mut self, row: LogicalRow, number: String) {
        let Some(measure) = self.last() else { return };
        if measure.items.is_empty() && number.is_empty() {
            measure.first_row_becomes_an_item();
        }
        measure.items.push(OutlineItem { number, row });
        self.last_is_item = true;
    }

    fn go_on(&mut self, row: LogicalRow) {
        let is_item = self.last_is_item;
        let Some(measure) = self.last() else { return };
        measure.more_rows.push(row.place);
        let target = match measure.items.last_mut() {
            Some(item) if is_item => &mut item.row,
            _ => &mut measure.row,
        };
        target.go_on(row);
    }
}

impl OutlineMeasure {
    /// Whether a row numbered inside this measure is an item of it: a row with executors of its own under a measure
    /// that has all of its own is a measure itself.
    fn takes_in(&self, row: &LogicalRow) -> bool {
        let is_heading = [ColumnKind::Term, ColumnKind::Executors, ColumnKind::Documents]
            .into_iter()
            .all(|kind| !self.row.says(kind));
        let names_executors = row.says_itself(ColumnKind::Executors);
        is_heading
            || !names_executors
            || (!self.items.is_empty() && self.items.iter().all(|item| item.row.says(ColumnKind::Term)))
    }

    /// Whether its title goes on in a row without a number: it has none yet, or the row begins in mid-sentence.
    fn is_open(&self, row: &LogicalRow) -> bool {
        let title = self.items.last().map_or(&self.row, |item| &item.row).text(ColumnKind::Title);
        let more = row.text(ColumnKind::Title);
        title.is_empty() || (begins_with_small(&more) && !title.ends_with(['.', ';', ':', '!', '?']))
    }

    /// The row that began a measure is the first of its items when it has a term of its own.
    fn first_row_becomes_an_item(&mut self) {
        let title = self.row.text(ColumnKind::Title);
        if !self.row.says(ColumnKind::Term) || title.ends_with(':') {
            return;
        }
        let mut own = LogicalRow::default();
        own.place = self.row.place;
        for kind in [
            ColumnKind::Title,
            ColumnKind::Term,
            ColumnKind::Executors,
            ColumnKind::CoExecutors,
            ColumnKind::Documents,
            ColumnKind::Results,
        ] {
            *own.paragraphs_mut(kind) = self.row.take(kind);
        }
        self.items.push(OutlineItem { number: String::new(), row: own });
    }
}

fn leave(row: &LogicalRow, why: &'static str, desk: &mut Desk<'_>) {
    for kind in [
        ColumnKind::Number,
        ColumnKind::Title,
        ColumnKind::Term,
        ColumnKind::Executors,
        ColumnKind::CoExecutors,
        ColumnKind::Documents,
        ColumnKind::Results,
        ColumnKind::Note,
    ] {
        desk.ledger.leave_all(row.paragraphs(kind), why);
    }
}

/// What only looks like a heading, and a last line across the table without a number, is one only over measures.
fn leave_doubtful_sections(outline: &mut Outline, desk: &mut Desk<'_>) {
    let last_with_measures =
        outline.sections.iter().rposition(|section| !section.measures.is_empty()).unwrap_or(0);
    let mut index = 0;
    outline.sections.retain(|section| {
        let is_after_all = index > last_with_measures;
        index += 1;
        let Some(heading) = &section.heading else { return !section.measures.is_empty() };
        let is_none = section.measures.is_empty()
            && (heading.is_doubtful || (is_after_all && heading.number.is_empty()));
        if is_none {
            desk.ledger.leave_all(&heading.paragraphs, NO_SECTION);
        }
        !is_none
    });
}
