//! A part's paragraphs with their texts and where each piece lies, by one walk over its events.

use std::ops::Range;

use quick_xml::events::Event;

use super::TemplateFault;
use super::place::{Place, excerpt};

/// One `<w:t>…</w:t>`.
#[derive(Debug)]
pub(super) struct Atom {
    /// Of the whole element in the part's text.
    pub range: Range<usize>,
    /// Where its words begin in the paragraph's words.
    pub at: usize,
}

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub range: Range<usize>,
    /// Body, cell, text box: paragraphs of one repeat must share it.
    pub container: usize,
    pub is_in_cell: bool,
    /// Index of the row, and of its table.
    pub row: Option<usize>,
    pub atoms: Vec<Atom>,
    pub words: String,
    pub place: Place,
    /// Holds a section's end or other paragraphs: cannot be taken away.
    pub is_needed: bool,
    /// Holds what no words show: a picture, a footnote, a field.
    pub has_more: bool,
}

#[derive(Debug)]
pub(super) struct Row {
    pub range: Range<usize>,
    pub table: usize,
}

#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// In the order in which they begin.
    pub paragraphs: Vec<Paragraph>,
    pub rows: Vec<Row>,
    /// What stands in the body, up to the properties of its last section.
    pub body: Option<Range<usize>>,
}

#[derive(Default)]
struct Walk {
    scanned: Scanned,
    part: &'static str,
    paragraphs: Vec<usize>,
    rows: Vec<(usize, usize)>,
    /// Table's number, its rows so far.
    tables: Vec<(usize, usize)>,
    containers: Vec<(usize, bool, usize)>,
    made: usize,
    tables_made: usize,
    /// Begin of the open `<w:t>`.
    text_from: Option<usize>,
    body_from: Option<usize>,
    /// Where the properties of the last section begin.
    section_from: Option<usize>,
}

/// Tables in tables in tables.
const DEEPEST: usize = 64;

/// What a paragraph may hold beside words.
const MORE_THAN_WORDS: [&str; 7] = [
    "w:drawing",
    "w:pict",
    "w:object",
    "w:footnoteReference",
    "w:endnoteReference",
    "w:fldSimple",
    "w:fldChar",
];

/// Letters that the engine keeps for itself.
pub(super) const RESERVED: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e005}';

pub(super) fn scan(name: &str, text: &str) -> Result<Scanned, TemplateFault> {
    if text.chars().any(|letter| RESERVED.contains(&letter)) {
        return Err(TemplateFault::of_file(format!(
            "Часть {name} содержит служебные знаки. Наберите текст заново."
        )));
    }
    let mut walk = Walk { part: part_title(name), ..Walk::default() };
    walk.containers.push((0, false, 0));
    let mut reader = quick_xml::Reader::from_str(text);
    let damaged = || {
        TemplateFault::of_file(format!("Часть {name} повреждена. Откройте файл в Word и сохраните ещё раз."))
    };
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|_| damaged())?;
        let to = position(&reader);
        match event {
            Event::Start(element) if element.name().as_ref() == "w:body" => walk.body_from = Some(to),
            Event::Start(element) => walk.open(element.name().as_ref(), from)?,
            Event::End(element) => walk.close(element.name().as_ref(), text, from, to),
            Event::Empty(element) => walk.empty(element.name().as_ref(), from),
            Event::Eof => break,
            _ => {}
        }
    }
    if walk.paragraphs.is_empty() && walk.rows.is_empty() { Ok(walk.scanned) } else { Err(damaged()) }
}

pub(super) fn part_title(name: &str) -> &'static str {
    match name.trim_start_matches("word/") {
        file if file.starts_with("header") => "верхний колонтитул",
        file if file.starts_with("footer") => "нижний колонтитул",
        file if file.starts_with("footnotes") || file.starts_with("endnotes") => "сноски",
        _ => "",
    }
}

fn position(reader: &quick_xml::Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

impl Scanned {
    /// The paragraph that holds a place of the part, the innermost one.
    pub(super) fn place_of(&self, at: usize) -> Option<&Place> {
        let mut holding = self.paragraphs.iter().filter(|one| one.range.contains(&at));
        holding.next_back().map(|paragraph| &paragraph.place)
    }
}

impl Walk {
    fn open(&mut self, name: &str, from: usize) -> Result<(), TemplateFault> {
        match name {
            "w:p" => self.open_paragraph(from),
            "w:tbl" => {
                self.tables_made += 1;
                self.tables.push((self.tables_made, 0));
            }
            "w:tr" => {
                let table = self.tables.last_mut().map_or(0, |table| {
                    table.1 += 1;
                    table.0
                });
                self.rows.push((self.scanned.rows.len(), 0));
                self.scanned.rows.push(Row { range: from..from, table });
            }
            "w:tc" => {
                if let Some(row) = self.rows.last_mut() {
                    row.1 += 1;
                }
                self.open_container(true);
            }
            "w:txbxContent" => self.open_container(false),
            "w:sectPr" => self.section(from),
            name if MORE_THAN_WORDS.contains(&name) => self.note_more(),
            "w:t" => self.text_from = Some(from),
            _ => {}
        }
        if self.containers.len() > DEEPEST {
            return Err(TemplateFault::of_file("Таблицы вложены друг в друга слишком глубоко."));
        }
        Ok(())
    }

    fn open_container(&mut self, is_cell: bool) {
        self.made += 1;
        self.need();
        self.containers.push((self.made, is_cell, 0));
    }

    fn section(&mut self, from: usize) {
        self.need();
        // The body's own stands outside of paragraphs; what it was before a change stands inside it.
        if self.paragraphs.is_empty() {
            self.section_from.get_or_insert(from);
        }
    }

    fn need(&mut self) {
        if let Some(open) = self.paragraphs.last() {
            self.scanned.paragraphs[*open].is_needed = true;
        }
    }

    fn note_more(&mut self) {
        if let Some(open) = self.paragraphs.last() {
            self.scanned.paragraphs[*open].has_more = true;
        }
    }

    fn open_paragraph(&mut self, from: usize) {
        let Some((container, is_in_cell, count)) = self.containers.last_mut() else { return };
        *count += 1;
        let row = if *is_in_cell { self.rows.last().map(|row| row.0) } else { None };
        let cell = match (row, self.tables.last(), self.rows.last()) {
            (Some(_), Some((table, rows)), Some((_, cell))) => Some((*table, *rows, *cell)),
            _ => None,
        };
        let place = Place { part: self.part, cell, paragraph: *count, excerpt: String::new() };
        self.paragraphs.push(self.scanned.paragraphs.len());
        self.scanned.paragraphs.push(Paragraph {
            range: from..from,
            container: *container,
            is_in_cell: *is_in_cell,
            row,
            place,
            ..Paragraph::default()
        });
    }

    fn close(&mut self, name: &str, text: &str, from: usize, to: usize) {
        match name {
            "w:p" => {
                if let Some(open) = self.paragraphs.pop() {
                    let paragraph = &mut self.scanned.paragraphs[open];
                    paragraph.range.end = to;
                    paragraph.place.excerpt = excerpt(&paragraph.words);
                }
            }
            "w:body" => {
                let end = self.section_from.unwrap_or(from);
                self.scanned.body = self.body_from.map(|begin| begin..end);
            }
            "w:tbl" => drop(self.tables.pop()),
            "w:tr" => {
                if let Some((open, _)) = self.rows.pop() {
                    self.scanned.rows[open].range.end = to;
                }
            }
            "w:tc" | "w:txbxContent" if self.containers.len() > 1 => drop(self.containers.pop()),
            "w:t" => self.close_text(text, from, to),
            _ => {}
        }
    }

    fn close_text(&mut self, text: &str, from: usize, to: usize) {
        let (Some(begin), Some(open)) = (self.text_from.take(), self.paragraphs.last()) else { return };
        let Some(inside) = text[begin..from].find('>').map(|at| begin + at + 1) else { return };
        let paragraph = &mut self.scanned.paragraphs[*open];
        let written = &text[inside..from];
        let words = quick_xml::escape::unescape(written)
            .map_or_else(|_| written.to_owned(), std::borrow::Cow::into_owned);
        paragraph.atoms.push(Atom { range: begin..to, at: paragraph.words.len() });
        paragraph.words.push_str(&words);
    }

    fn empty(&mut self, name: &str, from: usize) {
        if name == "w:sectPr" {
            self.section(from);
        }
        if MORE_THAN_WORDS.contains(&name) {
            self.note_more();
        }
        // An empty paragraph counts for the reader who looks for «абзац 12».
        if name == "w:p"
            && let Some((_, _, count)) = self.containers.last_mut()
        {
            *count += 1;
        }
    }
}
