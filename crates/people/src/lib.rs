#![doc = include_str!("../README.md")]

mod cards;
mod consents;
pub mod erase;
pub mod export;
pub mod incident;
pub mod jobs;
pub mod pages;
mod routes;
pub mod rules;
pub mod store;

pub use cards::{PostChange, change_post, save_card, save_restricted};
pub use consents::{ConsentMark, NewConsent, give_consent, withdraw_consent};
pub use routes::{CONTACTS_NAVIGATION, ERASURES_NAVIGATION, NAVIGATION, routes};
pub use rules::{PersonName, PostTerm};
pub use store::{
    HOLDINGS, MIGRATIONS, NewPerson, PersonRow, PostRow, add_person, add_post, end_posts, person,
    person_of_account,
};

/// Why people are not changed. The texts are for the reader.
#[derive(Debug, thiserror::Error)]
pub enum PersonRefused {
    /// No such person or organisation within the scope: the same answer as for an absent one.
    #[error("Такого человека нет.")]
    NotFound,
    #[error("{text}")]
    Invalid { field: &'static str, text: String },
    /// An account is one person's.
    #[error("Эта учётная запись уже связана с другим человеком.")]
    AccountTaken,
    /// Everything that is wrong with a form at once: field and text.
    #[error("{}", .0.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" "))]
    Faults(Vec<rules::Fault>),
    /// Somebody else wrote the same thing meanwhile.
    #[error("Карточку изменил кто-то другой, пока вы её заполняли.")]
    Conflict,
    /// What was asked needs a consent that is not in force.
    #[error("Нужно {}, а его нет или оно отозвано.", rules::kind_in_words(*.0))]
    ConsentNeeded(region::ConsentKind),
    #[error("Такое согласие уже действует.")]
    ConsentInForce,
    /// A hold forbids to erase.
    #[error("Удалять нельзя: действует запрет.")]
    Held,
    #[error(transparent)]
    Sealed(#[from] access::SealError),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl From<PersonRefused> for access::PageError {
    fn from(refused: PersonRefused) -> Self {
        match refused {
            PersonRefused::NotFound => Self::NotFound,
            PersonRefused::Store(error) => error.into(),
            PersonRefused::Sealed(error) => error.into(),
            PersonRefused::Conflict => Self::Conflict { what: refused.to_string() },
            told => Self::refused(
                "Сведения не сохранены",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
