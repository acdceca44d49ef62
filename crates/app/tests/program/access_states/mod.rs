//! Every route about a thing that has states × every state × every role × own and foreign, against
//! `access-matrix-states.csv`.
//!
//! Each question is asked of a thing of its own, freshly brought into its state, with a form that would really be carried
//! out. Cells: `yes` done or shown; `refused` admitted, but not in this state; `no` 404; `login` sent to sign in. Where the
//! answer about a foreign thing is another one, it follows after a stroke: `yes|no`.

mod objects;
mod of_access;
mod of_editions;
mod of_network;
mod of_people;
mod of_questionnaires;
mod unharmed;

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
    /// `…_for_ministry`: whoever prepares the paper, the ministry issues it.
    const PAPER: &[&str] = &[
        "draft",
        "draft_for_ministry",
        "agreement",
        "agreement_for_ministry",
        "signing",
        "signing_for_ministry",
        "signed",
        "signed_for_ministry",
        "registered",
        "discarded",
    ];
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
        () if has("{series}") => ("series", &["making", "ready", "stopped"]),
        () if has("{draft}") => ("draft", PAPER),
        () if has("{edition}") => ("edition", &["written", "discussed", "closed", "approved"]),
        () if has("{template}") => ("template", &["kept", "in_use"]),
        () if has("{kit_template}") => ("kit_template", &["kept", "in_use"]),
        () if has("{kit_upload}") => ("kit_upload", &["standing", "superseded"]),
        () if has("{school}") => ("school", &["standing", "closed"]),
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
        _ if path.ends_with("{kit_upload}/withdraw") => vec![("", vec![("why", "Не тот файл.")])],
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
        _ if path.starts_with("/roadmap/imports/") => vec![("", vec![("do", "rows")])],
        _ if path.ends_with("/publish") => vec![("", vec![("open", "yes")])],
        _ if path.ends_with("{edition}/aims") => vec![("", vec![("kind", "goal"), ("title", "Цель")])],
        _ if path.ends_with("{aim}") => vec![("", vec![("title", "Цель"), ("version", "1")])],
        _ if path.ends_with("{aim}/values") => {
            vec![("", vec![("year", "2020"), ("value", "5"), ("proof", "Отчёт.")])]
        }
        _ if path.ends_with("/paragraphs") => vec![("", vec![("kind", "text"), ("text", "Слово.")])],
        _ if path.ends_with("{paragraph}") => {
            vec![("", vec![("kind", "text"), ("text", "Слово."), ("version", "1")])]
        }
        _ if path.ends_with("{paragraph}/step") => vec![("", vec![("step", "down")])],
        _ if path.ends_with("/consultations") => vec![(
            "",
            vec![("purpose", "О чём."), ("opens_on", "TODAY"), ("deadline", "TODAY"), ("asked", "public")],
        )],
        _ if path.ends_with("{comment}/decision") => {
            vec![("", vec![("decision", "declined"), ("reason", "Причина."), ("version", "1")])]
        }
        _ if path.ends_with("{edition}/approval") => {
            vec![("", vec![("document", "DOCUMENT"), ("leave", "yes")])]
        }
        _ if path.ends_with("{edition}/comments") => vec![("", vec![("remark", "Слово.")])],
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

/// A question of the table: the route, the form that goes with it, the row.
type Wanted = (Method, &'static str, Vec<(&'static str, &'static str)>, Key);

/// Method with its deed, path, object, state: every row that the table must have.
fn wanted() -> Vec<Wanted> {
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

async fn ask(
    app: &TestApp,
    actor: &Actor,
    (method, path, form): (&Method, &str, &[(&'static str, &'static str)]),
) -> Answer {
    let today = app.house.clock.today().to_string();
    // One of the texts' own kind where there is one: by that they may be approved.
    let own_first = "select id from document order by case when kind = $1 then 0 else 1 end, id limit 1";
    let kind = app.house.region.document_kinds[0].code.as_str();
    let document: (String,) = app.house.db.query(own_first).bind(kind).one().await.unwrap();
    let told = |value: &'static str| match value {
        "TODAY" => today.as_str(),
        "DOCUMENT" => document.0.as_str(),
        other => other,
    };
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, told(value))).collect();
    if path.starts_with("/api/") {
        let body: BTreeMap<&str, &str> = fields.into_iter().collect();
        let body = if *method == Method::GET { String::new() } else { serde_json::json!(body).to_string() };
        return api(app, method.clone(), path, actor.token.as_deref(), &[("if-match", "\"1\"")], &body).await;
    }
    if *method == Method::GET {
        actor.browser.get(path).await
    } else if path.ends_with("/series") {
        let list = "Адресаты\nШколе № 1\n".as_bytes();
        actor.browser.post_file(path, &[("format", "docx")], ("list", "список.csv", list)).await
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

/// What somebody gets: of their own thing and of a foreign one.
///
/// Whoever reads does nothing to a thing, nor does whoever is to be turned away: should the program do what it must not, this
/// cell or the next one about the thing tells.
async fn cell(
    objects: &Objects<'_>,
    actor: &Actor,
    (method, path, form, key): &Wanted,
    says: Option<&str>,
) -> String {
    let is_harmless = *method == Method::GET || says.is_some_and(|cell| matches!(cell, "no" | "login"));
    let mut words = Vec::new();
    for is_own in [true, false] {
        let mut address = objects.bring(actor, is_own, path, (&key.2, &key.3), is_harmless).await;
        if path.ends_with("/choices") {
            address.push_str("?path=/data/c");
        }
        words.push(word(&ask(objects.app, actor, (method, &address, form)).await));
    }
    if words[0] == words[1] { words[0].to_owned() } else { words.join("|") }
}

/// What everybody really gets.
async fn observed(app: &TestApp) -> BTreeMap<Key, Row> {
    let objects = Objects::new(app).await;
    let actors = actors(app).await;
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    let table = table();
    for wanted in wanted() {
        for actor in &actors {
            let says = table.get(&wanted.3).and_then(|row| row.get(&actor.column)).map(String::as_str);
            let cell = cell(&objects, actor, &wanted, says).await;
            rows.entry(wanted.3.clone()).or_default().insert(actor.column.clone(), cell);
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
    let observed = observed(&app).await;
    let deviations = deviations(&observed);
    assert!(deviations.is_empty(), "{}\n\nobserved:\n{}", deviations.join("\n"), as_csv(&observed));
}

#[tokio::test]
async fn the_table_bites_when_the_scope_is_switched_off() {
    let app = TestApp::of("lukomorye", |settings| settings.scope_switched_off = true).await;
    let (objects, actors, table) = (Objects::new(&app).await, actors(&app).await, table());
    // What is guarded by the role alone, by the account or by a secret address has no scope to be switched off.
    for object in [
        "draft",
        "series",
        "template",
        "kit_upload",
        "school",
        "mailing",
        "edition",
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
        let mut asked = wanted().into_iter().filter(|(_, _, _, key)| key.2 == object);
        let is_noticed = loop {
            let Some(wanted) = asked.next() else { break false };
            if is_otherwise(&objects, &actors, &table[&wanted.3], &wanted).await {
                break true;
            }
        };
        assert!(is_noticed, "with the scope switched off {object} still looks right");
    }
}

/// Whether anybody gets another answer than the row says.
async fn is_otherwise(objects: &Objects<'_>, actors: &[Actor], says: &Row, wanted: &Wanted) -> bool {
    for actor in actors {
        let expected = says[&actor.column].as_str();
        if expected != cell(objects, actor, wanted, Some(expected)).await {
            return true;
        }
    }
    false
}
