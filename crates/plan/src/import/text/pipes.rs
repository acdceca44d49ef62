//! Tables of `|`, as Markdown and plain text draw them.

use super::cell;
use crate::import::grid::{Block, Paragraph, Row, Table};

/// `| a | b |`; between lines of `+---+` the lines of a row continue its cells.
pub(super) fn blocks_of(lines: &[&str]) -> Vec<Block> {
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
                blocks.push(Block::Paragraph(Paragraph::plain(without_emphasis(trimmed))));
            }
            continue;
        }
        let inner = trimmed.strip_prefix('|').unwrap_or(trimmed);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let texts = cells_of(inner);
        if texts.iter().all(|text| !text.is_empty() && text.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
            continue;
        }
        if !is_grid {
            push_row(&mut table, &mut open);
        }
        open.resize(open.len().max(texts.len()), Vec::new());
        for (cell, text) in open.iter_mut().zip(texts) {
            let text = text.replace("<br/>", "<br>").replace("<br />", "<br>");
            cell.extend(text.split("<br>").map(|line| without_emphasis(line.trim())));
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

/// Cells between bars; a bar after a backslash is the author's.
fn cells_of(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            letter => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(letter);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// `**bold**`, `__bold__`, `# heading` without the marks of Markdown.
fn without_emphasis(text: &str) -> String {
    text.trim_start_matches('#').trim_start().replace("**", "").replace("__", "")
}
