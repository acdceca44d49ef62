//! Reminders and letters through the whole program.

mod mornings;
mod pages;

use crate::common::TestApp;
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};
use reminders::Morning;

fn set_clock(app: &TestApp, at: DateTime) {
    app.house.clock.set(app.house.region.region.instant(at).unwrap());
}

async fn tell(app: &TestApp) -> Morning {
    reminders::tell_everybody(&app.house, app::rooms::SOURCES).await.unwrap()
}

/// The working days of so many days from the demonstration's on, each at nine.
fn working_mornings(app: &TestApp, days: i64) -> Vec<DateTime> {
    let first = app.house.region.region.demo_today;
    (0..days)
        .map(|later| first.saturating_add(later.days()))
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .map(|day| day.at(9, 0, 0, 0))
        .collect()
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let (count,): (i64,) = app.house.db.query(sql).one().await.unwrap();
    count
}

/// Every letter of the house belongs to the day of exactly one person, and the bell shows what is unread.
async fn assert_once(app: &TestApp) {
    let letters = count(app, "select count(*) from letter").await;
    assert_eq!(letters, count(app, "select count(*) from digest where letter_id is not null").await);
    assert_eq!(letters, count(app, "select count(distinct letter_id) from digest").await);
    let bells: Vec<(String, i64, i64)> = app
        .house
        .db
        .query(
            "select a.login, a.unread, (select count(*) from reminder r where r.account_id = a.id and r.read_at is null)
             from account a",
        )
        .all()
        .await
        .unwrap();
    for (login, bell, unread) in bells {
        assert_eq!(bell, unread, "{login}");
    }
}
