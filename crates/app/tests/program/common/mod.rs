//! The whole program over a fresh database, asked as a browser asks it.
pub mod papers;
mod things;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use access::audit::AuditKey;
use access::letters::To;
use access::{House, MembershipState, PasswordCost, Role, SealingKeys, Settings};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use store::Clock;
use store::testing::TestDb;
use tower::ServiceExt;

pub struct TestApp {
    pub house: House,
    pub router: Router,
    _test_db: TestDb,
}

/// A letter as it was queued.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: To,
    pub kind: String,
    pub subject: String,
    pub text: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The same as it came: files are no text.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A browser with its cookies and an address of its own.
pub struct Browser {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
    address: String,
    pub csrf: String,
}

impl Clone for Browser {
    fn clone(&self) -> Self {
        Self {
            router: self.router.clone(),
            cookies: Mutex::new(self.cookies.lock().unwrap().clone()),
            address: self.address.clone(),
            csrf: self.csrf.clone(),
        }
    }
}

/// The keys lie where a server has them, in the folder of its data.
fn usual_settings(folder: &Path) -> Settings {
    Settings {
        audit_key: AuditKey::of_folder(&folder.join("keys")).unwrap(),
        sealing_keys: SealingKeys::of_folder(&folder.join("keys")).unwrap(),
        demo: true,
        secure_cookies: false,
        password_cost: PasswordCost::Test,
        public_url: "https://lib.example".into(),
        // No postman works here: letters stay in their table, where tests read them.
        mail: mail::Settings::to_folder("letters".into()),
        ..Settings::default()
    }
}

impl TestApp {
    /// The small invented region: the usual stage of tests.
    pub async fn new() -> Self {
        Self::of("lukomorye", |_| {}).await
    }

    /// The real size.
    pub async fn khabarovsk() -> Self {
        Self::of("khabarovsk", |_| {}).await
    }

    /// The story of a region, told to its end, under settings of the test's own.
    pub async fn of(code: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let region = app::regions::load(code).unwrap();
        let morning = region.region.instant(region.region.demo_today.at(10, 0, 0, 0)).unwrap();
        let clock = Clock::standing_at(morning, region.region.tz().unwrap());
        let house =
            |db, files, settings| app::rooms::house(db, files, clock.clone(), region.clone(), settings);
        // The story is told in a house as it stands by itself, and its end is copied for every test.
        let told = async |db, files, folder: &Path| {
            let house = house(db, files, usual_settings(folder));
            app::demo::load_region(&house).await.unwrap();
            app::demo::seed(&house).await.unwrap();
        };
        let test_db = store::testing::copy_of(code, app::rooms::MIGRATIONS, told).await;
        let mut settings = usual_settings(test_db.folder.path());
        change(&mut settings);
        let house = house(test_db.db.clone(), test_db.files.clone(), settings);
        Self { router: app::server::router(house.clone()), house, _test_db: test_db }
    }

    /// Letters about access that wait for the postman, oldest first.
    pub async fn letters(&self) -> Vec<Letter> {
        let rows: Vec<(Option<String>, Option<String>, String, String, String)> = self
            .house
            .db
            .query("select account_id, address, kind, subject, text from letter where kind like 'access.%' order by id")
            .all()
            .await
            .unwrap();
        let letter =
            |(account_id, address, kind, subject, text): (Option<String>, Option<String>, _, _, _)| {
                let to = address.map_or_else(|| To::Account(account_id.unwrap()), To::Address);
                Letter { to, kind, subject, text }
            };
        rows.into_iter().map(letter).collect()
    }

    pub async fn last_letter(&self) -> Letter {
        self.letters().await.pop().expect("a letter")
    }

    /// Gives an account an address without asking, or takes it away.
    pub async fn set_address(&self, login: &str, address: Option<&str>) {
        let actor = access::store::actor_of_login(&self.house.db, login).await.unwrap().unwrap();
        let mut tx = self.house.db.begin().await.unwrap();
        access::store::set_email(&mut tx, &actor.account_id, address).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn forget_letters(&self) {
        let mut tx = self.house.db.begin().await.unwrap();
        tx.query("delete from letter").run().await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn year(&self) -> i16 {
        self.house.region.region.plan_year
    }

    pub async fn anonymous(&self) -> Browser {
        let mut browser = Browser::new(self.router.clone());
        let page = browser.get("/login").await;
        browser.csrf = field(&page.body, "_csrf");
        browser
    }

    /// Moves the standing clock.
    pub fn later(&self, minutes: i64) {
        let now = self.house.clock.now() + minutes * 60 * 1_000_000;
        self.house.clock.set(jiff::Timestamp::from_microsecond(now).unwrap());
    }

    /// Runs every job that is due, as a server does from its start.
    pub async fn work(&self) {
        let jobs = app::rooms::jobs(&self.house);
        jobs.queue_repeated().await.unwrap();
        while jobs.run_next().await.unwrap() {}
    }

    /// Signs in through the form.
    pub async fn sign_in(&self, login: &str) -> Browser {
        let password = self.house.region.demo.accounts[0].password.clone();
        let mut browser = self.anonymous().await;
        let answer = browser.post("/login", &[("login", login), ("password", &password)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.body);
        browser.csrf = field(&browser.get("/styleguide").await.body, "_csrf");
        browser
    }

    /// Login of an active account with a role.
    pub fn login_of(&self, role: Role) -> String {
        let accounts = &self.house.region.demo.accounts;
        let found = accounts.iter().find(|one| one.role == role && one.state == MembershipState::Active);
        found.unwrap_or_else(|| panic!("{role:?}")).login.clone()
    }

    /// A new account at the organisation of the role's usual account, in a state.
    pub async fn account_in_state(&self, role: Role, state: MembershipState) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let login = format!("{}-{}-{}", role.code(), state.code(), NEXT.fetch_add(1, Ordering::Relaxed));
        let usual =
            access::store::actor_of_login(&self.house.db, &self.login_of(role)).await.unwrap().unwrap();
        let place = network::place_of(&self.house.db, &usual.membership.org_code, self.house.clock.today())
            .await
            .unwrap();
        let password = &self.house.region.demo.accounts[0].password;
        let hash = access::store::hash_password(password, PasswordCost::Test).await.unwrap();
        let now = self.house.clock.now();
        let mut tx = self.house.db.begin().await.unwrap();
        let account =
            access::store::add_account(&mut tx, &login, "Проверкин П. П.", &hash, now).await.unwrap();
        access::store::add_membership(&mut tx, &account, &place, role, state, now).await.unwrap();
        access::store::set_email(&mut tx, &account, Some(&format!("{login}@lib.example"))).await.unwrap();
        tx.commit().await.unwrap();
        login
    }
}

impl Browser {
    fn new(router: Router) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let address = format!("198.{}.{}.{}", 18 + (number >> 16) % 2, (number >> 8) % 256, number % 256);
        Self { router, cookies: Mutex::default(), address, csrf: String::new() }
    }

    /// The same cookies at another address.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    pub fn with_cookie(&self, more: &str) -> Self {
        let browser = self.clone();
        let (name, value) = more.split_once('=').unwrap();
        browser.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        browser
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// A cookie that is taken away is gone; any other replaces the one of its name.
    fn keep_cookies(&self, answer: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in answer.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Posts a form with the token of this browser's session.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("_csrf", &self.csrf);
        form.extend_pairs(fields);
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, Body::from(form.finish())).await
    }

    /// Posts a form with one file.
    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in fields.iter().copied().chain([("_csrf", csrf.as_str())]) {
            body.extend(
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        let (name, file_name, bytes) = file;
        body.extend(
            format!(
                "--edge\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        let headers =
            [("content-type", "multipart/form-data; boundary=edge"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, Body::from(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test");
        request = request.header("x-forwarded-for", &self.address);
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }
}

/// Value of a hidden field.
pub fn field(html: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    html.split(&marker).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// A program with a bearer token.
pub async fn api(
    app: &TestApp,
    method: Method,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let browser = Browser::new(app.router.clone());
    let authorization = token.map(|token| format!("Bearer {token}"));
    let mut all: Vec<(&str, &str)> = headers.to_vec();
    if let Some(authorization) = &authorization {
        all.push(("authorization", authorization));
    }
    if !body.is_empty() {
        all.push(("content-type", "application/json"));
    }
    browser.send(method, path, &all, Body::from(body.to_owned())).await
}

/// A token that acts for a login, made directly.
pub async fn token_for(app: &TestApp, login: &str) -> String {
    let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
    let token = access::new_api_token().unwrap();
    let now = app.house.clock.now();
    let new = access::store::NewApiToken {
        title: "проверка",
        membership_id: &actor.membership.id,
        created_by: &actor.account_id,
        scopes: &access::TokenScope::ALL,
        expires_at: now + 1_000_000_000,
    };
    let mut tx = app.house.db.begin().await.unwrap();
    access::store::add_api_token(&mut tx, &token, &new, now).await.unwrap();
    tx.commit().await.unwrap();
    token
}

/// A Word file of plain paragraphs, as small as it can be.
pub fn word(paragraphs: &[&str]) -> Vec<u8> {
    use std::io::Write;
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("[Content_Types].xml", types), ("word/document.xml", document.as_str())] {
        package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(content.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}
