//! Every route about a thing that has states × every state × every role × own and foreign, against
//! `access-matrix-states.csv`.
//!
//! Each question is asked of a thing of its own, freshly brought into its state, with a form that would really be carried
//! out. Cells: `yes` done or shown; `refused` admitted, but not in this state; `no` 404; `login` sent to sign in. Where the
//! answer about a foreign thing is another one, it follows after a stroke: `yes|no`.

mod objects;
mod of_access;
mod of_network;
mod of_questionnaires;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{Answer, Browser, TestApp, api, token_for};
use access::{MembershipState, Role};
use axum::http::Method;
use objects::{Actor, Objects};

const TABLE: &str = include_str!("../../access-matrix-states.csv");

const SOME_HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// What a route is about, and the states that it may be in.
fn object_of(path: &str) -> Option<(&'static str, &'static [&'static str])> {
    const IN_FORCE: &[&str] = &["in_force", "withdrawn"];
    /// `closed`: the poll was over while the sheet was being filled in.
    const SHEET: &[&str] = &["waiting", "started", "sent", "returned", "closed"];
    let has = |place: &str| path.contains(place);
    Some(match () {
        () if path == "/network/statuses/{document}" => ("directive", &["registered"]),
        () if has("{version}") => ("version", &["draft", "published", "closed"]),
        () if has("/polls/{poll}/answers/{answer}") => ("answer", SHEET),
        () if has("/polls/{poll}") => ("poll", &["open", "closed"]),
        () if has("{answer}") => ("sheet", SHEET),
        () if path.starts_with("/by-link/answers/") => ("public_sheet", &["started", "sent", "closed"]),
        () if has("{evidence}") => ("evidence", &["pending", "accepted", "refused", "withdrawn"]),
        () if has("{document}") => ("document", &["draft", "published"]),
        () if path.starts_with("/network/imports/") => ("registry_import", &["open", "accepted"]),
        () if has("{organisation}") && !path.starts_with("/api/") => {
            ("organisation", &["standing", "closed"])
        }
        () if has("{member}") => ("member", &["active", "suspended", "ended"]),
        () if has("{invitation}") => ("invitation", &["waiting", "accepted", "withdrawn", "expired"]),
        () if has("{membership}") => ("offer", &["offered", "accepted"]),
        () if has("{session}") => ("session", &["alive", "ended"]),
        () if path.starts_with("/admin/mail/") => ("letter", &["waiting", "sent", "aside"]),
        () if has("{draft}") => {
            ("draft", &["draft", "agreement", "signing", "signed", "registered", "discarded"])
        }
        () if has("{template}") => ("template", &["kept", "in_use"]),
        () if has("{addressee}") => ("mailing", &["answered"]),
        () if has("{mailing}") => ("mailing", &["sent", "answered"]),
        () if has("{import}") => ("import", &["open", "accepted"]),
        () if has("{mark}") => ("mark", &["standing", "revoked"]),
        () if path.starts_with("/admin/tokens/") => ("api_token", &["active", "revoked"]),
        () if path.starts_with("/calendar/{token}") => ("feed", &["alive", "removed"]),
        () if has("/me/consents/{consent}") => ("own_consent", IN_FORCE),
        () if has("{person}/consents/{consent}") => ("person_consent", IN_FORCE),
        () if has("{consent}") => ("parents_consent", IN_FORCE),
        () if has("{erasure}") => ("erasure", &["waiting", "held", "approved", "refused", "done"]),
        () if has("{hold}") => ("hold", &["standing", "lifted"]),
        () if has("{post}") => ("post", &["held", "ended"]),
        () if has("{person}") => ("person", &["working", "left", "erased"]),
        () if has("{year}") => ("plan", &["unpublished", "published"]),
        () => return None,
    })
}

/// What is asked of a route: a word for the table, and the form that goes with it.
fn deeds(method: &Method, path: &str) -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    if *method == Method::GET {
        return vec![("", vec![])];
    }
    if *method == Method::PATCH {
        return vec![("", vec![("state", "accepted")])];
    }
    match path {
        _ if path.ends_with("{evidence}/decision") => vec![
            ("accept", vec![("verdict", "accept")]),
            ("refuse", vec![("verdict", "refuse"), ("reason", "Нет подписи.")]),
            ("withdraw", vec![("verdict", "withdraw")]),
        ],
        _ if path.ends_with("{erasure}/decision") => vec![
            ("approve", vec![("verdict", "approve"), ("reason", "По обращению.")]),
            ("refuse", vec![("verdict", "refuse"), ("reason", "Идёт проверка.")]),
        ],
        _ if path.ends_with("{poll}/close") => vec![("", vec![("do", "close")])],
        _ if path.ends_with("{answer}/return") => vec![("", vec![("remark", "Исправьте имя.")])],
        _ if path.ends_with("/sections/{section}") => vec![("", vec![("do", "stay")])],
        _ if path.ends_with("/fields") => {
            let save = [("path", "/data/a"), ("value", "Пётр"), ("client", "c"), ("seq", "1")];
            vec![("", save.to_vec())]
        }
        _ if path.ends_with("/uploads") => {
            let promise = [("path", "/data/f"), ("name", "скан.pdf"), ("size", "15"), ("hash", SOME_HASH)];
            vec![("", promise.to_vec())]
        }
        _ if path.ends_with("{draft}/edit") => vec![("", vec![("version", "1")])],
        _ if path.ends_with("{draft}/verdict") => vec![("", vec![("verdict", "agreed")])],
        _ if path.ends_with("{draft}/remarks") => vec![("", vec![("words", "Слово.")])],
        _ if path.ends_with("{draft}/unagreed") => vec![("", vec![("reason_unagreed", "для проверки")])],
        _ if path.ends_with("{draft}/registration") => vec![("", vec![("date", "TODAY")])],
        _ if path.ends_with("{mailing}/answer") => vec![("", vec![("answer", "Ответ.")])],
        _ if path.ends_with("{import}") => vec![("", vec![("do", "save")])],
        _ if path.ends_with("/publish") => vec![("", vec![("open", "yes")])],
        _ if path.ends_with("/comments") => vec![("", vec![("text", "Слово.")])],
        _ if path.ends_with("/requirements") => vec![("", vec![("key", "m1")])],
        _ if path.ends_with("/not-carried-out") => vec![("", vec![("slot", "whole")])],
        _ if path.ends_with("/withdraw") => vec![("", vec![("withdrawn_on", "TODAY")])],
        _ if path.ends_with("{person}/edit") => vec![("", vec![("education", "higher"), ("version", "0")])],
        _ if path.ends_with("{person}/consents") => vec![("", vec![("kind", "processing")])],
        _ if path.ends_with("{person}/restricted") => vec![("", vec![("reason", "staff")])],
        _ if path.ends_with("{person}/data") => vec![("", vec![("reason", "request")])],
        _ if path.ends_with("{person}/erasure") => vec![("", vec![("words", "Письмо № 1")])],
        _ if path.ends_with("{person}/holds") => vec![("", vec![("hold", "Дело № 1")])],
        _ if path.ends_with("{post}") => vec![("", vec![("rate", "0,5")])],
        _ => vec![("", vec![])],
    }
}

fn word(answer: &Answer) -> &'static str {
    match answer.status.as_u16() {
        404 => "no",
        401 => "login",
        303 if answer.location().starts_with("/login") => "login",
        200 | 201 | 303 | 304 => "yes",
        409 | 412 | 422 | 428 => "refused",
        other => panic!("unexpected {other}: {}", answer.body),
    }
}

type Key = (String, String, String, String);
type Row = BTreeMap<String, String>;

fn columns() -> Vec<String> {
    let roles = Role::ALL.iter().map(|role| role.code().to_owned());
    ["anonymous".to_owned(), "inactive".to_owned()].into_iter().chain(roles).collect()
}

fn table() -> BTreeMap<Key, Row> {
    let mut lines = TABLE.lines().filter(|line| !line.trim().is_empty());
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            assert_eq!(cells.len(), names.len(), "{line}");
            let key = (cells[0].clone(), cells[1].clone(), cells[2].clone(), cells[3].clone());
            let row = names.iter().skip(4).map(|name| (*name).to_owned()).zip(cells[4..].iter().cloned());
            (key, row.collect())
        })
        .collect()
}

/// Method with its deed, path, object, state: every row that the table must have.
fn wanted() -> Vec<(Method, &'static str, Vec<(&'static str, &'static str)>, Key)> {
    let routes = app::rooms::routes();
    let mut wanted = Vec::new();
    for row in routes.rows() {
        let Some((object, states)) = object_of(row.path) else { continue };
        for state in states {
            for (deed, form) in deeds(&row.method, row.path) {
                let method = format!("{} {deed}", row.method).trim().to_owned();
                let key = (method, row.path.to_owned(), object.to_owned(), (*state).to_owned());
                wanted.push((row.method.clone(), row.path, form, key));
            }
        }
    }
    wanted
}

#[test]
fn every_state_of_every_thing_has_a_row_and_every_row_is_asked() {
    let table = table();
    let wanted: Vec<Key> = wanted().into_iter().map(|(_, _, _, key)| key).collect();
    let without_row: Vec<_> = wanted.iter().filter(|key| !table.contains_key(*key)).collect();
    assert!(without_row.is_empty(), "not in access-matrix-states.csv: {without_row:#?}");
    let never_asked: Vec<_> = table.keys().filter(|key| !wanted.contains(key)).collect();
    assert!(never_asked.is_empty(), "rows about nothing: {never_asked:#?}");
}

async fn ask(app: &TestApp, actor: &Actor, (method, path, form): (&Method, &str, &[(&str, &str)])) -> Answer {
    let today = app.house.clock.today().to_string();
    let fields: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, if *value == "TODAY" { today.as_str() } else { value }))
        .collect();
    if path.starts_with("/api/") {
        let body: BTreeMap<&str, &str> = fields.into_iter().collect();
        let body = if *method == Method::GET { String::new() } else { serde_json::json!(body).to_string() };
        return api(app, method.clone(), path, actor.token.as_deref(), &[("if-match", "\"1\"")], &body).await;
    }
    if *method == Method::GET {
        actor.browser.get(path).await
    } else {
        actor.browser.post(path, &fields).await
    }
}

async fn actors(app: &TestApp) -> Vec<Actor> {
    let mut actors = Vec::new();
    let nobody: Browser = app.anonymous().await;
    actors.push(Actor { column: "anonymous".into(), login: None, role: None, browser: nobody, token: None });
    let suspended = app.account_in_state(Role::Institute, MembershipState::Suspended).await;
    let logins = Role::ALL.iter().map(|role| (role.code(), app.login_of(*role), Some(*role)));
    for (column, login, role) in std::iter::once(("inactive", suspended, None)).chain(logins) {
        let browser = app.sign_in(&login).await;
        let token = Some(token_for(app, &login).await);
        actors.push(Actor { column: column.to_owned(), login: Some(login), role, browser, token });
    }
    actors
}

/// What everybody really gets.
async fn observed(app: &TestApp, only: impl Fn(&str) -> bool) -> BTreeMap<Key, Row> {
    let objects = Objects::new(app).await;
    let actors = actors(app).await;
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    for (method, path, form, key) in wanted().into_iter().filter(|(_, _, _, key)| only(&key.2)) {
        for actor in &actors {
            let mut words = Vec::new();
            for is_own in [true, false] {
                let mut address =
                    objects.bring(actor, is_own, path, (&key.2, &key.3), method == Method::GET).await;
                if path.ends_with("/choices") {
                    address.push_str("?path=/data/c");
                }
                words.push(word(&ask(app, actor, (&method, &address, &form)).await));
            }
            let cell = if words[0] == words[1] { words[0].to_owned() } else { words.join("|") };
            rows.entry(key.clone()).or_default().insert(actor.column.clone(), cell);
        }
    }
    rows
}

fn as_csv(rows: &BTreeMap<Key, Row>) -> String {
    let columns = columns();
    let mut text = format!("method,path,object,state,{}\n", columns.join(","));
    for ((method, path, object, state), row) in rows {
        let cells: Vec<&str> = columns.iter().map(|name| row.get(name).map_or("?", String::as_str)).collect();
        writeln!(text, "{method},{path},{object},{state},{}", cells.join(",")).unwrap();
    }
    text
}

/// Where the program does not do what the table says.
fn deviations(observed: &BTreeMap<Key, Row>) -> Vec<String> {
    let table = table();
    let mut deviations = Vec::new();
    for (key, row) in observed {
        for (column, got) in row {
            let says = table.get(key).and_then(|row| row.get(column)).map_or("(нет)", String::as_str);
            if says != got {
                deviations.push(format!(
                    "{} {} [{} {}] as {column}: {says}, does {got}",
                    key.0, key.1, key.2, key.3
                ));
            }
        }
    }
    deviations
}

#[tokio::test]
async fn every_cell_of_every_state_is_as_the_table_says() {
    let app = TestApp::new().await;
    let observed = observed(&app, |_| true).await;
    let deviations = deviations(&observed);
    assert!(deviations.is_empty(), "{}\n\nobserved:\n{}", deviations.join("\n"), as_csv(&observed));
}

#[tokio::test]
async fn the_table_bites_when_the_scope_is_switched_off() {
    let app = TestApp::of("lukomorye", |settings| settings.scope_switched_off = true).await;
    // What is guarded by the role alone, by the account or by a secret address has no scope to be switched off.
    for object in [
        "draft",
        "template",
        "mailing",
        "evidence",
        "document",
        "import",
        "person_consent",
        "parents_consent",
        "post",
        "person",
        "plan",
        "version",
        "poll",
        "sheet",
    ] {
        let observed = observed(&app, |one| one == object).await;
        assert!(!deviations(&observed).is_empty(), "with the scope switched off {object} still looks right");
    }
}
