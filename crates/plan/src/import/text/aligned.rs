//! Columns made of spaces: two or more of them part the cells, and the heading says where each column begins.

use super::cell;
use crate::import::columns::kind_of;
use crate::import::grid::{Block, Paragraph, Row, Table};

/// Pieces of a line between wide gaps, with the places of their first letters.
fn pieces(line: &str) -> Vec<(usize, String)> {
    let mut pieces: Vec<(usize, String)> = Vec::new();
    let mut gap = 2;
    for (place, letter) in line.chars().enumerate() {
        if letter.is_whitespace() {
            gap += 1;
            continue;
        }
        match pieces.last_mut() {
            Some((_, piece)) if gap < 2 => {
                if gap == 1 {
                    piece.push(' ');
                }
                piece.push(letter);
            }
            _ => pieces.push((place, letter.to_string())),
        }
        gap = 0;
    }
    pieces
}

/// The table, if some line reads as a heading of at least three columns.
pub(super) fn blocks_of(lines: &[&str]) -> Option<Vec<Block>> {
    const LOOKED_AT: usize = 60;
    let is_heading = |line: &&str| {
        let pieces = pieces(line);
        pieces.len() >= 3 && pieces.iter().filter(|(_, text)| kind_of(text).is_some()).count() >= 2
    };
    let at = lines.iter().take(LOOKED_AT).position(is_heading)?;
    let starts: Vec<usize> = pieces(lines[at]).iter().map(|(place, _)| *place).collect();
    let mut blocks: Vec<Block> =
        lines[..at].iter().map(|line| Block::Paragraph(Paragraph::plain(*line))).collect();
    let mut rows: Vec<Vec<Vec<String>>> = Vec::new();
    let mut is_after_gap = false;
    for line in &lines[at..] {
        let pieces = pieces(line);
        if pieces.is_empty() {
            is_after_gap = true;
            continue;
        }
        let goes_on = pieces[0].0 >= starts[1].saturating_sub(1) && !rows.is_empty() && !is_after_gap;
        is_after_gap = false;
        if !goes_on {
            rows.push(vec![Vec::new(); starts.len()]);
        }
        let Some(row) = rows.last_mut() else { continue };
        for (place, text) in pieces {
            let column = starts.iter().rposition(|start| *start <= place + 1).unwrap_or(0);
            row[column].push(text);
        }
    }
    let rows = rows.iter().map(|row| Row {
        cells: row.iter().enumerate().map(|(column, lines)| cell(column, lines)).collect(),
    });
    blocks.push(Block::Table(Table { rows: rows.collect() }));
    Some(blocks)
}
