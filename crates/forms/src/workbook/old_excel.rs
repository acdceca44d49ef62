//! Excel before 2007. The reader believes what a sheet says of its size, so the records are looked through first.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use calamine::{Data, Reader, Xls};

use super::excel::text_of_data;
use super::limits::{MAX_CELLS, ReadError};
use super::{Workbook, assemble, name_of_sheet};
use crate::problem::Problems;

const DIMENSIONS: u16 = 0x0200;
const BEGINNING: u16 = 0x0809;
/// Records that hold a cell with a value; each begins with its row and column.
const CELLS: [u16; 9] = [0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00D6, 0x00FD, 0x0406];

pub(super) fn read(bytes: &[u8], problems: &mut Problems) -> Result<Workbook, ReadError> {
    let bytes = with_honest_dimensions(bytes)?;
    let damaged = |error: calamine::XlsError| ReadError::Damaged(error.to_string());
    let mut file: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut workbook = Workbook { names: file.sheet_names().clone(), ..Workbook::default() };
    for title in workbook.names.clone() {
        let Some(name) = name_of_sheet(&title, workbook.names.len()) else { continue };
        let range = file.worksheet_range(&title).map_err(damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let cells: Vec<_> = range
            .used_cells()
            .map(|(row, column, value)| {
                let row = first_row + u32::try_from(row).unwrap_or(u32::MAX);
                let text = match value {
                    Data::String(heading) if row == 0 && !heading.trim().is_empty() => heading.clone(),
                    value => text_of_data(value),
                };
                (row, first_column + u32::try_from(column).unwrap_or(u32::MAX), text)
            })
            .filter(|(.., text)| !text.is_empty())
            .collect();
        workbook.sheets.push(assemble(name, &cells, problems));
    }
    Ok(workbook)
}

/// The same file with every sheet's claimed size replaced by the size of what is in it.
fn with_honest_dimensions(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let damaged = |error: std::io::Error| ReadError::Damaged(error.to_string());
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).map_err(damaged)?;
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name)) else {
        return Err(ReadError::NotATable);
    };
    let mut stream = container.open_stream(name).map_err(damaged)?;
    let mut records = Vec::new();
    stream.read_to_end(&mut records).map_err(damaged)?;
    let claims = honest_dimensions(&records)?;
    for (position, (rows, columns)) in claims {
        let is_new = u16_at(&records, position + 2) >= 14;
        let mut body = Vec::new();
        if is_new {
            body.extend(0_u32.to_le_bytes());
            body.extend(u32::from(rows).to_le_bytes());
        } else {
            body.extend(0_u16.to_le_bytes());
            body.extend(rows.to_le_bytes());
        }
        body.extend(0_u16.to_le_bytes());
        body.extend(columns.to_le_bytes());
        stream.seek(SeekFrom::Start(position as u64 + 4)).map_err(damaged)?;
        stream.write_all(&body).map_err(damaged)?;
    }
    drop(stream);
    Ok(container.into_inner().into_inner())
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Where each sheet claims its size, and how many rows and columns it really takes.
fn honest_dimensions(records: &[u8]) -> Result<Vec<(usize, (u16, u16))>, ReadError> {
    let mut claims: Vec<(usize, (u16, u16))> = Vec::new();
    let mut extent = (0_u16, 0_u16);
    let mut total = 0_usize;
    let mut at = 0;
    let mut close = |claims: &mut Vec<(usize, (u16, u16))>, extent: (u16, u16)| {
        total += usize::from(extent.0) * usize::from(extent.1);
        if let Some(last) = claims.last_mut() {
            last.1 = extent;
        }
        if total > MAX_CELLS * 2 {
            return Err(ReadError::TooMany("ячейки разбросаны по слишком большому листу".to_owned()));
        }
        Ok(())
    };
    while at + 4 <= records.len() {
        let (kind, length) = (u16_at(records, at), usize::from(u16_at(records, at + 2)));
        if kind == BEGINNING {
            close(&mut claims, extent)?;
            extent = (0, 0);
        } else if kind == DIMENSIONS && length >= 10 {
            claims.push((at, (0, 0)));
        } else if CELLS.contains(&kind) && length >= 4 {
            let row = u16_at(records, at + 4);
            let mut column = u16_at(records, at + 6);
            if kind == 0x00BD && length >= 6 {
                column = column.max(u16_at(records, at + 4 + length - 2));
            }
            extent = (extent.0.max(row.saturating_add(1)), extent.1.max(column.saturating_add(1)));
        }
        at += 4 + length;
    }
    close(&mut claims, extent)?;
    Ok(claims)
}
