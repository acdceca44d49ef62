//! Fields of a form, their faults, and what two editors wrote.

use crate::NetworkRefused;
use crate::rules::FieldConflict;

/// A field as it is drawn (`templates/fields.html`).
#[derive(Debug, Clone, Default)]
pub struct FormField {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// Type of the input.
    pub input: &'static str,
    pub value: String,
    /// What the registry said when the form was made; sent back with it.
    pub was: Option<String>,
    pub error: String,
    pub is_required: bool,
    pub longest: usize,
}

impl FormField {
    pub fn new(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self { name, label, input: "text", value: value.into(), longest: 500, ..Self::default() }
    }

    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub fn of_type(self, input: &'static str) -> Self {
        Self { input, ..self }
    }

    pub fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub fn was(self, was: &str) -> Self {
        Self { was: Some(was.to_owned()), ..self }
    }
}

/// What is wrong with a form: for the summary on top and for the fields.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    /// (field, text)
    pub faults: Vec<(&'static str, String)>,
    pub conflicts: Vec<FieldConflict>,
}

impl Refusal {
    pub fn of(field: &'static str, text: impl Into<String>) -> Self {
        Self { faults: vec![(field, text.into())], conflicts: Vec::new() }
    }

    /// A refusal that belongs to the form; others go on as they are.
    pub fn from_door(refused: NetworkRefused) -> Result<Self, NetworkRefused> {
        match refused {
            NetworkRefused::Invalid { field, text } => Ok(Self::of(field, text)),
            NetworkRefused::CodeTaken(_) => Ok(Self::of("code", refused.to_string())),
            NetworkRefused::Conflict(conflicts) => Ok(Self { faults: Vec::new(), conflicts }),
            other => Err(other),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.conflicts.is_empty()
    }

    /// Puts the faults to their fields.
    pub fn mark(&self, fields: &mut [FormField]) {
        for field in fields {
            if let Some((_, text)) = self.faults.iter().find(|(name, _)| *name == field.name) {
                field.error.clone_from(text);
            }
            // Both words have been shown: sending the form again says which one is meant.
            if let Some(conflict) = self.conflicts.iter().find(|one| one.field == field.name) {
                field.was = Some(conflict.now.clone());
            }
        }
    }

    /// 409 for two editors, 422 for anything else.
    pub fn status(&self) -> axum::http::StatusCode {
        if self.conflicts.is_empty() {
            axum::http::StatusCode::UNPROCESSABLE_ENTITY
        } else {
            axum::http::StatusCode::CONFLICT
        }
    }
}
