//! Changing a card and the posts at one's own organisation.

use access::audit::Who;
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use super::{day, person_within, refused};
use crate::cards::post_within;
use crate::rules::{CATEGORIES, CardFields, EDUCATION, Fault, LAST_DAY, rate_as_told, rate_from};
use crate::store::cards::card_of;
use crate::store::posts_of;
use crate::{PersonRefused, PersonRow, PostChange, PostTerm, change_post, save_card};

#[derive(Template)]
#[template(path = "person_edit.html")]
struct EditPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    initials: String,
    card: CardFields,
    category_on: String,
    version: i64,
    education: &'static [(&'static str, &'static str)],
    categories: &'static [(&'static str, &'static str)],
    posts: Vec<PostForm>,
    today: String,
    faults: Vec<Fault>,
    consent_needed: String,
}

struct PostForm {
    id: String,
    title: String,
    org_title: String,
    term: String,
    rate: String,
    is_main: bool,
    until: String,
}

async fn page(
    house: &House,
    visitor: Visitor,
    person: &PersonRow,
    typed: Option<(CardFields, i64)>,
) -> Result<EditPage, PageError> {
    let today = house.clock.today();
    let (card, version) = if let Some(typed) = typed {
        typed
    } else {
        let row = card_of(&house.db, person).await?;
        (row.fields(), row.version)
    };
    let scope = visitor.scope(Subject::PersonCard, Deed::Write);
    let posts = posts_of(&house.db, &scope, person).await?;
    Ok(EditPage {
        id: person.id.clone(),
        full_name: person.full_name(),
        initials: person.initials(),
        category_on: card.category_on.map_or_else(String::new, |day| day.to_string()),
        card,
        version,
        education: EDUCATION,
        categories: CATEGORIES,
        posts: posts
            .into_iter()
            .filter(|post| post.term().to >= today)
            .map(|post| PostForm {
                term: post.term().as_told(),
                rate: rate_as_told(post.rate),
                is_main: post.is_main,
                until: Some(post.term().to)
                    .filter(|day| *day != LAST_DAY)
                    .map_or_else(String::new, |day| day.to_string()),
                id: post.id,
                title: post.title,
                org_title: post.org_title,
            })
            .collect(),
        today: today.to_string(),
        faults: Vec::new(),
        consent_needed: String::new(),
        chrome: visitor.chrome,
    })
}

/// `/people/{person}/edit`
pub async fn form(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let person = person_within(&house, &visitor, Deed::Write, &id).await?;
    Ok(Html(page(&house, visitor, &person, None).await?.render()?).into_response())
}

/// `POST /people/{person}/edit`
pub async fn save(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let person = person_within(&house, &visitor, Deed::Write, &id).await?;
    let typed = CardFields {
        education: form.text("education").to_owned(),
        education_field: form.text("education_field").to_owned(),
        category: form.text("category").to_owned(),
        category_on: day(form.text("category_on")),
        phone: form.text("phone").to_owned(),
        email: form.text("email").to_owned(),
        is_public: form.text("is_public") == "yes",
    };
    let seen_version = form.text("version").parse().unwrap_or(0);
    let mut tx = house.db.begin().await?;
    let saved = save_card(&mut tx, &house, &person, &typed, seen_version, &Who::of(&visitor)).await;
    let told = match saved {
        Ok(()) => {
            tx.commit().await?;
            return Ok(Redirect::to(&format!("/people/{id}")).into_response());
        }
        Err(PersonRefused::Faults(faults)) => (faults, String::new()),
        Err(PersonRefused::ConsentNeeded(kind)) => {
            let needed = PersonRefused::ConsentNeeded(kind).to_string();
            let next = "Возьмите у специалиста согласие или попросите дать его на странице «Мои согласия», затем сохраните карточку снова. Без отметки карточка сохранится и так.";
            (vec![("is_public", needed.clone())], format!("{needed} {next}"))
        }
        Err(other) => return Err(other.into()),
    };
    drop(tx);
    let (faults, consent_needed) = told;
    let shown = page(&house, visitor, &person, Some((typed, seen_version))).await?;
    Ok(refused(EditPage { faults, consent_needed, ..shown }.render()?))
}

/// `POST /people/{person}/posts/{post}`
pub async fn save_post(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, post_id)): Path<(String, String)>,
    form: FormData,
) -> PageResult {
    let person = person_within(&house, &visitor, Deed::Write, &id).await?;
    let scope = visitor.scope(Subject::PersonCard, Deed::Write);
    let post = post_within(&house, &scope, &person, &post_id).await?;
    let mut faults: Vec<Fault> = Vec::new();
    let rate = rate_from(form.text("rate"));
    if rate.is_none() {
        faults.push(("rate", "Ставка: число от 0,01 до 2, например 1 или 0,5.".to_owned()));
    }
    let until = form.text("until");
    let term = match (until.is_empty(), day(until)) {
        (true, _) => PostTerm::new(Some(post.term().from), None),
        (false, Some(last)) => PostTerm::new(Some(post.term().from), Some(last)),
        (false, None) => None,
    };
    if term.is_none() {
        faults.push(("until", "Последний день: не раньше первого дня в должности.".to_owned()));
    }
    let (Some(rate), Some(term)) = (rate, term) else {
        let shown = page(&house, visitor, &person, None).await?;
        return Ok(refused(EditPage { faults, ..shown }.render()?));
    };
    let change = PostChange { rate, is_main: form.text("is_main") == "yes", term };
    let mut tx = house.db.begin().await?;
    change_post(&mut tx, &house, &scope, &person, &post_id, &change, &Who::of(&visitor)).await?;
    tx.commit().await?;
    // Whoever has gone is not seen from here any more.
    let is_gone = term.to < house.clock.today();
    let back = if is_gone { "/people".to_owned() } else { format!("/people/{id}") };
    Ok(Redirect::to(&back).into_response())
}
