//! Signing in: equal answers and equal work for whoever asks, tries that are limited without locking the owner out, new
//! tokens whenever rights change, sessions that end.

use std::sync::atomic::Ordering;

use crate::common::{Answer, Browser, TestApp, field};
use access::letters::To;
use access::{MembershipState, Role};
use axum::http::{StatusCode, header};

const WRONG: &str = "не тот пароль, совсем";

async fn try_password(browser: &Browser, login: &str, password: &str) -> Answer {
    browser.post("/login", &[("login", login), ("password", password)]).await
}

fn password(app: &TestApp) -> String {
    app.house.region.demo.accounts[0].password.clone()
}

/// How many hashes and statements an answer cost.
async fn cost(app: &TestApp, asking: impl Future<Output = Answer>) -> (Answer, u64, u64) {
    let hashes = app.house.settings.hashes_made.load(Ordering::Relaxed);
    let statements = app.house.db.statements_run();
    let answer = asking.await;
    let hashes = app.house.settings.hashes_made.load(Ordering::Relaxed) - hashes;
    (answer, hashes, app.house.db.statements_run() - statements)
}

#[tokio::test]
async fn a_known_and_an_unknown_login_get_the_same_answer_for_the_same_work() {
    let app = TestApp::new().await;
    let known = app.login_of(Role::Institute);
    let mut told: Vec<(u16, String, u64, u64)> = Vec::new();
    for login in [known.as_str(), "nobody-at-all", ""] {
        for typed in [WRONG, "", &"ё".repeat(5000)] {
            let browser = app.anonymous().await;
            let (answer, hashes, statements) = cost(&app, try_password(&browser, login, typed)).await;
            let body =
                answer.body.replace(&browser.csrf, "").replace(&format!("value=\"{login}\""), "value=\"\"");
            told.push((answer.status.as_u16(), body, hashes, statements));
        }
    }
    assert_eq!((told[0].0, told[0].2), (422, 1), "always one hash");
    for other in &told {
        assert_eq!(other, &told[0]);
    }
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_whoever_is_asked_for() {
    let app = TestApp::new().await;
    let known = app.login_of(Role::School);
    confirm_address(&app, &known, "school@lib.example").await;
    app.set_address(&app.login_of(Role::Expert), None).await;
    app.forget_letters().await;
    let mut told = Vec::new();
    for login in [known.as_str(), "nobody-at-all", &app.login_of(Role::Expert)] {
        let browser = app.anonymous().await;
        let (answer, hashes, statements) =
            cost(&app, browser.post("/password/forgot", &[("login", login)])).await;
        told.push((answer.status, answer.location().to_owned(), answer.body, hashes, statements));
    }
    assert_eq!(told[0].1, "/password/forgot?sent=1");
    assert!(told.iter().all(|one| one == &told[0]), "{told:?}");
    app.work().await;
    let letters = app.letters().await;
    assert_eq!(letters.len(), 1, "only who has an address gets a letter: {letters:?}");
    assert!(letters[0].text.contains("https://lib.example/password/"));
}

/// Gives an account a confirmed address, through its own pages.
async fn confirm_address(app: &TestApp, login: &str, address: &str) {
    let browser = app.sign_in(login).await;
    let asked = browser.post("/me/email", &[("email", address)]).await;
    assert_eq!(asked.location(), "/me?told=email", "{}", asked.body);
    let letter = app.last_letter().await;
    assert_eq!(letter.to, To::Address(address.into()));
    let link = link_in(&letter.text, "/email/");
    assert!(!browser.get("/me").await.body.contains(&format!("<dd>{address}")), "not before it is confirmed");
    let confirmed = browser.post(&link, &[]).await;
    assert_eq!(confirmed.location(), "/me?told=email_confirmed");
    assert!(browser.get("/me").await.body.contains(address));
    assert_eq!(browser.post(&link, &[]).await.status, StatusCode::GONE, "a link works once");
}

fn link_in(text: &str, beginning: &str) -> String {
    let rest = text.split(&format!("https://lib.example{beginning}")).nth(1).unwrap();
    format!("{beginning}{}", rest.split_whitespace().next().unwrap())
}

#[tokio::test]
async fn ten_thousand_guesses_from_everywhere_cost_twenty_hashes_and_the_owner_goes_on_working() {
    let app = TestApp::new().await;
    let victim = app.login_of(Role::Institute);
    let owner = app.sign_in(&victim).await;
    owner.post("/logout", &[]).await;
    let attacker = app.anonymous().await;
    let before = app.house.settings.hashes_made.load(Ordering::Relaxed);
    let mut refused = None;
    for round in 0..10 {
        for network in 0..1000 {
            let from = attacker.at(&format!("203.0.{}.{}", network / 250, network % 250));
            let answer = try_password(&from, &victim, WRONG).await;
            assert!([422, 429].contains(&answer.status.as_u16()), "{}", answer.body);
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(answer);
            }
        }
        app.later(if round < 9 { 6 } else { 5 });
    }
    let guessed = app.house.settings.hashes_made.load(Ordering::Relaxed) - before;
    assert!(guessed <= 20, "{guessed} passwords were tried within an hour");
    assert!(guessed >= 15, "and the limit is not simply shut: {guessed}");
    let refused = refused.unwrap();
    let wait: i64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=360).contains(&wait), "{wait}");
    assert!(refused.body.contains("Слишком много попыток") && refused.body.contains("минут"));

    let right = password(&app);
    let stranger = try_password(&app.anonymous().await, &victim, &right).await;
    assert_eq!(
        stranger.status,
        StatusCode::TOO_MANY_REQUESTS,
        "from a browser never seen even the right one waits"
    );
    let again = try_password(&owner_browser(&owner).await, &victim, &right).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the owner's own browser is not locked out");
    let other = try_password(&attacker, "nobody-at-all", WRONG).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "nor is anybody else");
    let journal = app.sign_in(&app.login_of(Role::Administrator)).await.get("/admin/history").await.body;
    assert!(journal.contains("Попытки входа исчерпаны"));
}

/// The browser after the signing out, with a fresh form.
async fn owner_browser(signed_out: &Browser) -> Browser {
    let mut browser = signed_out.clone();
    let page = browser.get("/login").await;
    browser.csrf = field(&page.body, "_csrf");
    browser
}

#[tokio::test]
async fn one_network_cannot_try_every_account() {
    let app = TestApp::new().await;
    let attacker = app.anonymous().await;
    let mut tried = 0;
    for n in 0..200 {
        if try_password(&attacker, &format!("somebody-{n}"), WRONG).await.status
            == StatusCode::UNPROCESSABLE_ENTITY
        {
            tried += 1;
        }
    }
    assert_eq!(tried, 40);
    app.sign_in(&app.login_of(Role::School)).await;
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let app = TestApp::new().await;
    let login = app.login_of(Role::School);
    for _ in 0..30 {
        app.sign_in(&login).await;
    }
}

#[tokio::test]
async fn a_limit_survives_a_restart() {
    let app = TestApp::new().await;
    let attacker = app.anonymous().await;
    while try_password(&attacker, "victim", WRONG).await.status != StatusCode::TOO_MANY_REQUESTS {}
    let restarted = app::server::router(app.house.clone());
    drop(restarted);
    let elsewhere = app.anonymous().await;
    assert_eq!(try_password(&elsewhere, "victim", WRONG).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_sign_in_and_another_membership_bring_a_new_token_and_kill_the_old_one() {
    let app = TestApp::new().await;
    let login = app.login_of(Role::Institute);
    let planted = app.anonymous().await.with_cookie("session=planted.by-somebody");
    let page = planted.get("/login").await;
    let mut planted = planted;
    planted.csrf = field(&page.body, "_csrf");
    let answer = try_password(&planted, &login, &password(&app)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let first = planted.cookie("session").unwrap();
    assert!(!first.contains("planted"), "a token from outside is never taken up");
    for set in answer.headers.get_all(header::SET_COOKIE) {
        let set = set.to_str().unwrap();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    }

    let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    let second = access::store::add_membership(
        &mut tx,
        &actor.account_id,
        &actor.membership.place(),
        Role::Expert,
        MembershipState::Active,
        0,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let browser = app.sign_in(&login).await;
    let old = browser.clone();
    browser.post("/membership", &[("membership", &second)]).await;
    assert_ne!(old.cookie("session"), browser.cookie("session"));
    assert_eq!(browser.get("/me").await.status, StatusCode::OK);
    let closed = old.get("/me").await;
    assert_eq!(closed.location(), "/login?next=%2Fme", "the token before the change is dead");
    assert!(old.get(closed.location()).await.body.contains("Чтобы открыть страницу, войдите."));
    assert!(!old.get("/login").await.body.contains("Чтобы открыть"), "nothing was asked for");
    // A form opened before in another tab still goes through: it is bound to what did not change.
    let from_before = browser.post("/display", &[("back", "/")]).await;
    assert_eq!(from_before.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
    let app = TestApp::new().await;
    let login = app.login_of(Role::School);
    let idle = app.sign_in(&login).await;
    app.later(119);
    assert_eq!(idle.get("/me").await.status, StatusCode::OK);
    until_seen(&app, &login).await;
    app.later(119);
    assert_eq!(idle.get("/me").await.status, StatusCode::OK, "use keeps it alive");
    until_seen(&app, &login).await;
    app.later(121);
    assert_eq!(idle.get("/me").await.status, StatusCode::SEE_OTHER, "two hours without use end it");

    let busy = app.sign_in(&login).await;
    for _ in 0..11 {
        app.later(60);
        assert_eq!(busy.get("/me").await.status, StatusCode::OK);
        until_seen(&app, &login).await;
    }
    app.later(61);
    assert_eq!(busy.get("/me").await.status, StatusCode::SEE_OTHER, "twelve hours end it however busy it is");
}

/// The use of a session is noted beside the request: waits for it.
async fn until_seen(app: &TestApp, login: &str) {
    let now = app.house.clock.now();
    for _ in 0..200 {
        let seen: Vec<(i64,)> = seen_at(app, login).await;
        if seen.iter().any(|(at,)| *at == now) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the use of the session is not noted");
}

async fn seen_at(app: &TestApp, login: &str) -> Vec<(i64,)> {
    app.house
        .db
        .query("select s.seen_at from session s join account a on a.id = s.account_id where a.login = $1")
        .bind(login)
        .all()
        .await
        .unwrap()
}

#[tokio::test]
async fn rights_that_end_kill_the_sessions_at_once() {
    let app = TestApp::new().await;
    for end in ["suspended", "ended", "closed"] {
        let login = app.account_in_state(Role::Institute, MembershipState::Active).await;
        let browser = app.sign_in(&login).await;
        assert_eq!(browser.get("/people").await.status, StatusCode::OK);
        let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
        let mut tx = app.house.db.begin().await.unwrap();
        let membership = &actor.membership.id;
        match end {
            "suspended" => {
                access::store::set_membership_state(&mut tx, membership, MembershipState::Suspended)
                    .await
                    .unwrap();
            }
            "ended" => {
                let yesterday = app.house.clock.today().yesterday().unwrap();
                access::store::end_membership(&mut tx, membership, yesterday, app.house.clock.today(), "")
                    .await
                    .unwrap();
            }
            _ => {
                access::store::close_account(&mut tx, &login, true).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        assert_eq!(browser.get("/people").await.location(), "/login?next=%2Fpeople", "{end}");
        assert!(seen_at(&app, &login).await.is_empty(), "{end}: no session is left");
    }
}

#[tokio::test]
async fn a_membership_begins_and_ends_by_its_days_alone() {
    let app = TestApp::new().await;
    let today = app.house.clock.today();
    let login = app.account_in_state(Role::Institute, MembershipState::Active).await;
    let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    let term = access::Term::new(today.tomorrow().ok(), today.tomorrow().ok()).unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    access::store::set_term(&mut tx, &actor.membership.id, term).await.unwrap();
    tx.commit().await.unwrap();

    let before = app.sign_in(&login).await;
    assert_eq!(before.get("/people").await.status, StatusCode::NOT_FOUND, "not yet");
    assert!(before.get("/").await.body.contains("Ваши полномочия начнутся"));
    app.later(24 * 60);
    let on_the_day = app.sign_in(&login).await;
    assert_eq!(on_the_day.get("/people").await.status, StatusCode::OK);
    app.later(14 * 60);
    assert_eq!(
        app.sign_in(&login).await.get("/people").await.status,
        StatusCode::NOT_FOUND,
        "over at midnight"
    );
    app.work().await;
    let stored = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    assert_eq!(stored.membership.state, MembershipState::Ended, "the end is stored too");
}

#[tokio::test]
async fn a_password_is_changed_and_everybody_else_goes_out() {
    let app = TestApp::new().await;
    let login = app.account_in_state(Role::School, MembershipState::Active).await;
    let (here, there) = (app.sign_in(&login).await, app.sign_in(&login).await);
    let change = async |current: &str, new: &str| {
        here.post("/me/password", &[("current_password", current), ("new_password", new)]).await
    };
    let right = password(&app);
    for (current, new, told) in [
        (WRONG, "четыре тихих ежа", "Нынешний пароль не подошёл"),
        (right.as_str(), "коротко", "меньше 12 знаков"),
        (right.as_str(), right.as_str(), "такой же, как нынешний"),
        (right.as_str(), "парольпароль", "встречается слишком часто"),
    ] {
        let refused = change(current, new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(told), "{told}");
    }
    let old = here.clone();
    assert_eq!(change(&right, "четыре тихих ежа").await.location(), "/me?told=password");
    assert_eq!(here.get("/me").await.status, StatusCode::OK);
    assert_eq!(there.get("/me").await.status, StatusCode::SEE_OTHER, "the other session is over");
    assert_eq!(old.get("/me").await.status, StatusCode::SEE_OTHER, "and this one has another token");
    assert_eq!(
        try_password(&app.anonymous().await, &login, &right).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let events = here.get("/me").await.body;
    assert!(events.contains("Пароль изменён; другие сеансы завершены"), "the owner reads what was done");
    let letters = app.letters().await;
    assert!(letters.iter().any(|letter| letter.subject == "Пароль в Библиосети изменён"));
}

#[tokio::test]
async fn a_letter_brings_a_new_password_once() {
    let app = TestApp::new().await;
    let login = app.account_in_state(Role::School, MembershipState::Active).await;
    confirm_address(&app, &login, "lost@lib.example").await;
    let inside = app.sign_in(&login).await;
    let browser = app.anonymous().await;
    browser.post("/password/forgot", &[("login", &login.to_uppercase())]).await;
    app.work().await;
    let letter = app.last_letter().await;
    let link = link_in(&letter.text, "/password/");
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    let weak = browser.post(&link, &[("new_password", "123456789012")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = browser.post(&link, &[("new_password", "новый длинный пароль")]).await;
    assert_eq!(set.location(), "/login?told=password");
    assert_eq!(inside.get("/me").await.status, StatusCode::SEE_OTHER, "whoever was inside is out");
    for again in
        [browser.get(&link).await, browser.post(&link, &[("new_password", "ещё один длинный")]).await]
    {
        assert_eq!(again.status, StatusCode::GONE);
        assert!(again.body.contains("уже использована"));
    }
    assert_eq!(try_password(&browser, &login, "новый длинный пароль").await.status, StatusCode::SEE_OTHER);

    browser.post("/logout", &[]).await;
    let browser = owner_browser(&browser).await;
    browser.post("/password/forgot", &[("login", &login)]).await;
    app.work().await;
    let letter = app.last_letter().await;
    let late = link_in(&letter.text, "/password/");
    app.later(61);
    assert_eq!(browser.get(&late).await.status, StatusCode::GONE, "an hour later it is over");
}

#[tokio::test]
async fn links_that_are_over_or_never_were_cost_and_tell_the_same() {
    let app = TestApp::new().await;
    let browser = app.anonymous().await;
    let fields = [("new_password", "четыре тихих ежа")];
    let (absent, hashes, _) = cost(&app, browser.post("/password/no-such-link", &fields)).await;
    assert_eq!((absent.status, hashes), (StatusCode::GONE, 1));
    for _ in 0..40 {
        browser.post("/password/no-such-link", &fields).await;
    }
    assert_eq!(browser.post("/password/no-such-link", &fields).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_kept_form_outlives_a_refused_and_a_hurried_sign_in() {
    let app = TestApp::new().await;
    let browser = app.anonymous().await;
    let kept = [
        ("login", "victim"),
        ("password", WRONG),
        ("_kept_action", "/roadmap/2024/measures/1/comments"),
        ("_kept.text", "Долгое сообщение"),
    ];
    let mut answer = browser.post("/login", &kept).await;
    assert!(answer.body.contains("Долгое сообщение"));
    while answer.status != StatusCode::TOO_MANY_REQUESTS {
        answer = browser.post("/login", &kept).await;
    }
    assert!(answer.body.contains("Долгое сообщение"), "the page of the limit keeps it too");
    assert!(!answer.body.contains(WRONG), "but never a password");
}
