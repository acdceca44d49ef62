//! Identifiers, contacts and size of an organisation.

use access::{Deed, FormData, House, PageResult, Reach, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use super::{edited, organisation_path};
use crate::rules::{CardField, FieldChange, RollOrganisation};
use crate::store::roll;
use crate::{Author, Desk, NetworkRefused, change_contacts, set_size};

#[derive(Template)]
#[template(path = "organisation_edit.html")]
struct EditPage {
    chrome: Chrome,
    code: String,
    name: String,
    card_path: String,
    /// Whether the visitor changes what the organisation is in law.
    is_registrar: bool,
    identity: Vec<FormField>,
    contacts: Vec<FormField>,
    size: Vec<FormField>,
    refusal: Refusal,
}

fn writing(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::OrganisationCard, Deed::Write)
}

/// The fields as the registry has them, or as they were typed.
fn page(
    house: &House,
    visitor: &Visitor,
    (organisation, name): (&RollOrganisation, &str),
    form: Option<&FormData>,
    refusal: Refusal,
) -> EditPage {
    let today = house.clock.today();
    let field = |one: CardField| {
        let now = one.of(&organisation.contacts);
        let typed = form.map_or(now, |form| form.text(one.code()));
        let was = form.map_or(now.to_owned(), |form| form.text(&format!("was.{}", one.code())).to_owned());
        let input = match one {
            CardField::Phone => "tel",
            CardField::Email => "email",
            _ => "text",
        };
        FormField::new(one.code(), one.title(), typed).hint(one.hint()).of_type(input).was(&was)
    };
    let (mut identity, mut contacts): (Vec<FormField>, Vec<FormField>) = (Vec::new(), Vec::new());
    for one in CardField::ALL {
        if one.is_identity() { identity.push(field(one)) } else { contacts.push(field(one)) }
    }
    let typed = |name: &str| form.map_or(String::new(), |form| form.text(name).to_owned());
    let mut size = vec![
        FormField::new("pupils", "Обучающихся", typed("pupils"))
            .hint("Новое число; прежние остаются в истории")
            .of_type("number"),
        FormField::new(
            "counted_on",
            "На дату",
            form.map_or_else(|| today.to_string(), |form| form.text("counted_on").to_owned()),
        )
        .of_type("date"),
    ];
    for fields in [&mut identity, &mut contacts, &mut size] {
        refusal.mark(fields);
    }
    EditPage {
        code: organisation.code.clone(),
        name: name.to_owned(),
        card_path: organisation_path(&organisation.code, today, today),
        is_registrar: writing(visitor).reach() >= Reach::Municipality,
        identity,
        contacts,
        size,
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

/// `/network/organisations/{organisation}/edit`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let page = page(&house, &visitor, (organisation, &name.short), None, Refusal::default());
    Ok(Html(page.render()?).into_response())
}

/// `POST /network/organisations/{organisation}/edit`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let refusal = match saved(&house, &visitor, organisation, &form).await {
        Ok(()) => {
            let today = house.clock.today();
            return Ok(Redirect::to(&organisation_path(&organisation.code, today, today)).into_response());
        }
        Err(refused) => Refusal::from_door(refused)?,
    };
    let status = refusal.status();
    let page = page(&house, &visitor, (organisation, &name.short), Some(&form), refusal);
    Ok((status, Html(page.render()?)).into_response())
}

async fn saved(
    house: &House,
    visitor: &Visitor,
    organisation: &RollOrganisation,
    form: &FormData,
) -> Result<(), NetworkRefused> {
    let author = Author::of(visitor).ok_or(NetworkRefused::NotFound)?;
    let scope = writing(visitor);
    let mut changes = Vec::new();
    for field in CardField::ALL {
        // A form without the field does not speak of it: a school's has no identifiers.
        if !form.fields().iter().any(|(name, _)| name == field.code()) {
            continue;
        }
        let was = form.text(&format!("was.{}", field.code())).to_owned();
        let typed = form.text(field.code());
        // What nobody touched is not checked anew: an old number may be older than the check.
        let becomes = if typed == was {
            was.clone()
        } else {
            field.checked(typed).map_err(|text| NetworkRefused::Invalid { field: field.code(), text })?
        };
        changes.push(FieldChange { field, was, becomes });
    }
    let size = size_of(form)?;
    let desk = Desk::of(house);
    let mut tx = house.db.begin().await?;
    change_contacts(&mut tx, &desk, &scope, &organisation.id, &changes, &author).await?;
    if let Some((day, pupils)) = size {
        set_size(&mut tx, &desk, &scope, &organisation.id, day, pupils, &author).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A count of pupils, when one was typed.
fn size_of(form: &FormData) -> Result<Option<(Date, u32)>, NetworkRefused> {
    if form.text("pupils").is_empty() {
        return Ok(None);
    }
    let unfit = |field: &'static str| {
        move |unfit: roster::check::Unfit| NetworkRefused::Invalid { field, text: unfit.told() }
    };
    let pupils = roster::check::pupils(form.text("pupils")).map_err(unfit("pupils"))?;
    let day = roster::check::day(form.text("counted_on")).map_err(unfit("counted_on"))?;
    Ok(Some((day, pupils)))
}
