//! Excel: cells read one by one (a sheet that claims a million columns costs nothing), merged regions as spans.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xlsx, XlsxFormulaMetadata};

use super::ImportError;
use super::grid::{Block, Cell, Paragraph, Row, Table};
use super::limits::{measure_honestly, open};

const MAX_ROWS: u32 = 5_000;
const MAX_COLUMNS: u32 = 100;
const MAX_CELLS: usize = 60_000;
/// Merged regions counted once for every row that they cover.
const MAX_MERGED_ROWS: usize = 100_000;
/// What is shown of a sheet that its author has hidden.
const SHOWN_OF_A_HIDDEN_SHEET: usize = 2_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, ImportError> {
    measure_honestly(&mut open(bytes)?)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ImportError::Damaged)?;
    let mut blocks = Vec::new();
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    for (name, is_visible) in sheets {
        let cells = cells_of(&mut workbook, &name)?;
        if cells.is_empty() {
            continue;
        }
        if !is_visible {
            blocks.push(Block::Aside("скрытый лист", Paragraph::plain(summary_of(&name, &cells))));
            continue;
        }
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| ImportError::Damaged)?;
        let merged = by_rows(&merged, &cells)?;
        let last = cells.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
        let rows = cells.iter().map(|(number, row)| row_of(*number, row, last, merged.get(number)));
        blocks.push(Block::Table(Table { rows: rows.collect() }));
    }
    Ok(blocks)
}

/// The filled cells of a sheet by row and column.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

fn cells_of(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Cells, ImportError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| ImportError::Damaged)?;
    let mut cells = Cells::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|_| ImportError::Damaged)? {
        let (row, column) = cell.pos;
        let mut text = text_of(&cell.value);
        if text.trim().is_empty() {
            // A formula that was never calculated: its text is all there is.
            text = cell.formula.map(|formula| format!("={}", formula_of(formula))).unwrap_or_default();
        }
        if text.trim().is_empty() {
            continue;
        }
        count += 1;
        if row >= MAX_ROWS || column >= MAX_COLUMNS || count > MAX_CELLS {
            return Err(ImportError::TooManyCells);
        }
        cells.entry(row).or_default().insert(column, text);
    }
    Ok(cells)
}

fn formula_of(formula: XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => String::new(),
    }
}

/// Values as the sheet shows them: `1.0` is `1`, a date is `15.03.2025`.
fn text_of(value: &DataRef<'_>) -> String {
    match Data::from(value.clone()) {
        Data::DateTime(moment) => day_of(moment.as_f64())
            .map_or_else(|| moment.to_string(), |day| day.strftime("%d.%m.%Y").to_string()),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

/// The day that Excel counts from the end of 1899.
fn day_of(serial: f64) -> Option<jiff::civil::Date> {
    #[expect(clippy::cast_possible_truncation, reason = "a day number; nonsense gives no date")]
    let days = serial.floor() as i64;
    if !(0..3_000_000).contains(&days) {
        return None;
    }
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

fn summary_of(name: &str, cells: &Cells) -> String {
    let texts = cells.values().flat_map(BTreeMap::values).map(String::as_str);
    let all = format!("«{name}»: {}", texts.collect::<Vec<_>>().join(" | "));
    if all.chars().count() <= SHOWN_OF_A_HIDDEN_SHEET {
        return all;
    }
    format!("{}…", all.chars().take(SHOWN_OF_A_HIDDEN_SHEET).collect::<String>())
}

/// Merged regions by the rows that have cells, from left to right.
fn by_rows(merged: &[Dimensions], cells: &Cells) -> Result<BTreeMap<u32, Vec<Dimensions>>, ImportError> {
    let mut by_rows: BTreeMap<u32, Vec<Dimensions>> = BTreeMap::new();
    let mut count = 0;
    for region in merged.iter().filter(|region| region.start.0 <= region.end.0) {
        for (row, _) in cells.range(region.start.0..=region.end.0) {
            count += 1;
            if count > MAX_MERGED_ROWS {
                return Err(ImportError::TooManyCells);
            }
            by_rows.entry(*row).or_default().push(*region);
        }
    }
    for regions in by_rows.values_mut() {
        regions.sort_by_key(|region| region.start.1);
    }
    Ok(by_rows)
}

fn row_of(number: u32, row: &BTreeMap<u32, String>, last: u32, merged: Option<&Vec<Dimensions>>) -> Row {
    let mut made = Row::default();
    let mut regions = merged.into_iter().flatten().peekable();
    let mut column = 0;
    while column <= last {
        while regions.peek().is_some_and(|region| region.end.1 < column) {
            regions.next();
        }
        let region = regions.peek().filter(|region| (region.start.1..=region.end.1).contains(&column));
        let (span, is_continued) = region.map_or((1, false), |region| {
            (region.end.1.min(MAX_COLUMNS) - column + 1, region.start.0 < number)
        });
        let lines = row.get(&column).into_iter().flat_map(|text| text.lines());
        made.cells.push(Cell {
            column: usize::try_from(column).unwrap_or(0),
            span: usize::try_from(span).unwrap_or(1),
            paragraphs: lines.map(Paragraph::plain).collect(),
            is_continued,
        });
        column += span;
    }
    made
}
