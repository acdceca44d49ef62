//! Why something is not done. The texts are for the reader.

use access::PageError;
use roadmap::EvidenceRefused;

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    pub field: String,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum KitRefused {
    /// No such school, document or template within the scope: the same answer as for an absent one.
    #[error("Такого документа нет.")]
    NotFound,
    /// Everything that is wrong with the form at once.
    #[error("{}", .0.iter().map(|fault| fault.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldFault>),
    /// Somebody was faster: with the same document of the school, or with the same template.
    #[error("Пока вы заполняли форму, то же самое сделал другой сотрудник. Откройте страницу снова.")]
    Changed,
    #[error("{0}")]
    Paper(String),
    #[error(transparent)]
    Evidence(#[from] EvidenceRefused),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl KitRefused {
    /// Of two who write at once the second meets a unique index.
    pub(crate) fn of_write(error: ::store::Error) -> Self {
        match error {
            ::store::Error::Constraint(_) => Self::Changed,
            other => other.into(),
        }
    }

    pub(crate) fn invalid(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault { field: field.to_owned(), text: text.into() }])
    }

    /// Faults that belong to fields of a form; everything else answers with a page of its own.
    pub(crate) fn faults(self) -> Result<Vec<FieldFault>, PageError> {
        match self {
            Self::Invalid(faults) => Ok(faults),
            Self::Evidence(EvidenceRefused::Invalid(problems)) => Ok(problems
                .into_iter()
                .map(|problem| FieldFault { field: problem.field, text: problem.text })
                .collect()),
            other => Err(other.into()),
        }
    }
}

impl From<papers::PaperError> for KitRefused {
    fn from(error: papers::PaperError) -> Self {
        Self::Paper(error.to_string())
    }
}

impl From<KitRefused> for PageError {
    fn from(refused: KitRefused) -> Self {
        match refused {
            KitRefused::NotFound | KitRefused::Evidence(EvidenceRefused::NotFound) => Self::NotFound,
            KitRefused::Store(error) | KitRefused::Evidence(EvidenceRefused::Store(error)) => error.into(),
            changed @ KitRefused::Changed => Self::Conflict { what: changed.to_string() },
            KitRefused::Paper(why) => Self::refused(
                "Документ не составлен",
                why,
                "Сообщите институту: шаблон этого документа нужно исправить. Остальные документы скачиваются по одному.",
            ),
            told => Self::refused(
                "Не сохранено",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
