//! Buildings of an organisation: adding, changing, taking out of use.

use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use roster::Point;
use ui::Chrome;

use super::forms::{FormField, Refusal};
use super::{edited, organisation_path};
use crate::rules::{FieldConflict, LAST_DAY, RollBuilding};
use crate::store::roll;
use crate::{Author, BuildingForm, Desk, NetworkRefused, add_building, change_building, close_building};

#[derive(Template)]
#[template(path = "building.html")]
struct BuildingPage {
    chrome: Chrome,
    code: String,
    name: String,
    card_path: String,
    /// Empty for a new building.
    id: String,
    fields: Vec<FormField>,
    has_library: bool,
    library_was: &'static str,
    /// Day on which it was used last; `None` when that is known already or it is new.
    closing: Option<FormField>,
    refusal: Refusal,
}

fn writing(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::OrganisationCard, Deed::Write)
}

impl From<&RollBuilding> for BuildingForm {
    fn from(building: &RollBuilding) -> Self {
        let degrees =
            |of: fn(Point) -> i64| building.point.map_or_else(String::new, |point| Point::degrees(of(point)));
        Self {
            title: building.title.clone(),
            address: building.address.clone(),
            lat: degrees(|point| point.lat_e6),
            lon: degrees(|point| point.lon_e6),
            has_library: building.has_library,
        }
    }
}

/// What was sent under the fields' names, or under those of what its editor saw (`was.`).
fn sent(form: &FormData, prefix: &str) -> BuildingForm {
    let text = |name: &str| form.text(&format!("{prefix}{name}")).to_owned();
    BuildingForm {
        title: text("title"),
        address: text("address"),
        lat: text("lat"),
        lon: text("lon"),
        has_library: text("has_library") == "yes",
    }
}

struct Place<'a> {
    code: &'a str,
    name: &'a str,
    building: Option<&'a RollBuilding>,
}

fn page(
    house: &House,
    visitor: &Visitor,
    place: &Place<'_>,
    (values, was): (&BuildingForm, &BuildingForm),
    last_day: &str,
    refusal: Refusal,
) -> BuildingPage {
    let today = house.clock.today();
    let is_new = place.building.is_none();
    let field = |name, label, value: &str, was: &str| {
        let field = FormField::new(name, label, value);
        if is_new { field } else { field.was(was) }
    };
    let mut fields = vec![
        field("title", "Что это за здание", &values.title, &was.title)
            .hint("«Главное здание», «начальная школа»; можно не указывать"),
        field("address", "Адрес", &values.address, &was.address)
            .hint("Населённый пункт, улица, дом")
            .of_type("textarea")
            .required(),
        field("lat", "Широта", &values.lat, &was.lat).hint("В градусах, например 48,464700"),
        field("lon", "Долгота", &values.lon, &was.lon)
            .hint("Например 135,059900. Координаты можно не указывать"),
    ];
    refusal.mark(&mut fields);
    let mut closing = FormField::new("last_day", "Последний день", last_day).of_type("date").required();
    refusal.mark(std::slice::from_mut(&mut closing));
    BuildingPage {
        code: place.code.to_owned(),
        name: place.name.to_owned(),
        card_path: organisation_path(place.code, today, today),
        id: place.building.map_or_else(String::new, |one| one.id.clone()),
        fields,
        has_library: values.has_library,
        library_was: if was.has_library { "yes" } else { "" },
        closing: place.building.filter(|one| one.period.to == LAST_DAY).map(|_| closing),
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

/// What two editors of a building wrote, field by field.
fn conflicts(now: &BuildingForm, wanted: &BuildingForm) -> Vec<FieldConflict> {
    let library = |form: &BuildingForm| if form.has_library { "есть" } else { "нет" }.to_owned();
    [
        ("title", "Что это за здание", now.title.clone(), wanted.title.clone()),
        ("address", "Адрес", now.address.clone(), wanted.address.clone()),
        ("lat", "Широта", now.lat.clone(), wanted.lat.clone()),
        ("lon", "Долгота", now.lon.clone(), wanted.lon.clone()),
        ("has_library", "Библиотека", library(now), library(wanted)),
    ]
    .into_iter()
    .filter(|(_, _, now, wanted)| now != wanted)
    .map(|(field, title, now, wanted)| FieldConflict { field, title, now, wanted })
    .collect()
}

/// `/network/organisations/{organisation}/buildings/new`
pub async fn new(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let place = Place { code: &organisation.code, name: &name.short, building: None };
    let blank = BuildingForm { has_library: organisation.buildings.is_empty(), ..BuildingForm::default() };
    let page = page(&house, &visitor, &place, (&blank, &blank), "", Refusal::default());
    Ok(Html(page.render()?).into_response())
}

/// `POST /network/organisations/{organisation}/buildings`
pub async fn add(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let values = sent(&form, "");
    let mut tx = house.db.begin().await?;
    let added =
        add_building(&mut tx, &Desk::of(&house), &writing(&visitor), &organisation.id, &values, &author)
            .await;
    match added {
        Ok(_) => tx.commit().await?,
        Err(refused) => {
            let refusal = Refusal::from_door(refused)?;
            let (status, place) =
                (refusal.status(), Place { code: &organisation.code, name: &name.short, building: None });
            let page = page(&house, &visitor, &place, (&values, &values), "", refusal);
            return Ok((status, Html(page.render()?)).into_response());
        }
    }
    let today = house.clock.today();
    Ok(Redirect::to(&organisation_path(&organisation.code, today, today)).into_response())
}

/// `/network/organisations/{organisation}/buildings/{building}`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let building = organisation.buildings.iter().find(|one| one.id == id).ok_or(PageError::NotFound)?;
    let place = Place { code: &organisation.code, name: &name.short, building: Some(building) };
    let values = BuildingForm::from(building);
    let page = page(&house, &visitor, &place, (&values, &values), "", Refusal::default());
    Ok(Html(page.render()?).into_response())
}

/// `POST /network/organisations/{organisation}/buildings/{building}`: changes it, or notes its last day.
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let (organisation, name) = edited(&roll, &writing(&visitor), &code)?;
    let building = organisation.buildings.iter().find(|one| one.id == id).ok_or(PageError::NotFound)?;
    let author = Author::of(&visitor).ok_or(PageError::NotFound)?;
    let (desk, scope) = (Desk::of(&house), writing(&visitor));
    let of = (organisation.id.as_str(), building.id.as_str());
    let closes = form.text("do") == "close";
    let (values, was) = if closes {
        let kept = BuildingForm::from(building);
        (kept.clone(), kept)
    } else {
        (sent(&form, ""), sent(&form, "was."))
    };
    let mut tx = house.db.begin().await?;
    let done = if closes {
        match roster::check::day(form.text("last_day")) {
            Ok(day) => close_building(&mut tx, &desk, &scope, of, day, &author).await,
            Err(_) => Err(NetworkRefused::invalid("last_day", "Не указан последний день.")),
        }
    } else {
        change_building(&mut tx, &desk, &scope, of, &was, &values, &author).await
    };
    let (was, refusal) = match done {
        Ok(()) => {
            tx.commit().await?;
            let today = house.clock.today();
            return Ok(Redirect::to(&organisation_path(&organisation.code, today, today)).into_response());
        }
        Err(NetworkRefused::BuildingConflict(now)) => {
            let conflicts = conflicts(&now, &values);
            (*now, Refusal { faults: Vec::new(), conflicts })
        }
        Err(refused) => (was, Refusal::from_door(refused)?),
    };
    let status = refusal.status();
    let place = Place { code: &organisation.code, name: &name.short, building: Some(building) };
    let page = page(&house, &visitor, &place, (&values, &was), form.text("last_day"), refusal);
    Ok((status, Html(page.render()?)).into_response())
}
