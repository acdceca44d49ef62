//! Publishing the rules: the paper is made from the data, registered and opened to everybody, and proves its measure.

use access::audit::{self, Event};
use access::store::Place;
use access::{House, Reach, Scope};
use documents::{
    Desk, DocumentRefused, Ending, EndingKind, NewDocument, NewFile, Number, Recorder, register, take_number,
};
use jiff::civil::Date;
use papers::{Executor, Letterhead};
use region::EquipmentRules;
use store::Tx;

use crate::paper::Requisites;
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
    /// Who approves the paper for the issuer: the post, initials and surname.
    pub approver: (String, String),
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
    let desk = Desk::of(house);
    // The number comes first: the paper bears it, and the journal holds it until both are on disk.
    let number = match publication.number.trim() {
        "" => {
            let (issuer, year) = (&publication.issuer, publication.date.year());
            take_number(tx, &desk, scopes.1, issuer, &rules.document_kind, year).await.map_err(of_document)?
        }
        typed => typed.to_owned(),
    };
    let requisites = requisites(house, rules, publication, &number, &inspector.name).await?;
    let made = paper::requirements(rules, publication.date, requisites);
    let bytes = tokio::task::spawn_blocking(move || papers::pdf(&made, papers::PdfKind::Archive))
        .await
        .map_err(|error| store::Error::Invalid(error.to_string()))??;
    let new = NewDocument {
        kind: rules.document_kind.clone(),
        number: Number::Given(number),
        date: publication.date,
        issuer: publication.issuer.clone(),
        title: rules.title.clone(),
        file: Some(NewFile { name: "Требования к оснащению.pdf".to_owned(), bytes }),
        is_published: true,
        ends,
    };
    let recorder = Recorder { account_id: inspector.account_id.clone(), name: inspector.name.clone() };
    let id = register(tx, &desk, scopes.1, new, &recorder).await.map_err(of_document)?;
    let document = documents::document(&mut *tx, scopes.1, &id).await?.ok_or(EquipmentRefused::NotFound)?;
    let reference = format!("№\u{a0}{} от\u{a0}{}", document.number, ui::ru::date_long(document.date()));
    let now = house.clock.now();
    rows::insert_publication(tx, &id, rules.since, &reference, &inspector.account_id, now).await?;
    let what = format!("Опубликованы требования к оснащению: {reference}");
    let event = Event { act: "equipment.published", object: ("document", &id), what: &what };
    audit::note(tx, house, &inspector.who, event).await?;
    Ok(Published { document_id: id, number: document.number })
}

/// The issuer as the registry has it on the day.
async fn requisites(
    house: &House,
    rules: &EquipmentRules,
    publication: &Publication,
    number: &str,
    maker: &str,
) -> Result<Requisites, EquipmentRefused> {
    let (roll, day) = (network::store::roll(&house.db).await?, publication.date);
    let program = Scope::of_the_program();
    let found = roll.find(&program, &publication.issuer.org_id, day);
    let mut letterhead =
        Letterhead { organisation: publication.issuer.org_title.clone(), ..Letterhead::default() };
    let mut phone = String::new();
    if let Some(issuer) = found {
        let contacts = &issuer.organisation.contacts;
        phone.clone_from(&contacts.phone);
        letterhead.organisation.clone_from(&issuer.name.full);
        if issuer.name.short != issuer.name.full {
            letterhead.short_name.clone_from(&issuer.name.short);
        }
        let founder = issuer.organisation.seat_on(day).and_then(|seat| seat.parent_id.clone());
        let founder = founder.and_then(|founder| roll.find(&program, &founder, day));
        letterhead.founders.extend(founder.map(|founder| founder.name.full.clone()));
        let address = issuer.organisation.buildings_on(day).next().map(|one| one.address.clone());
        let lines = [address.unwrap_or_default(), contacts.phone.clone(), contacts.email.clone()];
        letterhead.contacts.extend(lines.into_iter().filter(|line| !line.is_empty()));
    }
    let kind = house.region.document_kind(&rules.document_kind);
    Ok(Requisites {
        kind: kind.map_or_else(String::new, |kind| kind.title.clone()),
        number: number.to_owned(),
        letterhead,
        approver: publication.approver.clone(),
        executor: Executor { name: maker.to_owned(), phone },
    })
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
