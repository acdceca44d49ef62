//! Lists of a paper as far as the system knows their records: municipalities, parts of the measure, lines of the report.

use jiff::civil::Date;
use papers::{Field, Kind};
use serde_json::{Map, Value, json};

use super::filling::{Known, without_quotes};

/// A municipality with whoever answers for its schools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownMunicipality {
    pub name: String,
    pub responsible: String,
}

/// A library that holds a status today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLibrary {
    pub municipality: String,
    pub name: String,
    pub status: String,
    pub term: String,
}

/// A part of the measure: an item, or the measure itself where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    pub title: String,
    /// As the plan prints it.
    pub term: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// A line of the execution report as of today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportLine {
    pub number: String,
    pub name: String,
    pub term: String,
    pub state: String,
    pub done: Option<Date>,
    pub document: String,
    pub result: String,
    pub deviation: String,
}

/// The records that are known; what a record lacks is left for people.
pub(super) fn list(kind: &Kind, list: &Field, known: &Known) -> Value {
    let records: Vec<Value> = match (kind.code.as_str(), list.name.as_str()) {
        ("info_letter", "addressees") => vec![
            json!({"name": "Руководителям органов местного самоуправления,"}),
            json!({"name": "осуществляющих управление в сфере образования"}),
        ],
        ("info_letter", "paragraphs") => first_paragraph(known).into_iter().collect(),
        ("project_passport", "results") | ("regulation", "tasks") => results(list, known),
        ("project_passport" | "regulation", "stages") => parts(known).map(stage).collect(),
        ("program", "talks") => parts(known).map(|part| json!({"topic": unquoted(&part.title)})).collect(),
        ("schedule", "windows") => known
            .municipalities
            .iter()
            .map(|one| json!({"municipality": one.name, "responsible": one.responsible}))
            .collect(),
        ("directive", "organisations") => known
            .libraries
            .iter()
            .map(|one| {
                json!({"municipality": one.municipality, "name": one.name, "status": one.status, "term": one.term})
            })
            .collect(),
        ("execution_report", "rows") => known.report.iter().map(report_line).collect(),
        _ => Vec::new(),
    };
    Value::Array(records.into_iter().map(|record| only_known_fields(list, record)).collect())
}

/// A record as the kind has it: fields of another edition of the kind are left out.
fn only_known_fields(list: &Field, record: Value) -> Value {
    let Value::Object(record) = record else { return record };
    let known = |name: &String| list.fields.iter().any(|field| field.name == *name);
    Value::Object(record.into_iter().filter(|(name, _)| known(name)).collect::<Map<_, _>>())
}

fn first_paragraph(known: &Known) -> Option<Value> {
    let task = known.task.as_ref()?;
    let text = format!(
        "В соответствии с планом («дорожной картой») на {} проводится мероприятие «{}».",
        task.year_title,
        without_quotes(&task.title)
    );
    Some(json!({ "text": text }))
}

/// What the plan expects, each in the first field of a record.
fn results(list: &Field, known: &Known) -> Vec<Value> {
    let first = list.fields.first().map_or("text", |field| field.name.as_str());
    let results = known.task.iter().flat_map(|task| &task.results);
    results.map(|text| json!({first: text.trim_end_matches(['.', ';'])})).collect()
}

fn parts(known: &Known) -> impl Iterator<Item = &Part> {
    known.task.iter().flat_map(|task| &task.parts)
}

/// Kinds call the days of a stage `from` and `to`, or print its term as words.
fn stage(part: &Part) -> Value {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    json!({"name": unquoted(&part.title), "term": part.term, "from": day(part.from), "to": day(part.to)})
}

fn report_line(line: &ReportLine) -> Value {
    json!({
        "number": line.number,
        "name": line.name,
        "term": line.term,
        "state": line.state,
        "done": line.done.map_or_else(String::new, |day| day.to_string()),
        "document": line.document,
        "result": line.result,
        "deviation": line.deviation,
    })
}

/// «Лучший центр» of a title that is nothing but a name in quotation marks; any other title as it is.
pub(super) fn unquoted(title: &str) -> String {
    let title = title.trim().trim_end_matches(['.', ':', ';']);
    let inside = title.strip_prefix(['"', '«']).and_then(|rest| rest.strip_suffix(['"', '»']));
    inside.filter(|inside| !inside.contains(['"', '«', '»'])).unwrap_or(title).to_owned()
}

/// The name of a contest or a project inside a longer title: «Литературная карта» of «Реализация проекта „…“».
pub(super) fn name_inside(title: &str) -> Option<String> {
    let from = title.find(['"', '«'])?;
    let rest = title[from..].trim_start_matches(['"', '«']);
    let to = rest.find(['"', '»'])?;
    Some(rest[..to].trim().to_owned()).filter(|name| !name.is_empty())
}
