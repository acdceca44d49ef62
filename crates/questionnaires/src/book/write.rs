//! The workbook of a sheet: drop-downs, locked cells, hidden marks of version and respondent, checks that Excel can do.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{
    ANSWER, ANSWERS, CODE, CONTROL, Cell, HINT, KEEPS_WHAT_STOOD, LISTS, Line, MARK, NAME, PATH, REVISION,
    STOOD, WHY, WHY_STOOD,
};
use crate::pages::fields::Ask;
use crate::rules::normal;
use crate::store::answers::AnswerRow;

/// Formats of cells that are filled in.
struct Formats {
    open: Format,
    /// As text: a code must not be rewritten by Excel into something else.
    text: Format,
    day: Format,
}

/// Writes the workbook.
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
    let formats = Formats {
        text: open.clone().set_num_format("@"),
        day: open.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Left),
        open,
    };
    let mut lists: Vec<Vec<String>> = Vec::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(ANSWERS)?.set_column_width(NAME, 60)?.set_column_width(ANSWER, 34)?;
    sheet.set_column_width(HINT, 50)?.set_column_width(WHY, 40)?;
    let title = format!("{} — {}", answer.poll_title, answer.respondent);
    sheet.write_string_with_format(0, NAME, title, &heading)?;
    let how = "Заполняйте только светлые ячейки и загрузите файл на той же странице, откуда его взяли. Ячейки, которых вы не касались, ответов на сайте не изменят.";
    sheet.write_string_with_format(1, NAME, how, &wrap)?;
    for (column, words) in [(NAME, "Вопрос"), (ANSWER, "Ответ"), (HINT, "Подсказка"), (WHY, "Пояснение")]
    {
        sheet.write_string_with_format(2, column, words, &heading)?;
    }
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
        sheet.write_string(row, STOOD, &cell.value)?;
        if let Some(why) = &cell.why {
            sheet.write_string(row, WHY_STOOD, why)?;
            sheet.write_string_with_format(row, WHY, why, &formats.text)?;
        }
        write_answer(sheet, row, cell, &formats)?;
        if let Some(rule) = rule_of(cell, &mut lists)? {
            sheet.add_data_validation(row, ANSWER, row, ANSWER, &rule)?;
        }
    }
    for column in [PATH, REVISION, CODE, STOOD, WHY_STOOD] {
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
    for (row, value) in (0_u32..).zip([MARK, &answer.id, version_id, &number, KEEPS_WHAT_STOOD]) {
        control.write_string(row, 0, value)?;
    }
    workbook.save_to_buffer()
}

fn write_answer(sheet: &mut Worksheet, row: u32, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    let empty = match cell.ask {
        Ask::Number => &formats.open,
        Ask::Day => &formats.day,
        _ => &formats.text,
    };
    if cell.value.is_empty() {
        sheet.write_blank(row, ANSWER, empty)?;
        return Ok(());
    }
    let number = cell.value.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
    if let Some(number) = number.filter(|_| cell.is_whole || cell.is_decimal) {
        sheet.write_number_with_format(row, ANSWER, number, &formats.open)?;
        return Ok(());
    }
    let day = (cell.ask == Ask::Day)
        .then(|| ExcelDateTime::parse_from_str(&normal("date", &cell.value)).ok())
        .flatten();
    match day {
        Some(day) => sheet.write_datetime_with_format(row, ANSWER, day, &formats.day)?,
        None => sheet.write_string_with_format(row, ANSWER, &cell.value, &formats.text)?,
    };
    Ok(())
}

/// What Excel checks of an answer: a list, bounds of a number, a day.
fn rule_of(cell: &Cell, lists: &mut Vec<Vec<String>>) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    if !cell.labels.is_empty() {
        let place = lists.iter().position(|list| *list == cell.labels).unwrap_or_else(|| {
            lists.push(cell.labels.clone());
            lists.len() - 1
        });
        let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(place).unwrap_or(0));
        let range = format!("={LISTS}!${column}$1:${column}${}", cell.labels.len());
        let rule = rule.allow_list_formula(Formula::new(range));
        return rule.set_error_message("Выберите ответ из списка.").map(Some);
    }
    if cell.ask == Ask::Day {
        let (first, last) = (ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2200, 12, 31)?);
        let rule = rule.allow_date(DataValidationRule::Between(first, last));
        return rule.set_error_message("Нужна дата, например 01.09.2024.").map(Some);
    }
    let least = cell.bounds.and_then(|bounds| bounds.least);
    let most = cell.bounds.and_then(|bounds| bounds.most);
    let number = |number: f64| number.to_string().replace('.', ",");
    let bounds = match (least, most) {
        (Some(least), Some(most)) => format!(" от {} до {}", number(least), number(most)),
        (Some(least), None) => format!(" не меньше {}", number(least)),
        (None, Some(most)) => format!(" не больше {}", number(most)),
        (None, None) => String::new(),
    };
    if cell.is_whole {
        let whole = |bound: Option<f64>, other: i32| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "held within what Excel takes as a whole number"
            )]
            bound.map_or(other, |bound| bound.clamp(-2e9, 2e9) as i32)
        };
        let between = DataValidationRule::Between(
            whole(least.map(f64::ceil), -1_000_000_000),
            whole(most.map(f64::floor), 1_000_000_000),
        );
        return rule
            .allow_whole_number(between)
            .set_error_message(format!("Нужно целое число{bounds}."))
            .map(Some);
    }
    if cell.is_decimal {
        let between = DataValidationRule::Between(least.unwrap_or(-1e12), most.unwrap_or(1e12));
        return rule
            .allow_decimal_number(between)
            .set_error_message(format!("Нужно число{bounds}."))
            .map(Some);
    }
    Ok(None)
}
