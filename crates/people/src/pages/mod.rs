//! People: the list and the card; the restricted block, consents, what is held on somebody, erasures; open contacts.

pub mod card;
pub mod children;
pub mod consent_form;
pub mod consents;
pub mod contacts;
pub mod data;
pub mod edit;
pub mod erasures;
pub mod list;
pub mod new;
pub mod restricted;

use access::store::Place;
use access::{Deed, House, PageError, Subject, Visitor};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;

use crate::PersonRow;
use crate::rules::is_operator;

/// A form that is shown again with what is wrong.
pub(crate) fn refused(html: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response()
}

/// A person whose card the visitor may read or write; not found otherwise.
pub(crate) async fn person_within(
    house: &House,
    visitor: &Visitor,
    deed: Deed,
    id: &str,
) -> Result<PersonRow, PageError> {
    let scope = visitor.scope(Subject::PersonCard, deed);
    crate::person(&house.db, &scope, id, house.clock.today()).await?.ok_or(PageError::NotFound)
}

/// The person who asks.
pub(crate) async fn oneself(house: &House, visitor: &Visitor) -> Result<Option<PersonRow>, PageError> {
    if visitor.actor.is_none() {
        return Ok(None);
    }
    Ok(crate::person_of_account(&house.db, visitor.account_id()).await?)
}

/// The visitor's own organisation.
pub(crate) fn own_place(visitor: &Visitor) -> Option<Place> {
    let membership = &visitor.actor.as_ref()?.membership;
    Some(Place {
        org_id: membership.org_id.clone(),
        org_code: membership.org_code.clone(),
        org_title: membership.org_title.clone(),
        municipality_id: membership.municipality_id.clone(),
    })
}

/// Whether the visitor acts for the body that is the operator of personal data.
fn is_of_operator(house: &House, visitor: &Visitor) -> bool {
    let Some(place) = own_place(visitor) else { return false };
    let organisation = house.region.organisation(&place.org_code);
    let name = organisation.and_then(|one| one.name_on(house.clock.today()));
    name.is_some_and(|name| is_operator(&name.full, &house.region.personal_data.operator))
}

/// A day of a form; empty and unreadable are `None`.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}
