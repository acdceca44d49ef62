//! The doors through which consents are given and withdrawn.

use access::House;
use access::audit::{self, Event, Who};
use access::store::Place;
use jiff::civil::Date;
use region::ConsentKind;
use store::Tx;

use crate::jobs::CONSENT_WITHDRAWN;
use crate::rules::{check_scan, given_on_fault, kind_in_words, text_hash};
use crate::store::{PersonRow, cards, consents};
use crate::{PersonName, PersonRefused};

/// How a consent was given.
#[derive(Debug, Clone)]
pub enum ConsentMark {
    /// By the person's own hand on a page of ours.
    Electronic,
    /// On paper; name and bytes of the scan. The demonstration has papers without one.
    Paper(Option<(String, Vec<u8>)>),
}

/// A consent about to be written down.
#[derive(Debug, Clone)]
pub struct NewConsent<'a> {
    pub kind: ConsentKind,
    /// Whose it is; `None` for a parent's.
    pub person: Option<&'a PersonRow>,
    /// For a parent's: whom it is about, and who gave it.
    pub child: &'a str,
    pub given_by: &'a str,
    pub given_on: Option<Date>,
    pub mark: ConsentMark,
    /// The organisation that takes it in.
    pub place: &'a Place,
}

/// Writes a consent down and answers its id. The person was read within a scope of writing, or is the reader.
///
/// # Errors
/// `Faults` with the fields; `ConsentInForce` when the person has given the same already.
pub async fn give_consent(
    tx: &mut Tx,
    house: &House,
    new: NewConsent<'_>,
    who: &Who,
) -> Result<String, PersonRefused> {
    let today = house.clock.today();
    let data = &house.region.personal_data;
    let text = new.given_on.and_then(|day| data.text_on(new.kind, day));
    let mut faults = Vec::new();
    if let Some(fault) = given_on_fault(new.given_on, text, today) {
        faults.push(("given_on", fault.to_owned()));
    }
    let given_by = new.person.map_or_else(|| tidy(new.given_by), PersonRow::full_name);
    let child = tidy(new.child);
    if new.kind == ConsentKind::ChildPhoto {
        faults.extend(name_fault("child", "Ребёнок", &child));
        faults.extend(name_fault("given_by", "Родитель (законный представитель)", &given_by));
    }
    let (mark, scan) = match &new.mark {
        ConsentMark::Electronic => ("electronic", None),
        ConsentMark::Paper(None) => ("paper", None),
        ConsentMark::Paper(Some((name, bytes))) => match check_scan(name, bytes) {
            Ok((media_type, name)) => ("paper", Some((media_type, name, bytes))),
            Err(fault) => {
                faults.push(("scan", fault.to_owned()));
                ("paper", None)
            }
        },
    };
    let (Some(text), Some(given_on), true) = (text, new.given_on, faults.is_empty()) else {
        return Err(PersonRefused::Faults(faults));
    };
    let now = house.clock.now();
    let file = match scan {
        Some((media_type, name, bytes)) => {
            Some((house.files.put(tx, bytes.clone(), media_type, now).await?, name))
        }
        None => None,
    };
    let row = consents::NewRow {
        kind: new.kind,
        text_version: &text.version,
        text_hash: &text_hash(text),
        person_id: new.person.map(|person| person.id.as_str()),
        child: &child,
        given_by: &given_by,
        given_on,
        mark,
        file: file.as_ref().map(|(hash, name)| (hash, name.as_str())),
        place: new.place,
        recorded_by: who.account_id.as_deref().unwrap_or("program"),
    };
    let id = consents::insert(tx, &row, now).await?.ok_or(PersonRefused::ConsentInForce)?;
    let what = format!("Записано {}, версия текста {}", kind_in_words(new.kind), text.version);
    let object = object_of(new.person.map(|person| person.id.as_str()), &id);
    audit::note(tx, house, who, Event { act: "personal.consent_given", object, what: &what }).await?;
    Ok(id)
}

/// Withdraws a consent that was read. What is shown by it disappears in the same transaction; the rest is a job's.
pub async fn withdraw_consent(
    tx: &mut Tx,
    house: &House,
    consent: &consents::ConsentRow,
    on: Option<Date>,
    who: &Who,
) -> Result<(), PersonRefused> {
    let on = match on {
        Some(on) if on < consent.given_on() => {
            let text = "Дата отзыва: раньше, чем дано согласие.".to_owned();
            return Err(PersonRefused::Faults(vec![("withdrawn_on", text)]));
        }
        Some(on) if on > house.clock.today() => {
            let text = "Дата отзыва ещё не наступила.".to_owned();
            return Err(PersonRefused::Faults(vec![("withdrawn_on", text)]));
        }
        Some(on) => on,
        None => {
            let text = "Дата отзыва: выберите день, который стоит на заявлении.".to_owned();
            return Err(PersonRefused::Faults(vec![("withdrawn_on", text)]));
        }
    };
    let now = house.clock.now();
    let by = who.account_id.as_deref().unwrap_or("program");
    if !consents::withdraw(tx, consent, on, by, now).await? {
        return Err(PersonRefused::NotFound);
    }
    let shown_by_it = matches!(consent.kind(), ConsentKind::Processing | ConsentKind::Distribution);
    if let (true, Some(person_id)) = (shown_by_it, &consent.person_id) {
        cards::hide_contacts(tx, person_id).await?;
    }
    let payload = serde_json::json!({ "consent": consent.id });
    store::jobs::enqueue_once(tx, CONSENT_WITHDRAWN, &payload, now, Some(&consent.id)).await?;
    let what = format!("Отозвано {}", kind_in_words(consent.kind()));
    let object = object_of(consent.person_id.as_deref(), &consent.id);
    Ok(audit::note(tx, house, who, Event { act: "personal.consent_withdrawn", object, what: &what }).await?)
}

/// A person's consents belong to the history of the person; a parent's has a history of its own.
fn object_of<'a>(person_id: Option<&'a str>, consent_id: &'a str) -> (&'static str, &'a str) {
    person_id.map_or(("consent", consent_id), |id| ("person", id))
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same letters that names of people have.
fn name_fault(field: &'static str, title: &str, name: &str) -> Option<(&'static str, String)> {
    let person = PersonName { surname: name.to_owned(), name: "имя".into(), patronymic: String::new() };
    crate::rules::name_fault(&person).map(|(_, fault)| (field, fault.replacen("Фамилия", title, 1)))
}
