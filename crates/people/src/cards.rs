//! The doors through which cards are changed.

use ::store::Tx;
use access::audit::{self, Event, Who};
use access::{House, Scope};
use region::ConsentKind;

use crate::rules::{CardFields, Fault, PostTerm, RestrictedFields, card_faults};
use crate::store::consents::has_consent;
use crate::store::restricted::write_restricted;
use crate::store::{PersonRow, cards};
use crate::{PersonRefused, store};

/// Writes the card of a person who was read within a scope of writing. Contacts are opened to everybody only while the
/// person agrees to it.
pub async fn save_card(
    tx: &mut Tx,
    house: &House,
    person: &PersonRow,
    card: &CardFields,
    seen_version: i64,
    who: &Who,
) -> Result<(), PersonRefused> {
    let faults = card_faults(card, house.clock.today());
    if !faults.is_empty() {
        return Err(PersonRefused::Faults(faults));
    }
    if card.is_public && !has_consent(&mut *tx, &person.id, ConsentKind::Distribution).await? {
        return Err(PersonRefused::ConsentNeeded(ConsentKind::Distribution));
    }
    let by = who.account_id.as_deref().unwrap_or_default();
    if !cards::write_card(tx, person, card, seen_version, by, house.clock.now()).await? {
        return Err(PersonRefused::Conflict);
    }
    let event = Event {
        act: "person.card_changed",
        object: ("person", &person.id),
        what: "Изменена карточка специалиста",
    };
    Ok(audit::note(tx, house, who, event).await?)
}

/// What changes at a post: its share, and its last day when it ends.
#[derive(Debug, Clone)]
pub struct PostChange {
    pub rate: i64,
    pub is_main: bool,
    /// As it was, with the new end.
    pub term: PostTerm,
}

/// Changes a post within a scope of writing cards.
pub async fn change_post(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    person: &PersonRow,
    post_id: &str,
    change: &PostChange,
    who: &Who,
) -> Result<(), PersonRefused> {
    if !cards::write_post(tx, scope, person, post_id, change.rate, change.is_main, change.term).await? {
        return Err(PersonRefused::NotFound);
    }
    let event =
        Event {
            act: "person.post_changed", object: ("person", &person.id), what: "Изменена должность"
        };
    Ok(audit::note(tx, house, who, event).await?)
}

/// Seals and writes the restricted block of a person whom the reader may open. It is kept only while the person agrees to
/// the processing of their data.
pub async fn save_restricted(
    tx: &mut Tx,
    house: &House,
    person: &PersonRow,
    typed: &RestrictedFields,
    seen_version: i64,
    who: &Who,
) -> Result<(), PersonRefused> {
    let values =
        typed.read(house.clock.today()).map_err(|faults: Vec<Fault>| PersonRefused::Faults(faults))?;
    if !has_consent(&mut *tx, &person.id, ConsentKind::Processing).await? {
        return Err(PersonRefused::ConsentNeeded(ConsentKind::Processing));
    }
    let by = who.account_id.as_deref().unwrap_or_default();
    let keys = &house.settings.sealing_keys;
    if !write_restricted(tx, keys, person, &values, seen_version, by, house.clock.now()).await?? {
        return Err(PersonRefused::Conflict);
    }
    let event = Event {
        act: "restricted.changed",
        object: ("person", &person.id),
        what: "Изменены сведения ограниченного доступа",
    };
    Ok(audit::note(tx, house, who, event).await?)
}

/// Whether there is a post of the person's that the change is about, with the term that it has.
pub(crate) async fn post_within(
    house: &House,
    scope: &Scope,
    person: &PersonRow,
    post_id: &str,
) -> Result<store::PostRow, PersonRefused> {
    let posts = store::posts_of(&house.db, scope, person).await?;
    posts.into_iter().find(|post| post.id == post_id).ok_or(PersonRefused::NotFound)
}
