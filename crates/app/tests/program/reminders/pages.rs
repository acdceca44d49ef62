//! The bell, the choice, the link that gives letters up, the administrator's page, the demonstration's post box.

use access::Role;
use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::{assert_once, set_clock, tell, working_mornings};
use crate::common::{Answer, Browser, TestApp, field};

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
    let id = field(&page.body, "reminder");
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
async fn one_press(browser: &Browser, link: &str) -> Answer {
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
async fn an_administrator_is_told_when_letters_reach_nobody() {
    let app = TestApp::new().await;
    tell(&app).await;
    let admin = app.sign_in(&app.login_of(Role::Administrator)).await;
    assert!(!admin.get("/me/reminders").await.body.contains("Письма отложены"));
    set_clock(&app, working_mornings(&app, 10)[2]);
    mail::store::sweep(&app.house.db, app.house.clock.now()).await.unwrap();
    tell(&app).await;
    let admin = app.sign_in(&app.login_of(Role::Administrator)).await;
    let page = admin.get("/me/reminders").await;
    assert!(page.body.contains("Письма отложены") && page.body.contains("/admin/mail?state=aside"));
    let others = app.sign_in("institute").await;
    assert!(!others.get("/me/reminders").await.body.contains("Письма отложены"));
}
