//! Number and date of registration: a draft has none, and no form asks for them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Field, FieldType};

/// What the register has given a paper. Layouts and templates of offices print it as `{{ number }}` and `{{ registered }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub number: String,
    pub date: Date,
}

const NUMBER: &str = "number";
const DAY: &str = "registered";

impl Registration {
    /// Puts them into values, completed or not: whatever prints these values prints a registered paper.
    pub fn put(&self, values: &mut Map<String, Value>) {
        values.insert(NUMBER.to_owned(), Value::from(self.number.as_str()));
        values.insert(DAY.to_owned(), Value::from(self.date.to_string()));
    }

    /// Takes them out: a draft has none, though earlier editions of the program let people type a number.
    pub fn take_out(values: &mut Map<String, Value>) {
        values.remove(NUMBER);
        values.remove(DAY);
    }

    /// Of values into which they were put. Papers registered by earlier editions of the program have their day in `date`.
    pub fn of(values: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| values.get(name)?.as_str();
        let number = text(NUMBER).filter(|number| !number.is_empty())?.to_owned();
        let day = |name: &str| text(name)?.parse().ok();
        Some(Self { number, date: day(DAY).or_else(|| day("date"))? })
    }

    /// What every kind has beside its own fields, for lists of what a template may print.
    pub fn fields() -> [Field; 2] {
        let field = |name: &str, title: &str, kind, example: &str| Field {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            required: false,
            fields: Vec::new(),
            example: Value::from(example),
        };
        [
            field(NUMBER, "Регистрационный номер; у проекта его нет", FieldType::Text, "57"),
            field(DAY, "Дата регистрации; у проекта её нет", FieldType::Date, "2024-03-05"),
        ]
    }
}
