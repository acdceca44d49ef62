//! Text of a table: cells led by tabs (as Word saves them), tab-separated lines, or lines of `|`.

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};
use super::text_stream::{CellText, rows_of_stream};

const MAX_LINES: usize = 50_000;
const MAX_CELLS: usize = 60_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    let text = office::decode(bytes);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    let cells = text.matches(['\t', '|']).count();
    if lines.len() > MAX_LINES || cells > MAX_CELLS {
        return Err(ImportError::TooManyCells);
    }
    let with_pipes = lines.iter().filter(|line| line.trim_start().starts_with('|')).count();
    if with_pipes >= 2 {
        return Ok(pipes(&lines));
    }
    if cells == 0 {
        return Err(ImportError::NoTable);
    }
    let led = lines.iter().filter(|line| line.starts_with('\t')).count();
    let separated = lines.iter().filter(|line| !line.starts_with('\t') && line.contains('\t')).count();
    let first = lines.iter().position(|line| line.contains('\t')).unwrap_or(lines.len());
    let (head, body) = lines.split_at(first);
    let mut blocks: Vec<Block> = head.iter().map(|line| Block::Paragraph((*line).to_owned())).collect();
    let stream = if separated > led { separated_cells(body) } else { led_cells(body) };
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
fn separated_cells(lines: &[&str]) -> Vec<CellText> {
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

/// `| a | b |`; between lines of `+---+` the lines of a row continue its cells.
fn pipes(lines: &[&str]) -> Vec<Block> {
    let is_grid = lines
        .iter()
        .filter(|line| line.trim_start().starts_with("+-") || line.trim_start().starts_with("+="))
        .count()
        >= 2;
    let mut blocks = Vec::new();
    let mut table = Table::default();
    let mut open: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let trimmed = line.trim();
        let is_border =
            trimmed.starts_with('+') && trimmed.chars().all(|c| matches!(c, '+' | '-' | '=' | ':' | ' '));
        if is_border || !trimmed.starts_with('|') {
            push_row(&mut table, &mut open);
            if !is_border && !trimmed.is_empty() {
                if !table.rows.is_empty() {
                    blocks.push(Block::Table(std::mem::take(&mut table)));
                }
                blocks.push(Block::Paragraph(trimmed.to_owned()));
            }
            continue;
        }
        let inner = trimmed.strip_prefix('|').unwrap_or(trimmed);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let texts: Vec<&str> = inner.split('|').map(str::trim).collect();
        if texts.iter().all(|text| !text.is_empty() && text.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
            continue;
        }
        if !is_grid {
            push_row(&mut table, &mut open);
        }
        open.resize(open.len().max(texts.len()), Vec::new());
        for (cell, text) in open.iter_mut().zip(texts) {
            cell.extend(text.replace("<br/>", "<br>").split("<br>").map(|line| line.trim().to_owned()));
        }
    }
    push_row(&mut table, &mut open);
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}

fn push_row(table: &mut Table, open: &mut Vec<Vec<String>>) {
    if !open.is_empty() {
        let cells =
            std::mem::take(open).iter().enumerate().map(|(column, lines)| cell(column, lines)).collect();
        table.rows.push(Row { cells });
    }
}
