#![doc = include_str!("../README.md")]

pub mod pages;
mod routes;
pub mod rules;
pub mod store;

pub use routes::{NAVIGATION, routes};
pub use rules::{PersonName, PostTerm};
pub use store::{
    MIGRATIONS, NewPerson, PersonRow, PostRow, add_person, add_post, end_posts, person, person_of_account,
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
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl From<PersonRefused> for access::PageError {
    fn from(refused: PersonRefused) -> Self {
        match refused {
            PersonRefused::NotFound => Self::NotFound,
            PersonRefused::Store(error) => error.into(),
            told => Self::refused(
                "Сведения не сохранены",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
