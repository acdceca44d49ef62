//! Why a text is not changed. The texts are for the reader.

use access::PageError;
use ui::ru::date_long;

#[derive(Debug, thiserror::Error)]
pub enum EditionRefused {
    /// Nothing of the kind within the scope: the same answer as for what does not exist.
    #[error("Такого текста нет.")]
    NotFound,
    /// What is wrong with a field of the form.
    #[error("{text}")]
    Invalid { field: &'static str, text: String },
    #[error("Редакция утверждена и больше не меняется. Чтобы изменить текст, создайте новую редакцию.")]
    Frozen,
    /// Somebody else changed it since the form was opened.
    #[error(
        "Пока форма была открыта, текст изменил другой участник. Ниже обе формулировки: соедините их и сохраните."
    )]
    Changed,
    #[error("Обсуждение закончилось {}, замечания больше не принимаются. Напишите в институт, если это важно.", date_long(*.0))]
    Closed(jiff::civil::Date),
    #[error("Обсуждение начнётся {}. До этого дня замечания не принимаются.", date_long(*.0))]
    NotYet(jiff::civil::Date),
    #[error(
        "К этому обсуждению ваша роль не приглашена: замечания принимаются от тех, кто указан в приглашении."
    )]
    NotAsked,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl EditionRefused {
    pub(crate) fn invalid(field: &'static str, text: impl Into<String>) -> Self {
        Self::Invalid { field, text: text.into() }
    }

    /// What a lookup for a form could not do.
    pub(crate) fn from_page(error: PageError) -> Self {
        match error {
            PageError::NotFound => Self::NotFound,
            other => Self::Store(store::Error::Invalid(format!("{other:?}"))),
        }
    }

    /// The name of the form field that it is about; the form as a whole otherwise.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Self::Invalid { field, .. } => field,
            _ => "form",
        }
    }
}

impl From<EditionRefused> for PageError {
    fn from(refused: EditionRefused) -> Self {
        match refused {
            EditionRefused::NotFound => Self::NotFound,
            EditionRefused::Store(error) => error.into(),
            told @ (EditionRefused::Closed(_) | EditionRefused::NotYet(_) | EditionRefused::NotAsked) => {
                Self::refused(
                    "Замечания сейчас не принимаются",
                    told.to_string(),
                    "Читать текст и то, что о нём уже сказано, можно всегда.",
                )
            }
            told => Self::refused(
                "Изменения не сохранены",
                told.to_string(),
                "Вернитесь к тексту и проверьте, как он выглядит сейчас.",
            ),
        }
    }
}
