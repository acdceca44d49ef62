//! Asking the network about an edition.

use access::{FormData, House, PageError, PageResult, Role, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{Place, told, writes};
use crate::rules::PUBLIC;
use crate::{EditionRefused, Editor, Invitation};

#[derive(Template)]
#[template(path = "edition_consultation.html")]
struct ConsultationPage {
    chrome: Chrome,
    path: String,
    text_title: String,
    edition_title: String,
    purpose: String,
    opens_on: String,
    deadline: String,
    today: String,
    asked: Vec<(&'static str, String, bool)>,
    error: Option<(&'static str, String)>,
}

/// Who may be asked. The working group itself always speaks.
const ASKED: [Role; 5] =
    [Role::Municipality, Role::MunicipalCentre, Role::School, Role::Expert, Role::Partner];
/// They decide, and speak too.
const ALWAYS: [Role; 3] = [Role::Ministry, Role::Institute, Role::RegionalCentre];

fn page_of(house: &House, place: &Place, chrome: Chrome, form: Option<&FormData>) -> ConsultationPage {
    let today = house.clock.today().to_string();
    let text = |name: &str| form.map_or_else(String::new, |form| form.text(name).to_owned());
    let is_chosen = |code: &str| match form {
        Some(form) => form.all("asked").any(|one| one == code),
        None => code == Role::Municipality.code() || code == Role::MunicipalCentre.code(),
    };
    let mut asked: Vec<(&'static str, String, bool)> = ASKED
        .iter()
        .map(|role| (role.code(), house.role_title(*role).to_owned(), is_chosen(role.code())))
        .collect();
    asked.push((PUBLIC, "все: текст виден без входа".to_owned(), is_chosen(PUBLIC)));
    ConsultationPage {
        path: place.path(),
        text_title: place.text.title.clone(),
        edition_title: place.edition.title.clone(),
        purpose: text("purpose"),
        opens_on: if form.is_some() { text("opens_on") } else { today.clone() },
        deadline: text("deadline"),
        today,
        asked,
        error: None,
        chrome,
    }
}

/// `/editions/{text}/{number}/consultations/new`
pub async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    if !place.is_editable(&visitor) {
        return Err(PageError::NotFound);
    }
    Ok(Html(page_of(&house, &place, visitor.chrome, None).render()?).into_response())
}

/// `POST /editions/{text}/{number}/consultations`
pub async fn open(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, number)): Path<(String, i64)>,
    form: FormData,
) -> PageResult {
    let place = Place::find(&house, &visitor, &code, number).await?;
    let editor = Editor::of(&visitor).ok_or(PageError::NotFound)?;
    match open_from(&house, &visitor, &place, &form, &editor).await {
        Ok(()) => Ok(Redirect::to(&place.path()).into_response()),
        Err(refused) => {
            let error = Some(told(refused)?);
            let page = ConsultationPage { error, ..page_of(&house, &place, visitor.chrome, Some(&form)) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn open_from(
    house: &House,
    visitor: &Visitor,
    place: &Place,
    form: &FormData,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    let day = |field: &'static str, name: &str| {
        form.text(field)
            .parse()
            .map_err(|_| EditionRefused::invalid(field, format!("{name}: выберите день в поле даты.")))
    };
    let known = |code: &&str| *code == PUBLIC || ASKED.iter().any(|role| role.code() == *code);
    let mut asked: Vec<String> = form.all("asked").filter(known).map(str::to_owned).collect();
    if !asked.is_empty() {
        asked.extend(ALWAYS.iter().map(|role| role.code().to_owned()));
    }
    let invitation = Invitation {
        purpose: form.text("purpose").to_owned(),
        opens_on: day("opens_on", "Первый день")?,
        deadline: day("deadline", "Последний день")?,
        asked,
    };
    let mut tx = house.db.begin().await?;
    crate::open(&mut tx, house, &writes(visitor), (&place.text, &place.edition), &invitation, editor).await?;
    Ok(tx.commit().await?)
}
