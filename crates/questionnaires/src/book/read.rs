//! A filled workbook read back.

use std::collections::HashMap;

use office::{Bounds, Cells, sheets};

use super::{
    ANSWER, ANSWERS, CODE, CONTROL, KEEPS_WHAT_STOOD, MARK, NAME, PATH, REVISION, STOOD, WHY, WHY_STOOD, YES,
};
use crate::filling::Sheet;
use crate::pages::fields::{Ask, Beside, Block, Builder, Field};
use crate::rules::normal;
use crate::store::answers::AnswerRow;

/// A cell of a filled workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Row as Excel counts.
    pub row: u32,
    pub title: String,
    pub path: String,
    pub revision: i64,
    pub code: String,
    pub text: String,
    /// What the cell held when the workbook was taken; `None`: a workbook of the first kind does not say.
    pub stood: Option<String>,
    pub why: String,
    pub why_stood: String,
}

/// Why a workbook is not taken, in the reader's words.
pub fn read(bytes: &[u8], answer: &AnswerRow, version_id: &str) -> Result<Vec<Read>, String> {
    let bounds = Bounds { rows: 60_000, columns: 40, cells: 400_000 };
    let found = sheets(bytes, bounds).map_err(|refused| refused.to_string())?;
    let sheet = |name: &str| found.iter().find(|sheet| sheet.name == name).map(|sheet| &sheet.cells);
    let foreign = "Это не книга этой анкеты. Скачайте книгу на этой странице и заполните её.";
    let control = sheet(CONTROL).ok_or(foreign)?;
    let told = |row: u32| text(control, row, 0);
    if told(0) != MARK {
        return Err(foreign.to_owned());
    }
    if told(1) != answer.id {
        return Err(
            "Это книга другого респондента или другого опроса. Загрузите её на странице, откуда её скачали."
                .to_owned(),
        );
    }
    if told(2) != version_id {
        return Err(format!(
            "Книга сделана для версии {} анкеты, а сейчас действует версия {}. Скачайте новую книгу и перенесите ответы.",
            told(3),
            answer.version_number
        ));
    }
    let keeps_what_stood = told(4) == KEEPS_WHAT_STOOD;
    // Where a workbook of the first kind had its hidden columns.
    let [path_at, revision_at, code_at] = if keeps_what_stood { [PATH, REVISION, CODE] } else { [3, 4, 5] };
    let cells = sheet(ANSWERS).ok_or(foreign)?;
    let mut read = Vec::new();
    for row in cells.keys().copied() {
        let path = text(cells, row, u32::from(path_at));
        if path.is_empty() {
            continue;
        }
        read.push(Read {
            row: row + 1,
            title: text(cells, row, u32::from(NAME)),
            revision: text(cells, row, u32::from(revision_at)).parse().unwrap_or(0),
            code: text(cells, row, u32::from(code_at)),
            text: text(cells, row, u32::from(ANSWER)),
            stood: keeps_what_stood.then(|| text(cells, row, u32::from(STOOD))),
            why: if keeps_what_stood { text(cells, row, u32::from(WHY)) } else { String::new() },
            why_stood: if keeps_what_stood { text(cells, row, u32::from(WHY_STOOD)) } else { String::new() },
            path,
        });
    }
    Ok(read)
}

fn text(cells: &Cells, row: u32, column: u32) -> String {
    cells.get(&row).and_then(|row| row.get(&column)).map_or_else(String::new, |text| text.trim().to_owned())
}

/// One field of a workbook: its answer, with the row where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRead {
    pub row: u32,
    pub title: String,
    pub path: String,
    pub revision: i64,
    pub value: String,
    /// Whether somebody has written into one of its cells.
    pub is_touched: bool,
    /// An explanation that is new.
    pub explanation: Option<String>,
}

/// Whether a cell still holds what it held when the workbook was taken away. Another program may write a number in its own way.
fn is_as_it_stood(cell: &Read, field: Option<&Field>) -> bool {
    let Some(stood) = &cell.stood else { return false };
    let data_type = match field.map(|field| (field.ask, field.input_mode)) {
        Some((Ask::Day, _)) => "date",
        Some((Ask::Number, "numeric")) => "int",
        Some((Ask::Number, _)) => "decimal",
        _ => "string",
    };
    let plain = |text: &str| match normal(data_type, text) {
        text if data_type == "decimal" => text.parse().map_or(text, |number: f64| number.to_string()),
        text => ui::ru::fold(&text),
    };
    plain(stood) == plain(&cell.text)
}

/// Cells put together into fields: check boxes of one question are one answer, labels are codes again.
pub fn fields(sheet: &Sheet, read: Vec<Read>) -> Vec<FieldRead> {
    let beside = Beside::default();
    let builder = Builder::new(sheet, sheet.report(), &beside, false);
    let mut known: HashMap<String, Field> = HashMap::new();
    for page in &sheet.version.pages {
        for block in builder.blocks(page) {
            match block {
                Block::Field(field) => drop(known.insert(field.path.clone(), field)),
                Block::Matrix { rows, .. } => {
                    known.extend(rows.into_iter().map(|field| (field.path.clone(), field)));
                }
                _ => {}
            }
        }
    }
    let mut fields: Vec<FieldRead> = Vec::new();
    for cell in read {
        let is_yes = ui::ru::fold(&cell.text) == YES || cell.text == "1";
        let value = match known.get(&cell.path) {
            Some(field) if field.ask == Ask::Checks => {
                if is_yes {
                    cell.code.clone()
                } else {
                    String::new()
                }
            }
            Some(field) if field.ask == Ask::Mark => if is_yes { "OK" } else { "" }.to_owned(),
            Some(field) if !field.choices.is_empty() => {
                let found = field.choices.iter().find(|one| {
                    ui::ru::fold(&one.label) == ui::ru::fold(&cell.text) || one.value == cell.text
                });
                found.map_or_else(|| cell.text.clone(), |one| one.value.clone())
            }
            _ => cell.text.clone(),
        };
        let is_touched = !is_as_it_stood(&cell, known.get(&cell.path));
        let explanation = (cell.why != cell.why_stood).then(|| cell.why.clone());
        if let Some(last) = fields.last_mut().filter(|last| last.path == cell.path) {
            if !last.value.is_empty() && !value.is_empty() {
                last.value.push(' ');
            }
            last.value.push_str(&value);
            last.is_touched |= is_touched;
            last.explanation = last.explanation.take().or(explanation);
            continue;
        }
        let title = known.get(&cell.path).map_or(cell.title, |field| field.label.clone());
        fields.push(FieldRead {
            row: cell.row,
            title,
            path: cell.path,
            revision: cell.revision,
            value,
            is_touched,
            explanation,
        });
    }
    fields
}
