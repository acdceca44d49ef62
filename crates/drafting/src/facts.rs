//! What the system knows for a paper: out of the plan, the registry and the cards of people.

use access::{House, Scope};
use jiff::civil::Date;
use network::rules::Roll;
use people::store::PersonRow;
use plan::ExecutorRole;
use region::OrganisationKind;
use roadmap::{Board, measure_title};
use store::Db;

use crate::rules::{Known, KnownOrganisation, KnownPerson, Task, split_name};
use crate::writing::Place;

/// Everything for a first draft of an issuer's paper, written by an account's person.
pub(crate) async fn known(
    house: &House,
    place: Option<(&Board, &Place)>,
    issuer_code: &str,
    account_id: &str,
) -> Result<Known, store::Error> {
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    Ok(Known {
        today: Some(today),
        issuer: organisation(&roll, issuer_code, today),
        signatory: head(&roll, issuer_code, today),
        // What an institute issues is approved by its own head; whoever needs another stamp changes it.
        approver: head(&roll, issuer_code, today),
        executor: author(&house.db, &roll, account_id, today).await?,
        task: place.and_then(|(board, place)| task(house, board, place)),
    })
}

fn task(house: &House, board: &Board, place: &Place) -> Option<Task> {
    let measure = board.measure_by_key(&place.measure_key)?;
    let item = place.item_key.as_deref().and_then(|key| board.item_ever(key));
    let term = item.and_then(|item| item.term.as_ref()).unwrap_or(&measure.term);
    let slots = roadmap::rules::slots_of(term, board.year);
    let slot = slots.iter().find(|slot| Some(&slot.key) == place.slot_key.as_ref()).or(slots.first());
    let names = |role: ExecutorRole| {
        measure.executors.iter().filter(move |one| one.role == role).map(|one| match &one.org {
            Some(code) => house.organisation_title(code),
            None => one.text.clone(),
        })
    };
    Some(Task {
        number: item.map_or_else(|| measure.number.clone(), |item| item.number.clone()),
        title: item.map_or_else(|| measure_title(measure), |item| item.title.clone()),
        year_title: board.year_title(),
        year: board.plan.year,
        due: slot.map(|slot| slot.to),
        executors: names(ExecutorRole::Lead).chain(names(ExecutorRole::Co)).collect(),
        results: measure.expected_results.clone(),
    })
}

fn organisation(roll: &Roll, code: &str, day: Date) -> KnownOrganisation {
    let Some(found) = roll.find(&Scope::of_the_program(), code, day) else {
        return KnownOrganisation::default();
    };
    let contacts = &found.organisation.contacts;
    let address = found.organisation.buildings_on(day).next().map_or("", |one| one.address.as_str());
    KnownOrganisation {
        name: found.name.full.clone(),
        name_genitive: found.name.genitive.clone(),
        short: found.name.short.clone(),
        founder: founder_code(roll, code, day)
            .and_then(|founder| roll.find(&Scope::of_the_program(), &founder, day))
            .map_or_else(String::new, |founder| founder.name.full.clone()),
        address: address.to_owned(),
        phone: contacts.phone.clone(),
        email: contacts.email.clone(),
        inn: contacts.inn.clone(),
    }
}

/// Whom the organisation answers to on the day.
fn founder_code(roll: &Roll, code: &str, day: Date) -> Option<String> {
    roll.organisation(code)?.seat_on(day)?.parent_id.clone()
}

/// The head as the registry names them. The registry has no post of its own for a head: the usual one of the kind of
/// organisation stands there to be checked.
fn head(roll: &Roll, code: &str, day: Date) -> KnownPerson {
    let Some(found) = roll.find(&Scope::of_the_program(), code, day) else { return KnownPerson::default() };
    let post = match found.organisation.kind {
        OrganisationKind::Ministry => "Министр",
        OrganisationKind::Institute => "Ректор",
        OrganisationKind::RegionalCentre | OrganisationKind::MunicipalCentre => "Руководитель",
        OrganisationKind::MunicipalAuthority => "Начальник",
        _ => "Директор",
    };
    let (surname, name, patronymic) = split_name(&found.organisation.contacts.head).unwrap_or_default();
    KnownPerson { surname, name, patronymic, post: post.to_owned(), phone: String::new() }
}

/// Whoever writes the paper: their own name, post and the telephone of their organisation.
async fn author(db: &Db, roll: &Roll, account_id: &str, today: Date) -> Result<KnownPerson, store::Error> {
    let Some(person) = people::person_of_account(db, account_id).await? else {
        return Ok(KnownPerson::default());
    };
    let post = current_post(db, &person, today).await?;
    let phone = post
        .as_ref()
        .and_then(|(_, org_code)| roll.organisation(org_code))
        .map_or_else(String::new, |organisation| organisation.contacts.phone.clone());
    Ok(KnownPerson {
        surname: person.surname,
        name: person.name,
        patronymic: person.patronymic,
        post: post.map_or_else(String::new, |(title, _)| title),
        phone,
    })
}

/// One's own post is one's own to see.
async fn current_post(
    db: &Db,
    person: &PersonRow,
    today: Date,
) -> Result<Option<(String, String)>, store::Error> {
    let posts = people::store::posts_of(db, &Scope::of_the_program(), person).await?;
    let held = posts.into_iter().find(|post| post.term().from <= today && post.term().to >= today);
    Ok(held.map(|post| (post.title, post.org_code)))
}
