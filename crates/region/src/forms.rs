//! Questionnaires that a region brings.

use serde::Deserialize;

use crate::problem::Problems;
use crate::read::read;

const FORMS: &str = "forms/forms.yaml";

/// A questionnaire of the pack: an XLSForm written as Markdown tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedForm {
    /// Name of its file inside `forms/`.
    pub name: String,
    /// What its readers call it.
    pub title: String,
    pub text: String,
    /// In the demonstration: the measure that it is put for, and how many days before the demo's today.
    pub demo: Option<DemoPoll>,
}

/// A poll of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPoll {
    /// Login of whoever opens it.
    pub by: String,
    /// Number of the measure, of its item where it has items, which of its slots (from 1).
    pub measure: String,
    pub item: Option<String>,
    pub slot: Option<u16>,
    pub title: String,
    pub opened_days_ago: i64,
    pub days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormsFile {
    forms: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    file: String,
    title: String,
    demo: Option<DemoPoll>,
}

/// The questionnaires; a region without the list has none.
pub(crate) fn read_forms(
    files: &impl Fn(&str) -> Option<String>,
    problems: &mut Problems,
) -> Vec<ShippedForm> {
    if files(FORMS).is_none() {
        return Vec::new();
    }
    let Some(list): Option<FormsFile> = read(files, FORMS, problems) else { return Vec::new() };
    let mut forms = Vec::new();
    for one in list.forms {
        match files(&format!("forms/{}", one.file)) {
            Some(text) => {
                forms.push(ShippedForm { name: one.file, title: one.title, text, demo: one.demo });
            }
            None => problems.add(FORMS, &one.file, "такого файла нет в папке forms"),
        }
    }
    forms
}
