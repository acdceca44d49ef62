//! What is told to people about themselves: complete, and only to them and to an administrator.

use std::collections::BTreeSet;

use access::{Role, Scope};
use axum::http::{Method, StatusCode};
use store::catalogue::{ColumnType, columns, mentions, names, references_to};

use super::{SNILS, fill_restricted, person_of, signed_in, told_of, unzipped};
use crate::common::{Answer, Browser, TestApp, api, token_for};

/// Bytes of an archive: the browser of the tests reads text, so it is asked past it.
async fn archive_of(app: &TestApp, login: &str) -> Vec<u8> {
    let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
    let person = people::person_of_account(&app.house.db, &actor.account_id).await.unwrap();
    let whose = people::export::Whose {
        person_id: person.map(|person| person.id),
        account_id: Some(actor.account_id),
    };
    people::export::archive(&app.house, &whose).await.unwrap()
}

#[tokio::test]
async fn everybody_takes_away_all_that_is_held_on_them() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let school = app.sign_in("school-1").await;
    let page = school.get("/me/data").await;
    assert_eq!(page.status, 200);
    for told in ["Карточка специалиста", "Должности", "Согласия", "Сеансы входа", "Обращения к карточке"]
    {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(page.body.contains("(есть)") && !page.body.contains(SNILS), "the page tells that, not what");

    let taken = school.post("/me/data", &[]).await;
    assert_eq!(taken.status, StatusCode::OK);
    assert_eq!(taken.headers["content-type"], "application/zip");
    assert_eq!(told_of(&app, &person.id).await[0].0, "personal.exported");

    let members = unzipped(&archive_of(&app, "school-1").await);
    let member = |name: &str| members.iter().find(|(one, _)| one == name).map(|(_, bytes)| bytes.clone());
    let html = String::from_utf8(member("index.html").unwrap()).unwrap();
    assert!(html.contains(SNILS) && html.contains("1980-05-17"));
    let json: serde_json::Value = serde_json::from_slice(&member("data.json").unwrap()).unwrap();
    let table = |name: &str| {
        json["held"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["table"] == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(table("person_restricted")["rows"][0]["snils"], SNILS);
    assert_eq!(table("account")["rows"][0]["login"], "school-1");
    assert_eq!(table("person")["rows"][0]["surname"], person.surname.as_str());
    assert!(!html.contains("password") && !json.to_string().contains("argon2"), "no password's hash");
}

#[tokio::test]
async fn an_administrator_answers_for_the_operator_and_nobody_else_does() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    let path = format!("/people/{}/data", person.id);
    let administrator = signed_in(&app, Role::Administrator).await;
    let without_reason = administrator.post(&path, &[]).await;
    assert_eq!(without_reason.status, 422);
    let taken = administrator.post(&path, &[("reason", "request")]).await;
    assert_eq!(taken.headers["content-type"], "application/zip");
    assert!(told_of(&app, &person.id).await[0].1.contains("обращение самого человека"));
    for role in [Role::Institute, Role::Ministry, Role::School] {
        assert_eq!(signed_in(&app, role).await.get(&path).await.status, 404, "{role:?}");
    }
    assert_eq!(administrator.get(&format!("/people/{}/data", store::new_id())).await.status, 404);
}

#[tokio::test]
async fn an_account_without_a_card_has_its_data_too() {
    let app = TestApp::new().await;
    let login = app.account_in_state(Role::School, access::MembershipState::Active).await;
    let browser = app.sign_in(&login).await;
    let page = browser.get("/me/data").await;
    assert!(page.body.contains(&login) && page.body.contains("не связана с карточкой"));
    assert_eq!(browser.get("/me/consents").await.status, 404);
    assert_eq!(browser.post("/me/data", &[]).await.headers["content-type"], "application/zip");
}

/// Columns that hold an account's or a person's number, or somebody's name, and are no part of an export: why.
const JUSTIFIED: &[(&str, &str, &str)] = &[
    ("audit_entry", "what", "names documents and measures, never persons; the entry itself is exported"),
    ("session", "token_hash", "a hash of a random secret"),
    ("organisation", "email", "the organisation's own address, published in the registry"),
    ("organisation", "phone", "the organisation's own telephone, published in the registry"),
    ("consent", "child", "a child has no account; the organisation's page of parents' consents tells it"),
    ("document", "title", "a registered document's own words"),
    ("edition", "approved_by", "the number of a document, nobody's"),
    ("document", "fold", "the same words, folded for searching"),
    ("document_text", "body", "a registered document's own words"),
    ("draft", "fields", "the words of an organisation's paper being prepared"),
    ("draft", "agree_by", "a day"),
    ("evidence", "title", "the words of the paper or event that is proved by it"),
    ("plan_version", "content", "the plan itself"),
];

/// Whether a column is in some room's list or on the list above.
fn is_known(table: &str, column: &str) -> bool {
    let listed = app::rooms::HOLDINGS.iter().flat_map(|room| room.iter());
    listed
        .into_iter()
        .any(|one| one.table == table && (one.columns.contains(&column) || is_key(one.table, column)))
        || JUSTIFIED.iter().any(|(one, other, _)| *one == table && *other == column)
}

/// A row's own number is told by telling the row.
fn is_key(table: &str, column: &str) -> bool {
    matches!((table, column), ("account" | "person" | "membership", "id"))
}

/// Names that such columns go by.
fn sounds_personal(column: &str) -> bool {
    const NAMES: [&str; 16] = [
        "account_id",
        "person_id",
        "membership_id",
        "author",
        "author_id",
        "recorder",
        "decider",
        "surname",
        "patronymic",
        "login",
        "email",
        "phone",
        "child",
        "given_by",
        "snils",
        "born_on",
    ];
    NAMES.contains(&column)
        || column.ends_with("_by")
        || column.ends_with("_person_id")
        || column.ends_with("_account_id")
}

#[tokio::test]
async fn no_column_that_refers_to_a_person_is_left_out_of_the_export() {
    let app = TestApp::new().await;
    live_a_little(&app).await;
    let mut tx = app.house.db.begin().await.unwrap();
    let mut personal: BTreeSet<(String, String, &'static str)> = BTreeSet::new();
    for target in ["account", "person", "membership"] {
        for (table, column) in references_to(&mut tx, target).await.unwrap() {
            personal.insert((table, column, "refers to it"));
        }
    }
    for table in names(&mut tx).await.unwrap() {
        for column in columns(&mut tx, &table).await.unwrap() {
            if column.kind == ColumnType::Text && sounds_personal(&column.name) {
                personal.insert((table.clone(), column.name, "is called so"));
            }
        }
    }
    // What the columns really hold: numbers and names of people who have done everything there is to do.
    for login in ["institute", "ministry", "school-1", "admin", "rribc"] {
        let actor = access::store::actor_of_login(&mut tx, login).await.unwrap().unwrap();
        let person = people::person_of_account(&mut tx, &actor.account_id).await.unwrap().unwrap();
        for word in [&actor.account_id, &person.id, &actor.membership.id, &person.surname] {
            for mention in mentions(&mut tx, word).await.unwrap() {
                personal.insert((mention.table, mention.column, "holds it"));
            }
        }
    }
    assert!(personal.len() > 40, "{}", personal.len());
    let forgotten: Vec<_> = personal.iter().filter(|(table, column, _)| !is_known(table, column)).collect();
    assert!(
        forgotten.is_empty(),
        "columns that concern people and are in no HOLDINGS (see access::holdings): {forgotten:#?}"
    );
}

#[tokio::test]
async fn every_holding_names_columns_that_are_there() {
    let app = TestApp::new().await;
    let mut tx = app.house.db.begin().await.unwrap();
    for holding in app::rooms::HOLDINGS.iter().flat_map(|room| room.iter()) {
        let there = columns(&mut tx, holding.table).await.unwrap();
        for column in holding.columns {
            assert!(there.iter().any(|one| one.name == *column), "{}.{column}", holding.table);
        }
    }
    // A column that holds the hash of a file is declared to: what nothing refers to is swept.
    let declared = references_to(&mut tx, "file").await.unwrap();
    for table in names(&mut tx).await.unwrap() {
        for column in columns(&mut tx, &table).await.unwrap() {
            let is_hash_of_a_file = column.name.ends_with("file_hash") || column.name == "scan_hash";
            let is_declared = declared.contains(&(table.clone(), column.name.clone()));
            assert!(
                !is_hash_of_a_file || is_declared,
                "{table}.{} does not refer to file (hash)",
                column.name
            );
        }
    }
}

/// The same people do everything that leaves a trace of them.
pub async fn live_a_little(app: &TestApp) {
    let year = app.year();
    let institute = app.sign_in("institute").await;
    let today = app.house.clock.today().to_string();
    let post = async |browser: &Browser, path: String, fields: &[(&str, &str)]| -> Answer {
        let answer = browser.post(&path, fields).await;
        assert!([200, 303].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.body);
        answer
    };
    post(&institute, format!("/roadmap/{year}/measures/1/comments"), &[("text", "Начинаем.")]).await;
    post(&institute, "/calendar/feed".into(), &[("year", &year.to_string())]).await;
    post(&institute, "/me/erasure".into(), &[("words", "Прошу удалить.")]).await;
    let plan = "№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИнститут\n";
    institute.post_file("/roadmap/import", &[("year", "2031")], ("file", "plan.txt", plan.as_bytes())).await;
    let scope = Scope::of_the_program();
    let board = roadmap::Board::of_year(&app.house, &scope, year).await.unwrap().unwrap();
    let measure = board
        .version
        .plan
        .sections
        .iter()
        .flat_map(|section| &section.measures)
        .find(|one| one.items.is_empty() && one.term.recurrence.is_none())
        .unwrap();
    let number = measure.number.clone();
    let kind = app.house.region.document_kinds[0].code.clone();
    let fields = [
        ("source", "document"),
        ("kind", kind.as_str()),
        ("title", "Письмо о семинаре"),
        ("date", today.as_str()),
        ("number", "П-1"),
        ("slot", "whole"),
    ];
    let recorded = post(&institute, format!("/roadmap/{year}/measures/{number}/evidence"), &fields).await;
    let ministry = app.sign_in("ministry").await;
    post(&ministry, format!("{}/decision", recorded.location()), &[("verdict", "accept")]).await;
    let key = format!("m{number}");
    let refined = [
        ("key", key.as_str()),
        ("title.0", "Письмо"),
        ("count.0", "1"),
        ("kind.0", kind.as_str()),
        ("reason", "Уточнено институтом"),
    ];
    institute.post(&format!("/roadmap/{year}/measures/{number}/requirements"), &refined).await;
    let administrator = app.sign_in("admin").await;
    post(
        &administrator,
        "/admin/tokens".into(),
        &[("title", "Сверка"), ("login", "institute"), ("days", "30"), ("scope", "read_roadmap")],
    )
    .await;
    let person = person_of(app, "institute").await;
    post(&administrator, format!("/people/{}/holds", person.id), &[("hold", "Проверка № 7")]).await;
    fill_restricted(app, &person.id).await;
    let school = app.sign_in("school-1").await;
    let pdf = ("scan", "бланк.pdf", b"%PDF-1.4\n%%EOF\n".as_slice());
    let child = [("child", "Проверкин Петя"), ("given_by", "Проверкина Ольга"), ("given_on", today.as_str())];
    school.post_file("/consents", &child, pdf).await;
    let token = token_for(app, "institute").await;
    api(app, Method::GET, &format!("/api/v1/roadmaps/{year}"), Some(&token), &[], "").await;
}
