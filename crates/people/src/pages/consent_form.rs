//! The text of a consent on a page that is printed and signed.

use access::{Deed, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use region::{ConsentKind, ConsentText};
use serde::Deserialize;
use ui::Chrome;

use super::{is_of_operator, oneself, own_place, person_within};
use crate::rules::{Filling, filled};

#[derive(Deserialize)]
pub struct Wanted {
    /// Whose name goes into the text; without one it is left to be filled by hand.
    #[serde(default)]
    person: String,
    #[serde(default)]
    version: String,
}

#[derive(Template)]
#[template(path = "consent_form.html")]
struct FormPage {
    chrome: Chrome,
    text: ConsentText,
    valid_from: String,
    newer: Option<String>,
    paragraphs: Vec<String>,
}

/// `/consents/forms/{kind}`: open to everybody, parents too; a name is filled in only for whoever may know it.
pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Query(wanted): Query<Wanted>,
) -> PageResult {
    let kind = ConsentKind::from_code(&kind).ok_or(PageError::NotFound)?;
    let data = &house.region.personal_data;
    let current = data.text_on(kind, house.clock.today());
    let text = if wanted.version.is_empty() { current } else { data.text(kind, &wanted.version) };
    let text = text.ok_or(PageError::NotFound)?;
    let subject = if wanted.person.is_empty() {
        None
    } else {
        let own = oneself(&house, &visitor).await?.filter(|person| person.id == wanted.person);
        match own {
            Some(own) => Some(own.full_name()),
            None => Some(person_within(&house, &visitor, Deed::Read, &wanted.person).await?.full_name()),
        }
    };
    let organisation = own_place(&visitor).map(|place| place.org_title);
    let filling = Filling {
        subject: subject.as_deref(),
        organisation: organisation.as_deref(),
        is_operator: is_of_operator(&house, &visitor),
        ..Filling::default()
    };
    let page = FormPage {
        paragraphs: filled(text, &data.operator, &filling),
        valid_from: ui::ru::date_long(text.valid_from),
        newer: current
            .filter(|current| current.version != text.version)
            .map(|_| format!("/consents/forms/{}", kind.code())),
        text: text.clone(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}
