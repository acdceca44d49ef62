//! Why something is not taken. The texts are for the reader.

use access::PageError;

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum EquipmentRefused {
    /// Nothing of the kind within the scope: the same answer as for what does not exist.
    #[error("Такой самопроверки нет.")]
    NotFound,
    /// Everything that is wrong with the form at once.
    #[error("{}", .0.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldProblem>),
    #[error("Документ не сделан: {0}")]
    Paper(#[from] papers::PaperError),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl EquipmentRefused {
    pub(crate) fn invalid(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.to_owned(), text: text.into() }])
    }
}

impl From<EquipmentRefused> for PageError {
    fn from(refused: EquipmentRefused) -> Self {
        match refused {
            EquipmentRefused::NotFound => Self::NotFound,
            EquipmentRefused::Store(error) => error.into(),
            EquipmentRefused::Paper(error) => Self::Internal(error.to_string()),
            told @ EquipmentRefused::Invalid(_) => Self::refused(
                "Не сохранено",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
