//! Reminders and letters through the whole program: mornings over many simulated days, the bell, the choice, the link that
//! gives letters up, the administrator's page.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use access::Role;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use common::{Browser, TestApp};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use reminders::Morning;

/// What one person was told on one day: login, day, subject of the letter.
type Letters = BTreeSet<(String, String, String)>;

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
        loop {
            // Dropped in the middle of a statement or between two: what was not committed is gone.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let patience = Duration::from_micros(200 + (seed >> 33) % 5_000);
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
    set_clock(&app, working_mornings(&app, 5)[1]);
    tell(&app).await;
    assert_eq!(count(&app, waits).await, before - 1);
    assert_once(&app).await;
    let ministry = app.sign_in("ministry").await;
    assert!(ministry.get("/me/reminders").await.body.contains("уже не требуется"));
}

/// The number at the bell.
fn bell(page: &str) -> i64 {
    let bell = page.split("class=\"bell\"").nth(1).unwrap().split("</a>").next().unwrap();
    bell.split("<b>").nth(1).map_or(0, |rest| rest.split('<').next().unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_bell_counts_without_a_statement_and_is_silenced_by_reading() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let statements = async |path: &str| {
        institute.get(path).await;
        let before = app.house.db.statements_run();
        institute.get(path).await;
        app.house.db.statements_run() - before
    };
    let without = (statements("/documents").await, statements("/").await);
    assert_eq!(bell(&institute.get("/documents").await.body), 0);
    tell(&app).await;
    let told = bell(&institute.get("/documents").await.body);
    assert!(told >= 2, "{told}");
    assert_eq!((statements("/documents").await, statements("/").await), without);

    let page = institute.get("/me/reminders").await;
    let id = common::field(&page.body, "reminder");
    let today = institute.get("/").await;
    assert!(today.body.contains("<h2>Напоминания</h2>") && today.body.contains(&id));
    let foreign = app.sign_in("rribc").await;
    let own = bell(&foreign.get("/").await.body);
    let absent = foreign.post("/me/reminders/read", &[("reminder", &store::new_id())]).await;
    let stolen = foreign.post("/me/reminders/read", &[("reminder", &id)]).await;
    assert_eq!((stolen.status, stolen.body), (absent.status, absent.body));
    assert_eq!(bell(&institute.get("/").await.body), told, "somebody else reads nothing for me");
    assert_eq!(bell(&foreign.get("/").await.body), own);

    let read = institute.post("/me/reminders/read", &[("reminder", &id), ("back", "/")]).await;
    assert_eq!((read.status, read.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(bell(&institute.get("/").await.body), told - 1);
    institute.post("/me/reminders/read", &[("reminder", &id)]).await;
    assert_eq!(bell(&institute.get("/").await.body), told - 1, "read twice is read once");
    let elsewhere = institute.post("/me/reminders/read", &[("back", "https://evil.example")]).await;
    assert_eq!(elsewhere.location(), "/me/reminders");
    assert_eq!(bell(&institute.get("/").await.body), 0);
    assert_once(&app).await;
}

/// The link at the end of a person's newest letter.
async fn link_of(app: &TestApp, login: &str) -> (String, bool) {
    let (link, is_one_click): (String, bool) = app
        .house
        .db
        .query(
            "select l.unsubscribe, l.is_one_click from letter l join account a on a.id = l.account_id
             where a.login = $1 and l.unsubscribe is not null order by l.id desc limit 1",
        )
        .bind(login)
        .one()
        .await
        .unwrap();
    (link.strip_prefix("http://localhost").unwrap().to_owned(), is_one_click)
}

async fn choice_of(app: &TestApp, login: &str) -> reminders::rules::Choice {
    let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
    reminders::store::choice(&app.house.db, &actor.account_id).await.unwrap()
}

/// As a mail program does it: no cookie, no token, from elsewhere.
async fn one_press(browser: &Browser, link: &str) -> common::Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    browser.send(Method::POST, link, &headers, Body::from("List-Unsubscribe=One-Click")).await
}

#[tokio::test]
async fn the_link_gives_up_what_the_letter_held_and_does_only_that() {
    let app = TestApp::new().await;
    tell(&app).await;
    let (link, _) = link_of(&app, "ministry").await;
    let before = choice_of(&app, "ministry").await;
    assert_eq!(before.wanted.len(), 3);
    let stranger = app.anonymous().await;
    let asked = stranger.get(&link).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("Отказаться от писем?"));
    assert_eq!(
        choice_of(&app, "ministry").await,
        before,
        "looking changes nothing: guards of mail open links"
    );
    let kinds = asked.body.split("<ul>").last().unwrap().matches("<li>").count();

    // Another person's session in the same browser is not looked at.
    let institute = app.sign_in("institute").await;
    let done = one_press(&institute, &link).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("Такие письма больше не придут"));
    assert!(done.body.contains("href=\"/login\""), "whoever presses is a stranger here");
    assert_eq!(choice_of(&app, "ministry").await.wanted.len(), 3 - kinds);
    assert_eq!(choice_of(&app, "institute").await.wanted.len(), 3);
    assert!(stranger.get(&link).await.body.contains("Такие письма больше не придут"));
    assert_eq!(one_press(&stranger, &link).await.status, StatusCode::OK, "pressed twice, the same");

    let session = stranger.get("/me/notifications").await;
    assert!(session.location().starts_with("/login"), "the link signs nobody in");
    let unknown = one_press(&stranger, "/by-link/unsubscribe/no-such-secret").await;
    let absent = stranger.get("/by-link/unsubscribe/no-such-secret").await;
    assert_eq!((unknown.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));

    // What was given up does not come again; what may not be given up does.
    let monday = working_mornings(&app, 5)[1];
    set_clock(&app, monday);
    tell(&app).await;
    let admin = app.sign_in(&app.login_of(Role::Administrator)).await;
    assert!(
        admin.get("/admin/history?act=reminders.unsubscribed").await.body.contains("По ссылке из письма")
    );
}

#[tokio::test]
async fn only_letters_that_may_be_given_up_whole_have_the_one_press() {
    let app = TestApp::new().await;
    tell(&app).await;
    let rows: Vec<(String, bool, String)> = app
        .house
        .db
        .query("select subject, is_one_click, text from letter where unsubscribe is not null")
        .all()
        .await
        .unwrap();
    assert!(rows.iter().any(|(_, is_one_click, _)| *is_one_click));
    assert!(rows.iter().any(|(_, is_one_click, _)| !*is_one_click));
    for (subject, is_one_click, text) in rows {
        let is_duty = text.contains("ОТВЕЧАЕТЕ ВЫ") || text.contains("ЗА КЕМ ВЫ СЛЕДИТЕ");
        assert_eq!(is_one_click, !is_duty, "{subject}\n{text}");
    }
}

#[tokio::test]
async fn the_choice_is_kept_and_a_wrong_hour_is_refused_with_everything_typed() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let wrong = school
        .post("/me/notifications", &[("quiet_from", "25"), ("quiet_to", "6"), ("wants", "asked")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#quiet-from\""));
    assert!(wrong.body.contains("<option value=\"6\" selected>"), "what was chosen stays");
    assert!(wrong.body.contains("value=\"asked\" checked") && !wrong.body.contains("value=\"co\" checked"));
    let saved = school
        .post("/me/notifications", &[("quiet_from", "22"), ("quiet_to", "6"), ("wants", "asked")])
        .await;
    let page = school.get(saved.location()).await;
    assert!(
        page.body.contains("Настройки сохранены") && page.body.contains("<option value=\"22\" selected>")
    );
    assert!(page.body.contains("school-1@demo.example"));
    let choice = choice_of(&app, "school-1").await;
    assert_eq!((choice.quiet.from, choice.quiet.to, choice.quiet.weekends), (22, 6, false));
    assert!(choice.wants(reminders::rules::Optional::Asked) && choice.wanted.len() == 1);
}

#[tokio::test]
async fn an_administrator_sees_where_letters_stand_but_no_secrets_and_tries_again() {
    let app = TestApp::new().await;
    tell(&app).await;
    let house = &app.house;
    let mut tx = house.db.begin().await.unwrap();
    let secret = mail::NewLetter {
        to: mail::To::Account(
            access::store::actor_of_login(&house.db, "institute").await.unwrap().unwrap().account_id,
        ),
        kind: "access.reset",
        subject: "Новый пароль".into(),
        text: "https://biblioset.example/by-link/reset/сокровенное".into(),
    };
    mail::queue(&mut tx, &secret, house.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let admin = app.sign_in(&app.login_of(Role::Administrator)).await;
    let list = admin.get("/admin/mail").await;
    assert!(list.body.contains("Почтовый сервер не указан") && list.body.contains("ждёт отправки"));
    let href_of = |page: &str, subject: &str| {
        let before = page.split(&format!("\">{subject}")).next().unwrap();
        before.rsplit("href=\"").next().unwrap().to_owned()
    };
    let secret_href = href_of(&list.body, "Новый пароль");
    let opened = admin.get(&secret_href).await;
    assert!(opened.body.contains("Текст этого письма видит только получатель"));
    assert!(!opened.body.contains("сокровенное"));
    assert!(admin.get("/admin/history?act=restricted.read").await.body.contains("Открыто письмо"));

    // A server that refuses: laid aside with its words, and tried again by hand.
    let digest_href = href_of(&list.body, "Библиосеть, 14 февраля");
    let digest = digest_href.rsplit('/').next().unwrap().to_owned();
    assert!(admin.get(&digest_href).await.body.contains("Здравствуйте!"));
    mail::store::sweep(&house.db, house.clock.now() + 3 * 24 * 3_600_000_000).await.unwrap();
    let aside = admin.get("/admin/mail?state=aside").await;
    assert!(aside.body.contains("не отправлено: срок письма вышел") && !aside.body.contains("Новый пароль"));
    let retried = admin.post(&format!("{digest_href}/retry"), &[]).await;
    assert_eq!(retried.location(), digest_href);
    let letter = mail::store::letter(&house.db, &digest).await.unwrap().unwrap();
    assert_eq!((letter.state.as_str(), letter.attempts), ("waiting", 0));
    let absent = admin.post(&format!("/admin/mail/{}/retry", store::new_id()), &[]).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_post_box_of_the_demonstration_is_there_in_a_demonstration_only() {
    let folder = tempfile::tempdir().unwrap();
    let with_folder = |settings: &mut access::Settings| {
        settings.mail = mail::Settings::to_folder(folder.path().join("mail"));
    };
    let app = TestApp::of("lukomorye", with_folder).await;
    tell(&app).await;
    assert!(app::rooms::postman(&app.house).deliver_due().await.unwrap() > 3);
    let visitor = app.anonymous().await;
    let list = visitor.get("/demo/mail").await;
    assert!(list.body.contains("складываются в папку mail") && list.body.contains("отправлено"));
    let href = list.body.split("href=\"").find(|href| href.starts_with("/demo/mail/")).unwrap();
    let letter = visitor.get(href.split('"').next().unwrap()).await;
    assert!(letter.body.contains("Здравствуйте!") && letter.body.contains("Message-ID: "));
    assert!(letter.body.contains("/by-link/unsubscribe/"), "the link can be tried");

    let serious = TestApp::of("lukomorye", |settings| settings.demo = false).await;
    tell(&serious).await;
    let (id,): (String,) = serious.house.db.query("select id from letter limit 1").one().await.unwrap();
    let admin = serious.sign_in(&serious.login_of(Role::Administrator)).await;
    for path in ["/demo/mail".to_owned(), format!("/demo/mail/{id}")] {
        assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_account_without_an_address_is_reminded_on_the_site_only() {
    let app = TestApp::new().await;
    let actor = access::store::actor_of_login(&app.house.db, "institute").await.unwrap().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    access::readers::set_address(&mut tx, &actor.account_id, None).await.unwrap();
    tx.commit().await.unwrap();
    tell(&app).await;
    assert!(letters(&app).await.iter().all(|(login, _, _)| login != "institute"));
    let institute = app.sign_in("institute").await;
    assert!(bell(&institute.get("/").await.body) > 0);
    assert!(institute.get("/me/notifications").await.body.contains("Адрес почты не указан"));
}
