//! What is held on somebody: for the person themself, and for an administrator who answers them.

use access::audit::{self, Event, Who};
use access::{Deed, FormData, House, PageError, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect};
use region::Operator;
use ui::Chrome;

use super::{oneself, refused};
use crate::erase::{Cause, ask};
use crate::export::{Part, Sealed, Whose, archive, everything};
use crate::rules::{Fault, OWN_REASON, REASONS, reason_word};
use crate::store::erasures;
use crate::{PersonRefused, PersonRow, store};

/// The page shows this many rows of a table; the archive has all.
const ROWS_SHOWN: usize = 20;
const MAX_WORDS: usize = 1000;
const MAX_REASON: usize = 300;

/// A part as a page shows it.
struct Shown(Part);

impl std::ops::Deref for Shown {
    type Target = Part;

    fn deref(&self) -> &Part {
        &self.0
    }
}

impl Shown {
    fn shown(&self) -> &[Vec<String>] {
        &self.0.rows[..self.0.rows.len().min(ROWS_SHOWN)]
    }

    fn hidden(&self) -> usize {
        self.0.rows.len().saturating_sub(ROWS_SHOWN)
    }

    fn cells<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = (&'a String, &'a String)> {
        self.0.headings.iter().zip(row)
    }
}

#[derive(Template)]
#[template(path = "me_data.html")]
struct MyDataPage {
    chrome: Chrome,
    operator: Operator,
    person_id: Option<String>,
    parts: Vec<Shown>,
    /// What became of the request to erase.
    request: Option<String>,
    days: i32,
    words: String,
    faults: Vec<Fault>,
}

async fn my_page(house: &House, visitor: Visitor) -> Result<MyDataPage, PageError> {
    let (whose, person) = own(house, &visitor).await?;
    let parts = everything(house, &whose, Sealed::Closed).await?;
    let request = match &person {
        Some(person) => request_in_words(house, &person.id).await?,
        None => None,
    };
    let data = &house.region.personal_data;
    Ok(MyDataPage {
        operator: data.operator.clone(),
        person_id: person.map(|person| person.id),
        parts: parts.into_iter().map(Shown).collect(),
        request,
        days: data.erasure_days,
        words: String::new(),
        faults: Vec::new(),
        chrome: visitor.chrome,
    })
}

async fn own(house: &House, visitor: &Visitor) -> Result<(Whose, Option<PersonRow>), PageError> {
    let person = oneself(house, visitor).await?;
    let whose = Whose {
        person_id: person.as_ref().map(|person| person.id.clone()),
        account_id: Some(visitor.account_id().to_owned()),
    };
    Ok((whose, person))
}

/// What the person is told of a request that is open or was refused.
async fn request_in_words(house: &House, person_id: &str) -> Result<Option<String>, PageError> {
    let Some((state, due_on, reason)) = erasures::latest_of(&house.db, person_id).await? else {
        return Ok(None);
    };
    let due = due_on.parse().map_or(due_on, ui::ru::date_long);
    Ok(match state.as_str() {
        "waiting" => Some(format!("Обращение получено. Решение — до {due}.")),
        "approved" => Some("Решение принято: сведения удаляются.".to_owned()),
        "refused" => Some(format!("В удалении отказано: {reason}")),
        _ => None,
    })
}

/// `/me/data`
pub async fn mine(State(house): State<House>, visitor: Visitor) -> PageResult {
    Ok(Html(my_page(&house, visitor).await?.render()?).into_response())
}

/// `POST /me/data`: everything, to take away.
pub async fn take_mine(State(house): State<House>, visitor: Visitor) -> PageResult {
    let (whose, _) = own(&house, &visitor).await?;
    hand_out(&house, &visitor, &whose, OWN_REASON).await
}

/// The archive opens the restricted block: it is noted before it is made.
async fn hand_out(house: &House, visitor: &Visitor, whose: &Whose, reason: &str) -> PageResult {
    let what = format!("Выгружены все сведения о человеке; цель: {reason}");
    let mut tx = house.db.begin().await?;
    let event = Event { act: "personal.exported", object: whose.object(), what: &what };
    audit::note(&mut tx, house, &Who::of(visitor), event).await?;
    tx.commit().await?;
    let bytes = archive(house, whose).await?;
    let name = format!("персональные-данные-{}.zip", house.clock.today());
    Ok(access::download(bytes, access::media::ZIP, &name))
}

/// `POST /me/erasure`
pub async fn ask_mine(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let person = oneself(&house, &visitor).await?.ok_or(PageError::NotFound)?;
    let words = form.text("words").to_owned();
    if words.chars().count() > MAX_WORDS {
        let faults = vec![("words", format!("Текст обращения: не больше {MAX_WORDS}\u{a0}знаков."))];
        let shown = my_page(&house, visitor).await?;
        return Ok(refused(MyDataPage { words, faults, ..shown }.render()?));
    }
    let mut tx = house.db.begin().await?;
    if ask(&mut tx, &house, &person.id, Cause::Request, &words, &Who::of(&visitor)).await?.is_some() {
        tx.commit().await?;
    }
    Ok(Redirect::to("/me/data").into_response())
}

#[derive(Template)]
#[template(path = "person_data.html")]
struct PersonDataPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    initials: String,
    reasons: &'static [(&'static str, &'static str)],
    parts: Vec<Shown>,
    holds: Vec<HoldView>,
    request: Option<String>,
    words: String,
    refusal: &'static str,
    faults: Vec<Fault>,
}

struct HoldView {
    id: String,
    told: String,
    reason: String,
    is_in_force: bool,
}

/// The person, for an administrator.
async fn administered(
    house: &House,
    visitor: &Visitor,
    deed: Deed,
    id: &str,
) -> Result<PersonRow, PageError> {
    if visitor.scope(Subject::Administration, deed).reach() != Reach::Everything {
        return Err(PageError::NotFound);
    }
    store::person_row(&house.db, id).await?.ok_or(PageError::NotFound)
}

async fn person_page(
    house: &House,
    visitor: Visitor,
    person: &PersonRow,
) -> Result<PersonDataPage, PageError> {
    let whose = Whose::person(house, &person.id).await?.ok_or(PageError::NotFound)?;
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    let holds = erasures::holds_of(&house.db, &scope, &person.id).await?;
    let day = |moment| ui::ru::date_long(house.clock.date_of(moment));
    Ok(PersonDataPage {
        id: person.id.clone(),
        full_name: person.full_name(),
        initials: person.initials(),
        reasons: REASONS,
        parts: everything(house, &whose, Sealed::Closed).await?.into_iter().map(Shown).collect(),
        holds: holds
            .into_iter()
            .map(|hold| HoldView {
                told: match hold.lifted_at {
                    Some(lifted) => format!("{} – {}, снят", day(hold.set_at), day(lifted)),
                    None => format!("с {}, {}", day(hold.set_at), hold.setter.unwrap_or_default()),
                },
                is_in_force: hold.lifted_at.is_none(),
                id: hold.id,
                reason: hold.reason,
            })
            .collect(),
        request: request_in_words(house, &person.id).await?,
        words: String::new(),
        refusal: "Не записано",
        faults: Vec::new(),
        chrome: visitor.chrome,
    })
}

/// `/people/{person}/data`
pub async fn of_person(State(house): State<House>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let person = administered(&house, &visitor, Deed::Read, &id).await?;
    Ok(Html(person_page(&house, visitor, &person).await?.render()?).into_response())
}

async fn once_more(
    house: &House,
    visitor: Visitor,
    person: &PersonRow,
    field: &'static str,
    text: &str,
) -> PageResult {
    let faults = vec![(field, text.to_owned())];
    let shown = person_page(house, visitor, person).await?;
    Ok(refused(PersonDataPage { faults, ..shown }.render()?))
}

/// `POST /people/{person}/data`
pub async fn take_of_person(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let person = administered(&house, &visitor, Deed::Read, &id).await?;
    let Some(reason) = reason_word(form.text("reason")) else {
        let text = "Выберите, для чего выгрузка: это записывается в журнал.";
        return once_more(&house, visitor, &person, "reason", text).await;
    };
    let whose = Whose::person(&house, &person.id).await?.ok_or(PageError::NotFound)?;
    hand_out(&house, &visitor, &whose, reason).await
}

/// `POST /people/{person}/erasure`
pub async fn ask_of_person(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let person = administered(&house, &visitor, Deed::Write, &id).await?;
    let words = form.text("words");
    if words.is_empty() || words.chars().count() > MAX_REASON {
        let text = "Реквизиты обращения: номер и дата, не больше 300\u{a0}знаков.";
        return once_more(&house, visitor, &person, "words", text).await;
    }
    let mut tx = house.db.begin().await?;
    let opened = ask(&mut tx, &house, &person.id, Cause::Request, words, &Who::of(&visitor)).await?;
    let Some(erasure) = opened else {
        return Ok(Redirect::to("/admin/erasures").into_response());
    };
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/erasures/{erasure}")).into_response())
}

/// `POST /people/{person}/holds`
pub async fn set_hold(
    State(house): State<House>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: FormData,
) -> PageResult {
    let person = administered(&house, &visitor, Deed::Write, &id).await?;
    let reason = form.text("hold");
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        let text = "Причина запрета: назовите дело или проверку, не больше 300\u{a0}знаков.";
        return once_more(&house, visitor, &person, "hold", text).await;
    }
    let mut tx = house.db.begin().await?;
    let (who, now) = (Who::of(&visitor), house.clock.now());
    erasures::set_hold(&mut tx, &person.id, reason, visitor.account_id(), now).await?;
    let what = "Запрещено удаление сведений о человеке";
    let event = Event { act: "personal.hold_set", object: ("person", &person.id), what };
    audit::note(&mut tx, &house, &who, event).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/people/{id}/data")).into_response())
}

/// `POST /people/{person}/holds/{hold}/lift`
pub async fn lift_hold(
    State(house): State<House>,
    visitor: Visitor,
    Path((id, hold)): Path<(String, String)>,
) -> PageResult {
    let person = administered(&house, &visitor, Deed::Write, &id).await?;
    let mut tx = house.db.begin().await?;
    let now = house.clock.now();
    if !erasures::lift_hold(&mut tx, &person.id, &hold, visitor.account_id(), now).await? {
        return Err(PersonRefused::NotFound.into());
    }
    let what = "Снят запрет на удаление сведений о человеке";
    let event = Event { act: "personal.hold_lifted", object: ("person", &person.id), what };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/people/{id}/data")).into_response())
}
