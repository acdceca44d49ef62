//! A workbook that Excel opens and [`crate::Form::read`] reads back as the same form.

use indexmap::IndexMap;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::source::{Columns, Heading, Row, Source, Table};

/// Columns in the order in which people look for them; others follow as they come.
const ORDER: [&str; 24] = [
    "list_name",
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "warning",
    "warning_message",
    "warning_explanation",
    "calculation",
    "default",
    "trigger",
    "choice_filter",
    "repeat_count",
    "read_only",
    "parameters",
    "appearance",
    "form_title",
    "form_id",
];

/// The workbook's bytes, the same for the same form.
pub fn to_xlsx(source: &Source) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let settings = Table {
        rows: if source.settings.is_empty() {
            Vec::new()
        } else {
            vec![Row { row: 2, columns: source.settings.clone() }]
        },
        ..Table::default()
    };
    for (name, table) in [
        ("survey", &source.survey),
        ("choices", &source.choices),
        ("settings", &settings),
        ("external_choices", &source.external_choices),
        ("entities", &source.entities),
        ("osm", &source.osm),
    ] {
        if name == "survey" || !table.is_empty() {
            write(workbook.add_worksheet().set_name(name)?, name, table)?;
        }
    }
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, name: &str, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let of_rows = headings(table.rows.iter().map(|row| &row.columns), |path| heading_of(name, path));
    // An empty sheet still says what it is for.
    let none = name == "survey" && of_rows.is_empty();
    let mut written: Vec<Heading> = if none {
        ["type", "name", "label"]
            .map(|word| Heading { written: word.to_owned(), path: vec![word.to_owned()] })
            .into()
    } else {
        of_rows
    };
    let place = |heading: &Heading| {
        let first = heading.written.split("::").next().unwrap_or_default();
        ORDER.iter().position(|known| *known == first).unwrap_or(ORDER.len())
    };
    written.sort_by_key(place);
    for (column, heading) in (0_u16..).zip(&written) {
        sheet.write_string_with_format(0, column, &heading.written, &bold)?;
        let is_long = matches!(place(heading), 3..=10 | 12 | 14);
        sheet.set_column_width(column, if is_long { 40 } else { 18 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let keeps_numbers = keeps_numbers(&table.rows);
    for (index, row) in (1_u32..).zip(&table.rows) {
        let at = if keeps_numbers { row.row - 1 } else { index };
        for (column, heading) in (0_u16..).zip(&written) {
            if let Some(text) = text_at(&row.columns, &heading.path) {
                sheet.write_string_with_format(at, column, text, &wrapped)?;
            }
        }
    }
    Ok(())
}

/// Rows stay where the author had them: names that forms make for themselves have row numbers in them.
fn keeps_numbers(rows: &[Row]) -> bool {
    rows.iter()
        .try_fold(1_u32, |before, row| (row.row > before && row.row - before <= 60).then_some(row.row))
        .is_some()
}

fn text_at<'a>(columns: &'a Columns, path: &[String]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    let value = columns.get(first)?;
    if rest.is_empty() { value.text() } else { text_at(value.group()?, rest) }
}

/// Every path that has a text in some row, in the order of appearance.
pub(super) fn headings<'a>(
    rows: impl Iterator<Item = &'a Columns>,
    name: impl Fn(&[&str]) -> String,
) -> Vec<Heading> {
    let mut found: IndexMap<Vec<String>, String> = IndexMap::new();
    for columns in rows {
        for (first, value) in columns {
            for (rest, _) in value.texts() {
                let path: Vec<&str> = std::iter::once(first.as_str()).chain(rest).collect();
                let owned = path.iter().map(|part| (*part).to_owned()).collect();
                found.entry(owned).or_insert_with(|| name(&path));
            }
        }
    }
    found.into_iter().map(|(path, written)| Heading { written, path }).collect()
}

/// The heading by which people know a column.
fn heading_of(sheet: &str, path: &[&str]) -> String {
    let (known, rest): (&str, &[&str]) = match (sheet, path) {
        ("survey", ["bind", "relevant", rest @ ..]) => ("relevant", rest),
        ("survey", ["bind", "required", rest @ ..]) => ("required", rest),
        ("survey", ["bind", "constraint", rest @ ..]) => ("constraint", rest),
        ("survey", ["bind", "calculate", rest @ ..]) => ("calculation", rest),
        ("survey", ["bind", "readonly", rest @ ..]) => ("read_only", rest),
        ("survey", ["bind", "jr:constraintMsg", rest @ ..]) => ("constraint_message", rest),
        ("survey", ["bind", "jr:requiredMsg", rest @ ..]) => ("required_message", rest),
        ("survey", ["bind", "jr:noAppErrorString", rest @ ..]) => ("no_app_error_string", rest),
        ("survey", ["bind", "entities:saveto", rest @ ..]) => ("save_to", rest),
        ("survey", ["control", "appearance", rest @ ..]) => ("appearance", rest),
        ("survey", ["control", "jr:count", rest @ ..]) => ("repeat_count", rest),
        ("survey", ["control", "autoplay", rest @ ..]) => ("autoplay", rest),
        ("survey", ["control", "rows", rest @ ..]) => ("rows", rest),
        ("survey", ["control", rest @ ..]) => ("body", rest),
        ("survey" | "choices", ["media", "image", rest @ ..]) => ("media::image", rest),
        ("choices" | "external_choices" | "osm", ["list name", rest @ ..]) => ("list_name", rest),
        ("entities", ["dataset", rest @ ..]) => ("list_name", rest),
        ("settings", ["title", rest @ ..]) => ("form_title", rest),
        ("settings", ["id_string", rest @ ..]) => ("form_id", rest),
        _ => return path.join("::"),
    };
    std::iter::once(&known).chain(rest).copied().collect::<Vec<_>>().join("::")
}
