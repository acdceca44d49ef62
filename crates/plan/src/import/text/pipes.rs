//! Tables of `|`, as Markdown and plain text draw them.

use std::collections::BTreeMap;

use super::cell;
use crate::import::grid::{Block, Paragraph, Row, Table};

/// Where the bars of a table stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bars {
    /// `| a | b |`
    Around,
    /// `a | b`
    Between,
}

/// How the table of a text is drawn; `None` where bars draw none. A table without outer bars has several of them in each
/// line, and as many in most.
pub(super) fn bars_in(lines: &[&str]) -> Option<Bars> {
    let with_bars: Vec<&str> =
        lines.iter().map(|line| line.trim()).filter(|line| line.contains('|')).collect();
    let led = with_bars.iter().filter(|line| line.starts_with('|')).count();
    if led >= 2 && led * 2 >= with_bars.len() {
        return Some(Bars::Around);
    }
    let has_tabs = lines.iter().any(|line| line.contains('\t'));
    let counts = with_bars.iter().map(|line| line.matches('|').count());
    let mut lines_by_bars: BTreeMap<usize, usize> = BTreeMap::new();
    counts.filter(|bars| *bars >= 2).for_each(|bars| *lines_by_bars.entry(bars).or_default() += 1);
    let most = lines_by_bars.values().max().copied().unwrap_or(0);
    (!has_tabs && most >= 2 && most * 2 >= with_bars.len()).then_some(Bars::Between)
}

/// `| a | b |`; between lines of `+---+` the lines of a row continue its cells.
pub(super) fn blocks_of(lines: &[&str], bars: Bars) -> Vec<Block> {
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
        let is_border = trimmed.starts_with(if bars == Bars::Around { &['+'][..] } else { &['+', '-'][..] })
            && trimmed.chars().all(|c| matches!(c, '+' | '-' | '=' | ':' | ' '));
        let is_row = trimmed.starts_with('|') || (bars == Bars::Between && trimmed.contains('|'));
        if is_border || !is_row {
            push_row(&mut table, &mut open);
            if !is_border && !trimmed.is_empty() {
                if !table.rows.is_empty() {
                    blocks.push(Block::Table(std::mem::take(&mut table)));
                }
                blocks.push(Block::Paragraph(Paragraph::plain(without_emphasis(trimmed))));
            }
            continue;
        }
        let texts = cells_of(match bars {
            Bars::Around => without_outer_bars(trimmed),
            // A bar at the edge has an empty cell beside it.
            Bars::Between => trimmed,
        });
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

fn without_outer_bars(line: &str) -> &str {
    let inner = line.strip_prefix('|').unwrap_or(line);
    inner.strip_suffix('|').unwrap_or(inner)
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
