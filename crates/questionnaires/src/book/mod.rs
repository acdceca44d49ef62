//! A sheet as an Excel workbook that is filled in without a network, and such a workbook read back.

mod read;
mod write;

pub use read::{fields, read};
pub use write::write;

use crate::filling::Sheet;
use crate::pages::fields::{Ask, Beside, Block, Builder, Field};
use crate::rules::{Bounds, heading};

/// Marks a workbook of ours.
const MARK: &str = "biblioset-sheet";
const CONTROL: &str = "_biblioset";
const LISTS: &str = "Списки";
const ANSWERS: &str = "Анкета";
/// What our workbooks hold; the first ones did not keep what stood in a cell.
const KEEPS_WHAT_STOOD: &str = "2";
/// Columns of the sheet of answers.
const NAME: u16 = 0;
const ANSWER: u16 = 1;
const HINT: u16 = 2;
const WHY: u16 = 3;
const PATH: u16 = 4;
const REVISION: u16 = 5;
const CODE: u16 = 6;
/// What the cells of the answer and of the explanation held when the workbook was taken away: a cell that nobody touched is
/// no answer.
const STOOD: u16 = 7;
const WHY_STOOD: u16 = 8;
const YES: &str = "да";

/// A line of a workbook, before it is written.
pub struct Line {
    title: String,
    field: Option<Cell>,
}

struct Cell {
    ask: Ask,
    value: String,
    hint: String,
    path: String,
    revision: i64,
    /// The choice that a line of check boxes is about.
    code: String,
    labels: Vec<String>,
    is_whole: bool,
    is_decimal: bool,
    bounds: Option<Bounds>,
    /// Where a rule may ask for an explanation: what stands there.
    why: Option<String>,
}

/// The whole sheet as lines; what depends on other answers is asked too, with a word of it.
pub fn lines(sheet: &Sheet) -> Vec<Line> {
    let beside = Beside::default();
    let builder = Builder::new(sheet, sheet.report(), &beside, false);
    let mut lines = Vec::new();
    for page in &sheet.version.pages {
        let form = sheet.version.form();
        let title = page.section.and_then(|id| sheet.session.label(&form.path(heading(form, id)?)));
        lines.push(Line { title: title.unwrap_or_default(), field: None });
        for block in builder.blocks(page) {
            match block {
                Block::Field(field) => put(&mut lines, field),
                Block::Matrix { title, rows, .. } => {
                    if lines.last().is_none_or(|line| line.title != title) {
                        lines.push(Line { title, field: None });
                    }
                    for field in rows {
                        put(&mut lines, field);
                    }
                }
                Block::Open { title, .. } => lines.push(Line { title, field: None }),
                Block::Instance { title, number, .. } => {
                    lines.push(Line { title: format!("{title} № {number}"), field: None });
                }
                _ => {}
            }
        }
    }
    lines.retain(|line| line.field.is_some() || !line.title.is_empty());
    lines
}

fn put(lines: &mut Vec<Line>, field: Field) {
    let depends =
        if field.is_hidden { "Если подходит по другим ответам. " } else { "" };
    let must = if field.is_required { "Обязательно. " } else { "" };
    let hint = format!("{must}{depends}{}", field.hint);
    let cell = |ask: Ask, value: String, code: String, labels: Vec<String>| Cell {
        ask,
        value,
        hint: hint.clone(),
        path: field.path.clone(),
        revision: field.revision,
        code,
        labels,
        is_whole: field.input_mode == "numeric",
        is_decimal: field.input_mode == "decimal",
        bounds: field.bounds,
        why: (field.may_want_explanation || field.has_explanation()).then(|| field.explanation.clone()),
    };
    match field.ask {
        Ask::Checks => {
            lines.push(Line { title: field.label.clone(), field: None });
            for (place, choice) in field.choices.iter().enumerate() {
                let value = if choice.is_chosen { YES } else { "" };
                let mut made =
                    cell(Ask::Checks, value.to_owned(), choice.value.clone(), vec![YES.to_owned()]);
                made.why = made.why.filter(|_| place == 0);
                lines.push(Line { title: format!("— {}", choice.label), field: Some(made) });
            }
        }
        Ask::Radio | Ask::Select | Ask::Search => {
            let labels = field.choices.iter().map(|one| one.label.clone()).collect();
            let made = cell(field.ask, field.shown.clone(), String::new(), labels);
            lines.push(Line { title: field.label.clone(), field: Some(made) });
        }
        Ask::Mark => {
            let value = if field.value.is_empty() { "" } else { YES };
            let made = cell(Ask::Mark, value.to_owned(), String::new(), vec![YES.to_owned()]);
            lines.push(Line { title: field.label.clone(), field: Some(made) });
        }
        Ask::Told => lines.push(Line { title: field.label.clone(), field: None }),
        // A file and an order of places are answered on the site.
        Ask::File | Ask::FileSet | Ask::Rank => {
            lines.push(Line { title: format!("{} (на сайте)", field.label), field: None });
        }
        _ => {
            let made = cell(field.ask, field.shown.clone(), String::new(), Vec::new());
            lines.push(Line { title: field.label.clone(), field: Some(made) });
        }
    }
}
