//! A field on its way in, and what became of it.

use access::PageError;

use super::MOST_SIGNS;
use crate::store::Current;

/// One field as it comes from a page, a phone or a file.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    pub path: String,
    pub value: String,
    /// `None`: the explanation stays as it is.
    pub explanation: Option<String>,
    /// The page or device that sends it, and its running number there: a replayed save is known by the two.
    pub client: String,
    pub seq: i64,
    /// The revision of the field that the sender saw.
    pub base: Option<i64>,
}

/// What became of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It stands; the field's revision.
    Written(i64),
    /// It stood already, or this very save has come before; what stands.
    Stands(Option<Current>),
    /// A newer save of the same device stands.
    Late(Current),
    /// Another device has changed the field meanwhile: both answers are kept, this is the other one.
    Conflict(Current),
}

impl Saved {
    /// The field's revision now.
    pub fn revision(&self) -> i64 {
        match self {
            Self::Written(revision) => *revision,
            Self::Stands(current) => current.as_ref().map_or(0, |current| current.revision),
            Self::Late(current) | Self::Conflict(current) => current.revision,
        }
    }
}

/// Why a field is not taken.
#[derive(Debug)]
pub enum SaveRefused {
    /// The sheet is sent or the poll is over.
    Closed,
    /// The form has no such field, or nobody may write there.
    NoSuchField(String),
    TooLong,
    Page(PageError),
}

impl From<store::Error> for SaveRefused {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

impl From<PageError> for SaveRefused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<SaveRefused> for PageError {
    fn from(refused: SaveRefused) -> Self {
        match refused {
            SaveRefused::Closed => Self::refused(
                "Анкета закрыта для изменений",
                "Она уже отправлена, или опрос завершён. То, что вы ввели на этой странице, осталось в браузере.",
                "Если ответ нужно исправить, попросите организатора вернуть анкету.",
            ),
            SaveRefused::NoSuchField(path) => Self::refused(
                "Ответ не принят",
                format!("В этой версии анкеты нет поля «{path}», или оно вычисляется само."),
                "Откройте анкету заново.",
            ),
            SaveRefused::TooLong => Self::refused(
                "Ответ слишком длинный",
                format!("Принимается не больше {MOST_SIGNS} знаков."),
                "Сократите текст или приложите его файлом.",
            ),
            SaveRefused::Page(error) => error,
        }
    }
}
