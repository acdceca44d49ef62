//! The door: a directive and what it changes, at once.

use access::{House, PageError, Scope};
use documents::{DocumentRefused, NewDocument, Recorder};
use jiff::civil::Date;
use network::rules::Basis;
use network::{AnnexLine, Author, NetworkRefused, StatusFault, change_statuses};
use store::Tx;

/// A directive about to be registered. The kind of its document is the region's (`statuses.yaml`).
#[derive(Debug, Clone)]
pub struct NewDirective {
    pub document: NewDocument,
    pub annex: Vec<AnnexLine>,
}

/// Why a directive is not registered. Nothing of it is written then.
#[derive(Debug, thiserror::Error)]
pub enum DirectiveRefused {
    #[error("Приложение пусто: укажите хотя бы одну организацию.")]
    NoAnnex,
    /// The status would change before the paper that changes it.
    #[error("Статус меняется не раньше даты распоряжения ({}).", ui::ru::date_long(*.0))]
    BeforeTheDocument(Date),
    #[error("Строки приложения не приняты.")]
    Annex(Vec<StatusFault>),
    #[error(transparent)]
    Document(#[from] DocumentRefused),
    #[error(transparent)]
    Network(NetworkRefused),
}

impl From<NetworkRefused> for DirectiveRefused {
    fn from(refused: NetworkRefused) -> Self {
        match refused {
            NetworkRefused::Statuses(faults) => Self::Annex(faults),
            other => Self::Network(other),
        }
    }
}

impl From<store::Error> for DirectiveRefused {
    fn from(error: store::Error) -> Self {
        Self::Network(error.into())
    }
}

impl From<DirectiveRefused> for PageError {
    fn from(refused: DirectiveRefused) -> Self {
        match refused {
            DirectiveRefused::Document(refused) => refused.into(),
            DirectiveRefused::Network(refused) => refused.into(),
            told => Self::refused(
                "Распоряжение не зарегистрировано",
                told.to_string(),
                "Исправьте указанное и отправьте форму снова.",
            ),
        }
    }
}

/// «Распоряжение № 1500 от 20.12.2024»: how the document is told wherever its status is shown.
pub fn reference(house: &House, document: &NewDocument) -> String {
    let kind =
        house.region.document_kind(&document.kind).map_or("Документ", |kind| kind.title.as_str());
    let number = match &document.number {
        documents::Number::Given(number) => format!(" №\u{a0}{number}"),
        documents::Number::Next => String::new(),
    };
    format!("{kind}{number} от\u{a0}{}", ui::ru::date_short(document.date))
}

/// Registers a directive and changes the statuses that its annex names; answers the document's id.
///
/// `papers` is the scope of writing documents, `statuses` that of changing statuses.
pub async fn register_directive(
    tx: &mut Tx,
    house: &House,
    (papers, statuses): (&Scope, &Scope),
    mut new: NewDirective,
    (recorder, author): (&Recorder, &Author),
) -> Result<String, DirectiveRefused> {
    new.document.kind.clone_from(&house.region.statuses.directive_kind);
    if new.annex.is_empty() {
        return Err(DirectiveRefused::NoAnnex);
    }
    if new.annex.iter().any(|line| line.from < new.document.date) {
        return Err(DirectiveRefused::BeforeTheDocument(new.document.date));
    }
    let reference = reference(house, &new.document);
    let document_id =
        documents::register(tx, &documents::Desk::of(house), papers, new.document, recorder).await?;
    let basis = Basis { document_id: document_id.clone(), reference };
    let words = &house.region.statuses;
    change_statuses(tx, &network::Desk::of(house), statuses, words, &basis, &new.annex, author).await?;
    Ok(document_id)
}
