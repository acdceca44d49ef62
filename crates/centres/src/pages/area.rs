//! Whom a municipal centre serves: attaching schools and letting them go.

use access::{Deed, FormData, House, PageError, PageResult, Scope, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;
use network::pages::forms::{FormField, Refusal};
use network::rules::{Filter, Listed, Roll};
use network::store::roll;
use network::{Author, Desk, NetworkRefused, attach_school, detach_school};
use region::{LibraryStatus, OrganisationKind};
use ui::Chrome;

use super::link;

#[derive(Template)]
#[template(path = "area.html")]
struct AreaPage {
    chrome: Chrome,
    code: String,
    name: String,
    card_path: String,
    served: Vec<School>,
    others: Vec<School>,
    attach: FormField,
    detach: FormField,
    moves: bool,
    refusal: Refusal,
}

struct School {
    code: String,
    name: String,
    /// The centre that serves it now, when it is another one.
    centre: String,
    is_chosen: bool,
}

fn writing(visitor: &Visitor) -> Scope {
    visitor.scope(Subject::OrganisationCard, Deed::Write)
}

/// The centre, if the visitor may change whom it serves and it is one today.
fn centre_of<'a>(
    house: &House,
    visitor: &Visitor,
    roll: &'a Roll,
    code: &str,
) -> Result<Listed<'a>, PageError> {
    let centre = roll.find(&writing(visitor), code, house.clock.today()).ok_or(PageError::NotFound)?;
    if centre.status != Some(LibraryStatus::MunicipalCentre) {
        return Err(PageError::NotFound);
    }
    Ok(centre)
}

fn page(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    centre: Listed<'_>,
    form: Option<&FormData>,
    refusal: Refusal,
) -> AreaPage {
    let today = house.clock.today();
    let chosen: Vec<&str> = form.map_or_else(Vec::new, |form| form.all("school").collect());
    let school = |one: Listed<'_>| {
        let other = roll.centre_of(one.organisation, today);
        let other = other.filter(|other| other.organisation.id != centre.organisation.id);
        School {
            is_chosen: chosen.contains(&one.organisation.code.as_str()),
            code: one.organisation.code.clone(),
            name: one.name.short.clone(),
            centre: other.map_or_else(String::new, |other| other.name.short.clone()),
        }
    };
    let served = roll.served_by(centre.organisation, today);
    let schools = Filter {
        kind: Some(OrganisationKind::School),
        municipality: centre.municipality.map(|place| place.code.clone()),
        ..Filter::on(today)
    };
    let others = roll.all(&writing(visitor), &schools).0.into_iter().filter(|one| {
        one.status != Some(LibraryStatus::MunicipalCentre)
            && one.organisation.attached_on(today) != Some(centre.organisation.id.as_str())
    });
    let day = form.map_or_else(|| today.to_string(), |form| form.text("from").to_owned());
    let is_detaching = form.is_some_and(|form| form.text("do") == "detach");
    let mut attach = FormField::new("from", "С какого дня", day.clone()).of_type("date").required();
    let mut detach =
        FormField::new("until", "С какого дня не обслуживает", today.to_string()).of_type("date").required();
    if is_detaching {
        detach.value = form.map_or_else(String::new, |form| form.text("until").to_owned());
    }
    refusal.mark(std::slice::from_mut(&mut attach));
    refusal.mark(std::slice::from_mut(&mut detach));
    AreaPage {
        code: centre.organisation.code.clone(),
        name: centre.name.short.clone(),
        card_path: link(centre, today, today).0,
        served: served.into_iter().map(school).collect(),
        others: others.map(school).collect(),
        attach,
        detach,
        moves: form.is_some_and(|form| form.text("moves") == "yes"),
        refusal,
        chrome: visitor.chrome.clone(),
    }
}

/// `/network/organisations/{organisation}/area`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let roll = roll(&house.db).await?;
    let centre = centre_of(&house, &visitor, &roll, &code)?;
    Ok(Html(page(&house, &visitor, &roll, centre, None, Refusal::default()).render()?).into_response())
}

/// `POST /network/organisations/{organisation}/area`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let roll = roll(&house.db).await?;
    let centre = centre_of(&house, &visitor, &roll, &code)?;
    match saved(&house, &visitor, &roll, centre, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/network/organisations/{code}/area")).into_response()),
        Err(refused) => {
            let refusal = Refusal::from_door(refused)?;
            let status = refusal.status();
            let page = page(&house, &visitor, &roll, centre, Some(&form), refusal);
            Ok((status, Html(page.render()?)).into_response())
        }
    }
}

async fn saved(
    house: &House,
    visitor: &Visitor,
    roll: &Roll,
    centre: Listed<'_>,
    form: &FormData,
) -> Result<(), NetworkRefused> {
    let author = Author::of(visitor).ok_or(NetworkRefused::NotFound)?;
    let invalid = |field, text: &str| NetworkRefused::Invalid { field, text: text.to_owned() };
    let detaches = form.text("do") == "detach";
    let field = if detaches { "until" } else { "from" };
    let day: Date = roster::check::day(form.text(field))
        .map_err(|_| invalid(field, "Не указан день. Выберите его в календаре."))?;
    let (scope, desk) = (writing(visitor), Desk::of(house));
    let schools: Vec<&str> = form.all("school").collect();
    if schools.is_empty() {
        return Err(invalid("schools", "Не отмечена ни одна школа."));
    }
    let mut tx = house.db.begin().await?;
    for code in schools {
        let school = roll.organisation(code).ok_or(NetworkRefused::NotFound)?;
        let both = (centre.organisation.id.as_str(), school.id.as_str());
        if detaches {
            detach_school(&mut tx, &desk, &scope, both, day, &author).await?;
        } else {
            let moves = form.text("moves") == "yes";
            attach_school(&mut tx, &desk, &scope, both, day, moves, &author).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
