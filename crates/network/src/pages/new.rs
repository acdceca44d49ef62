//! A new organisation, typed by hand; many at once come from a workbook.

use access::{Deed, FormData, House, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect};
use region::OrganisationKind;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use super::organisation_path;
use super::registry::Choice;
use crate::rules::{Contacts, KINDS, OrganisationNames, Period, Roll, kind_from_code, kind_title};
use crate::store::{NewOrganisation, roll};
use crate::{Author, Desk, NetworkRefused, editing, register_organisation};

#[derive(Template)]
#[template(path = "organisation_new.html")]
struct NewPage {
    chrome: Chrome,
    kinds: Vec<Choice>,
    municipalities: Vec<Choice>,
    fields: Vec<FormField>,
    address: FormField,
    refusal: Refusal,
}

fn page(house: &House, visitor: &Visitor, roll: &Roll, form: Option<&FormData>, refusal: Refusal) -> NewPage {
    let typed = |name: &str| form.map_or("", |form| form.text(name));
    let mut fields = vec![
        FormField::new("full_name", "Полное наименование", typed("full_name"))
            .hint("По уставу")
            .of_type("textarea")
            .required(),
        FormField::new("short_name", "Краткое наименование", typed("short_name")).required(),
        FormField::new("genitive_name", "В родительном падеже", typed("genitive_name"))
            .hint("Полное наименование для бумаг; если не указать, программа предложит своё")
            .of_type("textarea"),
        FormField::new("inn", "ИНН", typed("inn")).hint("10 цифр; можно указать позже"),
        FormField::new("code", "Код", typed("code"))
            .hint("Латинские буквы и цифры; не меняется никогда. Если не указать, программа даст свой"),
        FormField::new("valid_from", "С какого дня существует", typed("valid_from"))
            .hint("Если не указать — с самого начала")
            .of_type("date"),
    ];
    let mut address = FormField::new("address", "Адрес здания с библиотекой", typed("address"))
        .hint("Остальные здания и координаты добавляются на карточке");
    refusal.mark(&mut fields);
    refusal.mark(std::slice::from_mut(&mut address));
    let kind = if typed("kind").is_empty() { OrganisationKind::School.code() } else { typed("kind") };
    NewPage {
        kinds: KINDS
            .into_iter()
            .filter(|one| *one != OrganisationKind::Group)
            .map(|one| Choice::new(one.code(), kind_title(one), one.code() == kind))
            .collect(),
        municipalities: roll
            .municipalities_on(house.clock.today())
            .into_iter()
            .map(|one| Choice::new(&one.code, &one.short_name, one.code == typed("municipality")))
            .collect(),
        fields,
        address,
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

/// `/network/organisations/new`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let roll = roll(&house.db).await?;
    Ok(Html(page(&house, &visitor, &roll, None, Refusal::default()).render()?).into_response())
}

/// `POST /network/organisations`
pub async fn add(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let roll = roll(&house.db).await?;
    match added(&house, &visitor, &roll, &form).await {
        Ok(code) => {
            let today = house.clock.today();
            Ok(Redirect::to(&organisation_path(&code, today, today)).into_response())
        }
        Err(refused) => {
            let refusal = Refusal::from_door(refused)?;
            let status = refusal.status();
            Ok((status, Html(page(&house, &visitor, &roll, Some(&form), refusal).render()?)).into_response())
        }
    }
}

async fn added(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    form: &FormData,
) -> Result<String, NetworkRefused> {
    let author = Author::of(visitor).ok_or(NetworkRefused::NotFound)?;
    let kind = kind_from_code(form.text("kind")).filter(|kind| *kind != OrganisationKind::Group);
    let kind = kind.ok_or_else(|| NetworkRefused::invalid("kind", "Не выбран вид организации."))?;
    let today = house.clock.today();
    let municipality = roll
        .municipalities_on(today)
        .into_iter()
        .find(|one| one.code == form.text("municipality") && kind.is_municipal());
    let full = roster::tidy(form.text("full_name"));
    let genitive = roster::tidy(form.text("genitive_name"));
    let names = OrganisationNames {
        genitive: if genitive.is_empty() { roster::genitive(&full) } else { genitive },
        short: roster::tidy(form.text("short_name")),
        full,
    };
    let from = match form.text("valid_from") {
        "" => None,
        text => Some(
            roster::check::day(text)
                .map_err(|unfit| NetworkRefused::Invalid { field: "valid_from", text: unfit.told() })?,
        ),
    };
    let contacts =
        editing::checked_contacts(&Contacts { inn: form.text("inn").to_owned(), ..Contacts::default() })?;
    let new = NewOrganisation {
        code: form.text("code").to_owned(),
        kind,
        municipality_id: municipality.map(|one| one.id.clone()),
        parent_id: None,
        is_demo: false,
        stands_for: Vec::new(),
        names: vec![(Period::new(from, None), names)],
        contacts,
    };
    let (scope, desk) = (visitor.scope(Subject::OrganisationCard, Deed::Write), Desk::of(house));
    let mut tx = house.db.begin().await?;
    let (id, code) = register_organisation(&mut tx, &desk, &scope, new, &author).await?;
    if !form.text("address").is_empty() {
        let building = crate::BuildingForm {
            address: form.text("address").to_owned(),
            has_library: true,
            ..Default::default()
        };
        crate::add_building(&mut tx, &desk, &scope, &id, &building, &author).await?;
    }
    tx.commit().await?;
    Ok(code)
}
