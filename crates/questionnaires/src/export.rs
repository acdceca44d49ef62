//! Answers of a poll as a table: a line for each respondent, columns of all versions; repeating sections on sheets of
//! their own.

pub use access::media::XLSX;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::{House, PageError};
use forms::form::Kind;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::form_version::FormVersion;
use crate::rules::{is_count, pattern};
use crate::store::answers::AnswerRow;
use crate::store::polls::PollRow;
use crate::store::values_of_poll;

/// A column: path without numbers of instances, name, label.
struct Column {
    path: String,
    name: String,
    label: String,
    is_number: bool,
}

struct Line {
    head: [String; 5],
    /// Number of the instance on a sheet of a repeat.
    number: Option<usize>,
    cells: Vec<String>,
}

struct Part {
    title: String,
    columns: Vec<Column>,
    lines: Vec<Line>,
}

/// Everything that an export holds; the first part is the sheet of respondents.
pub struct Table {
    parts: Vec<Part>,
}

const HEAD: [&str; 5] = ["Код", "Респондент", "Состояние", "Версия", "Отправлено"];

/// Puts the table together.
pub async fn table(house: &House, poll: &PollRow, rows: Vec<AnswerRow>) -> Result<Table, PageError> {
    let mut versions: BTreeMap<i64, Arc<FormVersion>> = BTreeMap::new();
    for row in &rows {
        if let Entry::Vacant(place) = versions.entry(row.version_number) {
            place.insert(FormVersion::of(house, &row.version_id).await?);
        }
    }
    if versions.is_empty() {
        versions.insert(0, FormVersion::of(house, &poll.version_id).await?);
    }
    let mut values: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (answer, path, value) in values_of_poll(&house.db, poll).await? {
        if !is_count(&path) {
            values.entry(answer).or_default().push((path, value));
        }
    }
    let mut parts = vec![Part { title: "Ответы".into(), columns: Vec::new(), lines: Vec::new() }];
    let mut labels: HashMap<(String, String), String> = HashMap::new();
    let mut part_of: HashMap<String, usize> = HashMap::new();
    // The newest version first: its order is the table's.
    for version in versions.values().rev() {
        add_columns(version, &mut parts, &mut part_of, &mut labels);
    }
    for row in &rows {
        let head = [
            row.org_code.clone(),
            row.respondent.clone(),
            row.state_word().to_owned(),
            row.version_number.to_string(),
            row.sent_at.map_or_else(String::new, |at| ui::ru::date_short(house.clock.date_of(at))),
        ];
        let own = values.remove(&row.id).unwrap_or_default();
        add_lines(&head, own, &mut parts, &part_of, &labels);
    }
    Ok(Table { parts })
}

fn add_columns(
    version: &FormVersion,
    parts: &mut Vec<Part>,
    part_of: &mut HashMap<String, usize>,
    labels: &mut HashMap<(String, String), String>,
) {
    let form = version.form();
    let text = |value: Option<&forms::source::Value>| match value {
        Some(forms::source::Value::Text(text)) => text.clone(),
        Some(forms::source::Value::Group(group)) => {
            group.values().next().and_then(|value| value.text()).unwrap_or_default().to_owned()
        }
        None => String::new(),
    };
    for id in form.in_order() {
        let element = form.element(id);
        let is_note = element.bind_text("readonly").is_some_and(|text| text == "true()");
        if element.kind != Kind::Question || element.row == 0 || is_note {
            continue;
        }
        let path = form.path(id);
        if part_of.contains_key(&path) {
            continue;
        }
        let part = match form.repeat_of(id) {
            None => 0,
            Some(repeat) => {
                let title = form.element(repeat).name.clone();
                parts.iter().position(|part| part.title == title).unwrap_or_else(|| {
                    parts.push(Part { title, columns: Vec::new(), lines: Vec::new() });
                    parts.len() - 1
                })
            }
        };
        if let Some(list) = element.itemset.as_deref().and_then(|name| form.lists.get(name)) {
            for choice in &list.choices {
                labels.insert((path.clone(), choice.name.clone()), text(choice.label.as_ref()));
            }
        }
        part_of.insert(path.clone(), part);
        let label = text(element.label.as_ref());
        parts[part].columns.push(Column {
            path,
            name: element.name.clone(),
            label: if label.is_empty() { element.name.clone() } else { label },
            is_number: matches!(element.bind_text("type"), Some("int" | "decimal"))
                || element.type_name == "calculate",
        });
    }
}

fn add_lines(
    head: &[String; 5],
    own: Vec<(String, String)>,
    parts: &mut [Part],
    part_of: &HashMap<String, usize>,
    labels: &HashMap<(String, String), String>,
) {
    // Part and the instance's own address → cells by column.
    let mut lines: BTreeMap<(usize, String), HashMap<String, String>> = BTreeMap::new();
    lines.insert((0, String::new()), HashMap::new());
    for (path, value) in own {
        let plain = pattern(&path);
        let Some(part) = part_of.get(&plain).copied() else { continue };
        let instance = path.rfind(']').map_or(String::new(), |end| path[..=end].to_owned());
        let told = value
            .split_whitespace()
            .map(|code| labels.get(&(plain.clone(), code.to_owned())).filter(|text| !text.is_empty()))
            .collect::<Option<Vec<_>>>();
        let told = told
            .filter(|words| !words.is_empty())
            .map_or(value, |words| words.iter().map(|word| word.as_str()).collect::<Vec<_>>().join("; "));
        lines.entry((part, instance)).or_default().insert(plain, told);
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for ((part, _), mut cells) in lines {
        let number = (part > 0).then(|| {
            let number = numbers.entry(part).or_insert(0);
            *number += 1;
            *number
        });
        let cells =
            parts[part].columns.iter().map(|column| cells.remove(&column.path).unwrap_or_default()).collect();
        parts[part].lines.push(Line { head: head.clone(), number, cells });
    }
}

/// The table as a workbook.
pub fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let code = Format::new().set_font_color("#666666");
    for (index, part) in table.parts.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&part.title, index))?.set_freeze_panes(2, 2)?;
        let extra = u16::from(index > 0);
        for (column, text) in (0_u16..).zip(HEAD) {
            sheet.write_string_with_format(0, column, text, &heading)?;
        }
        if index > 0 {
            sheet.write_string_with_format(0, 5, "№ записи", &heading)?;
        }
        for (column, one) in (5 + extra..).zip(&part.columns) {
            sheet.write_string_with_format(0, column, &one.label, &heading)?;
            sheet.write_string_with_format(1, column, &one.name, &code)?;
            sheet.set_column_width(column, 22)?;
        }
        sheet.set_column_width(1, 40)?;
        for (row, line) in (2_u32..).zip(&part.lines) {
            for (column, text) in (0_u16..).zip(&line.head) {
                sheet.write_string(row, column, text)?;
            }
            if let Some(number) = line.number {
                sheet.write_number(row, 5, f64::from(u32::try_from(number).unwrap_or(0)))?;
            }
            for ((column, text), of) in (5 + extra..).zip(&line.cells).zip(&part.columns) {
                match text.parse::<f64>() {
                    Ok(number) if of.is_number && number.is_finite() => {
                        sheet.write_number(row, column, number)?
                    }
                    // Everything else is text: what begins with «=» is no formula of ours.
                    _ if text.is_empty() => continue,
                    _ => sheet.write_string(row, column, text)?,
                };
            }
        }
    }
    workbook.save_to_buffer()
}

/// At most 31 signs, without those that Excel keeps for itself; the number keeps them apart.
fn sheet_name(title: &str, index: usize) -> String {
    let plain: String = title.chars().filter(|sign| !"[]:*?/\\'".contains(*sign)).take(24).collect();
    if index == 0 { plain } else { format!("{index} {plain}") }
}

/// The sheet of respondents as CSV for Excel: semicolons, a mark of UTF-8; records of repeats follow with their own names.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for part in &table.parts {
        let mut heading: Vec<String> = HEAD.iter().map(|one| (*one).to_owned()).collect();
        if part.title != table.parts[0].title {
            text.push_str("\r\n");
            heading.push(format!("№ записи: {}", part.title));
        }
        heading.extend(part.columns.iter().map(|one| one.name.clone()));
        push_line(&mut text, &heading);
        for line in &part.lines {
            let mut cells = line.head.to_vec();
            cells.extend(line.number.map(|number| number.to_string()));
            cells.extend(line.cells.iter().cloned());
            push_line(&mut text, &cells);
        }
    }
    text.into_bytes()
}

fn push_line(text: &mut String, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(';');
        }
        // A spreadsheet would run what begins like a formula; a number may begin with a minus.
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t']) && cell.parse::<f64>().is_err();
        let guard = if is_formula { "'" } else { "" };
        text.push_str(&format!("\"{guard}{}\"", cell.replace('"', "\"\"")));
    }
    text.push_str("\r\n");
}
