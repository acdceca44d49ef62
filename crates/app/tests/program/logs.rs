//! What people do leaves no word of them in the logs, however much is logged.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::common::{TestApp, api, token_for};
use access::Role;
use axum::http::Method;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The whole of it, with the escapes of JSON taken off.
fn told(kept: &Kept) -> String {
    let text = String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
    let lines = text.lines().map(|line| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(json) => format!("{json}\n{json:?}\n"),
        Err(_) => format!("{line}\n"),
    });
    lines.collect::<String>().to_lowercase()
}

const SNILS: &str = "112-233-445 95";
const FROM_AFAR: [(&str, &str); 2] = [("x-forwarded-for", "203.0.113.77"), ("x-real-ip", "203.0.113.77")];

#[tokio::test]
async fn no_name_no_login_no_address_gets_into_the_logs() {
    let kept = Kept::default();
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(kept.clone())
        .try_init()
        .unwrap();
    let app = TestApp::new().await;
    live(&app).await;
    let told = told(&kept);
    assert!(told.contains("/people/{person}/restricted"), "requests are logged, by their routes");
    assert!(told.lines().count() > 500, "much is logged: {}", told.lines().count());

    let mut secrets: Vec<String> = vec![
        SNILS.into(),
        "11223344595".into(),
        "проверкин".into(),
        "tainopis@demo.example".into(),
        "203.0.113.77".into(),
        "отборный-пароль-чужака".into(),
        "сеанс-чужака".into(),
        app.house.region.demo.accounts[0].password.clone(),
    ];
    for account in &app.house.region.demo.accounts {
        secrets.push(account.surname.to_lowercase());
        // Logins that are words of the code as well («institute» is a role) tell nobody from anybody.
        if account.login != account.role.code() && account.login != "admin" {
            secrets.push(format!("\"{}\"", account.login));
            secrets.push(format!("{}@", account.login));
        }
    }
    secrets.extend(
        app.house.region.demo.people.iter().filter(|one| !one.email.is_empty()).map(|one| one.email.clone()),
    );
    for secret in secrets {
        let found = told.lines().find(|line| line.contains(&secret.to_lowercase()));
        assert!(found.is_none(), "«{secret}» in the logs: {}", found.unwrap());
    }
}

/// What people do, and what goes wrong.
async fn live(app: &TestApp) {
    let year = app.year();
    let today = app.house.clock.today().to_string();
    let stranger = app.anonymous().await;
    for login in ["school-1", "проверкин-чужой"] {
        stranger.post("/login", &[("login", login), ("password", "отборный-пароль-чужака")]).await;
    }
    stranger.send(Method::GET, "/people?q=Проверкина", &FROM_AFAR, "".into()).await;
    stranger.with_cookie("session=сеанс-чужака").get("/").await;

    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    for path in
        ["/people?q=Проверкина", "/search?q=Проверкина", "/contacts?q=Проверкина", "/network?q=Проверкина"]
    {
        institute.get(path).await;
    }
    let person = [
        ("surname", "Проверкина"),
        ("name", "Анна"),
        ("title", "методист"),
        ("rate", "1"),
        ("since", today.as_str()),
    ];
    let entered = institute.post("/people/new", &person).await;
    let card = entered.location().to_owned();
    assert!(card.starts_with("/people/"), "{}", entered.body);
    institute.post(&format!("{card}/edit"), &[("email", "tainopis@demo.example"), ("version", "0")]).await;
    let consent = [("kind", "processing"), ("given_on", today.as_str())];
    let scan = ("scan", "согласие Проверкиной.pdf", b"%PDF-1.4\n%%EOF\n".as_slice());
    institute.post_file(&format!("{card}/consents"), &consent, scan).await;
    let restricted = [("snils", SNILS), ("version", "0")];
    assert_eq!(institute.post(&format!("{card}/restricted/values"), &restricted).await.status, 303);
    institute.post(&format!("{card}/restricted"), &[("reason", "staff")]).await;
    institute.post(&format!("/roadmap/{year}/measures/1/comments"), &[("text", "Проверкина просит.")]).await;

    // A field that cannot be opened is our fault: it is told in the log, without telling the field.
    let mut tx = app.house.db.begin().await.unwrap();
    tx.query("update person_restricted set snils = $1").bind("Проверкина").run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(institute.post(&format!("{card}/restricted"), &[("reason", "staff")]).await.status, 500);
    let mut tx = app.house.db.begin().await.unwrap();
    tx.query("delete from person_restricted").run().await.unwrap();
    tx.commit().await.unwrap();

    let school = app.sign_in("school-1").await;
    let child = [("child", "Проверкин Петя"), ("given_by", "Проверкина Ольга"), ("given_on", today.as_str())];
    school.post_file("/consents", &child, scan).await;
    school.post("/me/data", &[]).await;
    school.post("/me/erasure", &[("words", "Проверкина уходит.")]).await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    administrator.get("/admin/history?who=school-1").await;
    let list = administrator.get("/admin/erasures").await.body;
    let request = list.split("href=\"/admin/erasures/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decision = [("verdict", "approve"), ("reason", "По обращению Проверкиной.")];
    administrator.post(&format!("/admin/erasures/{request}/decision"), &decision).await;
    let jobs = app::rooms::jobs(&app.house);
    while jobs.run_next().await.unwrap() {}
    let token = token_for(app, "ministry").await;
    let body = "{\"measure\":\"1\",\"title\":\"Проверкина\",\"happened_on\":\"вчера\"}";
    api(app, Method::POST, &format!("/api/v1/roadmaps/{year}/evidence"), Some(&token), &[], body).await;
    // Two of one login: the database refuses the second.
    let mut tx = app.house.db.begin().await.unwrap();
    let doubled = access::store::add_account(&mut tx, "school-2", "Проверкина", "hash", 1).await;
    tracing::warn!(error = %doubled.unwrap_err(), "as a command would tell it");
}
