//! The restricted block: shown on demand, with a reason; every reading, and every attempt of somebody who may not, is a
//! line of the journal.

use access::audit::{self, Event, Who};
use access::{Deed, FormData, House, PageError, PageResult, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ui::Chrome;

use super::refused;
use crate::rules::{Fault, OWN_REASON, REASONS, RestrictedFields, RestrictedValues, reason_word};
use crate::store::restricted::{Reader, open_restricted, person_to_open};
use crate::{PersonRefused, PersonRow, save_restricted};

#[derive(Template)]
#[template(path = "restricted.html")]
struct RestrictedPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    initials: String,
    is_own: bool,
    may_write: bool,
    reasons: &'static [(&'static str, &'static str)],
    /// The fields, when they are shown.
    opened: Option<RestrictedFields>,
    version: i64,
    refusal: &'static str,
    faults: Vec<Fault>,
    consent_needed: String,
}

/// The person, for whoever may open the block. Whoever may not is told that there is no such page, and noted.
async fn admitted(house: &House, visitor: &Visitor, id: &str) -> Result<(PersonRow, bool), PageError> {
    let reader = Reader::of(visitor, Deed::Read);
    if let Some(found) = person_to_open(&house.db, &reader, id).await? {
        return Ok(found);
    }
    // The number comes from an address: only what has the form of one is kept.
    let is_number = id.len() <= 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let object = ("person", if is_number { id } else { "" });
    let what = "Отказано в доступе к сведениям ограниченного доступа";
    let mut tx = house.db.begin().await?;
    audit::note(&mut tx, house, &Who::of(visitor), Event { act: "restricted.refused", object, what }).await?;
    tx.commit().await?;
    Err(PageError::NotFound)
}

async fn page(
    house: &House,
    visitor: Visitor,
    person: &PersonRow,
    is_own: bool,
) -> Result<RestrictedPage, PageError> {
    let writer = Reader::of(&visitor, Deed::Write);
    let may_write = person_to_open(&house.db, &writer, &person.id).await?.is_some();
    Ok(RestrictedPage {
        id: person.id.clone(),
        full_name: person.full_name(),
        initials: person.initials(),
        is_own,
        may_write,
        reasons: REASONS,
        opened: None,
        version: 0,
        refusal: "Сведения не показаны",
        faults: Vec::new(),
        consent_needed: String::new(),
        chrome: visitor.chrome,
    })
}

/// Shown values belong to this one reading: nothing between us and the reader keeps them.
fn not_stored(html: String) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// `/people/{person}/restricted`: asks what for.
pub async fn ask(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (person, is_own) = admitted(&house, &visitor, &id).await?;
    Ok(Html(page(&house, visitor, &person, is_own).await?.render()?).into_response())
}

/// `POST /people/{person}/restricted`: shows the block.
pub async fn open(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (person, is_own) = admitted(&house, &visitor, &id).await?;
    let reason = if is_own { Some(OWN_REASON) } else { reason_word(form.text("reason")) };
    let Some(reason) = reason else {
        let faults = vec![("reason", "Выберите, для чего открываете: это записывается в журнал.".to_owned())];
        return Ok(refused(
            RestrictedPage { faults, ..page(&house, visitor, &person, is_own).await? }.render()?,
        ));
    };
    let what = format!("Показаны СНИЛС, дата рождения, диплом; цель: {reason}");
    audit::note_read(&house, &visitor, ("person", &person.id), &what).await?;
    let (values, version) = open_restricted(&house.db, &house.settings.sealing_keys, &person)
        .await?
        .map_err(PersonRefused::from)?;
    let opened = Some(as_fields(values));
    let shown = RestrictedPage { opened, version, ..page(&house, visitor, &person, is_own).await? };
    Ok(not_stored(shown.render()?))
}

fn as_fields(values: RestrictedValues) -> RestrictedFields {
    RestrictedFields {
        snils: values.snils.unwrap_or_default(),
        born_on: values.born_on.map_or_else(String::new, |day| day.to_string()),
        diploma: values.diploma.unwrap_or_default(),
    }
}

/// `POST /people/{person}/restricted/values`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let (_, is_own) = admitted(&house, &visitor, &id).await?;
    let writer = Reader::of(&visitor, Deed::Write);
    let (person, _) = person_to_open(&house.db, &writer, &id).await?.ok_or(PageError::NotFound)?;
    let typed = RestrictedFields {
        snils: form.text("snils").to_owned(),
        born_on: form.text("born_on").to_owned(),
        diploma: form.text("diploma").to_owned(),
    };
    let version = form.text("version").parse().unwrap_or(0);
    let mut tx = house.db.begin().await?;
    let saved = save_restricted(&mut tx, &house, &person, &typed, version, &Who::of(&visitor)).await;
    let (faults, consent_needed) = match saved {
        Ok(()) => {
            tx.commit().await?;
            return Ok(Redirect::to(&format!("/people/{id}/restricted")).into_response());
        }
        Err(PersonRefused::Faults(faults)) => (faults, String::new()),
        Err(PersonRefused::ConsentNeeded(kind)) => {
            let needed = PersonRefused::ConsentNeeded(kind).to_string();
            let next = "Сведения не сохранены. Когда согласие будет дано, отправьте форму снова.";
            (vec![("snils", needed.clone())], format!("{needed} {next}"))
        }
        Err(other) => return Err(other.into()),
    };
    drop(tx);
    let shown = RestrictedPage {
        opened: Some(typed),
        version,
        refusal: "Сведения не сохранены",
        faults,
        consent_needed,
        ..page(&house, visitor, &person, is_own).await?
    };
    let mut answer = refused(shown.render()?);
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(answer)
}
