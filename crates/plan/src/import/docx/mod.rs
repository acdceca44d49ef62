//! Word: the tables of `word/document.xml`, with merged cells, tracked changes, content controls, list numbers and
//! footnotes as a reader sees them.

mod notes;
mod numbering;
mod tables;

use office::{Package, has_part, open, read_part};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph};

use numbering::Numbering;
use tables::{RawCell, RawTable};

/// Deeper nesting is no office document.
const MAX_DEPTH: usize = 300;
const MAX_CELLS: usize = 60_000;
/// A plan has some thousands; millions of empty ones would fit into a small file and fill the memory.
const MAX_PARAGRAPHS: usize = 200_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    let mut package = open(bytes)?;
    let document = read_part(&mut package, "word/document.xml")?;
    let mut state = State { numbering: numbering_of(&mut package)?, ..State::default() };
    walk(&document, |step| state.take(step))?;
    let mut blocks = state.blocks;
    for (part, where_it_stands) in
        [("word/footnotes.xml", "сноска"), ("word/endnotes.xml", "концевая сноска")]
    {
        if let Some(part) = optional_part(&mut package, part)? {
            let notes = notes::notes_of(&part)?;
            blocks
                .extend(notes.into_iter().map(|text| Block::Aside(where_it_stands, Paragraph::plain(text))));
        }
    }
    Ok(blocks)
}

fn numbering_of(package: &mut Package<'_>) -> Result<Numbering, ImportError> {
    let numbering = optional_part(package, "word/numbering.xml")?;
    let styles = optional_part(package, "word/styles.xml")?;
    Numbering::of(numbering.as_deref(), styles.as_deref())
}

fn optional_part(package: &mut Package<'_>, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
    if has_part(package, name) { Ok(Some(read_part(package, name)?)) } else { Ok(None) }
}

/// What a part of the package is made of, in its order.
enum Step<'a> {
    Start(&'a BytesStart<'a>),
    End(&'a str),
    Text(&'a str),
}

/// Walks over a part; a document that declares entities of its own is refused.
fn walk(part: &[u8], mut take: impl FnMut(Step<'_>) -> Result<(), ImportError>) -> Result<(), ImportError> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = true;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| ImportError::BadXml)? {
            Event::DocType(_) => return Err(ImportError::BadXml),
            Event::Start(element) => take(Step::Start(&element))?,
            Event::Empty(element) => {
                take(Step::Start(&element))?;
                take(Step::End(element.local_name().as_ref()))?;
            }
            Event::End(element) => take(Step::End(element.local_name().as_ref()))?,
            Event::Text(text) => take(Step::Text(&text))?,
            Event::GeneralRef(reference) => take(Step::Text(&resolve(&reference)?))?,
            Event::CData(text) => take(Step::Text(&text))?,
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// The five references of XML and characters by number; a document that defines others is refused.
fn resolve(name: &str) -> Result<String, ImportError> {
    let text = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => {
            let code = name
                .strip_prefix("#x")
                .map(|hex| u32::from_str_radix(hex, 16))
                .or_else(|| name.strip_prefix('#').map(str::parse));
            let letter = code.and_then(Result::ok).and_then(char::from_u32).ok_or(ImportError::BadXml)?;
            return Ok(letter.to_string());
        }
    };
    Ok(text.to_owned())
}

#[derive(Default)]
struct State {
    blocks: Vec<Block>,
    numbering: Numbering,
    /// Names of the open elements that matter, innermost last.
    path: Vec<String>,
    depth_of_skipped: usize,
    tables: Vec<OpenTable>,
    paragraphs: Vec<OpenParagraph>,
    in_text: bool,
    cells: usize,
    /// Paragraphs kept so far.
    kept: usize,
}

/// A paragraph being read; its number is known at its end.
#[derive(Default)]
struct OpenParagraph {
    paragraph: Paragraph,
    style: String,
    list: Option<usize>,
    level: usize,
    /// A soft line break has ended the first line: the number belongs to that.
    is_rest: bool,
}

/// A table being read.
#[derive(Default)]
struct OpenTable {
    table: RawTable,
    row: Vec<RawCell>,
    cell: RawCell,
    column: usize,
    in_cell: bool,
    /// The cell goes on with the one on its left.
    is_joined: bool,
}

/// Removed by its author, or a second rendering of the same thing.
const SKIPPED: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];

impl State {
    fn take(&mut self, step: Step<'_>) -> Result<(), ImportError> {
        match step {
            Step::Start(element) => self.start(element)?,
            Step::End(name) => self.end(name),
            Step::Text(text) if self.in_text && self.depth_of_skipped == 0 => self.push_text(text),
            Step::Text(_) => {}
        }
        if self.cells > MAX_CELLS {
            return Err(ImportError::TooManyCells);
        }
        if self.kept > MAX_PARAGRAPHS { Err(ImportError::TooMuchText) } else { Ok(()) }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        let local = element.local_name();
        let name = local.as_ref();
        self.path.push(name.to_owned());
        if self.path.len() > MAX_DEPTH {
            return Err(ImportError::BadXml);
        }
        if self.depth_of_skipped > 0 || SKIPPED.contains(&name) {
            self.depth_of_skipped += 1;
            return Ok(());
        }
        match name {
            "tbl" => self.tables.push(OpenTable::default()),
            "tr" => self.in_table(|table| {
                table.row = Vec::new();
                table.column = 0;
            }),
            "gridBefore" => {
                let skipped = number_of(element, "val").unwrap_or(0).min(200);
                self.in_table(|table| table.column += skipped);
            }
            "tc" => {
                self.cells += 1;
                self.in_table(|table| {
                    let cell = Cell { column: table.column, span: 1, ..Cell::default() };
                    table.cell = RawCell { cell, ..RawCell::default() };
                    table.in_cell = true;
                    table.is_joined = false;
                });
            }
            "gridSpan" => {
                let span = number_of(element, "val").unwrap_or(1).clamp(1, 200);
                self.in_table(|table| table.cell.cell.span = span);
            }
            "vMerge" => {
                let restarts = text_of(element, "val").is_some_and(|value| value == "restart");
                self.in_table(|table| table.cell.cell.is_continued = !restarts);
            }
            "hMerge" => {
                let restarts = text_of(element, "val").is_some_and(|value| value == "restart");
                self.in_table(|table| table.is_joined = !restarts);
            }
            "p" => self.paragraphs.push(OpenParagraph::default()),
            "pStyle" => {
                let style = text_of(element, "val").unwrap_or_default();
                self.in_paragraph(|open| open.style = style);
            }
            "numId" => {
                let list = number_of(element, "val");
                self.in_paragraph(|open| open.list = list);
            }
            "ilvl" => {
                let level = number_of(element, "val").unwrap_or(0);
                self.in_paragraph(|open| open.level = level);
            }
            "t" => self.in_text = true,
            "tab" if self.parent_is("r") => self.push_text(" "),
            "br" | "cr" => self.break_line(),
            "noBreakHyphen" => self.push_text("-"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        self.path.pop();
        if self.depth_of_skipped > 0 {
            self.depth_of_skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" => self.in_table(OpenTable::end_cell),
            "tr" => self.in_table(|table| {
                let row = std::mem::take(&mut table.row);
                table.table.rows.push(row);
            }),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut OpenTable)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn in_paragraph(&mut self, change: impl FnOnce(&mut OpenParagraph)) {
        if let Some(open) = self.paragraphs.last_mut() {
            change(open);
        }
    }

    fn parent_is(&self, name: &str) -> bool {
        self.path.len() >= 2 && self.path[self.path.len() - 2] == name
    }

    fn push_text(&mut self, text: &str) {
        self.in_paragraph(|open| open.paragraph.text.push_str(text));
    }

    /// A soft line break ends a line as a paragraph does; the rest goes on in a paragraph of its own.
    fn break_line(&mut self) {
        if let Some(open) = self.paragraphs.pop() {
            self.keep(open);
            self.paragraphs.push(OpenParagraph { is_rest: true, ..OpenParagraph::default() });
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(open) = self.paragraphs.pop() {
            self.keep(open);
        }
    }

    fn keep(&mut self, open: OpenParagraph) {
        let OpenParagraph { mut paragraph, style, list, level, is_rest } = open;
        self.kept += 1;
        if !is_rest && let Some(label) = self.numbering.label(&style, list, level) {
            paragraph.is_list_item = true;
            paragraph.label = label;
        }
        match self.tables.last_mut() {
            Some(table) if table.in_cell => table.cell.cell.paragraphs.push(paragraph),
            Some(_) => {}
            None => self.blocks.push(Block::Paragraph(paragraph)),
        }
    }

    fn end_table(&mut self) {
        let Some(done) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            None => done.table.settle(&mut self.blocks),
            Some(outer) => {
                let at = outer.cell.cell.paragraphs.len();
                outer.cell.tables.push((at, done.table));
            }
        }
    }
}

impl OpenTable {
    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.in_cell = false;
        self.column = cell.cell.column + cell.cell.span;
        match self.row.last_mut().filter(|_| self.is_joined) {
            Some(left) => left.take_in(cell),
            None => self.row.push(cell),
        }
    }
}

fn text_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

fn number_of(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    text_of(element, name)?.parse().ok()
}
