//! This room behind the layer of `access`, over a fresh database with the invented region and its plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::store::{add_account, add_membership, hash_password};
use access::{House, MembershipState, PasswordCost, Role, Routes, Scope, Settings, serve_visitors};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use jiff::civil::{Date, date};
use roadmap::store::plans::{self, NewVersion};
use roadmap::{Board, store::Author};
use store::Clock;
use store::testing::{TestDb, fresh};
use tower::ServiceExt;

pub const YEAR: i16 = 2024;
/// The day on which the stage opens; the plan came into force on [`APPROVED`].
pub const TODAY: Date = date(2025, 2, 14);
pub const APPROVED: Date = date(2024, 8, 26);
const PASSWORD: &str = "сказка-про-кота-учёного";

pub struct Stage {
    pub house: House,
    router: Router,
    _test: TestDb,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// Texts of the lines of the error summary, with the fields that they lead to.
    pub fn problems(&self) -> Vec<(String, String)> {
        let document = scraper::Html::parse_document(&self.body);
        let links = scraper::Selector::parse(".error-summary li a").unwrap();
        let links = document.select(&links);
        links
            .map(|link| {
                let field = link.value().attr("href").unwrap().trim_start_matches('#').to_owned();
                (field, link.text().collect::<String>())
            })
            .collect()
    }

    /// The fields that the error summary leads to; each is on the page.
    #[track_caller]
    pub fn wrong_fields(&self) -> Vec<String> {
        assert_eq!(self.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", self.body);
        let document = scraper::Html::parse_document(&self.body);
        let problems = self.problems();
        for (field, text) in &problems {
            let target = scraper::Selector::parse(&format!("[id=\"{field}\"]")).unwrap();
            assert!(
                document.select(&target).next().is_some(),
                "«{text}» leads to #{field}, which is nowhere"
            );
        }
        problems.into_iter().map(|(field, _)| field).collect()
    }
}

/// A signed-in person.
pub struct Browser<'a> {
    stage: &'a Stage,
    /// Name → value.
    cookies: BTreeMap<String, String>,
    csrf: String,
}

impl Stage {
    /// Everybody of the region's demonstration has an account; the plan is that of the pack; nothing has been done yet.
    pub async fn new() -> Self {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions/lukomorye");
        let pack = region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap();
        let zone = pack.region.tz().unwrap();
        let morning = pack.region.instant(APPROVED.at(10, 0, 0, 0)).unwrap();
        let clock = Clock::standing_at(morning, zone);
        let rooms = [
            store::MIGRATIONS,
            access::MIGRATIONS,
            mail::MIGRATIONS,
            reminders::MIGRATIONS,
            network::MIGRATIONS,
            people::MIGRATIONS,
            documents::MIGRATIONS,
            roadmap::MIGRATIONS,
        ];
        let test = fresh(&rooms).await;
        let settings =
            Settings { secure_cookies: false, password_cost: PasswordCost::Test, ..Settings::default() };
        let house = House {
            db: test.db.clone(),
            files: test.files.clone(),
            search: search::Shelf::in_memory(),
            clock,
            region: Arc::new(pack),
            settings: Arc::new(settings),
            navigation: Arc::from([]),
            account_pages: Arc::from([]),
            holdings: &[],
        };
        let routes: Routes = access::pages::routes().merge(documents::routes()).merge(roadmap::routes());
        let layer = from_fn_with_state(house.clone(), serve_visitors);
        let router = routes.into_router().layer(layer).with_state(house.clone());
        let stage = Self { house, router, _test: test };
        stage.fill().await;
        stage.set_day(TODAY);
        stage
    }

    async fn fill(&self) {
        let house = &self.house;
        let now = house.clock.now();
        let mut tx = house.db.begin().await.unwrap();
        network::load_pack(&mut tx, &house.region, now).await.unwrap();
        let hash = hash_password(PASSWORD, PasswordCost::Test).await.unwrap();
        let accounts = house.region.demo.accounts.iter();
        for one in accounts.filter(|one| one.state == MembershipState::Active) {
            let place = network::place_of(&mut tx, &one.organisation, TODAY).await.unwrap();
            let name = format!("{} {}", one.surname, one.name);
            let account = add_account(&mut tx, &one.login, &name, &hash, now).await.unwrap();
            let state = MembershipState::Active;
            add_membership(&mut tx, &account, &place, one.role, state, now).await.unwrap();
        }
        let new = NewVersion {
            plan: &house.region.roadmap, note: "утверждён", basis: "Распоряжение № 61"
        };
        plans::add_version(&mut tx, house, YEAR, &new, &Author::program()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Moves the clock to ten in the morning of a day.
    pub fn set_day(&self, day: Date) {
        self.house.clock.set(self.house.region.region.instant(day.at(10, 0, 0, 0)).unwrap());
    }

    pub async fn board(&self) -> Arc<Board> {
        self.board_of(YEAR).await
    }

    pub async fn board_of(&self, year: i16) -> Arc<Board> {
        Board::of_year(&self.house, &Scope::of_the_program(), year).await.unwrap().unwrap()
    }

    pub async fn publish(&self) {
        let board = self.board().await;
        let mut tx = self.house.db.begin().await.unwrap();
        plans::set_published(&mut tx, &self.house, &board.plan, true, &Author::program()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn sign_in(&self, role: Role) -> Browser<'_> {
        let accounts = &self.house.region.demo.accounts;
        let found = accounts.iter().find(|one| one.role == role && one.state == MembershipState::Active);
        let mut browser = self.stranger();
        let page = browser.get("/login").await;
        browser.take(&page);
        let fields = [("login", found.unwrap().login.as_str()), ("password", PASSWORD)];
        let entered = browser.post("/login", &fields).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        browser.take(&entered);
        let page = browser.get(&format!("/roadmap/{YEAR}/calendar")).await;
        browser.take(&page);
        browser
    }

    pub fn stranger(&self) -> Browser<'_> {
        Browser { stage: self, cookies: BTreeMap::new(), csrf: String::new() }
    }
}

impl Browser<'_> {
    fn take(&mut self, answer: &Answer) {
        for value in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = value.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let marker = "name=\"_csrf\" value=\"";
        if let Some(rest) = answer.body.split(marker).nth(1) {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", Body::empty()).await
    }

    /// A path below the plan's own address.
    pub async fn plan(&self, path: &str) -> Answer {
        self.get(&format!("/roadmap/{YEAR}{path}")).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("_csrf", &self.csrf).extend_pairs(fields);
        self.send(Method::POST, path, "application/x-www-form-urlencoded", Body::from(form.finish())).await
    }

    pub async fn post_plan(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(&format!("/roadmap/{YEAR}{path}"), fields).await
    }

    /// Opens a form, types over some of its fields and sends it, as a person does.
    pub async fn fill(&self, page: &str, typed: &[(&str, &str)]) -> Answer {
        let answer = self.plan(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.body);
        self.send_form(&answer, typed).await
    }

    /// Sends the page's longest form with some fields typed over.
    pub async fn send_form(&self, page: &Answer, typed: &[(&str, &str)]) -> Answer {
        let (action, mut fields) = form_of(&page.body);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&action, &fields).await
    }

    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        self.send_file(&format!("/roadmap/{YEAR}{path}"), fields, ("scan", name), bytes).await
    }

    /// Sends a form with a file: the field's name and the file's.
    pub async fn send_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name): (&str, &str),
        bytes: &[u8],
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields.iter().copied().chain([("_csrf", self.csrf.as_str())]) {
            let part =
                format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        let part = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(part.bytes());
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        self.send(Method::POST, path, "multipart/form-data; boundary=edge", Body::from(body)).await
    }

    async fn send(&self, method: Method, path: &str, content_type: &str, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test");
        for (name, value) in [
            (header::COOKIE, cookies.as_str()),
            (header::CONTENT_TYPE, content_type),
            (header::HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let router = self.stage.router.clone();
        let response = router.oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// Action and fields of the page's longest form, as a browser would send them untouched.
fn form_of(html: &str) -> (String, Vec<(String, String)>) {
    let document = scraper::Html::parse_document(html);
    let select = |text: &str| scraper::Selector::parse(text).unwrap();
    let controls = select("input, select, textarea");
    let forms: Vec<_> = document.select(&select("main form[method=post]")).collect();
    let form = forms.into_iter().max_by_key(|form| form.select(&controls).count()).expect("a form");
    let mut fields = Vec::new();
    for control in form.select(&controls) {
        let attribute = |name: &str| control.value().attr(name).unwrap_or_default().to_owned();
        let name = attribute("name");
        if name.is_empty() || name == "_csrf" {
            continue;
        }
        let value = match control.value().name() {
            "textarea" => control.text().collect(),
            "select" => {
                let chosen = control.select(&select("option[selected]")).next();
                let first = control.select(&select("option")).next();
                let option = chosen.or(first);
                option.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
            }
            _ if ["radio", "checkbox"].contains(&attribute("type").as_str()) => {
                if control.value().attr("checked").is_none() {
                    continue;
                }
                attribute("value")
            }
            _ if attribute("type") == "file" => continue,
            _ => attribute("value"),
        };
        fields.push((name, value));
    }
    (form.value().attr("action").unwrap().to_owned(), fields)
}

/// The visible text of the page's main part, spaces squeezed.
pub fn text_of(answer: &Answer) -> String {
    let document = scraper::Html::parse_document(&answer.body);
    let main = document.select(&scraper::Selector::parse("main").unwrap()).next().unwrap();
    main.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
