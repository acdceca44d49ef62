//! Mornings over many simulated days: each thing at its stages, each person once, whatever breaks the morning off.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use reminders::Morning;

use super::{assert_once, count, set_clock, tell, working_mornings};
use crate::common::TestApp;

/// What one person was told on one day: login, day, subject of the letter.
type Letters = BTreeSet<(String, String, String)>;

async fn letters(app: &TestApp) -> Letters {
    let rows: Vec<(String, String, String)> = app
        .house
        .db
        .query(
            "select a.login, d.day, l.subject from digest d
             join account a on a.id = d.account_id join letter l on l.id = d.letter_id",
        )
        .all()
        .await
        .unwrap();
    rows.into_iter().collect()
}

/// Stages that a login was told of, by key.
async fn stages_of(app: &TestApp, login: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let rows: Vec<(String, String, String)> = app
        .house
        .db
        .query(
            "select r.due_key, r.stage, r.day from reminder r join account a on a.id = r.account_id
             where a.login = $1 order by r.id",
        )
        .bind(login)
        .all()
        .await
        .unwrap();
    let mut stages: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (key, stage, day) in rows {
        stages.entry(key).or_default().push((stage.split(' ').next().unwrap().to_owned(), day));
    }
    stages
}

#[tokio::test]
async fn a_morning_tells_each_person_once() {
    let app = TestApp::new().await;
    let first = tell(&app).await;
    assert!(first.people > 5 && first.reminders > 5 && first.letters > 3, "{first:?}");
    assert_eq!(tell(&app).await, Morning::default(), "told is told");
    assert_eq!(i64::try_from(first.letters).unwrap(), count(&app, "select count(*) from letter").await);
    assert_once(&app).await;
}

#[tokio::test]
async fn nights_and_weekends_are_quiet_and_everybody_chooses_their_own() {
    let app = TestApp::new().await;
    let friday = app.house.region.region.demo_today;
    assert_eq!(friday.weekday(), Weekday::Friday);
    set_clock(&app, friday.at(23, 0, 0, 0));
    assert_eq!(tell(&app).await.people, 0);
    let saturday = friday.saturating_add(1.day());
    set_clock(&app, saturday.at(12, 0, 0, 0));
    assert_eq!(tell(&app).await.people, 0);
    let institute = app.sign_in("institute").await;
    let saved = institute
        .post(
            "/me/notifications",
            &[("quiet_from", "20"), ("quiet_to", "8"), ("wants", "weekly"), ("wants", "co")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(tell(&app).await.people, 1, "whoever works on Saturdays hears on Saturdays");
    let later = institute
        .post("/me/notifications", &[("quiet_from", "0"), ("quiet_to", "12"), ("weekends", "on")])
        .await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
    set_clock(&app, saturday.saturating_add(2.days()).at(9, 0, 0, 0));
    let monday = tell(&app).await;
    assert!(monday.people > 3);
    set_clock(&app, saturday.saturating_add(2.days()).at(12, 0, 0, 0));
    assert_eq!(tell(&app).await.people, 1, "the late riser");
}

#[tokio::test]
async fn over_two_months_every_stage_comes_once_and_lateness_climbs() {
    let app = TestApp::new().await;
    for morning in working_mornings(&app, 60) {
        set_clock(&app, morning);
        tell(&app).await;
    }
    assert_once(&app).await;
    let year = app.year();
    // Measure 6 is the institute's, due on Thursday the 20th of February, and nobody does it.
    let institute = stages_of(&app, "institute").await;
    let own = institute.iter().find(|(key, _)| key.starts_with(&format!("roadmap/{year}/m6/"))).unwrap().1;
    let told = |stage: &str, day: &str| (stage.to_owned(), day.to_owned());
    assert_eq!(
        *own,
        [
            told("7", "2025-02-14"),
            told("3", "2025-02-17"),
            told("1", "2025-02-19"),
            told("overdue", "2025-02-21"),
        ],
        "the fourteenth day had passed before the program began"
    );
    // A month's programme of the regional centre, due on Monday the 31st of March.
    let centre = stages_of(&app, "rribc").await;
    let monthly = centre.values().find(|stages| stages.last().is_some_and(|(_, day)| day == "2025-04-01"));
    assert_eq!(
        *monthly.unwrap(),
        [
            told("14", "2025-03-17"),
            told("7", "2025-03-24"),
            told("1", "2025-03-28"),
            told("overdue", "2025-04-01"),
        ],
        "Friday speaks for Saturday and Sunday: the third day and the day before are one"
    );
    let below = |stages: BTreeMap<String, Vec<(String, String)>>| {
        stages
            .into_iter()
            .find(|(key, _)| key.starts_with(&format!("roadmap/{year}/m6/")))
            .map(|(_, told)| told)
    };
    let as_co = institute.values().find(|stages| stages.last().is_some_and(|(_, day)| day == "2025-04-01"));
    assert_eq!(
        as_co.unwrap().last().unwrap().0,
        "below",
        "the institute takes part and stands above: the weightier is told"
    );
    assert_eq!(
        below(stages_of(&app, "ministry").await),
        Some(vec![told("below", "2025-02-21")]),
        "the level above the institute, a day after"
    );
    assert_eq!(below(stages_of(&app, "omsu-lukomorsk").await), None, "and nobody beside it");
    // Every letter of the months belongs to a working day.
    for (_, day, _) in letters(&app).await {
        let day: Date = day.parse().unwrap();
        assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
    }
}

#[tokio::test]
async fn broken_off_at_any_moment_the_morning_is_finished_by_the_next_run() {
    let calm = TestApp::new().await;
    let harried = TestApp::new().await;
    let mut seed = 7_u64;
    let mut broken = 0;
    for morning in working_mornings(&calm, 12) {
        set_clock(&calm, morning);
        tell(&calm).await;
        set_clock(&harried, morning);
        // A slow machine gets more and more time, so that every morning ends.
        for tries in 1_u64.. {
            // Dropped in the middle of a statement or between two: what was not committed is gone.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let patience = Duration::from_micros(200 + (seed >> 33) % (2_000 * tries));
            let told = reminders::tell_everybody(&harried.house, app::rooms::SOURCES);
            match tokio::time::timeout(patience, told).await {
                Ok(told) => {
                    told.unwrap();
                    break;
                }
                Err(_) => broken += 1,
            }
        }
    }
    assert!(broken > 10, "{broken}");
    assert_once(&harried).await;
    assert_eq!(letters(&harried).await, letters(&calm).await);
}

#[tokio::test]
async fn what_is_done_stops_ringing() {
    let app = TestApp::new().await;
    tell(&app).await;
    let waits = "select count(*) from reminder r join account a on a.id = r.account_id
                 where a.login = 'ministry' and r.topic = 'asked' and r.read_at is null";
    let before = count(&app, waits).await;
    assert!(before > 0, "something waits for the ministry");
    let ministry = app.sign_in("ministry").await;
    let today = ministry.get("/").await;
    let evidence = today.body.split("href=\"").find(|href| href.contains("/evidence/")).unwrap();
    let evidence = evidence.split('"').next().unwrap().to_owned();
    let decided = ministry.post(&format!("{evidence}/decision"), &[("verdict", "accept")]).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    let told = ministry.get(decided.location()).await;
    assert!(told.body.contains("Подтверждение принято."), "{}", told.body);
    set_clock(&app, working_mornings(&app, 5)[1]);
    tell(&app).await;
    assert_eq!(count(&app, waits).await, before - 1);
    assert_once(&app).await;
    let ministry = app.sign_in("ministry").await;
    assert!(ministry.get("/me/reminders").await.body.contains("уже не требуется"));
}

#[tokio::test]
async fn an_account_without_an_address_is_reminded_on_the_site_only() {
    let app = TestApp::new().await;
    let actor = access::store::actor_of_login(&app.house.db, "institute").await.unwrap().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    access::store::set_email(&mut tx, &actor.account_id, None).await.unwrap();
    tx.commit().await.unwrap();
    tell(&app).await;
    assert!(letters(&app).await.iter().all(|(login, _, _)| login != "institute"));
    let institute = app.sign_in("institute").await;
    assert!(institute.get("/").await.body.contains("<h2>Напоминания</h2>"));
    assert!(institute.get("/me/notifications").await.body.contains("Адрес почты не указан"));
}
