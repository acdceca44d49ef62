//! Kinds of papers: their fields and their default layouts, as data. A kind lies in `kinds/<code>.yaml`; what many of them
//! share, in `kinds/common.yaml`. The same layout is filled to make a paper, and left unfilled to make the Word template
//! that an office starts from.

mod checks;
mod explain;
mod fields;
mod fill;
mod registration;
mod starter;
mod values;

use std::sync::LazyLock;

pub(crate) use fields::nearest;
pub use fields::{Field, FieldType};
pub use fill::{Filled, fill};
pub use registration::Registration;
use serde::Deserialize;
use serde_json::{Map, Value};
pub use starter::starter;
pub use values::FieldFault;

/// Values of a kind's fields by their names.
pub type Values = Map<String, Value>;

/// A kind of paper.
#[derive(Debug, Clone)]
pub struct Kind {
    pub code: String,
    pub title: String,
    pub fields: Vec<Field>,
    /// The field with the day of the paper itself, if it has one: until it is registered, that is its day.
    day: Option<String>,
    /// Fields that the kind once had: drafts of that time may still carry them.
    retired: Vec<String>,
    checks: Vec<checks::Check>,
    /// A [`crate::Paper`] with placeholders in its strings, repeated and conditional parts.
    layout: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    fields: Vec<Field>,
    parts: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    title: String,
    fields: Vec<WrittenField>,
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    retired: Vec<String>,
    #[serde(default)]
    checks: Vec<checks::Check>,
    paper: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenField {
    /// A name out of the common fields.
    Common(String),
    Own(Field),
}

macro_rules! files {
    ($($code:literal),* $(,)?) => { [$(include_str!(concat!("../../kinds/", $code, ".yaml"))),*] };
}

const COMMON: &str = include_str!("../../kinds/common.yaml");
const FILES: [&str; 16] = files![
    "concept",
    "methodical",
    "info_letter",
    "document_kit",
    "order",
    "schedule",
    "protocol",
    "directive",
    "program",
    "utp",
    "analytical_note",
    "regulation",
    "criteria",
    "project_passport",
    "article",
    "execution_report",
];

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    read_all()
        .unwrap_or_else(|error| unreachable!("the kinds that come with the program are tested: {error}"))
});

static REGISTRATION: LazyLock<[Field; 2]> = LazyLock::new(Registration::fields);

pub(crate) fn registration_fields() -> &'static [Field] {
    REGISTRATION.as_slice()
}

/// Every kind that comes with the program.
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

/// A kind by its code, the same codes as in a region's `document-kinds.yaml`.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}

fn read_all() -> Result<Vec<Kind>, String> {
    let common: Common = serde_saphyr::from_str(COMMON).map_err(|error| format!("common: {error}"))?;
    FILES.iter().map(|text| read(text, &common)).collect()
}

fn read(text: &str, common: &Common) -> Result<Kind, String> {
    let written: Written = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let code = &written.code;
    let field = |one| match one {
        WrittenField::Own(field) => Ok(field),
        WrittenField::Common(name) => {
            let found = common.fields.iter().find(|field| field.name == name).cloned();
            found.ok_or_else(|| format!("{code}: нет общего поля {name}"))
        }
    };
    let fields = written.fields.into_iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let layout =
        with_parts(&written.paper, common).map_err(|name| format!("{code}: нет общей части {name}"))?;
    let Written { code, title, day, retired, checks, .. } = written;
    Ok(Kind { code, title, fields, day, retired, checks, layout })
}

/// `{use: letterhead}` replaced by the common part of that name.
fn with_parts(node: &Value, common: &Common) -> Result<Value, String> {
    Ok(match node {
        Value::Object(object) => {
            if let Some(name) = object.get("use").and_then(Value::as_str) {
                common.parts.get(name).cloned().ok_or_else(|| name.to_owned())?
            } else {
                let pairs = object.iter().map(|(key, value)| Ok((key.clone(), with_parts(value, common)?)));
                Value::Object(pairs.collect::<Result<_, String>>()?)
            }
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| with_parts(item, common)).collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
}

impl Kind {
    /// A kind from outside of this crate. `shared` has its fields and the parts that its layouts take by `{use: …}`, in the shape
    /// of `kinds/common.yaml`; `layout` is the paper. Many layouts may share their fields.
    pub fn read(code: &str, title: &str, shared: &str, layout: &str) -> Result<Self, String> {
        let shared: Common = serde_saphyr::from_str(shared).map_err(|error| error.to_string())?;
        let written: Value = serde_saphyr::from_str(layout).map_err(|error| error.to_string())?;
        let layout =
            with_parts(&written, &shared).map_err(|name| format!("{code}: нет общей части {name}"))?;
        let fields = shared.fields;
        let day = fields.iter().find(|field| field.name == "date").map(|field| field.name.clone());
        let (code, title) = (code.to_owned(), title.to_owned());
        Ok(Self { code, title, fields, day, retired: Vec::new(), checks: Vec::new(), layout })
    }

    /// The examples of the fields and a registration: for trial prints and for the list of fields beside a template.
    pub fn examples(&self) -> Values {
        let fields = self.fields.iter().chain(registration_fields());
        fields.map(|field| (field.name.clone(), field.example.clone())).collect()
    }

    /// Checks values and completes them: absent ones become empty, persons and organisations get their derived forms.
    pub fn complete(&self, values: &Values) -> Result<Values, Vec<FieldFault>> {
        values::complete(self, values)
    }

    /// Everything that keeps a paper from being sent on: faults of its fields, else what does not agree inside it.
    pub fn faults(&self, values: &Values) -> Vec<FieldFault> {
        match self.complete(values) {
            Ok(completed) => checks::broken(self, &completed),
            Err(faults) => faults,
        }
    }

    /// Whether the layout prints a placeholder by itself, as `signatory.post` before a signature; what it prints only beside
    /// something else may be empty.
    pub fn prints(&self, path: &str) -> bool {
        says(&self.layout, &format!("{{{{ {path} }}}}"))
    }

    pub(crate) fn layout(&self) -> &Value {
        &self.layout
    }
}

fn says(node: &Value, words: &str) -> bool {
    match node {
        Value::String(text) => text.contains(words),
        Value::Array(items) => items.iter().any(|item| says(item, words)),
        Value::Object(object) => object.values().any(|value| says(value, words)),
        _ => false,
    }
}
