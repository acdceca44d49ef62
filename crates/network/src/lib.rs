#![doc = include_str!("../README.md")]

mod areas;
mod boundaries;
mod desk;
pub mod editing;
pub mod import;
pub mod jobs;
pub mod open_data;
mod pack;
pub mod pages;
mod reform;
mod routes;
pub mod rules;
mod statuses;
pub mod store;

pub use areas::{attach_school, detach_school};
pub use boundaries::{Astray, NewBoundaries, astray, import_boundaries};
pub use desk::{Author, Desk};
pub use editing::{
    BuildingForm, add_building, change_building, change_contacts, close_building, close_organisation,
    correct_names, move_organisation, register_organisation, rename_organisation, set_size,
};
pub use pack::{Loaded, load_pack};
pub use reform::reform;
pub use routes::{NAVIGATION, routes};
pub use rules::{Filter, OrganisationNames, Period};
pub use statuses::change_statuses;
pub use store::{
    AnnexLine, MIGRATIONS, NewOrganisation, OrganisationRow, add_municipality, add_organisation,
    municipalities_as_of, names_as_of, organisation_by_code, place_of,
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
    /// Two editors changed the same fields: both words are shown.
    #[error("Пока вы заполняли форму, эти поля изменил кто-то другой.")]
    Conflict(Vec<rules::FieldConflict>),
    /// The same for a building: what the registry says now.
    #[error("Пока вы заполняли форму, сведения об этом здании изменил кто-то другой.")]
    BuildingConflict(Box<BuildingForm>),
    /// Lines of an annex that cannot be written.
    #[error("{}", .0.iter().map(|fault| fault.reason.as_str()).collect::<Vec<_>>().join("; "))]
    Statuses(Vec<StatusFault>),
    #[error(transparent)]
    Store(#[from] ::store::Error),
}

/// Why a line of an annex is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusFault {
    /// Place of the line in the annex, from zero.
    pub line: usize,
    pub reason: String,
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
