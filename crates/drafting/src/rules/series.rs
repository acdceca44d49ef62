//! A list for a series of papers: which columns it has, what each line puts into the paper.

use papers::{Field, FieldType, Kind, Values};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::FieldFault;

/// Papers of one series.
pub const MOST_PAPERS: usize = 2_000;
const MOST_FAULTS: usize = 50;
const LONGEST_CELL: usize = 5_000;

/// What a line of the list puts in the place of the paper's own values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// For the name of the file: the line's first cell.
    pub label: String,
    pub values: Values,
}

/// Fields that a list may have as columns: those that fit into a cell.
pub fn columns(kind: &Kind) -> impl Iterator<Item = &Field> {
    kind.fields.iter().filter(|field| match field.kind {
        FieldType::Text | FieldType::Date | FieldType::Number | FieldType::Money | FieldType::Flag => true,
        FieldType::List => only_text(field).is_some(),
        FieldType::Person | FieldType::Organisation => false,
    })
}

/// Lists of one text each («Адресаты») are written line under line in a cell.
fn only_text(field: &Field) -> Option<&Field> {
    match field.fields.as_slice() {
        [only] if only.kind == FieldType::Text => Some(only),
        _ => None,
    }
}

/// How a value stands in a cell of the list.
pub fn cell_of(field: &Field, values: &Values) -> String {
    let value = values.get(&field.name);
    match (field.kind, value) {
        (_, None | Some(Value::Null)) => String::new(),
        (FieldType::Date, Some(Value::String(text))) => {
            text.parse::<jiff::civil::Date>().map_or_else(|_| text.clone(), ui::ru::date_short)
        }
        (FieldType::Flag, Some(value)) => if value == &Value::Bool(true) { "да" } else { "нет" }.to_owned(),
        (FieldType::List, Some(Value::Array(rows))) => {
            let name = only_text(field).map_or("", |only| only.name.as_str());
            let texts = rows.iter().filter_map(|row| row.get(name)?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        (_, Some(value)) => super::shown(Some(value)),
    }
}

/// Reads a list with its heading. Every line, put into the paper, must make a whole paper.
///
/// # Errors
/// All that is wrong, line by line: nothing of a faulty list is printed.
pub fn lines_of(kind: &Kind, own: &Values, rows: &[Vec<String>]) -> Result<Vec<Line>, Vec<FieldFault>> {
    let fault = |text: String| FieldFault { field: "list".into(), text };
    let Some((heading, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else {
        let text = "В списке нет строк. Первая строка – названия граф, под ней по строке на каждый документ.";
        return Err(vec![fault(text.into())]);
    };
    if rows.len() > MOST_PAPERS {
        let text = format!(
            "В списке строк: {}, а за один раз печатается не больше {MOST_PAPERS}. Разделите список.",
            rows.len()
        );
        return Err(vec![fault(text)]);
    }
    let fields = fields_of(kind, heading).map_err(|text| vec![fault(text)])?;
    let mut lines = Vec::with_capacity(rows.len());
    let mut faults = Vec::new();
    for (number, row) in (2..).zip(rows) {
        match line_of(kind, own, &fields, row) {
            Ok(line) => lines.push(line),
            Err(told) => {
                faults.extend(told.into_iter().map(|text| fault(format!("Строка {number}. {text}"))));
            }
        }
        if faults.len() >= MOST_FAULTS {
            faults
                .push(fault("Остальные строки не проверены: исправьте эти и загрузите список снова.".into()));
            break;
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// The field of each column; a column without a heading is left out.
fn fields_of<'a>(kind: &'a Kind, heading: &[String]) -> Result<Vec<Option<&'a Field>>, String> {
    let mut fields: Vec<Option<&Field>> = Vec::new();
    for title in heading {
        let title = title.trim();
        if title.is_empty() {
            fields.push(None);
            continue;
        }
        let wanted = title.to_lowercase();
        let found = columns(kind).find(|field| field.title.to_lowercase() == wanted || field.name == wanted);
        let Some(field) = found else {
            let known: Vec<String> = columns(kind).map(|field| format!("«{}»", field.title)).collect();
            return Err(format!(
                "Графы «{title}» у этого вида документа нет. Графы называются так: {}.",
                known.join(", ")
            ));
        };
        if fields.iter().flatten().any(|other| other.name == field.name) {
            return Err(format!("Графа «{title}» стоит дважды. Оставьте одну."));
        }
        fields.push(Some(field));
    }
    if fields.iter().all(Option::is_none) {
        return Err("В первой строке списка нет названий граф.".into());
    }
    Ok(fields)
}

fn line_of(
    kind: &Kind,
    own: &Values,
    fields: &[Option<&Field>],
    row: &[String],
) -> Result<Line, Vec<String>> {
    let mut values = Values::new();
    let mut told = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let Some(field) = field else { continue };
        match value_of(field, row.get(at).map_or("", |cell| cell.trim())) {
            Ok(value) => {
                values.insert(field.name.clone(), value);
            }
            Err(text) => told.push(text),
        }
    }
    let label = row.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
    let label = label.lines().next().unwrap_or_default().to_owned();
    if told.is_empty() {
        told = super::missing(kind, &with(own, &values)).into_iter().map(|one| one.text).collect();
    }
    if told.is_empty() { Ok(Line { label, values }) } else { Err(told) }
}

/// The paper's values with a line's in their place.
pub fn with(own: &Values, line: &Values) -> Values {
    let mut values = own.clone();
    values.extend(line.iter().map(|(name, value)| (name.clone(), value.clone())));
    values
}

fn value_of(field: &Field, cell: &str) -> Result<Value, String> {
    if cell.chars().count() > LONGEST_CELL {
        return Err(format!("{}: длиннее {LONGEST_CELL} знаков.", field.title));
    }
    match field.kind {
        FieldType::Date if !cell.is_empty() => day_of(cell)
            .map(|day| json!(day.to_string()))
            .ok_or_else(|| format!("{}: «{cell}» – не дата. Напишите так: 15.03.2024.", field.title)),
        FieldType::Flag => match cell.to_lowercase().as_str() {
            "да" | "1" | "+" => Ok(json!(true)),
            "" | "нет" | "0" | "-" | "–" => Ok(json!(false)),
            _ => Err(format!("{}: «{cell}» – напишите «да» или «нет».", field.title)),
        },
        FieldType::List => {
            let name = only_text(field).map_or("", |only| only.name.as_str());
            let texts = cell.lines().map(str::trim).filter(|text| !text.is_empty());
            Ok(texts.map(|text| json!({ name: text })).collect())
        }
        _ => Ok(json!(cell)),
    }
}

/// «15.03.2024», or as Excel hands it over: «2024-03-15».
fn day_of(cell: &str) -> Option<jiff::civil::Date> {
    let day = cell.split([' ', 'T']).next().unwrap_or(cell);
    day.parse().ok().or_else(|| jiff::civil::Date::strptime("%d.%m.%Y", day).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> (&'static Kind, Values) {
        let kind = papers::kind("info_letter").unwrap();
        (kind, kind.examples())
    }

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_line_takes_the_place_of_what_the_paper_says() {
        let (kind, own) = letter();
        let list = rows(&[
            &["Адресаты", "срок ответа", ""],
            &["Директору школы № 1\nИвановой А. П.", "15.03.2024", "прочее"],
            &["Директору школы № 2", "2024-03-16 00:00:00"],
        ]);
        let lines = lines_of(kind, &own, &list).unwrap();
        assert_eq!(lines[0].label, "Директору школы № 1");
        assert_eq!(
            lines[0].values["addressees"],
            json!([{"name": "Директору школы № 1"}, {"name": "Ивановой А. П."}])
        );
        assert_eq!(
            (&lines[0].values["due"], &lines[1].values["due"]),
            (&json!("2024-03-15"), &json!("2024-03-16"))
        );
        let whole = with(&own, &lines[1].values);
        assert_eq!(whole["subject"], own["subject"], "what the list does not name stays");
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let (kind, own) = letter();
        let list = rows(&[&["Адресаты", "Срок ответа"], &["Школе № 1", "завтра"], &["", "15.03.2024"]]);
        let told: Vec<String> =
            lines_of(kind, &own, &list).unwrap_err().into_iter().map(|one| one.text).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("Строка 2. Срок ответа: «завтра» – не дата"), "{told:?}");
        assert!(told[1].starts_with("Строка 3. Адресаты"), "{told:?}");
    }

    #[test]
    fn columns_that_nobody_knows_and_lists_that_are_too_long_are_refused() {
        let (kind, own) = letter();
        let told = |list: &[Vec<String>]| lines_of(kind, &own, list).unwrap_err().remove(0).text;
        assert!(told(&rows(&[&["Кому"], &["Школе"]])).contains("Графы «Кому» у этого вида документа нет"));
        assert!(told(&rows(&[&["Адресаты", "адресаты"], &["а", "б"]])).contains("дважды"));
        assert!(told(&rows(&[&["Адресаты"]])).contains("нет строк"));
        let mut long = rows(&[&["Адресаты"]]);
        long.extend(std::iter::repeat_n(vec!["Школе".to_owned()], MOST_PAPERS + 1));
        assert!(told(&long).contains("2001"));
    }

    #[test]
    fn the_sample_list_of_every_kind_reads_back_as_the_paper_itself() {
        for kind in papers::kinds() {
            let own = kind.examples();
            let heading = columns(kind).map(|field| field.title.clone()).collect();
            let row = columns(kind).map(|field| cell_of(field, &own)).collect();
            let lines = lines_of(kind, &own, &[heading, row])
                .unwrap_or_else(|told| panic!("{}: {told:?}", kind.code));
            let again = kind.complete(&with(&own, &lines[0].values)).unwrap();
            assert_eq!(again, kind.complete(&own).unwrap(), "{}", kind.code);
        }
    }
}
