//! What people and programs see of a plan.

pub mod api;
pub mod calendar;
pub mod change;
mod desk;
pub mod evidence;
pub mod import;
pub mod marks;
pub mod measure;
pub mod next_year;
pub mod plan;
pub mod plan_file;
pub mod report;
pub mod requirements;
pub mod versions;
mod words;

pub(crate) use words::place_query;

use access::PageError;

use crate::EvidenceRefused;

/// A refusal of the evidence door as a page.
pub(crate) fn page_error(refused: EvidenceRefused) -> PageError {
    match refused {
        EvidenceRefused::NotFound => PageError::NotFound,
        EvidenceRefused::Invalid(_) => {
            PageError::refused("Не записано", refused.to_string(), "Исправьте указанное и отправьте ещё раз.")
        }
        EvidenceRefused::OwnEvidence => PageError::refused(
            "Решение не записано",
            "Это подтверждение записали вы сами.",
            "Попросите принять его другого сотрудника: кто записал, тот не принимает.",
        ),
        EvidenceRefused::AlreadyDecided => PageError::Conflict {
            what: "Решение по этой записи уже принято или она изменилась, пока вы на неё смотрели."
                .to_owned(),
        },
        EvidenceRefused::Store(error) => error.into(),
    }
}
