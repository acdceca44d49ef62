//! A sheet as an Excel workbook that is filled in without a network, and such a workbook read back.

use std::collections::HashMap;

use office::{Bounds, Cells, sheets};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError,
};

use crate::filling::Sheet;
use crate::pages::fields::{Ask, Block, Builder, Field};
use crate::rules::heading;
use crate::store::answers::AnswerRow;

/// Marks a workbook of ours.
const MARK: &str = "biblioset-sheet";
const CONTROL: &str = "_biblioset";
const LISTS: &str = "Списки";
const ANSWERS: &str = "Анкета";
/// Columns of the sheet of answers.
const NAME: u16 = 0;
const ANSWER: u16 = 1;
const HINT: u16 = 2;
const PATH: u16 = 3;
const REVISION: u16 = 4;
const CODE: u16 = 5;
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
}

/// The whole sheet as lines; what depends on other answers is asked too, with a word of it.
pub fn lines(sheet: &Sheet) -> Vec<Line> {
    let builder = Builder::new(sheet, sheet.report(), &[], &[], false);
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
    };
    match field.ask {
        Ask::Checks => {
            lines.push(Line { title: field.label.clone(), field: None });
            for choice in &field.choices {
                let value = if choice.is_chosen { YES } else { "" };
                let made = cell(Ask::Checks, value.to_owned(), choice.value.clone(), vec![YES.to_owned()]);
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
        Ask::File | Ask::Rank => {
            lines.push(Line { title: format!("{} (на сайте)", field.label), field: None });
        }
        _ => {
            let made = cell(field.ask, field.shown.clone(), String::new(), Vec::new());
            lines.push(Line { title: field.label.clone(), field: Some(made) });
        }
    }
}

/// Writes the workbook: drop-downs, locked cells, hidden marks of version and respondent, checks that Excel can do.
pub fn write(answer: &AnswerRow, version_id: &str, lines: &[Line]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let heading = wrap.clone().set_bold().set_background_color("#E3F0F7");
    let open = Format::new()
        .set_unlocked()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_background_color("#FFFDF2");
    // As text: a date or a code must not be rewritten by Excel into something else.
    let text = open.clone().set_num_format("@");
    let mut lists: Vec<Vec<String>> = Vec::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(ANSWERS)?.set_column_width(NAME, 60)?.set_column_width(ANSWER, 34)?;
    sheet.set_column_width(HINT, 50)?;
    sheet.write_string_with_format(
        0,
        NAME,
        format!("{} — {}", answer.poll_title, answer.respondent),
        &heading,
    )?;
    sheet.write_string_with_format(
        1,
        NAME,
        "Заполняйте только светлые ячейки столбца B и загрузите файл на той же странице, откуда его взяли.",
        &wrap,
    )?;
    for (row, line) in (3_u32..).zip(lines) {
        let Some(cell) = &line.field else {
            sheet.write_string_with_format(row, NAME, &line.title, &heading)?;
            continue;
        };
        sheet.write_string_with_format(row, NAME, &line.title, &wrap)?;
        sheet.write_string_with_format(row, HINT, &cell.hint, &wrap)?;
        sheet.write_string(row, PATH, &cell.path)?;
        sheet.write_string(row, REVISION, cell.revision.to_string())?;
        sheet.write_string(row, CODE, &cell.code)?;
        write_answer(sheet, row, cell, (&open, &text), &mut lists)?;
    }
    for column in [PATH, REVISION, CODE] {
        sheet.set_column_hidden(column)?;
    }
    sheet.set_freeze_panes(3, 1)?.protect();
    let hidden = workbook.add_worksheet();
    hidden.set_name(LISTS)?.set_hidden(true);
    for (column, list) in (0_u16..).zip(&lists) {
        for (row, label) in (0_u32..).zip(list) {
            hidden.write_string(row, column, label)?;
        }
    }
    let control = workbook.add_worksheet();
    control.set_name(CONTROL)?.set_hidden(true);
    let number = answer.version_number.to_string();
    for (row, value) in (0_u32..).zip([MARK, &answer.id, version_id, &number]) {
        control.write_string(row, 0, value)?;
    }
    workbook.save_to_buffer()
}

fn write_answer(
    sheet: &mut Worksheet,
    row: u32,
    cell: &Cell,
    (open, text): (&Format, &Format),
    lists: &mut Vec<Vec<String>>,
) -> Result<(), XlsxError> {
    let number = cell.value.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
    match number {
        Some(number) if cell.is_whole || cell.is_decimal => {
            sheet.write_number_with_format(row, ANSWER, number, open)?;
        }
        _ if cell.value.is_empty() => {
            sheet.write_blank(row, ANSWER, if cell.ask == Ask::Number { open } else { text })?;
        }
        _ => {
            sheet.write_string_with_format(row, ANSWER, &cell.value, text)?;
        }
    }
    let rule = if !cell.labels.is_empty() {
        let place = lists.iter().position(|list| *list == cell.labels).unwrap_or_else(|| {
            lists.push(cell.labels.clone());
            lists.len() - 1
        });
        let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(place).unwrap_or(0));
        let range = format!("={LISTS}!${column}$1:${column}${}", cell.labels.len());
        let rule = DataValidation::new().allow_list_formula(Formula::new(range));
        rule.set_error_message("Выберите ответ из списка.")?
    } else if cell.is_whole {
        let rule = DataValidationRule::Between(-1_000_000_000, 1_000_000_000);
        DataValidation::new().allow_whole_number(rule).set_error_message("Нужно целое число.")?
    } else if cell.is_decimal {
        let rule = DataValidationRule::Between(-1e12, 1e12);
        DataValidation::new().allow_decimal_number(rule).set_error_message("Нужно число.")?
    } else {
        return Ok(());
    };
    sheet.add_data_validation(row, ANSWER, row, ANSWER, &rule)?;
    Ok(())
}

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
    let cells = sheet(ANSWERS).ok_or(foreign)?;
    let mut read = Vec::new();
    for row in cells.keys().copied() {
        let path = text(cells, row, u32::from(PATH));
        if path.is_empty() {
            continue;
        }
        read.push(Read {
            row: row + 1,
            title: text(cells, row, u32::from(NAME)),
            revision: text(cells, row, u32::from(REVISION)).parse().unwrap_or(0),
            code: text(cells, row, u32::from(CODE)),
            text: text(cells, row, u32::from(ANSWER)),
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
}

/// Cells put together into fields: check boxes of one question are one answer, labels are codes again.
pub fn fields(sheet: &Sheet, read: Vec<Read>) -> Vec<FieldRead> {
    let builder = Builder::new(sheet, sheet.report(), &[], &[], false);
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
        match fields.last_mut().filter(|last| last.path == cell.path) {
            Some(last) if !value.is_empty() => {
                if !last.value.is_empty() {
                    last.value.push(' ');
                }
                last.value.push_str(&value);
            }
            Some(_) => {}
            None => {
                let title = known.get(&cell.path).map_or(cell.title, |field| field.label.clone());
                fields.push(FieldRead {
                    row: cell.row,
                    title,
                    path: cell.path,
                    revision: cell.revision,
                    value,
                });
            }
        }
    }
    fields
}
