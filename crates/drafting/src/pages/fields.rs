//! Fields of a kind as an edit page draws them.

use papers::{Field, FieldType, Kind, Values};
use serde_json::Value;

use super::fault_of;
use crate::FieldFault;
use crate::rules::{needed_parts, shown};
use crate::store::agreement::RemarkRow;

/// One input.
pub(super) struct InputView {
    /// Its name and its id: `f.clauses.2.due`.
    pub id: String,
    pub label: String,
    /// `text`, `area`, `date`, `number` or `check`.
    pub input: &'static str,
    pub value: String,
    pub hint: String,
    pub error: String,
    pub is_required: bool,
    pub remarks: Vec<String>,
}

/// A record of a list.
pub(super) struct RowView {
    pub id: String,
    /// `clauses.2`: what its buttons say.
    pub path: String,
    pub number: usize,
    pub inputs: Vec<InputView>,
    pub remarks: Vec<String>,
}

/// A field: one input, a few parts of a name, or a list.
pub(super) struct FieldView {
    pub id: String,
    pub name: String,
    pub title: String,
    pub is_list: bool,
    pub is_group: bool,
    pub error: String,
    pub remarks: Vec<String>,
    pub inputs: Vec<InputView>,
    pub rows: Vec<RowView>,
}

const PERSON: [(&str, &str); 5] = [
    ("surname", "Фамилия"),
    ("name", "Имя"),
    ("patronymic", "Отчество"),
    ("post", "Должность"),
    ("phone", "Телефон"),
];

const ORGANISATION: [(&str, &str); 8] = [
    ("name", "Полное наименование"),
    ("name_genitive", "В родительном падеже (кого? чего?)"),
    ("short", "Краткое наименование"),
    ("founder", "Учредитель"),
    ("address", "Адрес"),
    ("phone", "Телефон"),
    ("email", "Электронная почта"),
    ("inn", "ИНН"),
];

/// Everything that stands beside the fields of a page.
pub(super) struct Beside<'a> {
    pub faults: &'a [FieldFault],
    pub remarks: &'a [RemarkRow],
}

impl Beside<'_> {
    fn error(&self, id: &str) -> String {
        fault_of(self.faults, id).unwrap_or_default().to_owned()
    }

    /// Remarks on exactly this place that have not been heeded.
    fn remarks(&self, path: &str) -> Vec<String> {
        self.remarks
            .iter()
            .filter(|remark| remark.field == path && remark.settled_at.is_none())
            .map(|remark| format!("{}: {}", remark.person, remark.words))
            .collect()
    }
}

pub(super) fn field_views(kind: &Kind, values: &Values, beside: &Beside<'_>) -> Vec<FieldView> {
    kind.fields.iter().map(|field| field_view(kind, field, values.get(&field.name), beside)).collect()
}

fn field_view(kind: &Kind, field: &Field, value: Option<&Value>, beside: &Beside<'_>) -> FieldView {
    let mut view = FieldView {
        id: format!("f.{}", field.name),
        name: field.name.clone(),
        title: field.title.clone(),
        is_list: field.kind == FieldType::List,
        is_group: matches!(field.kind, FieldType::Person | FieldType::Organisation),
        error: String::new(),
        remarks: Vec::new(),
        inputs: Vec::new(),
        rows: Vec::new(),
    };
    match field.kind {
        FieldType::Person => view.inputs = parts(kind, field, value, &PERSON, beside),
        FieldType::Organisation => view.inputs = parts(kind, field, value, &ORGANISATION, beside),
        FieldType::List => {
            let records = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            view.rows =
                records.iter().enumerate().map(|(at, record)| row(field, at + 1, record, beside)).collect();
        }
        _ => {
            view.inputs = vec![input(field, &field.name, value, &field.example, beside)];
            return view;
        }
    }
    view.error = beside.error(&view.id);
    view.remarks = beside.remarks(&field.name);
    view
}

fn row(list: &Field, number: usize, record: &Value, beside: &Beside<'_>) -> RowView {
    let path = format!("{}.{number}", list.name);
    let example = list.example.get(0);
    let inputs = list.fields.iter().map(|field| {
        let example = example.and_then(|one| one.get(&field.name)).unwrap_or(&Value::Null);
        input(field, &format!("{path}.{}", field.name), record.get(&field.name), example, beside)
    });
    RowView {
        id: format!("f.{path}"),
        number,
        inputs: inputs.collect(),
        remarks: beside.remarks(&path),
        path,
    }
}

fn input(
    field: &Field,
    path: &str,
    value: Option<&Value>,
    example: &Value,
    beside: &Beside<'_>,
) -> InputView {
    let id = format!("f.{path}");
    let (value, example) = (shown(value), shown(Some(example)));
    // What people write in sentences gets room for sentences.
    let is_long = example.chars().count() > 60 || value.chars().count() > 60 || field.name == "text";
    let input = match field.kind {
        FieldType::Date => "date",
        FieldType::Number | FieldType::Money => "number",
        FieldType::Flag => "check",
        _ if is_long => "area",
        _ => "text",
    };
    let hint = match field.kind {
        FieldType::Date | FieldType::Flag => String::new(),
        FieldType::Money => "Сумма в копейках".to_owned(),
        _ if example.is_empty() => String::new(),
        _ => format!("Например: {example}"),
    };
    InputView {
        error: beside.error(&id),
        remarks: beside.remarks(path),
        id,
        label: field.title.clone(),
        input,
        value,
        hint,
        is_required: field.required,
    }
}

fn parts(
    kind: &Kind,
    field: &Field,
    value: Option<&Value>,
    names: &[(&str, &str)],
    beside: &Beside<'_>,
) -> Vec<InputView> {
    let needed = if field.required { needed_parts(kind, field) } else { Vec::new() };
    let part = |(name, label): &(&str, &str)| {
        let path = format!("{}.{name}", field.name);
        let id = format!("f.{path}");
        InputView {
            error: beside.error(&id),
            remarks: beside.remarks(&path),
            id,
            label: (*label).to_owned(),
            input: "text",
            value: shown(value.and_then(|value| value.get(*name))),
            hint: String::new(),
            is_required: needed.iter().any(|(one, _)| one == name),
        }
    };
    names.iter().map(part).collect()
}

/// The places of a paper on which somebody may remark: fields, and each record of a list by its words.
pub(super) fn places(kind: &Kind, values: &Values) -> Vec<(String, String)> {
    const LONGEST: usize = 70;
    let mut places = Vec::new();
    for field in &kind.fields {
        let value = values.get(&field.name);
        match value {
            Some(Value::Array(records)) => {
                for (at, record) in records.iter().enumerate() {
                    let words = short(&shown(Some(record)), LONGEST);
                    let label = format!("{}, {}: {words}", field.title, at + 1);
                    places.push((format!("{}.{}", field.name, at + 1), label));
                }
            }
            _ if shown(value).is_empty() => {}
            _ => places
                .push((field.name.clone(), format!("{}: {}", field.title, short(&shown(value), LONGEST)))),
        }
    }
    places
}

fn short(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let cut: String = text.chars().take(longest).collect();
    format!("{}…", cut.trim_end())
}
