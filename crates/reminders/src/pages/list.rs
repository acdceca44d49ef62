//! A person's reminders.

use access::audit::{self, Event, Who};
use access::{FormData, House, PageResult, Visitor, readers};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect};
use jiff::civil::Date;
use ui::Chrome;

use crate::rules::{Topic, when};
use crate::store::{self as kept, ReminderRow};

/// More than anybody reads; the rest comes up as these are read.
const MOST_UNREAD: i64 = 100;
const MOST_READ: i64 = 50;

#[derive(Template)]
#[template(path = "reminders.html")]
struct RemindersPage {
    chrome: Chrome,
    unread: Vec<Line>,
    read: Vec<Line>,
}

/// A reminder in words: for this page and for the start page.
pub struct Line {
    pub id: String,
    pub title: String,
    pub note: String,
    pub href: String,
    /// «осталось 3 дня», as of today.
    pub when: String,
    /// Class of the badge.
    pub state: &'static str,
    pub sign: &'static str,
    /// When it was told.
    pub day: String,
    pub why: &'static str,
}

impl Line {
    fn of(row: ReminderRow, today: Date) -> Self {
        let deadline: Option<Date> = row.deadline.as_deref().and_then(|text| text.parse().ok());
        let (state, sign) = match deadline {
            _ if row.is_over => ("done", "✓"),
            Some(deadline) if deadline < today => ("overdue", "!"),
            Some(_) => ("soon", "◔"),
            None => ("running", "●"),
        };
        let why = match Topic::from_code(&row.topic) {
            Some(Topic::Below) => "у тех, за кем вы следите",
            Some(Topic::Lead | Topic::Asked | Topic::Co) | None => "",
        };
        Self {
            id: row.id,
            title: ui::ru::capitalised(&row.title),
            note: row.note,
            href: row.href,
            when: if row.is_over {
                "уже не требуется".to_owned()
            } else {
                when(deadline, today)
            },
            state,
            sign,
            day: row.day.parse().map_or(row.day, ui::ru::date_long),
            why,
        }
    }
}

/// The newest unread reminders of a person, for the start page.
pub async fn unread(house: &House, account_id: &str, limit: i64) -> PageResult<Vec<Line>> {
    let rows = kept::unread(&house.db, account_id, limit).await?;
    Ok(rows.into_iter().map(|row| Line::of(row, house.clock.today())).collect())
}

pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    let account_id = visitor.account_id().to_owned();
    let read = kept::read(&house.db, &account_id, MOST_READ).await?;
    let page = RemindersPage {
        unread: unread(&house, &account_id, MOST_UNREAD).await?,
        read: read.into_iter().map(|row| Line::of(row, house.clock.today())).collect(),
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /me/reminders/read`: one by its id, or all of them. Another person's reminder is simply not there.
pub async fn mark_read(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let account_id = visitor.account_id();
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let (touched, what) = match form.text("reminder") {
        "" => (kept::mark_all_read(&mut tx, account_id, now).await?, "Прочитаны все напоминания"),
        id => (kept::mark_read(&mut tx, account_id, id, now).await?, "Прочитано напоминание"),
    };
    if touched > 0 {
        readers::add_unread(&mut tx, account_id, -i64::try_from(touched).unwrap_or(0)).await?;
        let event = Event { act: "reminders.read", object: ("account", account_id), what };
        audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
        tx.commit().await?;
    }
    let back = if form.text("back") == "/" { "/" } else { "/me/reminders" };
    Ok(Redirect::to(back).into_response())
}
