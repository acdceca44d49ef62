//! Headings and rows of a workbook under their one right name: `Repeat  Count`, `jr:count` and `body::jr:count` are one
//! column.

use indexmap::IndexMap;

use super::aliases::{
    CHOICE_COLUMNS, ENTITY_COLUMNS, MORE_SETTINGS_COLUMNS, SETTINGS_COLUMNS, SURVEY_COLUMNS, choices_heading,
    entities_heading, settings_heading, survey_heading, yes_no,
};
use super::{Columns, Heading, Lookup, Row, Source, Table, Value};
use crate::problem::{Place, Problems};
use crate::text::{collapse_spaces, snake_case, straighten_quotes};
use crate::workbook::{Sheet, Workbook};

type Aliases = fn(&str) -> Option<&'static [&'static str]>;

struct Reading<'a> {
    sheet: &'a Sheet,
    aliases: Aliases,
    columns: &'a [&'a str],
    language: &'a str,
    collapse: bool,
}

const DEFAULT_LANGUAGE: &str = "default";

pub(crate) fn from_workbook(workbook: &Workbook, file_stem: &str, problems: &mut Problems) -> Source {
    let mut source = Source { file_stem: file_stem.to_owned(), ..Source::default() };
    if let Some(sheet) = workbook.sheet("settings") {
        read_settings(sheet, &mut source, problems);
    }
    let language = source.settings.text("default_language").unwrap_or(DEFAULT_LANGUAGE).to_owned();
    let is_clean = yes_no(source.settings.text("clean_text_values").unwrap_or("yes")).unwrap_or(true);
    let mut table = |name: &str, aliases: Aliases, columns: &[&str], language: &str, collapse: bool| {
        workbook.sheet(name).map_or_else(Table::default, |sheet| {
            read_table(&Reading { sheet, aliases, columns, language, collapse }, problems)
        })
    };
    source.choices = table("choices", choices_heading, &CHOICE_COLUMNS, &language, false);
    source.external_choices = table("external_choices", choices_heading, &CHOICE_COLUMNS, &language, false);
    source.entities = table("entities", entities_heading, &ENTITY_COLUMNS, DEFAULT_LANGUAGE, false);
    source.osm = table("osm", choices_heading, &CHOICE_COLUMNS, DEFAULT_LANGUAGE, false);
    source.survey = table("survey", survey_heading, &SURVEY_COLUMNS, &language, is_clean);
    source
}

fn read_settings(sheet: &Sheet, source: &mut Source, problems: &mut Problems) {
    let mut sheet = sheet.clone();
    let has = |name: &str| sheet.headings.iter().any(|heading| heading == name);
    if has("form_id") && has("id_string") {
        let message = "есть и столбец form_id, и столбец id_string; взят form_id.";
        problems.warning(Place::row("settings", 1), "settings.two_ids", message, "Оставьте один из них.");
        let dropped = sheet.headings.iter().position(|heading| heading == "id_string");
        for row in &mut sheet.rows {
            row.cells.retain(|(heading, _)| Some(*heading) != dropped);
        }
        if let Some(dropped) = dropped {
            sheet.headings[dropped].clear();
        }
    }
    let columns: Vec<&str> = SETTINGS_COLUMNS.into_iter().chain(MORE_SETTINGS_COLUMNS).collect();
    let reading = Reading {
        sheet: &sheet,
        aliases: settings_heading,
        columns: &columns,
        language: DEFAULT_LANGUAGE,
        collapse: false,
    };
    let table = read_table(&reading, problems);
    for row in table.rows {
        if row.row == 2 {
            source.settings = row.columns;
        } else {
            let message = "настройки берутся только из строки 2; эта строка не прочитана.";
            problems.warning(
                Place::row("settings", row.row),
                "settings.extra_row",
                message,
                "Перенесите их в строку 2.",
            );
        }
    }
    source.settings_headings = table.headings;
}

fn read_table(reading: &Reading<'_>, problems: &mut Problems) -> Table {
    let headings = read_headings(reading, problems);
    let rows = reading.sheet.rows.iter().map(|row| {
        let mut columns = Columns::new();
        for (at, text) in &row.cells {
            let Some(Some(heading)) = headings.get(*at) else {
                let advice = "Дайте столбцу заголовок.";
                let place = Place::row(&reading.sheet.name, row.number);
                problems.error(
                    place,
                    "header.missing",
                    format!("текст «{text}» стоит в столбце без заголовка."),
                    advice,
                );
                continue;
            };
            let text = if reading.collapse { collapse_spaces(text) } else { text.clone() };
            merge(&mut columns, &heading.path, straighten_quotes(&text), reading.language);
        }
        Row { row: row.number, columns }
    });
    let rows = rows.collect();
    Table { headings: headings.into_iter().flatten().collect(), rows }
}

fn read_headings(reading: &Reading<'_>, problems: &mut Problems) -> Vec<Option<Heading>> {
    let written = &reading.sheet.headings;
    let double_colon = written.iter().any(|heading| heading.contains("::"));
    let mut seen: IndexMap<Vec<String>, &str> = IndexMap::new();
    let mut made = Vec::new();
    for heading in written {
        if heading.is_empty() {
            made.push(None);
            continue;
        }
        let (is_as_written, path) = path_of(heading, double_colon, reading);
        if let Some(other) = seen.get(&path)
            && !is_as_written
        {
            let message = format!("заголовки «{other}» и «{heading}» означают один и тот же столбец.");
            let place = Place::cell(&reading.sheet.name, 1, heading);
            problems.error(place, "header.same", message, "Оставьте один из них.");
        }
        seen.insert(path.clone(), heading);
        made.push(Some(Heading { written: heading.clone(), path }));
    }
    made
}

/// The parts of a heading, and whether it is written in its right name already.
fn path_of(heading: &str, double_colon: bool, reading: &Reading<'_>) -> (bool, Vec<String>) {
    let is_own = |name: &str| reading.columns.contains(&name) && (reading.aliases)(name).is_none();
    if is_own(heading) {
        return (true, vec![heading.to_owned()]);
    }
    let normal = snake_case(heading);
    if is_own(&normal) {
        return (normal == heading, vec![normal]);
    }
    let mut parts: Vec<String> = if double_colon || heading.contains("::") {
        heading.split("::").map(|part| part.trim().to_owned()).collect()
    } else {
        let mut parts: Vec<String> = heading.split(':').map(|part| part.trim().to_owned()).collect();
        // `jr:count` keeps its colon where colons separate.
        if let Some(at) = parts.iter().position(|part| part == "jr")
            && at + 1 < parts.len()
        {
            let name = parts.remove(at + 1);
            parts[at] = format!("jr:{name}");
        }
        parts
    };
    let first = snake_case(&parts[0]);
    if let Some(target) = (reading.aliases)(&first) {
        parts.splice(0..1, target.iter().map(|part| (*part).to_owned()));
        return (parts.len() == 1 && parts[0] == heading, parts);
    }
    if reading.columns.contains(&first.as_str()) {
        parts[0] = first.clone();
        return (first == heading, parts);
    }
    (true, parts)
}

/// Puts a text at the end of a path, joining it with what is there: a text without a language is in the default one.
fn merge(columns: &mut Columns, path: &[String], text: String, language: &str) {
    let [first, rest @ ..] = path else { return };
    if rest.is_empty() {
        columns.insert(first.clone(), Value::Text(text));
        return;
    }
    let added = nested(rest, text);
    match columns.get_mut(first) {
        Some(slot) => {
            let before = std::mem::replace(slot, Value::Text(String::new()));
            *slot = join(before, added, language);
        }
        None => {
            columns.insert(first.clone(), added);
        }
    }
}

fn nested(path: &[String], text: String) -> Value {
    match path {
        [] => Value::Text(text),
        [first, rest @ ..] => Value::Group(Columns::from([(first.clone(), nested(rest, text))])),
    }
}

fn join(before: Value, added: Value, language: &str) -> Value {
    match (before, added) {
        (Value::Group(before), Value::Group(added)) => Value::Group(join_groups(before, added, language)),
        (Value::Text(before), added) if before.is_empty() => added,
        (Value::Text(before), Value::Group(added)) => {
            if added.contains_key(language) {
                return Value::Group(added);
            }
            let before = Columns::from([(language.to_owned(), Value::Text(before))]);
            Value::Group(join_groups(before, added, language))
        }
        (Value::Group(before), Value::Text(added)) => {
            if added.is_empty() || before.contains_key(language) {
                return Value::Group(before);
            }
            let added = Columns::from([(language.to_owned(), Value::Text(added))]);
            Value::Group(join_groups(before, added, language))
        }
        // Two texts of one place: the later one stands.
        (Value::Text(_), added @ Value::Text(_)) => added,
    }
}

fn join_groups(mut before: Columns, added: Columns, language: &str) -> Columns {
    for (key, value) in added {
        match before.get_mut(&key) {
            Some(slot) => {
                let old = std::mem::replace(slot, Value::Text(String::new()));
                *slot = join(old, value, language);
            }
            None => {
                before.insert(key, value);
            }
        }
    }
    before
}
