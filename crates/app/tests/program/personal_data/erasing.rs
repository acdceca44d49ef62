//! Erasing: decided by an administrator, carried out by a job, told in a report; the journal and the documents stay true.

use access::Role;

use super::export::live_a_little;
use super::{assert_whole, fill_restricted, person_of, run_jobs, signed_in, told_of};
use crate::common::TestApp;

/// Where an erased person's name may stay, and why.
const STAYS: &[(&str, &str, &str)] = &[
    ("document", "recorder", "a registered document does not change, nor does who registered it"),
    ("document", "title", "the document's own words"),
    ("document", "fold", "the same, folded"),
    ("document_text", "body", "the document's own words, as they were registered"),
    ("draft", "fields", "the words of an organisation's paper: its signatories stay as the paper has them"),
    ("plan_version", "author", "an edition of the plan does not change, nor does who made it"),
];

/// The address of the request to erase a person, from the administrator's list.
async fn request_of(app: &TestApp, surname: &str) -> String {
    let page = signed_in(app, Role::Administrator).await.get("/admin/erasures").await.body;
    let row = page.split("<tr>").skip(1).find(|row| row.contains(surname)).expect("a request");
    row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn ask_for(app: &TestApp, login: &str) -> String {
    let person = person_of(app, login).await;
    let oneself = app.sign_in(login).await;
    assert_eq!(oneself.post("/me/erasure", &[("words", "Ухожу из сети.")]).await.status, 303);
    assert!(oneself.get("/me/data").await.body.contains("Обращение получено"));
    request_of(app, &person.surname).await
}

#[tokio::test]
async fn after_the_erasure_no_table_holds_the_surname_but_where_it_must_stay() {
    let app = TestApp::new().await;
    live_a_little(&app).await;
    let person = person_of(&app, "institute").await;
    let surname = person.surname.clone();
    let administrator = signed_in(&app, Role::Administrator).await;
    let request = request_of(&app, &surname).await;

    // A hold forbids it, for the decision and for the job.
    let held = administrator
        .post(&format!("{request}/decision"), &[("verdict", "approve"), ("reason", "По обращению.")])
        .await;
    assert_eq!(held.status, 422);
    assert!(held.body.contains("действует запрет"));
    let data = administrator.get(&format!("/people/{}/data", person.id)).await.body;
    let lift = data.split("/holds/").nth(1).unwrap().split('/').next().unwrap();
    let lifted = administrator.post(&format!("/people/{}/holds/{lift}/lift", person.id), &[]).await;
    assert_eq!(lifted.status, 303);

    let dry = administrator.get(&request).await.body;
    assert!(dry.contains("Что будет сделано") && dry.contains("Сведения ограниченного доступа"));
    assert_eq!(person_of(&app, "institute").await, person, "looking changes nothing");

    let no_reason =
        administrator.post(&format!("{request}/decision"), &[("verdict", "approve"), ("reason", "")]).await;
    assert_eq!(no_reason.status, 422);
    let approved = administrator
        .post(&format!("{request}/decision"), &[("verdict", "approve"), ("reason", "По обращению.")])
        .await;
    assert_eq!(approved.status, 303, "{}", approved.body);
    let again = administrator
        .post(&format!("{request}/decision"), &[("verdict", "refuse"), ("reason", "Передумали.")])
        .await;
    assert_eq!(again.status, 409);
    let page_before = administrator.get(&format!("/roadmap/{}/measures/1", app.year())).await.body;
    assert!(page_before.contains(&surname));
    run_jobs(&app).await;

    let mut tx = app.house.db.begin().await.unwrap();
    let mut left = Vec::new();
    for word in [&surname, &ui::ru::fold(&surname), &hex::encode(ui::ru::fold(&surname))] {
        let found = store::catalogue::mentions(&mut tx, word).await.unwrap();
        left.extend(found.into_iter().map(|one| (one.table, one.column)));
    }
    drop(tx);
    let unexplained: Vec<_> = left
        .iter()
        .filter(|(table, column)| !STAYS.iter().any(|(one, other, _)| one == table && other == column))
        .collect();
    assert!(unexplained.is_empty(), "the surname is still in {unexplained:?}");
    assert!(
        left.iter().any(|(table, _)| table == "document"),
        "the documents of the story keep their recorder"
    );

    // What was drawn from the rows is drawn anew.
    let page_after = administrator.get(&format!("/roadmap/{}/measures/1", app.year())).await.body;
    let talk = page_after.split("id=\"talk\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(talk.contains("Начинаем.") && talk.contains("сведения удалены") && !talk.contains(&surname));
    let evidence = page_after.split("id=\"talk\"").next().unwrap().split("<h1>").nth(1).unwrap();
    assert!(!evidence.contains(&surname), "the board was kept in memory by the plan's revision");
    let done = administrator.get(&request).await.body;
    assert!(done.contains("Что сделано") && done.contains("document.recorder") && !done.contains(&surname));
    assert!(told_of(&app, &person.id).await.iter().any(|(act, _)| act == "personal.erased"));
    assert_whole(&app).await;
    let history = administrator.get("/admin/history").await.body;
    assert!(history.contains("сведения удалены (erased-"), "the journal names the account by its number");
    assert_eq!(administrator.get(&format!("/people/{}", person.id)).await.status, 404);
    let password = app.house.region.demo.accounts[0].password.clone();
    let refused =
        app.anonymous().await.post("/login", &[("login", "institute"), ("password", &password)]).await;
    assert_eq!(refused.status, 422, "nobody signs in with it any more");
    // The job may run again after a crash: it finds the request done.
    people::erase::carry_out(&app.house, request.rsplit('/').next().unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_scan_of_a_consent_goes_with_its_person_and_the_consent_stays_provable() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-2").await;
    let institute = signed_in(&app, Role::Institute).await;
    let today = app.house.clock.today().to_string();
    let fields = [("kind", "processing"), ("given_on", today.as_str())];
    let scan = b"%PDF-1.4\nscan of school-2\n%%EOF\n";
    let base = format!("/people/{}/consents", person.id);
    assert_eq!(institute.post_file(&base, &fields, ("scan", "бланк.pdf", scan)).await.status, 303);
    fill_restricted(&app, &person.id).await;
    let hash = store::FileHash::of(scan);
    assert!(app.house.files.get(&hash).await.is_ok());

    let request = ask_for(&app, "school-2").await;
    let administrator = signed_in(&app, Role::Administrator).await;
    administrator
        .post(&format!("{request}/decision"), &[("verdict", "approve"), ("reason", "По обращению.")])
        .await;
    run_jobs(&app).await;
    assert!(app.house.files.get(&hash).await.is_err(), "the bytes are gone from the disk");
    let kept: Vec<(String, String, String)> = app
        .house
        .db
        .query("select kind, given_on, given_by from consent where person_id = $1")
        .bind(&person.id)
        .all()
        .await
        .unwrap();
    assert_eq!(kept, [("processing".to_owned(), today, String::new())]);
}

#[tokio::test]
async fn a_refusal_is_told_to_the_person_and_leaves_everything() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    let request = ask_for(&app, "school-1").await;
    let administrator = signed_in(&app, Role::Administrator).await;
    let answer = administrator
        .post(
            &format!("{request}/decision"),
            &[("verdict", "refuse"), ("reason", "Действует трудовой договор.")],
        )
        .await;
    assert_eq!(answer.status, 303);
    run_jobs(&app).await;
    assert_eq!(person_of(&app, "school-1").await, person);
    let told = app.sign_in("school-1").await.get("/me/data").await.body;
    assert!(told.contains("Действует трудовой договор."));
}

#[tokio::test]
async fn nobody_decides_on_their_own_erasure() {
    let app = TestApp::new().await;
    let request = ask_for(&app, "admin").await;
    let administrator = signed_in(&app, Role::Administrator).await;
    let answer = administrator
        .post(&format!("{request}/decision"), &[("verdict", "approve"), ("reason", "Сам решил.")])
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("другой администратор"));
    run_jobs(&app).await;
    person_of(&app, "admin").await;
}
