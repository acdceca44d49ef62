//! Text of a table: cells led by tabs (as Word saves them), tab-separated lines, or lines of `|`.

use super::ImportError;
use super::columns::Columns;
use super::grid::{Block, Cell, Paragraph, Row, Table};

const MAX_LINES: usize = 50_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    let text = decode(bytes);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    if lines.len() > MAX_LINES {
        return Err(ImportError::TooManyCells);
    }
    let with_pipes = lines.iter().filter(|line| line.trim_start().starts_with('|')).count();
    if with_pipes >= 2 {
        return Ok(pipes(&lines));
    }
    let separated = lines.iter().filter(|line| !line.starts_with('\t') && line.matches('\t').count() >= 2).count();
    let led = lines.iter().filter(|line| line.starts_with('\t')).count();
    if separated > led {
        return Ok(tab_separated(&lines));
    }
    Ok(tab_led(&lines))
}

/// UTF-8, UTF-16 with a mark, or windows-1251: what Russian offices save.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
    }
}

fn cell(column: usize, lines: &[&str]) -> Cell {
    let paragraphs = lines.iter().map(|line| Paragraph::plain(*line)).collect();
    Cell { column, span: 1, paragraphs, is_continued: false }
}

fn pipes(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut table = Table::default();
    for line in lines {
        let trimmed = line.trim();
        if !trimmed.starts_with('|') {
            if !trimmed.is_empty() {
                if !table.rows.is_empty() {
                    blocks.push(Block::Table(std::mem::take(&mut table)));
                }
                blocks.push(Block::Paragraph(trimmed.to_owned()));
            }
            continue;
        }
        let inner = trimmed.trim_start_matches('|').trim_end_matches('|');
        let texts: Vec<&str> = inner.split('|').map(str::trim).collect();
        let is_rule = texts.iter().all(|text| !text.is_empty() && text.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        if is_rule {
            continue;
        }
        let cells = texts.iter().enumerate().map(|(column, text)| {
            let lines: Vec<&str> = text.split("<br>").map(str::trim).collect();
            cell(column, &lines)
        });
        table.rows.push(Row { cells: cells.collect() });
    }
    blocks.push(Block::Table(table));
    blocks
}

fn tab_separated(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut table = Table::default();
    for line in lines {
        if line.trim().is_empty() {
            continue;
        }
        if table.rows.is_empty() && !line.contains('\t') {
            blocks.push(Block::Paragraph((*line).to_owned()));
            continue;
        }
        let cells = line.split('\t').enumerate().map(|(column, text)| cell(column, &[text]));
        table.rows.push(Row { cells: cells.collect() });
    }
    blocks.push(Block::Table(table));
    blocks
}

/// A line that begins with a tab begins a cell; lines without one go on with it. Where rows end is not written:
/// the heading tells how many cells a row has, a section is a cell alone.
fn tab_led(lines: &[&str]) -> Vec<Block> {
    let first = lines.iter().position(|line| line.starts_with('\t')).unwrap_or(lines.len());
    let mut blocks: Vec<Block> = lines[..first].iter().map(|line| Block::Paragraph((*line).to_owned())).collect();
    let mut cells: Vec<Vec<&str>> = Vec::new();
    for line in &lines[first..] {
        match line.strip_prefix('\t') {
            Some(rest) => cells.push(vec![rest]),
            None => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(line);
                }
            }
        }
    }
    let width = heading_width(&cells);
    let mut table = Table::default();
    let mut at = 0;
    while at < cells.len() {
        let is_alone = at >= width && is_section_alone(&cells, at, width);
        let take = if is_alone { 1 } else { width.min(cells.len() - at) };
        let row = cells[at..at + take].iter().enumerate().map(|(column, lines)| {
            let mut made = cell(column, lines);
            if is_alone {
                made.span = width;
            }
            made
        });
        table.rows.push(Row { cells: row.collect() });
        at += take;
    }
    blocks.push(Block::Table(table));
    blocks
}

/// How many cells the heading has: as many as are recognised as headings one after another.
fn heading_width(cells: &[Vec<&str>]) -> usize {
    let recognised = cells.iter().take(20).take_while(|lines| {
        let text = crate::words::tidy(&lines.join(" "));
        let is_section = super::sections::heading(&text).is_some_and(|(number, _)| !number.is_empty());
        Columns::kind_of(&text).is_some() && !is_section && super::sections::number_alone(&text).is_none()
    });
    recognised.count().max(1)
}

/// A section stands where a row should begin, looks like a heading, and what follows looks like the beginning of a row.
fn is_section_alone(cells: &[Vec<&str>], at: usize, width: usize) -> bool {
    let text = crate::words::tidy(&cells[at].join(" "));
    if width <= 1 || super::sections::number_alone(&text).is_some() {
        return false;
    }
    if super::sections::heading(&text).is_none_or(|(number, _)| number.is_empty()) {
        return false;
    }
    cells.get(at + 1).is_none_or(|lines| {
        let next = crate::words::tidy(&lines.join(" "));
        super::sections::number_alone(&next).is_some() || super::sections::heading(&next).is_some_and(|(number, _)| !number.is_empty())
    })
}
