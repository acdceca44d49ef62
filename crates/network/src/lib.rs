#![doc = include_str!("../README.md")]

pub mod jobs;
mod pack;
pub mod pages;
mod routes;
pub mod rules;
pub mod store;

pub use pack::{Loaded, load_pack};
pub use routes::{NAVIGATION, routes};
pub use rules::{Filter, OrganisationNames, Period};
pub use store::{
    MIGRATIONS, NewOrganisation, OrganisationRow, add_municipality, add_organisation, municipalities_as_of,
    names_as_of, organisation_by_code, place_of, rename_organisation,
};

/// Why the registry is not changed. The texts are for the reader.
#[derive(Debug, thiserror::Error)]
pub enum NetworkRefused {
    /// No such organisation within the scope: the same answer as for an absent one.
    #[error("Такой организации нет.")]
    NotFound,
    #[error("{text}")]
    Invalid { field: &'static str, text: String },
    #[error("Организация с кодом «{0}» уже есть в реестре.")]
    CodeTaken(String),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

impl NetworkRefused {
    pub(crate) fn invalid(field: &'static str, text: &str) -> Self {
        Self::Invalid { field, text: text.to_owned() }
    }
}

impl From<NetworkRefused> for access::PageError {
    fn from(refused: NetworkRefused) -> Self {
        match refused {
            NetworkRefused::NotFound => Self::NotFound,
            NetworkRefused::Store(error) => error.into(),
            told => Self::refused(
                "Запись в реестре не изменена",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}
