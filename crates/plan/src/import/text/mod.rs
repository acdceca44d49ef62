//! Text of a table: cells led by tabs (as Word saves them), lines of tabs, of commas or semicolons, of `|`, or columns
//! of spaces.

mod aligned;
mod pipes;
mod separated;
mod stream;

use super::ImportError;
use super::grid::{Block, Cell, Paragraph};
use stream::{CellText, rows_of_stream};

const MAX_LINES: usize = 50_000;
const MAX_CELLS: usize = 60_000;

/// `is_csv`: the file's name says that commas or semicolons separate its cells.
pub(super) fn read(bytes: &[u8], is_csv: bool) -> Result<Vec<Block>, ImportError> {
    let text = office::decode(bytes);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    let cells = text.matches(['\t', '|']).count();
    if lines.len() > MAX_LINES || cells > MAX_CELLS {
        return Err(ImportError::TooManyCells);
    }
    if is_csv && let Some(blocks) = separated::blocks_of(&text, is_csv)? {
        return Ok(blocks);
    }
    if let Some(bars) = pipes::bars_in(&lines) {
        return Ok(pipes::blocks_of(&lines, bars));
    }
    if !text.contains('\t') {
        return match separated::blocks_of(&text, is_csv)? {
            Some(blocks) => Ok(blocks),
            None => aligned::blocks_of(&lines).ok_or(ImportError::NoTable),
        };
    }
    // Word puts one tab before each cell; between cells of one line they stand within it.
    let led = lines.iter().filter(|line| line.rfind('\t') == Some(0)).count();
    let with_tabs = lines.iter().filter(|line| line.rfind('\t').is_some_and(|at| at > 0)).count();
    let first = lines.iter().position(|line| line.contains('\t')).unwrap_or(lines.len());
    let (head, body) = lines.split_at(first);
    let mut blocks: Vec<Block> = head.iter().map(|line| Block::Paragraph(Paragraph::plain(*line))).collect();
    let stream = if with_tabs > led { cells_of_lines(body) } else { led_cells(body) };
    blocks.extend(rows_of_stream(stream));
    Ok(blocks)
}

/// A line that begins with a tab begins a cell; lines without one go on with it.
fn led_cells(lines: &[&str]) -> Vec<CellText> {
    let mut cells: Vec<CellText> = Vec::new();
    for line in lines {
        match line.strip_prefix('\t') {
            Some(rest) => {
                for part in rest.split('\t') {
                    cells.push(CellText { lines: vec![part.to_owned()], starts_a_line: false });
                }
            }
            None => match cells.last_mut() {
                Some(cell) => cell.lines.push((*line).to_owned()),
                None => cells.push(CellText { lines: vec![(*line).to_owned()], starts_a_line: false }),
            },
        }
    }
    cells
}

/// A tab separates cells; a line may begin a row or go on with a cell (texts with line breaks copied from a table).
fn cells_of_lines(lines: &[&str]) -> Vec<CellText> {
    let mut cells: Vec<CellText> = Vec::new();
    let mut is_quoted = false;
    for line in lines {
        let mut parts = line.split('\t').peekable();
        if is_quoted && let (Some(cell), Some(first)) = (cells.last_mut(), parts.next()) {
            is_quoted = !closes_quote(first);
            cell.lines.push(unquoted_end(first, is_quoted));
        } else if line.trim().is_empty() {
            if let Some(cell) = cells.last_mut() {
                cell.lines.push(String::new());
            }
            continue;
        }
        let mut is_first = !is_quoted && parts.peek() == line.split('\t').next().as_ref();
        for part in parts {
            // Excel quotes a cell with line breaks; a quote closed on its own line is the author's.
            is_quoted = part.starts_with('"') && part.matches('"').count() % 2 == 1;
            let text = if is_quoted { part.get(1..).unwrap_or_default() } else { part };
            cells.push(CellText {
                lines: vec![text.to_owned()],
                starts_a_line: std::mem::take(&mut is_first),
            });
        }
    }
    cells
}

fn closes_quote(text: &str) -> bool {
    text.ends_with('"') && text.matches('"').count() % 2 == 1
}

fn unquoted_end(text: &str, is_open: bool) -> String {
    if is_open { text.to_owned() } else { text.strip_suffix('"').unwrap_or(text).replace("\"\"", "\"") }
}

pub(super) fn cell(column: usize, lines: &[String]) -> Cell {
    let paragraphs = lines.iter().map(|line| Paragraph::plain(line.as_str())).collect();
    Cell { column, span: 1, paragraphs, is_continued: false }
}
