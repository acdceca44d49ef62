//! Questionnaires from the workbook to the evidence: by hand, by script, in Excel, by phone, behind a link.

mod conflicts;
mod file_sets;
mod letters;
mod long_lists;
mod opened;
mod polls;
mod records;
mod remarks;
mod rules;
mod uploads;
mod workbooks;

use crate::common::{Answer, Browser, TestApp, field, token_for};
use access::Role;
use axum::body::Body;
use axum::http::{Method, StatusCode};

const FORM: &str = "| survey | | | | | | |\n| | type | name | label | required | relevant | constraint |\n\
| | begin_group | g | О школе | | | |\n| | integer | pupils | Сколько учеников | yes | | . > 0 |\n\
| | select_one yn | hall | Есть ли зал | yes | | |\n| | integer | seats | Сколько мест | yes | ${hall} = 'yes' | . > 0 |\n\
| | end_group | | | | | |\n| | begin_repeat | visit | Визит | | | |\n| | text | who | Кто | | | |\n| | end_repeat | | | | | |\n\
| | calculate | twice | | | | |\n";
const CHOICES: &str = "| choices | | | |\n| | list_name | name | label |\n| | yn | yes | Да |\n| | yn | no | Нет |\n\
| settings | | |\n| | form_title | form_id |\n| | Проба | proba |\n";

fn form() -> String {
    // The computed question has its formula in a column of its own.
    let with = FORM.replace("| relevant | constraint |", "| relevant | constraint | calculation |");
    let with =
        with.replace("| | calculate | twice | | | | |", "| | calculate | twice | | | | | ${pupils} * 2 |");
    format!("{with}{CHOICES}")
}

struct Stage {
    app: TestApp,
    institute: Browser,
    school: Browser,
    poll: String,
    sheet: String,
    form: String,
}

/// A published questionnaire asked of the usual school.
async fn stage(measure: &str) -> Stage {
    stage_of(&form(), measure).await
}

async fn stage_of(text: &str, measure: &str) -> Stage {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    let uploaded = institute.post_file("/questionnaires", &[], ("book", "проба.md", text.as_bytes())).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.body);
    let draft = uploaded.location().to_owned();
    let page = institute.get(&draft).await;
    assert!(page.body.contains("черновик") && page.body.contains("Сколько займёт"), "{}", page.body);
    let published = institute.post(&format!("{draft}/publish"), &[]).await;
    let form = published.location().to_owned();
    let actor =
        access::store::actor_of_login(&app.house.db, &app.login_of(Role::School)).await.unwrap().unwrap();
    let deadline = app.house.clock.today().to_string();
    let asked = institute
        .post(
            &format!("{form}/polls"),
            &[
                ("title", "Проба школы"),
                ("deadline", &deadline),
                ("who", "chosen"),
                ("list", &actor.membership.org_code),
                ("measure", measure),
            ],
        )
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let poll = asked.location().to_owned();
    let list = school.get("/questionnaires").await.body;
    let line = list.split("<li>").find(|line| line.contains("Проба школы")).unwrap();
    let sheet = line.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    Stage { app, institute, school, poll, sheet, form }
}

impl Stage {
    /// The same questionnaire put to the same school once more; answers its sheet.
    async fn asked_again(&self, title: &str) -> String {
        let actor = access::store::actor_of_login(&self.app.house.db, &self.app.login_of(Role::School))
            .await
            .unwrap()
            .unwrap();
        let deadline = self.app.house.clock.today().to_string();
        let fields = [
            ("title", title),
            ("deadline", &deadline),
            ("who", "chosen"),
            ("list", &actor.membership.org_code),
            ("measure", ""),
        ];
        let asked = self.institute.post(&format!("{}/polls", self.form), &fields).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
        let list = self.school.get("/questionnaires").await.body;
        let line = list.split("<li>").find(|line| line.contains(title)).unwrap();
        line.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    async fn save(&self, path: &str, value: &str, client: &str, seq: &str, base: &str) -> Answer {
        let fields = [("path", path), ("value", value), ("client", client), ("seq", seq), ("base", base)];
        self.school.post(&format!("{}/fields", self.sheet), &fields).await
    }

    fn root(&self) -> &'static str {
        "/data"
    }
}

#[tokio::test]
async fn a_workbook_with_faults_is_refused_cell_by_cell() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let bad = "| survey | | | |\n| | type | name | label |\n| | select_one town | a | Где |\n| | text | a | Кто |\n";
    let refused = institute.post_file("/questionnaires", &[], ("book", "x.md", bad.as_bytes())).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("survey") && refused.body.contains("town"), "{}", refused.body);
    let empty = institute.post("/questionnaires", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_school_answers_without_scripts_and_the_poll_becomes_evidence() {
    let app = TestApp::new().await;
    let year = app.year();
    drop(app);
    let stage = stage(&format!("{year}|1||whole")).await;
    let section = format!("{}/sections/1", stage.sheet);
    let page = stage.school.get(&section).await;
    assert!(page.body.contains("Сколько учеников"), "{}", page.body);
    assert!(stage.school.get("/me/reminders").await.status == StatusCode::OK);
    let wrong = stage
        .school
        .post(
            &section,
            &[
                ("base:/data/g/pupils", "0"),
                ("v:/data/g/pupils", "-5"),
                ("base:/data/g/hall", "0"),
                ("v:/data/g/hall", "yes"),
                ("do", "next"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"-5\""), "what was typed is saved and shown");
    let early = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "with faults it is not sent");
    let base = |page: &str, name: &str| field(page, &format!("base:{name}"));
    let page = stage.school.get(&section).await.body;
    let (pupils, hall, seats) =
        (base(&page, "/data/g/pupils"), base(&page, "/data/g/hall"), base(&page, "/data/g/seats"));
    let right = stage
        .school
        .post(
            &section,
            &[
                ("base:/data/g/pupils", &pupils),
                ("v:/data/g/pupils", "1 234"),
                ("base:/data/g/hall", &hall),
                ("v:/data/g/hall", "yes"),
                ("base:/data/g/seats", &seats),
                ("v:/data/g/seats", "12"),
                ("do", "next"),
            ],
        )
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
    // A second record of the repeat, answered; then the first is taken away.
    let repeat = format!("{}/sections/2", stage.sheet);
    stage.school.post(&repeat, &[("do", "add:/data/visit")]).await;
    let page = stage.school.get(&repeat).await.body;
    assert!(page.contains("/data/visit[2]/who"), "{page}");
    stage
        .school
        .post(&repeat, &[("base:/data/visit[2]/who", "0"), ("v:/data/visit[2]/who", "Анна"), ("do", "stay")])
        .await;
    stage.school.post(&repeat, &[("do", "remove:/data/visit:1")]).await;
    let page = stage.school.get(&repeat).await.body;
    assert!(page.contains("value=\"Анна\"") && !page.contains("visit[2]"), "{page}");
    let sent = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let late = stage.school.post(&section, &[("base:/data/g/pupils", "9"), ("v:/data/g/pupils", "1")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "a sent sheet does not change");

    let poll = stage.institute.get(&stage.poll).await;
    assert!(poll.body.contains("Отправили 1 из 1"), "{}", poll.body);
    let csv = stage.institute.get(&format!("{}/answers.csv", stage.poll)).await;
    assert!(
        csv.body.contains("\"1234\"") && csv.body.contains("\"2468\"") && csv.body.contains("\"Анна\""),
        "{}",
        csv.body
    );
    let xlsx = stage.institute.get(&format!("{}/answers.xlsx", stage.poll)).await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let answer = format!("{}/answers/{}", stage.poll, stage.sheet.rsplit('/').next().unwrap());
    assert!(stage.institute.get(&answer).await.body.contains("1234"));
    let back = stage.institute.post(&format!("{answer}/return"), &[("remark", "Проверьте число мест")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert!(stage.school.get(&stage.sheet).await.body.contains("Проверьте число мест"));
    assert_eq!(stage.school.post(&format!("{}/check", stage.sheet), &[]).await.status, StatusCode::SEE_OTHER);
    let closed = stage.institute.post(&format!("{}/close", stage.poll), &[("do", "close")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    let poll = stage.institute.get(&stage.poll).await.body;
    assert!(poll.contains("записано в дорожную карту") && poll.contains("Опрос закрыт"), "{poll}");
}

#[tokio::test]
async fn saves_are_durable_idempotent_and_lose_nothing() {
    let stage = stage("").await;
    let path = format!("{}/g/pupils", stage.root());
    let first = stage.save(&path, "100", "phone", "1", "0").await;
    assert_eq!((first.status, first.json()["state"].as_str()), (StatusCode::OK, Some("saved")));
    assert!(first.body.len() <= 2048 && first.headers["content-type"] == "application/json");
    let again = stage.save(&path, "100", "phone", "1", "0").await;
    assert_eq!(again.json()["revision"], first.json()["revision"], "a replayed save changes nothing");
    stage.save(&path, "300", "phone", "3", "0").await;
    let late = stage.save(&path, "200", "phone", "2", "0").await;
    assert_eq!((late.json()["state"].as_str(), late.json()["value"].as_str()), (Some("late"), Some("300")));
    let other = stage.save(&path, "400", "tablet", "1", "0").await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(
        (other.json()["state"].as_str(), other.json()["value"].as_str()),
        (Some("conflict"), Some("300"))
    );
    let page = stage.school.get(&format!("{}/sections/1", stage.sheet)).await.body;
    assert!(page.contains("400") && page.contains("300"), "both answers are shown");
    let revision = other.json()["revision"].to_string();
    let chosen = stage.save(&path, "400", "tablet", "2", &revision).await;
    assert_eq!(chosen.status, StatusCode::OK);
    let page = stage.school.get(&format!("{}/sections/1", stage.sheet)).await.body;
    assert!(!page.contains("два разных ответа"), "{page}");
    let wrong = stage.save(&path, "много", "phone", "4", &chosen.json()["revision"].to_string()).await;
    assert_eq!(wrong.json()["state"], "error", "what is no number is saved and told: {}", wrong.body);
    let shown = stage.save("/data/g/hall", "yes", "phone", "5", "0").await.json();
    assert!(shown["relevant"].to_string().contains("seats"), "{shown}");
    assert_eq!(
        stage.save("/data/g/absent", "1", "phone", "6", "0").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        stage.save("/data/twice", "1", "phone", "7", "0").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let long = "я".repeat(20_001);
    assert_eq!(stage.save(&path, &long, "phone", "8", "0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let data = stage.school.get(&format!("{}/form.json", stage.sheet)).await.json();
    assert!(data["csrf"].as_str().unwrap().len() > 20 && data["open"]["source"]["survey"].is_object());
}

#[tokio::test]
async fn a_changed_form_says_before_what_it_does_and_begun_sheets_keep_their_version() {
    let stage = stage("").await;
    stage.save("/data/g/pupils", "100", "phone", "1", "0").await;
    let changed =
        form().replace("| | integer | seats | Сколько мест | yes | ${hall} = 'yes' | . > 0 |\n", "");
    let changed =
        changed.replace("| | integer | pupils |", "| | text | pupils |").replace("| . > 0 |", "| |");
    let uploaded = stage
        .institute
        .post_file(&format!("{}/versions", stage.form), &[], ("book", "проба.md", changed.as_bytes()))
        .await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.body);
    let draft = stage.institute.get(uploaded.location()).await.body;
    assert!(draft.contains("другой вид ответа") && draft.contains("заполняются"), "{draft}");
    stage.institute.post(&format!("{}/publish", uploaded.location()), &[]).await;
    let poll = stage.institute.get(&stage.poll).await.body;
    assert!(poll.contains("data-label=\"Версия\">1</td>"), "{poll}");
    assert_eq!(stage.save("/data/g/pupils", "101", "phone", "2", "1").await.json()["state"], "saved");
}

#[tokio::test]
async fn a_workbook_is_filled_in_and_a_foreign_one_is_refused() {
    let stage = stage("").await;
    let book = stage.school.get(&format!("{}/book.xlsx", stage.sheet)).await;
    assert!(book.bytes.starts_with(b"PK"));
    let address = format!("{}/book", stage.sheet);
    let same = stage.school.post_file(&address, &[], ("book", "анкета.xlsx", &book.bytes)).await;
    assert_eq!(same.status, StatusCode::OK, "{}", same.body);
    assert!(same.body.contains("нет ничего, чего ещё нет в анкете"), "{}", same.body);
    let other = stage.institute.get(&format!("{}/answers.xlsx", stage.poll)).await;
    let foreign = stage.school.post_file(&address, &[], ("book", "ответы.xlsx", &other.bytes)).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(foreign.body.contains("не книга этой анкеты"), "{}", foreign.body);
    let broken = stage.school.post_file(&address, &[], ("book", "x.xlsx", b"PK\x03\x04nothing")).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn anybody_with_the_link_answers_without_an_account_within_the_allowance() {
    let stage = stage("").await;
    let deadline = stage.app.house.clock.today().to_string();
    let fields = [("title", "Открытый опрос"), ("deadline", deadline.as_str()), ("who", "link")];
    let poll = stage.institute.post(&format!("{}/polls", stage.form), &fields).await.location().to_owned();
    let page = stage.institute.get(&poll).await.body;
    let link = page.split("https://lib.example").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let visitor = stage.app.anonymous().await;
    assert!(visitor.get(&link).await.body.contains("Открытый опрос"));
    let begun = visitor.post(&link, &[]).await;
    let sheet = begun.location().to_owned();
    assert!(sheet.starts_with("/by-link/answers/"), "{} {}", begun.status, begun.body);
    let save = [("path", "/data/g/pupils"), ("value", "7"), ("client", "c"), ("seq", "1"), ("base", "0")];
    assert_eq!(visitor.post(&format!("{sheet}/fields"), &save).await.json()["state"], "saved");
    visitor
        .post(
            &format!("{sheet}/fields"),
            &[("path", "/data/g/hall"), ("value", "no"), ("client", "c"), ("seq", "2")],
        )
        .await;
    assert_eq!(visitor.get(&format!("{sheet}/sections/1")).await.status, StatusCode::OK);
    let sent = visitor.post(&format!("{sheet}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let mut refused = 0;
    for _ in 0..45 {
        refused += u32::from(visitor.post(&link, &[]).await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0, "one network cannot begin without end");
    assert_eq!(visitor.get("/by-link/answers/nobody").await.status, StatusCode::NOT_FOUND);
}

fn submission(form_id: &str, instance: &str, pupils: &str) -> String {
    let xml = format!(
        "<?xml version='1.0'?><data id=\"{form_id}\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><g><pupils>{pupils}</pupils><hall>no</hall></g><visit><who>Анна</who></visit><visit><who>Пётр</who></visit><orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>"
    );
    format!(
        "--edge\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\nContent-Type: text/xml\r\n\r\n{xml}\r\n--edge--\r\n"
    )
}

/// What ODK Collect sends when photographs do not fit into one request: the same answers, some of the files each time.
fn part_of_submission(form_id: &str, files: &[&str], is_last: bool) -> Vec<u8> {
    let xml = format!(
        "<data id=\"{form_id}\" version=\"1\"><front>front.png</front><back>back.png</back><meta><instanceID>uuid:photos</instanceID></meta></data>"
    );
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n\r\n{xml}\r\n"
    )
    .into_bytes();
    for file in files {
        let head =
            format!("--edge\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"{file}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(b"\x89PNG\r\n\x1a\n");
        body.extend(format!("{file}\r\n").as_bytes());
    }
    if !is_last {
        body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"*isIncomplete*\"\r\n\r\nyes\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

#[tokio::test]
async fn photographs_that_a_phone_sends_in_a_second_request_are_kept_whether_announced_or_not() {
    let form = "| survey | | | |\n| | type | name | label |\n| | image | front | Вход |\n| | image | back | Двор |\n\
| settings | | |\n| | form_title | form_id |\n| | Снимки | photos |\n";
    for is_announced in [true, false] {
        let stage = stage_of(form, "").await;
        let token = token_for(&stage.app, &stage.app.login_of(Role::School)).await;
        let bearer = format!("Bearer {token}");
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=edge")];
        let phone = stage.app.anonymous().await;
        let id = format!("sheet-{}", stage.sheet.rsplit('/').next().unwrap());
        let send = async |files: &[&str], is_last: bool| {
            let body = Body::from(part_of_submission(&id, files, is_last));
            let answer = phone.send(Method::POST, "/api/openrosa/submission", &headers, body).await;
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
            answer.body
        };
        let is_sent = async || stage.institute.get(&stage.poll).await.body.contains("Отправили 1 из 1");
        let first = send(&["front.png"], !is_announced).await;
        assert_eq!(first.contains("Часть файлов принята"), is_announced, "{first}");
        assert_eq!(is_sent().await, !is_announced, "a part of a submission is not a sent sheet");
        let second = send(&["back.png", "unasked.png"], true).await;
        assert_eq!(second.contains("добавлено файлов: 1"), !is_announced, "{second}");
        assert!(is_sent().await);
        let replayed = send(&["front.png", "back.png"], true).await;
        assert!(replayed.contains("уже принята") && !replayed.contains("добавлено"), "{replayed}");
        let answer = stage.sheet.replace("/questionnaires/answers", &format!("{}/answers", stage.poll));
        let page = stage.institute.get(&answer).await.body;
        for (name, times) in [("front.png", 1), ("back.png", 1), ("unasked.png", 0)] {
            let links = page.matches(&format!("\">{name}</a>")).count();
            assert_eq!(links, times, "{name}: {page}");
        }
    }
}

#[tokio::test]
async fn a_phone_with_odk_collect_sees_fills_and_sends_and_a_replayed_submission_changes_nothing() {
    use base64::Engine as _;
    let stage = stage("").await;
    let nobody = stage.app.anonymous().await;
    let asked = nobody.get("/api/openrosa/formList").await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    let token = token_for(&stage.app, &stage.app.login_of(Role::School)).await;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("school:{token}"));
    let basic = format!("Basic {basic}");
    let phone = [("authorization", basic.as_str()), ("x-openrosa-version", "1.0")];
    let list = nobody.send(Method::GET, "/api/openrosa/formList", &phone, Body::empty()).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert_eq!(list.headers["x-openrosa-version"], "1.0");
    assert!(
        list.headers.contains_key("date")
            && list.headers["content-type"].to_str().unwrap().starts_with("text/xml")
    );
    let id = format!("sheet-{}", stage.sheet.rsplit('/').next().unwrap());
    assert!(
        list.body.contains(&format!("<formID>{id}</formID>")) && list.body.contains("<hash>md5:"),
        "{}",
        list.body
    );
    let form = stage.sheet.replace("/questionnaires/answers/", "/api/openrosa/forms/");
    let xform = nobody.send(Method::GET, &form, &phone, Body::empty()).await;
    assert!(xform.body.contains(&id) && xform.body.contains("<h:html"), "{}", xform.body);
    let head = nobody.send(Method::HEAD, "/api/openrosa/submission", &phone, Body::empty()).await;
    assert_eq!(head.status, StatusCode::NO_CONTENT);
    assert!(head.headers.contains_key("x-openrosa-accept-content-length"));
    let multipart = ("content-type", "multipart/form-data; boundary=edge");
    let headers = [phone[0], phone[1], multipart];
    let send = async |body: String| {
        nobody.send(Method::POST, "/api/openrosa/submission", &headers, Body::from(body)).await
    };
    let first = send(submission(&id, "uuid:1", "55")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert!(first.body.contains("Анкета принята"), "{}", first.body);
    let again = send(submission(&id, "uuid:1", "55")).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.body);
    let other = send(submission(&id, "uuid:2", "66")).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "a sent sheet is not sent anew: {}", other.body);
    let csv = stage.institute.get(&format!("{}/answers.csv", stage.poll)).await.body;
    assert!(csv.contains("\"55\"") && csv.contains("\"Пётр\"") && !csv.contains("\"66\""), "{csv}");
    let foreign = send(submission(&format!("sheet-{}", store::new_id()), "uuid:3", "1")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}
