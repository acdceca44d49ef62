//! Parents' consents, kept by the organisation that took them in.

use access::audit::Who;
use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect};
use region::ConsentKind;
use serde::Deserialize;
use ui::Chrome;

use super::{consents::scan, day, own_place, refused};
use crate::rules::Fault;
use crate::store::consents::{ConsentRow, child_consent, child_consents};
use crate::{ConsentMark, NewConsent, PersonRefused, give_consent, withdraw_consent};

const MOST: i64 = 200;

#[derive(Deserialize)]
pub struct Words {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "child_consents.html")]
struct ListPage {
    chrome: Chrome,
    purpose: String,
    q: String,
    rows: Vec<Row>,
    is_shortened: bool,
    may_write: bool,
    typed: Typed,
    today: String,
    faults: Vec<Fault>,
}

#[derive(Default)]
struct Typed {
    child: String,
    given_by: String,
    given_on: String,
}

struct Row {
    id: String,
    child: String,
    given_by: String,
    given_on: String,
    withdrawn_on: String,
}

impl Row {
    fn of(row: &ConsentRow) -> Self {
        let told =
            |name: &str| if name.is_empty() { "имя удалено".to_owned() } else { name.to_owned() };
        Self {
            id: row.id.clone(),
            child: told(&row.child),
            given_by: told(&row.given_by),
            given_on: ui::ru::date_long(row.given_on()),
            withdrawn_on: row.withdrawn_on().map_or_else(String::new, ui::ru::date_long),
        }
    }
}

fn may_write(visitor: &Visitor) -> bool {
    visitor.scope(Subject::PersonCard, Deed::Write).reach() >= Reach::Own
}

async fn page(house: &House, visitor: Visitor, q: &str) -> Result<ListPage, PageError> {
    let scope = visitor.scope(Subject::PersonCard, Deed::Read);
    let mut rows = child_consents(&house.db, &scope, q, MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_shortened = rows.len() > most;
    rows.truncate(most);
    let today = house.clock.today();
    let text = house.region.personal_data.text_on(ConsentKind::ChildPhoto, today);
    Ok(ListPage {
        purpose: text.map_or_else(String::new, |text| text.purpose.clone()),
        q: q.to_owned(),
        rows: rows.iter().map(Row::of).collect(),
        is_shortened,
        may_write: may_write(&visitor),
        typed: Typed::default(),
        today: today.to_string(),
        faults: Vec::new(),
        chrome: visitor.chrome,
    })
}

/// `/consents`
pub async fn list(State(house): State<House>, visitor: Visitor, Query(words): Query<Words>) -> PageResult {
    let q: String = words.q.trim().chars().take(200).collect();
    Ok(Html(page(&house, visitor, &q).await?.render()?).into_response())
}

/// `POST /consents`
pub async fn take(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    if !may_write(&visitor) {
        return Err(PageError::NotFound);
    }
    let place = own_place(&visitor).ok_or(PageError::NotFound)?;
    let typed = Typed {
        child: form.text("child").to_owned(),
        given_by: form.text("given_by").to_owned(),
        given_on: form.text("given_on").to_owned(),
    };
    let scan = form.file("scan");
    let new = NewConsent {
        kind: ConsentKind::ChildPhoto,
        person: None,
        child: &typed.child,
        given_by: &typed.given_by,
        given_on: day(&typed.given_on),
        mark: ConsentMark::Paper(scan.map(|file| (file.name.clone(), file.bytes.clone()))),
        place: &place,
    };
    let mut tx = house.db.begin().await?;
    let taken = give_consent(&mut tx, &house, new, &Who::of(&visitor)).await;
    let mut faults = match taken {
        Ok(id) if scan.is_some() => {
            tx.commit().await?;
            return Ok(Redirect::to(&format!("/consents/{id}")).into_response());
        }
        Ok(_) => Vec::new(),
        Err(PersonRefused::Faults(faults)) => faults,
        Err(other) => return Err(other.into()),
    };
    drop(tx);
    if scan.is_none() {
        faults.push(("scan", "Скан: приложите подписанный бланк.".to_owned()));
    }
    let shown = page(&house, visitor, "").await?;
    Ok(refused(ListPage { typed, faults, ..shown }.render()?))
}

#[derive(Template)]
#[template(path = "child_consent.html")]
struct CardPage {
    chrome: Chrome,
    row: Row,
    text_version: String,
    organisation: String,
    file_name: Option<String>,
    may_write: bool,
    today: String,
    typed_day: String,
    faults: Vec<Fault>,
}

fn card_page(house: &House, visitor: Visitor, row: &ConsentRow) -> CardPage {
    CardPage {
        row: Row::of(row),
        text_version: row.text_version.clone(),
        organisation: row.org_title.clone(),
        file_name: row.file().and(row.file_name.clone()),
        may_write: may_write(&visitor),
        today: house.clock.today().to_string(),
        typed_day: String::new(),
        faults: Vec::new(),
        chrome: visitor.chrome,
    }
}

async fn within(house: &House, visitor: &Visitor, deed: Deed, id: &str) -> Result<ConsentRow, PageError> {
    let scope = visitor.scope(Subject::PersonCard, deed);
    child_consent(&house.db, &scope, id).await?.ok_or(PageError::NotFound)
}

/// `/consents/{consent}`
pub async fn card(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let row = within(&house, &visitor, Deed::Read, &id).await?;
    Ok(Html(card_page(&house, visitor, &row).render()?).into_response())
}

/// `/consents/{consent}/file`
pub async fn file(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let row = within(&house, &visitor, Deed::Read, &id).await?;
    scan(&house, Some(row)).await
}

/// `POST /consents/{consent}/withdraw`
pub async fn withdraw(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let row = within(&house, &visitor, Deed::Write, &id).await?;
    let typed_day = form.text("withdrawn_on").to_owned();
    let mut tx = house.db.begin().await?;
    match withdraw_consent(&mut tx, &house, &row, day(&typed_day), &Who::of(&visitor)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("/consents/{id}")).into_response())
        }
        Err(PersonRefused::Faults(faults)) => {
            drop(tx);
            let shown = card_page(&house, visitor, &row);
            Ok(refused(CardPage { typed_day, faults, ..shown }.render()?))
        }
        Err(other) => Err(other.into()),
    }
}
