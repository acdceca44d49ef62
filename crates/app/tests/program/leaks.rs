//! Nothing of what is closed leaks: a marker word is put into closed things of every kind, and every answer to every GET is
//! searched for it, as everybody; every form and every field of JSON is sent with numbers of things that are not one's own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use crate::common::{Answer, Browser, TestApp, api, token_for};
use access::{MembershipState, Role};
use axum::http::Method;
use scraper::{Html, Selector};

/// First part of every marker: what searches are made for. The whole marker is never sent by the searcher.
const WORD: &str = "Тайнопись";

/// A closed thing: its marker, and the columns of the access matrix that may see it.
struct Closed {
    marker: &'static str,
    seen_by: &'static [&'static str],
}

const EXECUTION: &[&str] =
    &["administrator", "ministry", "institute", "regional_centre", "municipality", "municipal_centre"];
const MINISTRYS: &[&str] = &["administrator", "ministry", "institute"];

const CLOSED: &[Closed] = &[
    Closed { marker: "Тайнопись-документ", seen_by: MINISTRYS },
    Closed { marker: "тайнопись-номер", seen_by: MINISTRYS },
    Closed { marker: "тайнопись-имя", seen_by: MINISTRYS },
    Closed { marker: "тайнопись-внутри-документа", seen_by: MINISTRYS },
    Closed { marker: "тайнопись-внутри-файла", seen_by: EXECUTION },
    Closed { marker: "Тайнопись-подтверждение", seen_by: EXECUTION },
    Closed { marker: "тайнопись.example", seen_by: EXECUTION },
    Closed { marker: "тайнопись-скан", seen_by: EXECUTION },
    Closed { marker: "Тайнопись-сообщение", seen_by: EXECUTION },
    Closed { marker: "Тайнопись-мероприятие", seen_by: EXECUTION },
    Closed { marker: "Тайнопись-черновик", seen_by: &["ministry"] },
    Closed { marker: "тайнопись-план", seen_by: &["administrator", "ministry"] },
    Closed { marker: "Тайнописьева", seen_by: MINISTRYS },
    Closed { marker: "tainopis@demo.example", seen_by: MINISTRYS },
    Closed { marker: "серия тайнопись", seen_by: &[] },
    Closed { marker: "Тайнописьев-ребёнок", seen_by: MINISTRYS },
    Closed { marker: "тайнопись-бланк", seen_by: MINISTRYS },
    Closed { marker: "Тайнопись-обращение", seen_by: &["administrator"] },
    Closed { marker: "Тайнопись-дело", seen_by: &["administrator"] },
    // It acts for the ministry, which is told so among its own data.
    Closed { marker: "Тайнопись-ключ", seen_by: &["administrator", "ministry"] },
];

/// A document of the ministry's that nobody has published.
async fn document(app: &TestApp) {
    let house = &app.house;
    let ministry = &house.region.region.bodies.ministry;
    let new = documents::NewDocument {
        kind: house.region.document_kinds[0].code.clone(),
        number: "тайнопись-номер".into(),
        date: house.clock.today(),
        issuer: network::place_of(&house.db, ministry, house.clock.today()).await.unwrap(),
        title: "Тайнопись-документ".into(),
        file: Some(documents::NewFile {
            name: "тайнопись-имя.pdf".into(),
            bytes: "%PDF-1.4\nтайнопись-внутри-документа\n%%EOF\n".into(),
        }),
        is_published: false,
        ends: Vec::new(),
    };
    let (desk, scope) = (documents::Desk::of(house), access::Scope::of_the_program());
    let mut tx = house.db.begin().await.unwrap();
    documents::register(&mut tx, &desk, &scope, new, &documents::Recorder::program()).await.unwrap();
    tx.commit().await.unwrap();
}

fn done(what: &str, answer: Answer) -> Answer {
    assert_eq!(answer.status, 303, "{what}: {}", answer.body);
    answer
}

/// Puts every closed thing in, through the pages of the ministry; answers the year of the plan nobody published.
async fn hide(app: &TestApp) -> i16 {
    let year = app.year();
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    let today = app.house.clock.today().to_string();
    let pdf = "%PDF-1.4\nтайнопись-внутри-файла\n%%EOF\n".as_bytes();
    document(app).await;
    let open_at = async |measure: u8| {
        let form = format!("/roadmap/{year}/measures/{measure}/evidence/new");
        ministry.get(&form).await.status == 200
    };
    let mut number = 1;
    while !open_at(number).await {
        number += 1;
    }
    let external = [
        ("source", "external"),
        ("title", "Тайнопись-подтверждение"),
        ("date", today.as_str()),
        ("link", "https://тайнопись.example/1"),
        ("slot", ""),
    ];
    let path = format!("/roadmap/{year}/measures/{number}/evidence");
    done("evidence", ministry.post_file(&path, &external, ("scan", "тайнопись-скан.pdf", pdf)).await);
    let talk = format!("/roadmap/{year}/measures/{number}/comments");
    done("talk", ministry.post(&talk, &[("text", "Тайнопись-сообщение")]).await);

    let plan =
        |title: &str| format!("№\tМероприятие\tСрок\tИсполнители\n1\t{title}\tмарт\tНеведомый отдел\n");
    let draft = plan("Тайнопись-черновик");
    let file = ("file", "тайнопись-план.txt", draft.as_bytes());
    done("draft", ministry.post_file("/roadmap/import", &[("year", "2077")], file).await);
    let text = plan("Тайнопись-мероприятие");
    let file = ("file", "план.txt", text.as_bytes());
    let read = done("plan", ministry.post_file("/roadmap/import", &[("year", "2078")], file).await);
    let accept = [
        ("do", "accept"),
        ("basis", "Приказ № 1"),
        ("version", "1"),
        ("plan_year", "2078"),
        ("text.0", "drop"),
    ];
    done("plan", ministry.post(read.location(), &accept).await);

    let person = [
        ("surname", "Тайнописьева"),
        ("name", "Анна"),
        ("title", "консультант"),
        ("rate", "1"),
        ("since", today.as_str()),
    ];
    let card = done("person", ministry.post("/people/new", &person).await).location().to_owned();
    let fields = [("email", "tainopis@demo.example"), ("version", "0")];
    done("card", ministry.post(&format!("{card}/edit"), &fields).await);
    let consent = [("kind", "processing"), ("given_on", today.as_str())];
    let scan = ("scan", "тайнопись-бланк.pdf", pdf);
    done("consent", ministry.post_file(&format!("{card}/consents"), &consent, scan).await);
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let restricted = [("diploma", "серия тайнопись 12"), ("version", "0")];
    done("restricted", institute.post(&format!("{card}/restricted/values"), &restricted).await);
    let child = [
        ("child", "Тайнописьев-ребёнок Петя"),
        ("given_by", "Родителева Ольга"),
        ("given_on", today.as_str()),
    ];
    done("child", ministry.post_file("/consents", &child, ("scan", "бланк.pdf", pdf)).await);
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let asked = [("words", "Тайнопись-обращение")];
    done("erasure", administrator.post(&format!("{card}/erasure"), &asked).await);
    done("hold", administrator.post(&format!("{card}/holds"), &[("hold", "Тайнопись-дело")]).await);
    let token =
        [("title", "Тайнопись-ключ"), ("login", "ministry"), ("days", "30"), ("scope", "read_roadmap")];
    assert_eq!(administrator.post("/admin/tokens", &token).await.status, 200);
    2078
}

/// Everything of an answer that can be read: headers, text, members of a package, with the escapes taken off.
fn readable(answer: &Answer) -> String {
    let mut text = String::new();
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {}\n", percent_decoded(&String::from_utf8_lossy(value.as_bytes()))));
    }
    if answer.bytes.starts_with(b"PK") {
        let mut zip = zip::ZipArchive::new(Cursor::new(&answer.bytes)).unwrap();
        for at in 0..zip.len() {
            let mut member = Vec::new();
            zip.by_index(at).unwrap().read_to_end(&mut member).unwrap();
            text.push_str(&String::from_utf8_lossy(&member));
        }
    } else {
        // A folded line of a calendar goes on with a space.
        text.push_str(&answer.body.replace("\r\n ", ""));
    }
    // JSON may write letters as numbers.
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(&answer.body) {
        text.push_str(&json.to_string());
    }
    text.to_lowercase()
}

fn percent_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("a={}", text.replace('&', "%26").replace('+', "%2B")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

fn ids_in(text: &str) -> BTreeSet<String> {
    let is_id = |bytes: &[u8]| {
        bytes.len() == 36
            && bytes.iter().enumerate().all(|(place, sign)| match place {
                8 | 13 | 18 | 23 => *sign == b'-',
                14 => *sign == b'7',
                _ => sign.is_ascii_hexdigit(),
            })
    };
    let windows = text.as_bytes().windows(36).filter(|window| is_id(window));
    windows.map(|window| String::from_utf8(window.to_vec()).unwrap()).collect()
}

/// Every number of a thing that the database holds.
async fn all_ids(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let mut tx = app.house.db.begin().await.unwrap();
    let mut ids = BTreeMap::new();
    for (table, sql) in [
        ("document", "select id from document where title like 'Тайнопись%'"),
        ("evidence", "select id from evidence where title like 'Тайнопись%'"),
        ("import", "select id from plan_import"),
        ("person", "select id from person where surname = 'Тайнописьева'"),
        ("consent", "select id from consent where person_id is null or file_name is not null"),
        ("erasure", "select id from erasure"),
        ("hold", "select id from legal_hold"),
        ("post", "select id from post where title = 'консультант'"),
        ("token", "select id from api_token"),
    ] {
        let rows: Vec<(String,)> = tx.query(sql).all().await.unwrap();
        assert!(!rows.is_empty(), "{table}");
        ids.insert(table.to_owned(), rows.into_iter().map(|(id,)| id).collect());
    }
    ids
}

/// Every address of a GET route: with every thing, and with searches where there is something to search in.
fn addresses(app: &TestApp, unpublished: i16, ids: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut addresses = BTreeSet::new();
    for row in app::rooms::routes().rows().iter().filter(|row| row.method == Method::GET) {
        let mut filled = vec![row.path.to_owned()];
        let mut fill = |place: &str, values: Vec<String>| {
            if row.path.contains(place) {
                filled = filled
                    .iter()
                    .flat_map(|path| values.iter().map(move |value| path.replace(place, value)))
                    .collect();
            }
        };
        fill("{year}", vec![app.year().to_string(), unpublished.to_string(), "2077".into()]);
        fill("{number}", (1..4).map(|number| number.to_string()).collect());
        fill("{organisation}", vec![app.house.region.region.bodies.ministry.clone()]);
        fill("{municipality}", vec![app.house.region.municipalities[0].code.clone()]);
        fill("{kind}", vec!["processing".into()]);
        fill("{token}", vec!["no-such-secret".into()]);
        for (table, all) in ids {
            fill(&format!("{{{table}}}"), all.iter().cloned().collect());
        }
        addresses.extend(filled);
    }
    let search: String = form_urlencoded::byte_serialize(WORD.as_bytes()).collect();
    for path in
        ["/documents", "/search", "/people", "/consents", "/contacts", "/network", "/api/v1/organisations"]
    {
        addresses.insert(format!("{path}?q={search}"));
    }
    for year in [app.year(), unpublished] {
        for query in ["view=table", "mine=1", &format!("q={search}"), "as_of=2030-01-01", "state=overdue"] {
            addresses.insert(format!("/roadmap/{year}?{query}"));
        }
        addresses.insert(format!("/roadmap/{year}/versions?from=1&to=1"));
        addresses.insert(format!("/api/v1/roadmaps/{year}/evidence?state=pending&limit=200"));
    }
    for person in &ids["person"] {
        addresses.insert(format!("/consents/forms/processing?person={person}"));
        addresses.insert(format!("/admin/history?kind=person&object={person}"));
    }
    addresses.into_iter().collect()
}

async fn fetch(app: &TestApp, browser: &Browser, token: Option<&str>, path: &str) -> Answer {
    if path.starts_with("/api/") {
        return api(app, Method::GET, path, token, &[], "").await;
    }
    browser.get(path).await
}

#[tokio::test]
async fn no_answer_to_anybody_holds_a_word_that_is_not_theirs() {
    let app = TestApp::new().await;
    let unpublished = hide(&app).await;
    let ids = all_ids(&app).await;
    let addresses = addresses(&app, unpublished, &ids);
    assert!(addresses.len() > 120, "{}", addresses.len());
    let suspended = app.account_in_state(Role::Ministry, MembershipState::Suspended).await;
    let mut readers = vec![("anonymous".to_owned(), None), ("inactive".to_owned(), Some(suspended))];
    readers.extend(Role::ALL.iter().map(|role| (role.code().to_owned(), Some(app.login_of(*role)))));
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut leaks = Vec::new();
    for (column, login) in &readers {
        let (browser, token) = match login {
            Some(login) => (app.sign_in(login).await, Some(token_for(&app, login).await)),
            None => (app.anonymous().await, None),
        };
        for path in &addresses {
            let answer = fetch(&app, &browser, token.as_deref(), path).await;
            assert!(answer.status.as_u16() < 500, "{path} as {column}: {}", answer.body);
            let text = readable(&answer);
            for closed in CLOSED {
                if !text.contains(&closed.marker.to_lowercase()) {
                    continue;
                }
                seen.entry(closed.marker).or_default().insert(column.clone());
                if !closed.seen_by.contains(&column.as_str()) {
                    leaks.push(format!("«{}» at {path} as {column}", closed.marker));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    // The test would notice: whoever may see a thing has been shown it.
    for closed in CLOSED {
        let shown = seen.remove(closed.marker).unwrap_or_default();
        let missing: Vec<_> = closed.seen_by.iter().filter(|one| !shown.contains(**one)).collect();
        assert!(missing.is_empty(), "«{}» is not shown to {missing:?}", closed.marker);
    }
}

#[tokio::test]
async fn counters_and_lists_are_the_same_whether_there_is_something_closed_or_not() {
    let app = TestApp::new().await;
    hide(&app).await;
    let suspended = app.account_in_state(Role::Institute, MembershipState::Suspended).await;
    for login in [
        None,
        Some(suspended),
        Some(app.login_of(Role::School)),
        Some(app.login_of(Role::Expert)),
        Some(app.login_of(Role::Partner)),
    ] {
        let browser = match &login {
            Some(login) => app.sign_in(login).await,
            None => app.anonymous().await,
        };
        for path in ["/documents", "/search", "/people", "/consents", "/contacts", "/network"] {
            let ask = async |word: &str| {
                let query: String = form_urlencoded::byte_serialize(word.as_bytes()).collect();
                let answer = browser.get(&format!("{path}?q={query}")).await;
                // The word itself and its address stand in the page.
                (answer.status, answer.body.replace(&query, "[q]").replace(word, "[q]"))
            };
            assert_eq!(ask(WORD).await, ask("Пустопись").await, "{path} as {login:?}");
        }
    }
}

/// A form of a page: where it goes and what it brings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

fn forms_of(page: &str) -> Vec<Form> {
    let document = Html::parse_document(page);
    let fields = Selector::parse("input[name], textarea[name], select[name], button[name]").unwrap();
    let chosen = Selector::parse("option[selected], option").unwrap();
    let forms = Selector::parse("form[method=post]").unwrap();
    document
        .select(&forms)
        .map(|form| Form {
            action: form.value().attr("action").unwrap_or_default().to_owned(),
            fields: form
                .select(&fields)
                .filter(|field| field.value().attr("name") != Some("_csrf"))
                .map(|field| {
                    let name = field.value().attr("name").unwrap_or_default().to_owned();
                    let value = match field.value().name() {
                        "select" => {
                            field.select(&chosen).next().and_then(|option| option.value().attr("value"))
                        }
                        _ => field.value().attr("value"),
                    };
                    (name, value.unwrap_or_default().to_owned())
                })
                .collect(),
        })
        .filter(|form| !["/logout", "/display", "/login"].contains(&form.action.as_str()))
        .collect()
}

/// Pages that somebody reaches by following links, with what each says.
async fn pages_of(browser: &Browser, most: usize) -> Vec<String> {
    let links = Selector::parse("a[href]").unwrap();
    let (mut waiting, mut seen, mut pages) = (vec!["/".to_owned()], BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        if seen.len() >= most || !seen.insert(path.clone()) {
            continue;
        }
        let answer = browser.get(&path).await;
        let is_page =
            answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if !is_page {
            continue;
        }
        for link in Html::parse_document(&answer.body).select(&links) {
            let target = link.value().attr("href").unwrap_or_default().split('#').next().unwrap_or_default();
            if target.starts_with('/') && !target.contains("as_of") && !target.contains("sort") {
                waiting.push(target.to_owned());
            }
        }
        pages.push(answer.body);
    }
    pages
}

/// The answer without what is told differently only because the number is.
fn told(answer: &Answer, number: &str) -> (u16, String, usize) {
    let body = answer.body.replace(number, "[id]");
    let location = answer.location().replace(number, "[id]");
    let length = body.len();
    (answer.status.as_u16(), format!("{location}\n{body}"), length)
}

#[tokio::test]
async fn the_forms_of_others_do_for_a_foreign_thing_what_they_do_for_none() {
    let app = TestApp::new().await;
    hide(&app).await;
    let mut forms: BTreeSet<Form> = BTreeSet::new();
    let mut own: BTreeMap<Role, BTreeSet<String>> = BTreeMap::new();
    for role in Role::ALL {
        let browser = app.sign_in(&app.login_of(role)).await;
        let pages = pages_of(&browser, 320).await;
        let ids = pages.iter().flat_map(|page| ids_in(page)).collect();
        own.insert(role, ids);
        forms.extend(pages.iter().flat_map(|page| forms_of(page)));
    }
    let numbered: Vec<(Form, String)> = forms
        .into_iter()
        .flat_map(|form| {
            let mut ids = ids_in(&form.action);
            ids.extend(form.fields.iter().flat_map(|(_, value)| ids_in(value)));
            ids.into_iter().map(move |id| (form.clone(), id))
        })
        .collect();
    assert!(numbered.len() > 25, "{}", numbered.len());
    let mut asked = 0_usize;
    for role in
        [Role::School, Role::Expert, Role::Partner, Role::Municipality, Role::RegionalCentre, Role::Ministry]
    {
        let browser = app.sign_in(&app.login_of(role)).await;
        for (form, id) in numbered.iter().filter(|(_, id)| !own[&role].contains(id)) {
            let send = async |number: &str| {
                let fields: Vec<(&str, String)> = form
                    .fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.replace(id, number)))
                    .collect();
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                told(&browser.post(&form.action.replace(id, number), &fields).await, number)
            };
            // The walk stops after a number of pages: what opens is not foreign.
            if browser.get(&form.action).await.status == 200 {
                continue;
            }
            let (foreign, absent) = (send(id).await, send(&store::new_id()).await);
            assert_eq!(foreign, absent, "{} as {role:?}", form.action);
            assert!(matches!(foreign.0, 404 | 422), "{} as {role:?}: {}", form.action, foreign.0);
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
}

#[tokio::test]
async fn every_field_of_json_refuses_a_foreign_number_like_an_absent_one() {
    let app = TestApp::new().await;
    hide(&app).await;
    let year = app.year();
    let path = format!("/api/v1/roadmaps/{year}/evidence");
    let ids = all_ids(&app).await;
    let document = ids["document"].iter().next().unwrap().clone();
    let today = app.house.clock.today().to_string();
    // The regional centre writes for its own measures; another body's measure is none.
    let centre = app.login_of(Role::RegionalCentre);
    let token = token_for(&app, &centre).await;
    let board =
        roadmap::Board::of_year(&app.house, &access::Scope::of_the_program(), year).await.unwrap().unwrap();
    let code =
        access::store::actor_of_login(&app.house.db, &centre).await.unwrap().unwrap().membership.org_code;
    let measures: Vec<_> = board.version.plan.sections.iter().flat_map(|section| &section.measures).collect();
    let who = board.who_is_who(app.house.clock.today());
    let is_own = |measure: &plan::Measure| who.is_executor(measure, &code, Some(Role::RegionalCentre));
    let own = measures.iter().find(|one| is_own(one) && one.items.is_empty()).unwrap().number.clone();
    let foreign = measures.iter().find(|one| !is_own(one)).unwrap().number.clone();
    let body = |field: &str, value: &str| {
        let mut body = serde_json::json!({
            "measure": own, "title": "Проверка", "happened_on": today, "slot": "whole",
        });
        body[field] = value.into();
        body.to_string()
    };
    let send = async |field: &str, value: &str| {
        let answer = api(&app, Method::POST, &path, Some(&token), &[], &body(field, value)).await;
        told(&answer, value)
    };
    for (field, foreign, absent) in [
        ("document_id", document.as_str(), store::new_id().as_str()),
        ("measure", foreign.as_str(), "998"),
        ("item", "1.1", "9.9"),
        ("slot", "q1", "q9"),
        ("kind", "x-foreign", "x-absent"),
    ] {
        let (one, other) = (send(field, foreign).await, send(field, absent).await);
        assert_eq!(one, other, "{field}");
        assert!(matches!(one.0, 404 | 422), "{field}: {one:?}");
    }
    // Those who record nothing are told the same whatever they name.
    for role in [Role::School, Role::Municipality, Role::Expert] {
        let token = token_for(&app, &app.login_of(role)).await;
        let one = api(&app, Method::POST, &path, Some(&token), &[], &body("document_id", &document)).await;
        let other = api(&app, Method::POST, &path, Some(&token), &[], &body("measure", "998")).await;
        assert_eq!((one.status, one.body), (other.status, other.body), "{role:?}");
        for evidence in &ids["evidence"] {
            let change = |id: String| {
                let (app, token, path) = (&app, &token, &path);
                async move {
                    let headers = [("if-match", "\"1\"")];
                    let body = "{\"state\":\"refused\",\"reason\":\"Нет подписи.\"}";
                    api(app, Method::PATCH, &format!("{path}/{id}"), Some(token), &headers, body).await
                }
            };
            let (one, other) = (change(evidence.clone()).await, change(store::new_id()).await);
            assert_eq!((one.status, one.body), (other.status, other.body), "{role:?}");
        }
    }
}
