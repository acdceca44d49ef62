//! Entering somebody who works at one's own organisation.

use access::audit::{self, Event, Who};
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{day, own_place, refused};
use crate::rules::{Fault, name_fault, rate_from, title_fault};
use crate::{NewPerson, PersonName, PostChange, PostTerm, add_person, add_post, change_post};

#[derive(Template)]
#[template(path = "person_new.html")]
struct NewPage {
    chrome: Chrome,
    organisation: String,
    typed: Typed,
    today: String,
    faults: Vec<Fault>,
}

#[derive(Default)]
struct Typed {
    surname: String,
    name: String,
    patronymic: String,
    title: String,
    rate: String,
    since: String,
}

fn page(house: &House, visitor: Visitor, typed: Typed, faults: Vec<Fault>) -> Result<String, PageError> {
    let organisation = own_place(&visitor).ok_or(PageError::NotFound)?.org_title;
    let page = NewPage {
        organisation,
        typed,
        today: house.clock.today().to_string(),
        faults,
        chrome: visitor.chrome,
    };
    Ok(page.render()?)
}

/// `/people/new`
pub async fn form(State(house): State<House>, visitor: Visitor) -> PageResult {
    let typed = Typed { rate: "1".into(), ..Typed::default() };
    Ok(Html(page(&house, visitor, typed, Vec::new())?).into_response())
}

/// `POST /people/new`
pub async fn enter(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let text = |name| form.text(name).to_owned();
    let typed = Typed {
        surname: text("surname"),
        name: text("name"),
        patronymic: text("patronymic"),
        title: text("title"),
        rate: text("rate"),
        since: text("since"),
    };
    let name = PersonName {
        surname: typed.surname.clone(),
        name: typed.name.clone(),
        patronymic: typed.patronymic.clone(),
    }
    .tidy();
    let mut faults: Vec<Fault> = name_fault(&name).into_iter().collect();
    faults.extend(title_fault(&typed.title).map(|fault| ("title", fault)));
    let rate = rate_from(&typed.rate);
    if rate.is_none() {
        faults.push(("rate", "Ставка: число от 0,01 до 2, например 1 или 0,5.".to_owned()));
    }
    let since = day(&typed.since).filter(|since| *since <= house.clock.today());
    if since.is_none() {
        faults.push(("since", "Работает с: выберите день, не позже сегодняшнего.".to_owned()));
    }
    let (Some(rate), Some(term), true) =
        (rate, PostTerm::new(since, None).filter(|_| since.is_some()), faults.is_empty())
    else {
        return Ok(refused(page(&house, visitor, typed, faults)?));
    };
    let place = own_place(&visitor).ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::PersonCard, Deed::Write);
    let (who, now) = (Who::of(&visitor), house.clock.now());
    let mut tx = house.db.begin().await?;
    let id = add_person(&mut tx, &scope, &NewPerson { name, account_id: None }, now).await?;
    let post_id = add_post(&mut tx, &scope, &id, &place, &typed.title, term, now).await?;
    let person =
        crate::person(&mut tx, &scope, &id, house.clock.today()).await?.ok_or(PageError::NotFound)?;
    let change = PostChange { rate, is_main: true, term };
    change_post(&mut tx, &house, &scope, &person, &post_id, &change, &who).await?;
    let event =
        Event { act: "person.entered", object: ("person", &id), what: "Внесён специалист" };
    audit::note(&mut tx, &house, &who, event).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/people/{id}")).into_response())
}
