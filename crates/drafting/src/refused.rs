//! Why something is not done with a paper. The texts are for the reader.

use access::PageError;
use documents::DocumentRefused;
use roadmap::EvidenceRefused;

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    pub field: String,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum DraftRefused {
    /// No such paper, template or mailing for this reader: the same answer as for an absent one.
    #[error("Такого документа нет.")]
    NotFound,
    /// The state does not allow it.
    #[error("{what} {next}")]
    NotNow { what: String, next: &'static str },
    /// Somebody changed the paper meanwhile.
    #[error("Пока страница была открыта, документ изменил кто-то другой.")]
    Changed,
    /// Everything that is wrong with the form.
    #[error("{}", .0.iter().map(|fault| fault.text.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldFault>),
    /// The paper could not be printed.
    #[error("{0}")]
    Paper(String),
    #[error(transparent)]
    Document(#[from] DocumentRefused),
    #[error(transparent)]
    Evidence(#[from] EvidenceRefused),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl DraftRefused {
    pub(crate) fn invalid(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault { field: field.to_owned(), text: text.into() }])
    }

    pub(crate) fn from_page(error: PageError) -> Self {
        match error {
            PageError::NotFound => Self::NotFound,
            other => Self::Store(::store::Error::Invalid(format!("{other:?}"))),
        }
    }

    pub(crate) fn not_now(what: impl Into<String>, next: &'static str) -> Self {
        Self::NotNow { what: what.into(), next }
    }

    /// The faults that belong to fields of a form; others go on as they are.
    pub(crate) fn faults(self) -> Result<Vec<FieldFault>, Self> {
        match self {
            Self::Invalid(faults) => Ok(faults),
            Self::Document(refused) => match refused.problems() {
                Some(problems) => Ok(problems
                    .into_iter()
                    .map(|problem| FieldFault { field: problem.field.to_owned(), text: problem.text })
                    .collect()),
                None => Err(Self::Document(refused)),
            },
            Self::Evidence(EvidenceRefused::Invalid(problems)) => Ok(problems
                .into_iter()
                .map(|problem| FieldFault { field: problem.field, text: problem.text })
                .collect()),
            other => Err(other),
        }
    }
}

impl From<serde_json::Error> for DraftRefused {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<papers::PaperError> for DraftRefused {
    fn from(error: papers::PaperError) -> Self {
        Self::Paper(error.to_string())
    }
}

impl From<DraftRefused> for PageError {
    fn from(refused: DraftRefused) -> Self {
        match refused {
            DraftRefused::NotFound => Self::NotFound,
            DraftRefused::Store(error) => error.into(),
            DraftRefused::Document(refused) => refused.into(),
            DraftRefused::Changed => Self::Conflict { what: refused.to_string() },
            DraftRefused::Evidence(EvidenceRefused::NotFound) => Self::NotFound,
            DraftRefused::Evidence(EvidenceRefused::Store(error)) => error.into(),
            DraftRefused::Evidence(told) => Self::refused(
                "Подтверждение не записано",
                told.to_string(),
                "Исправьте указанное и повторите.",
            ),
            DraftRefused::NotNow { what, next } => Self::refused("Сейчас это невозможно", what, next),
            DraftRefused::Paper(why) => Self::refused(
                "Документ не напечатан",
                why,
                "Проверьте поля документа и шаблон, затем повторите.",
            ),
            told @ DraftRefused::Invalid(_) => Self::refused(
                "Не сохранено",
                told.to_string(),
                "Вернитесь назад: браузер сохранил введённое. Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
