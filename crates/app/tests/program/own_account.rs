//! `/me`: sessions, the second factor, the password asked for again, offered roles; and what a program's token may do.

use crate::common::{Answer, Browser, TestApp, api, field};
use access::{MembershipState, Role, TokenScope};
use axum::http::{Method, StatusCode};

async fn new_account(app: &TestApp, role: Role) -> String {
    app.account_in_state(role, MembershipState::Active).await
}

/// The code that a telephone shows for a secret at a moment, by the standard's own arithmetic (RFC 4226, 5.3).
fn code(secret: &str, at_micros: i64) -> String {
    use totp_rs::{Builder, Secret};
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at_micros / 1_000_000).unwrap()).to_string()
}

/// Sets a second factor up; answers its secret and the recovery codes.
async fn enrol(app: &TestApp, browser: &Browser) -> (String, Vec<String>) {
    assert_eq!(browser.post("/me/second-factor/begin", &[]).await.location(), "/me/second-factor");
    let page = browser.get("/me/second-factor").await.body;
    assert!(page.contains("<svg class=\"qr-code\"") && page.contains("otpauth://totp/"), "{page}");
    let secret = page.split("id=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let wrong = browser.post("/me/second-factor/confirm", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown =
        browser.post("/me/second-factor/confirm", &[("code", &code(&secret, app.house.clock.now()))]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let codes: Vec<String> = shown
        .body
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

/// The first step; answers the page that asks for the code.
async fn half_way(app: &TestApp, login: &str) -> (Browser, String) {
    let password = app.house.region.demo.accounts[0].password.clone();
    let browser = app.anonymous().await;
    let page = browser.post("/login", &[("login", login), ("password", &password)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Введите код"));
    assert!(browser.cookie("session").is_none(), "no session before the code");
    let step = field(&page.body, "step");
    (browser, step)
}

async fn second_step(browser: &Browser, step: &str, code: &str) -> Answer {
    browser.post("/login/code", &[("step", step), ("code", code)]).await
}

#[tokio::test]
async fn a_code_is_asked_for_taken_once_and_replaced_by_a_recovery_code() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::Institute).await;
    let browser = app.sign_in(&login).await;
    let other = app.sign_in(&login).await;
    let before = browser.cookie("session");
    let (secret, codes) = enrol(&app, &browser).await;
    assert_ne!(before, browser.cookie("session"), "stronger rights, another token");
    assert_eq!(other.get("/me").await.status, StatusCode::SEE_OTHER, "a session without a code is over");

    app.later(1);
    let now = app.house.clock.now();
    let (first, step) = half_way(&app, &login).await;
    let used = code(&secret, now);
    assert_eq!(second_step(&first, &step, &used).await.status, StatusCode::SEE_OTHER);
    assert_eq!(first.get("/people").await.status, StatusCode::OK);

    let (replaying, step) = half_way(&app, &login).await;
    let replayed = second_step(&replaying, &step, &used).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "the same code opens nothing twice");
    assert!(replayed.body.contains("Осталось попыток: 4"));
    let earlier = code(&secret, now - 30_000_000);
    assert_eq!(
        second_step(&replaying, &step, &earlier).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nor an older one"
    );
    let next = code(&secret, now + 30_000_000);
    assert_eq!(
        second_step(&replaying, &step, &next).await.status,
        StatusCode::SEE_OTHER,
        "the next one does"
    );

    let (lost, step) = half_way(&app, &login).await;
    assert_eq!(second_step(&lost, &step, &codes[0].to_lowercase()).await.status, StatusCode::SEE_OTHER);
    let (again, step) = half_way(&app, &login).await;
    assert_eq!(second_step(&again, &step, &codes[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    assert_eq!(second_step(&again, &step, &codes[1]).await.status, StatusCode::SEE_OTHER);
    let page = again.get("/me/second-factor").await.body;
    assert!(page.contains("Осталось: 8\u{a0}кодов"), "{page}");
    let mut again = again;
    again.csrf = field(&page, "_csrf");
    assert_eq!(again.post("/me/second-factor/codes", &[]).await.status, StatusCode::OK);
    let (old, step) = half_way(&app, &login).await;
    assert_eq!(
        second_step(&old, &step, &codes[2]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "new codes end the old"
    );
}

#[tokio::test]
async fn five_codes_are_tried_and_no_more() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let (secret, _) = enrol(&app, &app.sign_in(&login).await).await;
    app.later(1);
    let (browser, step) = half_way(&app, &login).await;
    for left in (0..5).rev() {
        let answer = second_step(&browser, &step, "000000").await;
        assert!(answer.body.contains(&format!("Осталось попыток: {left}")), "{}", answer.body);
    }
    let right = code(&secret, app.house.clock.now());
    let sixth = second_step(&browser, &step, &right).await;
    assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sixth.body.contains("Начните вход сначала"));
    // Beginning anew gives no endless supply.
    let mut tried = 5;
    'outer: for _ in 0..10 {
        let (browser, step) = half_way(&app, &login).await;
        for _ in 0..5 {
            match second_step(&browser, &step, "000000").await.status.as_u16() {
                422 => tried += 1,
                429 => break 'outer,
                other => panic!("{other}"),
            }
        }
    }
    assert!(tried <= 11, "{tried} codes were tried at once");
    app.later(6);
    let (late, step) = half_way(&app, &login).await;
    app.later(6);
    let over = second_step(&late, &step, &code(&secret, app.house.clock.now())).await;
    assert!(over.body.contains("Начните вход сначала"), "five minutes for a code");
}

#[tokio::test]
async fn a_role_may_need_a_second_factor_and_opens_nothing_without_it() {
    let app = TestApp::new().await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let login = new_account(&app, Role::Ministry).await;
    let inside = app.sign_in(&login).await;
    assert_eq!(inside.get("/roadmap/import").await.status, StatusCode::OK);
    assert_eq!(
        administrator.post("/admin/security", &[("role", "ministry")]).await.location(),
        "/admin/security"
    );
    assert_eq!(inside.get("/roadmap/import").await.status, StatusCode::NOT_FOUND, "from the next request on");
    assert!(inside.get("/").await.body.contains("Для вашей роли нужен второй фактор"));
    enrol(&app, &inside).await;
    assert_eq!(inside.get("/roadmap/import").await.status, StatusCode::OK);
    let refused = inside.post("/me/second-factor/remove", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("обязателен"));
    administrator.post("/admin/security", &[]).await;
    assert_eq!(inside.post("/me/second-factor/remove", &[]).await.location(), "/me?told=second_factor_off");
    app.sign_in(&login).await;
}

#[tokio::test]
async fn the_secret_of_a_second_factor_cannot_be_read_from_the_database() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let (secret, codes) = enrol(&app, &app.sign_in(&login).await).await;
    let rows: Vec<(String,)> = app.house.db.query("select secret from second_factor").all().await.unwrap();
    let hashes: Vec<(String,)> =
        app.house.db.query("select code_hash from recovery_code").all().await.unwrap();
    assert!(!rows.is_empty() && hashes.len() == 10);
    assert!(rows.iter().all(|(stored,)| !stored.contains(&secret.replace(' ', ""))));
    assert!(hashes.iter().all(|(hash,)| codes.iter().all(|code| !hash.contains(code))));
}

#[tokio::test]
async fn sessions_are_listed_with_words_and_ended_one_by_one_or_all() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let here = app.sign_in(&login).await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    let there = app.anonymous().await;
    let form =
        format!("_csrf={}&login={login}&password={}", there.csrf, app.house.region.demo.accounts[0].password);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("user-agent", agent),
    ];
    let there = there.at("203.0.113.77");
    there.send(Method::POST, "/login", &headers, form.into()).await;
    let page = here.get("/me/sessions").await.body;
    assert!(page.contains("Firefox, Linux") && page.contains("203.0.113.*"), "{page}");
    assert!(!page.contains("203.0.113.77"), "addresses are shortened");
    let id = page.split("/me/sessions/").find_map(|rest| rest.split_once("/end\"")).unwrap().0.to_owned();
    let stranger = app.sign_in(&app.login_of(Role::Institute)).await;
    let foreign = stranger.post(&format!("/me/sessions/{id}/end"), &[]).await;
    let absent = stranger.post(&format!("/me/sessions/{}/end", store::new_id()), &[]).await;
    assert_eq!(
        (foreign.status, &foreign.body),
        (StatusCode::NOT_FOUND, &absent.body),
        "a foreign session is nobody's"
    );
    assert_eq!(there.get("/me").await.status, StatusCode::OK);
    assert_eq!(here.post(&format!("/me/sessions/{id}/end"), &[]).await.location(), "/me/sessions");
    assert_eq!(there.get("/me").await.status, StatusCode::SEE_OTHER);

    let (one, two) = (app.sign_in(&login).await, app.sign_in(&login).await);
    here.post("/me/sessions/end-others", &[]).await;
    assert_eq!(here.get("/me").await.status, StatusCode::OK);
    for gone in [one, two] {
        assert_eq!(gone.get("/me").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_sign_in_from_a_new_browser_is_told_to_the_owner() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let known = app.sign_in(&login).await;
    assert!(app.letters().await.is_empty(), "the first browser is nothing to tell of");
    app.sign_in(&login).await;
    assert_eq!(app.last_letter().await.subject, "Вход в Библиосеть с нового устройства");
    app.forget_letters().await;
    known.post("/logout", &[]).await;
    let mut known = known.clone();
    known.csrf = field(&known.get("/login").await.body, "_csrf");
    let password = app.house.region.demo.accounts[0].password.clone();
    known.post("/login", &[("login", &login), ("password", &password)]).await;
    assert!(app.letters().await.is_empty());
}

#[tokio::test]
async fn every_dangerous_route_asks_a_stale_session_for_the_password() {
    let app = TestApp::new().await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    app.later(16);
    let routes = app::rooms::routes();
    let dangerous: Vec<_> = routes.rows().iter().filter(|row| row.confirmed).collect();
    for path in [
        "/me/email",
        "/me/second-factor/begin",
        "/me/second-factor/remove",
        "/admin/tokens",
        "/admin/security",
    ] {
        assert!(
            dangerous.iter().any(|row| row.path == path && row.method == Method::POST),
            "{path} is dangerous"
        );
    }
    let journal = access::audit::store::head(&app.house.db).await.unwrap().seq;
    for row in dangerous {
        let path = row.path.replace(['{', '}'], "");
        let browser = if path.starts_with("/admin/") { &administrator } else { &institute };
        let answer = if row.method == Method::GET {
            browser.get(&path).await
        } else {
            browser.post(&path, &[("title", "Набрано")]).await
        };
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path}", row.method);
        assert!(answer.body.contains("Подтвердите, что это вы"), "{path}");
        if row.method == Method::POST {
            assert!(answer.body.contains("Набрано"), "{path}: what was typed is kept");
        }
    }
    assert_eq!(access::audit::store::head(&app.house.db).await.unwrap().seq, journal, "nothing was done");
}

#[tokio::test]
async fn the_kept_form_goes_through_with_the_password_and_only_with_it() {
    let app = TestApp::new().await;
    let browser = app.sign_in(&app.login_of(Role::Administrator)).await;
    let password = app.house.region.demo.accounts[0].password.clone();
    app.later(16);
    let form = |password: &'static str| {
        [
            ("title", "Сайт РРИБЦ"),
            ("login", "institute"),
            ("scope", "read_roadmap"),
            ("days", "30"),
            ("_password", password),
        ]
    };
    let wrong = browser.post("/admin/tokens", &form("не тот пароль")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Сайт РРИБЦ") && wrong.body.contains("Пароль или код не подошли"));
    assert!(!wrong.body.contains("не тот пароль"));
    let before = browser.cookie("session");
    let mut right = form("");
    right[4].1 = Box::leak(password.into_boxed_str());
    let made = browser.post("/admin/tokens", &right).await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.contains("Ключ создан"), "{}", made.body);
    assert_ne!(before, browser.cookie("session"), "a confirmed session has another token");
    let again = browser.post("/admin/tokens", &form("")).await;
    assert!(again.body.contains("Ключ создан"), "a quarter of an hour without asking");
    app.later(16);
    for _ in 0..10 {
        browser.post("/admin/tokens", &form("не тот пароль")).await;
    }
    assert_eq!(
        browser.post("/admin/tokens", &form("не тот пароль")).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );

    let page = app.sign_in(&app.login_of(Role::School)).await;
    app.later(16);
    assert_eq!(page.get("/me/email").await.status, StatusCode::UNAUTHORIZED);
    let confirmed = page.post("/me/confirm", &[("next", "/me/email"), ("_password", right[4].1)]).await;
    assert_eq!(confirmed.location(), "/me/email");
    assert_eq!(page.get("/me/email").await.status, StatusCode::OK);
    app.later(16);
    let away = page.post("/me/confirm", &[("next", "https://evil.example"), ("_password", right[4].1)]).await;
    assert_eq!(away.location(), "/");
}

#[tokio::test]
async fn a_second_factor_is_part_of_the_confirmation() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let browser = app.sign_in(&login).await;
    let (secret, _) = enrol(&app, &browser).await;
    let password = app.house.region.demo.accounts[0].password.clone();
    app.later(16);
    let without = browser.post("/me/confirm", &[("next", "/me/email"), ("_password", &password)]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = code(&secret, app.house.clock.now());
    let with = browser
        .post("/me/confirm", &[("next", "/me/email"), ("_password", &password), ("_code", &code)])
        .await;
    assert_eq!(with.location(), "/me/email");
}

#[tokio::test]
async fn an_offered_role_is_taken_up_or_turned_down_by_its_owner_alone() {
    let app = TestApp::new().await;
    let login = new_account(&app, Role::School).await;
    let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    let offer = async || {
        let mut tx = app.house.db.begin().await.unwrap();
        let place = actor.membership.place();
        let id = access::store::add_membership(
            &mut tx,
            &actor.account_id,
            &place,
            Role::Expert,
            MembershipState::Invited,
            0,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        id
    };
    let browser = app.sign_in(&login).await;
    let first = offer().await;
    assert!(browser.get("/me").await.body.contains("ждёт вашего согласия"));
    assert_eq!(
        browser.post("/membership", &[("membership", &first)]).await.status,
        StatusCode::NOT_FOUND,
        "not before it is accepted"
    );
    assert_eq!(
        browser.post(&format!("/me/memberships/{first}/accept"), &[]).await.location(),
        "/me?told=accepted"
    );
    assert_eq!(
        browser.post(&format!("/me/memberships/{first}/accept"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.post("/membership", &[("membership", &first)]).await.location(), "/");
    let second = offer().await;
    let stranger = app.sign_in(&app.login_of(Role::Institute)).await;
    assert_eq!(
        stranger.post(&format!("/me/memberships/{second}/accept"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.post(&format!("/me/memberships/{second}/decline"), &[]).await.location(),
        "/me?told=declined"
    );
    assert_eq!(
        browser.post(&format!("/me/memberships/{second}/accept"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_token_opens_only_what_its_scopes_name() {
    let app = TestApp::new().await;
    let actor =
        access::store::actor_of_login(&app.house.db, &app.login_of(Role::Institute)).await.unwrap().unwrap();
    let routes = app::rooms::routes();
    let programs: Vec<_> = routes.rows().iter().filter(|row| row.path.starts_with("/api/")).collect();
    let without: Vec<&str> = programs.iter().filter(|row| row.needs.is_none()).map(|row| row.path).collect();
    assert_eq!(without, ["/api/v1/openapi.json"], "only the description is for any token");
    for given in TokenScope::ALL {
        let token = access::new_api_token().unwrap();
        let new = access::store::NewApiToken {
            title: "проверка",
            membership_id: &actor.membership.id,
            created_by: &actor.account_id,
            scopes: &[given],
            expires_at: app.house.clock.now() + 60_000_000,
        };
        let mut tx = app.house.db.begin().await.unwrap();
        access::store::add_api_token(&mut tx, &token, &new, app.house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        for row in &programs {
            let path = row
                .path
                .replace("{year}", &app.year().to_string())
                .replace("{number}", "1")
                .replace("{organisation}", &app.house.region.region.bodies.institute);
            let body = if row.method == Method::GET { "" } else { "{}" };
            let answer = api(&app, row.method.clone(), &path, Some(&token), &[], body).await;
            let is_open = row.needs.is_none_or(|needed| needed == given);
            assert_eq!(
                answer.status != StatusCode::FORBIDDEN,
                is_open,
                "{} {path} with {given:?}: {}",
                row.method,
                answer.body
            );
            if !is_open {
                assert!(answer.body.contains("Ключ доступа этого не разрешает"));
            }
        }
        app.later(2);
        let late = api(&app, Method::GET, "/api/v1/openapi.json", Some(&token), &[], "").await;
        assert_eq!(late.status, StatusCode::UNAUTHORIZED, "a token ends");
    }
    let page = app.sign_in(&app.login_of(Role::Administrator)).await.get("/admin/tokens").await.body;
    assert!(
        page.contains("bib_") && page.contains("читать реестр сети") && page.contains("Последний запрос")
    );
}

#[tokio::test]
async fn a_token_is_made_with_a_name_an_owner_and_scopes() {
    let app = TestApp::new().await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    for (fields, told) in [
        (vec![("title", ""), ("login", "institute"), ("scope", "read_roadmap")], "#title"),
        (vec![("title", "Сайт"), ("login", "nobody"), ("scope", "read_roadmap")], "#acts-as"),
        (vec![("title", "Сайт"), ("login", "institute")], "#scopes"),
        (vec![("title", "Сайт"), ("login", "institute"), ("scope", "everything")], "#scopes"),
    ] {
        let refused = administrator.post("/admin/tokens", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(&format!("href=\"{told}\"")), "{told}");
    }
    let fields = [
        ("title", "Сайт"),
        ("login", "institute"),
        ("scope", "read_roadmap"),
        ("scope", "write_evidence"),
        ("days", "90"),
    ];
    let made = administrator.post("/admin/tokens", &fields).await.body;
    let token = made.split("<code class=\"proof\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(token.starts_with("bib_"));
    let plan = format!("/api/v1/roadmaps/{}", app.year());
    assert_eq!(api(&app, Method::GET, &plan, Some(&token), &[], "").await.status, StatusCode::OK);
    let listed = administrator.get("/admin/tokens").await.body;
    assert!(listed.contains(&token[..10]) && !listed.contains(&token), "shown once, recognised later");
}
