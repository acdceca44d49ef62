//! Deadlines by month, and the personal iCalendar feed.

use access::audit::{self, Event, Who};
use access::{
    Actor, Deed, FormData, House, PageError, PageResult, Subject, Visitor, random_token, token_hash,
};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use ui::Chrome;

use crate::board::{Board, boards_at_work};
use crate::calendar::{Deadline, deadlines, to_ical};
use crate::store::feeds;

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    chrome: Chrome,
    year: i64,
    heading: String,
    before: String,
    after: String,
    mine: bool,
    mine_href: String,
    all_href: String,
    days: Vec<Day>,
    list: Vec<Deadline>,
    has_feed: bool,
    can_have_feed: bool,
    feed_address: String,
}

struct Day {
    date: Date,
    is_outside: bool,
    is_today: bool,
    deadlines: Vec<Deadline>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MonthQuery {
    month: String,
    mine: String,
}

/// `/roadmap/{year}/calendar`
pub async fn page(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(year): Path<i16>,
    Query(query): Query<MonthQuery>,
) -> PageResult {
    Ok(Html(page_of(&house, visitor, year, &query, String::new()).await?.render()?).into_response())
}

async fn page_of(
    house: &House,
    visitor: Visitor,
    year: i16,
    query: &MonthQuery,
    feed_address: String,
) -> Result<CalendarPage, PageError> {
    let scope = visitor.scope(Subject::RoadmapExecution, Deed::Read);
    let board = Board::of_year(house, &scope, year).await?.ok_or(PageError::NotFound)?;
    let today = house.clock.today();
    let first = month_asked(&query.month, &board, today);
    let mine = !query.mine.is_empty() && visitor.active_membership().is_some();
    let own = mine.then(|| (scope.org_code(), visitor.role()));
    let all = deadlines(&board, today, own);
    let last = first.last_of_month();
    let list: Vec<Deadline> = all.into_iter().filter(|one| (first..=last).contains(&one.to)).collect();
    let has_feed = match visitor.active_membership() {
        Some(membership) => feeds::exists(&house.db, &membership.id).await?,
        None => false,
    };
    let address = |month: Date, mine: bool| {
        format!(
            "/roadmap/{year}/calendar?month={}{}",
            month.strftime("%Y-%m"),
            if mine { "&mine=1" } else { "" }
        )
    };
    Ok(CalendarPage {
        year: board.plan.year,
        heading: format!("{} {}", ui::ru::month_name(first.month()), first.year()),
        before: address(first.saturating_sub(1.month()), mine),
        after: address(first.saturating_add(1.month()), mine),
        mine,
        mine_href: address(first, true),
        all_href: address(first, false),
        days: days_of(first, today, &list),
        list,
        has_feed,
        can_have_feed: visitor.active_membership().is_some(),
        feed_address,
        chrome: visitor.chrome,
    })
}

/// No roadmap reaches further, and no calendar goes on for ever.
const KNOWN_YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The month in the address; this month when it lies in the plan's year, else the plan's first.
fn month_asked(text: &str, board: &Board, today: Date) -> Date {
    let asked = format!("{text}-01").parse::<Date>().ok();
    if let Some(day) = asked.filter(|day| KNOWN_YEARS.contains(&day.year())) {
        return day;
    }
    let is_this_year = today >= board.year.first_day && today <= board.year.last_day();
    if is_this_year { today.first_of_month() } else { board.year.first_day }
}

/// Whole weeks from Monday to Sunday around the month.
fn days_of(first: Date, today: Date, list: &[Deadline]) -> Vec<Day> {
    let start = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let last = first.last_of_month();
    let end = last.saturating_add(i64::from(6 - last.weekday().to_monday_zero_offset()).days());
    let day = |date: Date| Day {
        date,
        is_outside: date.month() != first.month(),
        is_today: date == today,
        deadlines: list.iter().filter(|one| one.to == date).cloned().collect(),
    };
    start.series(1.day()).take_while(|date| *date <= end).map(day).collect()
}

/// One's own feed, beside one's account.
#[derive(Template)]
#[template(path = "own_feed.html")]
struct OwnFeedPage {
    chrome: Chrome,
    organisation: String,
    can_have_feed: bool,
    since: Option<String>,
    year: i16,
    feed_address: String,
}

/// `/me/calendar`
pub async fn own_feed(Given(house): Given<House>, visitor: Visitor) -> PageResult {
    Ok(Html(own_feed_page(&house, visitor, String::new()).await?.render()?).into_response())
}

async fn own_feed_page(
    house: &House,
    visitor: Visitor,
    feed_address: String,
) -> Result<OwnFeedPage, PageError> {
    let membership = visitor.active_membership().cloned();
    let since = match &membership {
        Some(membership) => feeds::made_at(&house.db, &membership.id).await?,
        None => None,
    };
    Ok(OwnFeedPage {
        organisation: membership.as_ref().map_or_else(String::new, |one| one.org_title.clone()),
        can_have_feed: membership.is_some(),
        since: since.map(|at| ui::ru::date_long(house.clock.date_of(at))),
        year: house.clock.today().year(),
        feed_address,
        chrome: visitor.chrome,
    })
}

/// Whether the form was sent from `/me/calendar`, where its sender is led back to.
fn is_from_own_page(form: &FormData) -> bool {
    form.text("page") == "me"
}

/// `POST /calendar/feed`: makes or renews the secret address; it is shown once.
pub async fn make_feed(Given(house): Given<House>, visitor: Visitor, form: FormData) -> PageResult {
    let membership_id =
        visitor.active_membership().map(|membership| membership.id.clone()).ok_or(PageError::NotFound)?;
    let year: i16 = form.text("year").parse().map_err(|_| PageError::NotFound)?;
    let token = random_token().map_err(PageError::Internal)?;
    let mut tx = house.db.begin().await?;
    feeds::renew(&mut tx, &membership_id, &token_hash(&token), house.clock.now()).await?;
    let event = Event {
        act: "calendar_feed.made",
        object: ("membership", &membership_id),
        what: "Создан адрес календаря",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    let address = format!("/calendar/{token}");
    if is_from_own_page(&form) {
        return Ok(Html(own_feed_page(&house, visitor, address).await?.render()?).into_response());
    }
    let page = page_of(&house, visitor, year, &MonthQuery::default(), address).await?;
    Ok(Html(page.render()?).into_response())
}

/// `POST /calendar/feed/remove`
pub async fn remove_feed(Given(house): Given<House>, visitor: Visitor, form: FormData) -> PageResult {
    let membership_id =
        visitor.active_membership().map(|membership| membership.id.clone()).ok_or(PageError::NotFound)?;
    let year: i16 = form.text("year").parse().map_err(|_| PageError::NotFound)?;
    let mut tx = house.db.begin().await?;
    feeds::remove(&mut tx, &membership_id).await?;
    let event = Event {
        act: "calendar_feed.removed",
        object: ("membership", &membership_id),
        what: "Адрес календаря отключён",
    };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    let back =
        if is_from_own_page(&form) { "/me/calendar".to_owned() } else { format!("/roadmap/{year}/calendar") };
    Ok(Redirect::to(&back).into_response())
}

/// `/calendar/{token}`: what the owner of the secret would see. A membership that is no longer active has no feed.
pub async fn feed(Given(house): Given<House>, Path(token): Path<String>) -> PageResult {
    let token = token.trim_end_matches(".ics");
    let membership_id =
        feeds::membership_of(&house.db, &token_hash(token)).await?.ok_or(PageError::NotFound)?;
    let actor = access::store::actor_of_membership(&house.db, &membership_id, house.clock.today())
        .await?
        .ok_or(PageError::NotFound)?;
    if actor.role().is_none() {
        return Err(PageError::NotFound);
    }
    ical_of(&house, &actor).await
}

async fn ical_of(house: &House, actor: &Actor) -> PageResult<Response> {
    let scope = actor.scope(Subject::RoadmapExecution, Deed::Read);
    let today = house.clock.today();
    let mut own = Vec::new();
    for board in boards_at_work(house, &scope, today).await? {
        own.extend(deadlines(&board, today, Some((scope.org_code(), actor.role()))));
    }
    own.sort_by(|one, other| (one.to, &one.key).cmp(&(other.to, &other.key)));
    let text = to_ical(&own, house.clock.now());
    let mut response = text.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    Ok(response)
}
