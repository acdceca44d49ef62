//! What a person wants to be told by mail, and in which hours nothing is sent.

use access::audit::{self, Event, Who};
use access::{FormData, House, PageResult, Visitor, readers};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect};
use serde::Deserialize;
use ui::Chrome;

use crate::rules::{Choice, Optional, Quiet};
use crate::store as kept;

#[derive(Template)]
#[template(path = "notifications.html")]
struct ChoicePage {
    chrome: Chrome,
    email: Option<String>,
    zone: String,
    kinds: Vec<Kind>,
    from: Vec<Hour>,
    to: Vec<Hour>,
    weekends: bool,
    is_saved: bool,
    error: Option<&'static str>,
}

struct Kind {
    code: &'static str,
    title: String,
    is_wanted: bool,
}

struct Hour {
    hour: i8,
    text: String,
    is_chosen: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    saved: String,
}

fn hours(chosen: i8) -> Vec<Hour> {
    (0..24).map(|hour| Hour { hour, text: format!("{hour:02}:00"), is_chosen: hour == chosen }).collect()
}

async fn page(house: &House, visitor: Visitor, choice: &Choice) -> PageResult<ChoicePage> {
    Ok(ChoicePage {
        email: readers::address_of(&house.db, visitor.account_id()).await?,
        zone: house.region.region.time_zone_label.clone(),
        kinds: Optional::ALL
            .into_iter()
            .map(|one| Kind {
                code: one.code(),
                title: ui::ru::capitalised(one.title()),
                is_wanted: choice.wants(one),
            })
            .collect(),
        from: hours(choice.quiet.from),
        to: hours(choice.quiet.to),
        weekends: choice.quiet.weekends,
        is_saved: false,
        error: None,
        chrome: visitor.chrome,
    })
}

pub async fn form(State(house): State<House>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let choice = kept::choice(&house.db, visitor.account_id()).await?;
    let page = ChoicePage { is_saved: asked.saved == "1", ..page(&house, visitor, &choice).await? };
    Ok(Html(page.render()?).into_response())
}

/// The choice that a form holds; `None` where an hour is none.
fn choice_of(form: &FormData) -> (Choice, bool) {
    let hour = |name: &str| form.text(name).parse::<i8>().ok().filter(|hour| (0..24).contains(hour));
    let (from, to) = (hour("quiet_from"), hour("quiet_to"));
    let usual = Quiet::default();
    let choice = Choice {
        quiet: Quiet {
            from: from.unwrap_or(usual.from),
            to: to.unwrap_or(usual.to),
            weekends: form.text("weekends") == "on",
        },
        wanted: form.all("wants").filter_map(Optional::from_code).collect(),
    };
    (choice, from.is_some() && to.is_some())
}

pub async fn save(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let (choice, is_whole) = choice_of(&form);
    if !is_whole {
        let error = Some("Выберите часы из списка: от 00:00 до 23:00.");
        let page = ChoicePage { error, ..page(&house, visitor, &choice).await? };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let account_id = visitor.account_id();
    let mut tx = house.db.begin().await?;
    kept::choose(&mut tx, account_id, &choice, house.clock.now()).await?;
    let event = Event {
        act: "reminders.chosen",
        object: ("account", account_id),
        what: "Изменены настройки напоминаний",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/notifications?saved=1").into_response())
}
