//! Word: the tables of `word/document.xml`, with merged cells, tracked changes and content controls as a reader sees them.

use office::{open, read_part};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};

/// Deeper nesting is no office document.
const MAX_DEPTH: usize = 300;
const MAX_CELLS: usize = 60_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    let mut package = open(bytes)?;
    let document = read_part(&mut package, "word/document.xml")?;
    blocks_of(&document)
}

/// Tables and paragraphs of a document part.
pub(super) fn blocks_of(document: &[u8]) -> Result<Vec<Block>, ImportError> {
    let mut reader = Reader::from_reader(document);
    reader.config_mut().check_end_names = true;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| ImportError::BadXml)? {
            Event::DocType(_) => return Err(ImportError::BadXml),
            Event::Start(element) => state.start(&element)?,
            Event::Empty(element) => {
                state.start(&element)?;
                state.end(element.local_name().as_ref());
            }
            Event::End(element) => state.end(element.local_name().as_ref()),
            Event::Text(text) if state.is_reading_text() => {
                state.push_text(&text);
            }
            Event::GeneralRef(reference) if state.is_reading_text() => {
                state.push_text(&resolve(&reference)?);
            }
            Event::CData(text) if state.is_reading_text() => {
                state.push_text(&text);
            }
            Event::Eof => break,
            _ => {}
        }
        if state.cells > MAX_CELLS {
            return Err(ImportError::TooManyCells);
        }
        buffer.clear();
    }
    for block in &mut state.blocks {
        if let Block::Table(table) = block {
            table.fill_continued()?;
        }
    }
    Ok(state.blocks)
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
    /// Names of the open elements that matter, innermost last.
    path: Vec<String>,
    depth_of_skipped: usize,
    tables: Vec<OpenTable>,
    paragraphs: Vec<Paragraph>,
    in_text: bool,
    cells: usize,
}

/// A table being read. Nested tables pour their text into the cell around them.
#[derive(Default)]
struct OpenTable {
    table: Table,
    row: Row,
    cell: Cell,
    column: usize,
    in_cell: bool,
}

/// Removed by its author, or a second rendering of the same thing.
const SKIPPED: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];

impl State {
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
                table.row = Row::default();
                table.column = 0;
            }),
            "gridBefore" => {
                let skipped = number_of(element, "val").unwrap_or(0).min(200);
                self.in_table(|table| table.column += skipped);
            }
            "tc" => {
                self.cells += 1;
                self.in_table(|table| {
                    table.cell = Cell { column: table.column, span: 1, ..Cell::default() };
                    table.in_cell = true;
                });
            }
            "gridSpan" => {
                let span = number_of(element, "val").unwrap_or(1).clamp(1, 200);
                self.in_table(|table| table.cell.span = span);
            }
            "vMerge" => {
                let restarts = text_of(element, "val").is_some_and(|value| value == "restart");
                self.in_table(|table| table.cell.is_continued = !restarts);
            }
            "p" => self.paragraphs.push(Paragraph::default()),
            "numId" => {
                let is_numbered = number_of(element, "val").is_some_and(|id| id > 0);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.is_list_item = is_numbered;
                }
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
            "tc" => self.in_table(|table| {
                let cell = std::mem::take(&mut table.cell);
                table.column = cell.column + cell.span;
                table.row.cells.push(cell);
                table.in_cell = false;
            }),
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

    fn parent_is(&self, name: &str) -> bool {
        self.path.len() >= 2 && self.path[self.path.len() - 2] == name
    }

    fn is_reading_text(&self) -> bool {
        self.in_text && self.depth_of_skipped == 0
    }

    fn push_text(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// A soft line break ends a line as a paragraph does; the rest goes on in a paragraph of its own.
    fn break_line(&mut self) {
        if let Some(paragraph) = self.paragraphs.pop() {
            self.keep(paragraph);
            self.paragraphs.push(Paragraph::default());
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(paragraph) = self.paragraphs.pop() {
            self.keep(paragraph);
        }
    }

    fn keep(&mut self, paragraph: Paragraph) {
        match self.tables.last_mut() {
            Some(table) if table.in_cell => table.cell.paragraphs.push(paragraph),
            Some(_) => {}
            None => self.blocks.push(Block::Paragraph(paragraph.text)),
        }
    }

    fn end_table(&mut self) {
        let Some(done) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            None => self.blocks.push(Block::Table(done.table)),
            Some(outer) => {
                // Only what is told for the first time: the lower parts of merged cells repeat it.
                let cells =
                    done.table.rows.into_iter().flat_map(|row| row.cells).filter(|cell| !cell.is_continued);
                outer.cell.paragraphs.extend(cells.flat_map(|cell| cell.paragraphs));
            }
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
