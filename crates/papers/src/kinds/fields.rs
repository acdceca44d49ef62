use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    Text,
    /// `YYYY-MM-DD`.
    Date,
    Number,
    /// Kopecks.
    Money,
    Flag,
    /// `surname`, `name`, `patronymic`, `post`, `phone`; derived: `full`, `initials`, `initials_first`.
    Person,
    /// `name`, `name_genitive`, `short`, `founder`, `address`, `phone`, `email`, `inn`.
    Organisation,
    /// Records, each with the fields of the list.
    List,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    /// For people.
    pub title: String,
    #[serde(rename = "type")]
    pub kind: FieldType,
    #[serde(default)]
    pub required: bool,
    /// Of a list's records.
    #[serde(default)]
    pub fields: Vec<Field>,
    #[serde(default)]
    pub example: Value,
}

/// Parts of a person, and those of an organisation: what stands after the dot in a placeholder.
pub(crate) const PERSON: [&str; 8] =
    ["surname", "name", "patronymic", "post", "phone", "full", "initials", "initials_first"];
pub(crate) const ORGANISATION: [&str; 8] =
    ["name", "name_genitive", "short", "founder", "address", "phone", "email", "inn"];

impl Field {
    /// Names that may follow this field's name after a dot.
    pub(crate) fn parts(&self) -> &'static [&'static str] {
        match self.kind {
            FieldType::Person => &PERSON,
            FieldType::Organisation => &ORGANISATION,
            _ => &[],
        }
    }
}

/// The name most like `wanted`, if any is like it at all.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(wanted, name);
    let best = names.into_iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(best) > 0.72).then_some(best)
}
