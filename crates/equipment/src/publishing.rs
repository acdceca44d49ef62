//! Publishing the rules: the paper is made from the data, registered and opened to everybody, and proves its measure.

use access::audit::{self, Event};
use access::store::Place;
use access::{House, Reach, Scope};
use documents::{
    Desk, DocumentRefused, Ending, EndingKind, NewDocument, NewFile, Number, Recorder, register,
};
use jiff::civil::Date;
use region::EquipmentRules;
use store::Tx;

use crate::refused::FieldProblem;
use crate::store as rows;
use crate::{EquipmentRefused, Inspector, paper};

/// How the rules are to be registered.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Empty: the next one of the journal.
    pub number: String,
    pub date: Date,
    pub issuer: Place,
    /// The full name of the issuer on the paper.
    pub issuer_name: String,
}

/// A published version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub document_id: String,
    pub number: String,
}

/// Registers the rules as a published document; the document of an earlier version is replaced by it.
///
/// `scopes`: of writing equipment, and of writing documents.
pub async fn publish(
    tx: &mut Tx,
    house: &House,
    scopes: (&Scope, &Scope),
    rules: &EquipmentRules,
    publication: &Publication,
    inspector: &Inspector,
) -> Result<Published, EquipmentRefused> {
    if scopes.0.reach() != Reach::Everything {
        return Err(EquipmentRefused::NotFound);
    }
    let earlier = rows::publications(&mut *tx).await?;
    let ends = match earlier.first() {
        Some(newest) if scopes.1.covers(&publication.issuer.org_id, None) => {
            let is_in_force = documents::document(&mut *tx, scopes.1, &newest.document_id).await?;
            is_in_force
                .filter(|document| document.org_id == publication.issuer.org_id)
                .map(|document| Ending { document_id: document.id, kind: EndingKind::Replaces })
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    };
    let number = publication.number.trim();
    let made = paper::requirements(rules, &publication.issuer_name, (publication.date, number), false);
    let bytes = tokio::task::spawn_blocking(move || papers::pdf(&made, papers::PdfKind::Archive))
        .await
        .map_err(|error| store::Error::Invalid(error.to_string()))??;
    let new = NewDocument {
        kind: rules.document_kind.clone(),
        number: if number.is_empty() { Number::Next } else { Number::from(number) },
        date: publication.date,
        issuer: publication.issuer.clone(),
        title: rules.title.clone(),
        file: Some(NewFile { name: "Требования к оснащению.pdf".to_owned(), bytes }),
        is_published: true,
        ends,
    };
    let recorder = Recorder { account_id: inspector.account_id.clone(), name: inspector.name.clone() };
    let id = register(tx, &Desk::of(house), scopes.1, new, &recorder).await.map_err(of_document)?;
    let document = documents::document(&mut *tx, scopes.1, &id).await?.ok_or(EquipmentRefused::NotFound)?;
    let reference = format!("№\u{a0}{} от\u{a0}{}", document.number, ui::ru::date_long(document.date()));
    let now = house.clock.now();
    rows::insert_publication(tx, &id, rules.since, &reference, &inspector.account_id, now).await?;
    let what = format!("Опубликованы требования к оснащению: {reference}");
    let event = Event { act: "equipment.published", object: ("document", &id), what: &what };
    audit::note(tx, house, &inspector.who, event).await?;
    Ok(Published { document_id: id, number: document.number })
}

fn of_document(refused: DocumentRefused) -> EquipmentRefused {
    match refused.problems() {
        Some(problems) => EquipmentRefused::Invalid(
            problems
                .into_iter()
                .map(|problem| FieldProblem { field: problem.field.to_owned(), text: problem.text })
                .collect(),
        ),
        None => match refused {
            DocumentRefused::Store(error) => EquipmentRefused::Store(error),
            _ => EquipmentRefused::NotFound,
        },
    }
}
