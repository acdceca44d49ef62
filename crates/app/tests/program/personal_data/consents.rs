//! Consents: given and withdrawn by people themselves, taken in on paper, asked for where something is shown.

use access::Role;

use super::{person_of, run_jobs, signed_in, told_of};
use crate::common::{Browser, TestApp, field};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n";

/// Agrees to a text by a mark on one's own page.
async fn agree(browser: &Browser, kind: &str) -> u16 {
    let page = browser.get("/me/consents").await;
    let part = page.body.split(&format!("name=\"kind\" value=\"{kind}\"")).nth(1).expect("a form").to_owned();
    let fields = [("kind", kind), ("text_version", &field(&part, "text_version")), ("agree", "yes")];
    browser.post("/me/consents", &fields).await.status.as_u16()
}

async fn withdraw(browser: &Browser, kind: &str) -> u16 {
    let page = browser.get("/me/consents").await;
    let part = page.body.split(&format!("id=\"{kind}\"")).nth(1).unwrap().to_owned();
    let action = part.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(action.ends_with("/withdraw"), "{action}");
    browser.post(&action, &[]).await.status.as_u16()
}

#[tokio::test]
async fn contacts_are_open_exactly_while_their_owner_agrees() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    let school = app.sign_in("school-1").await;
    let stranger = app.anonymous().await;
    let edit = format!("/people/{}/edit", person.id);
    let version = field(&school.get(&edit).await.body, "version");
    let card = |version: String, public: &'static str| {
        vec![
            ("education", "higher".to_owned()),
            ("phone", "+7 000 111-22-33".to_owned()),
            ("email", "polka@demo.example".to_owned()),
            ("is_public", public.to_owned()),
            ("version", version),
        ]
    };
    let save = async |browser: &Browser, fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&edit, &fields).await
    };
    let refused = save(&school, card(version.clone(), "yes")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Нужно согласие на распространение персональных данных"));
    assert!(refused.body.contains("+7 000 111-22-33"), "what was typed is kept");
    assert!(!stranger.get("/contacts").await.body.contains("polka@demo.example"));

    assert_eq!(agree(&school, "distribution").await, 303);
    assert_eq!(save(&school, card(version, "yes")).await.status, 303);
    let open = stranger.get("/contacts").await.body;
    assert!(open.contains("polka@demo.example") && open.contains(&person.surname));

    assert_eq!(withdraw(&school, "distribution").await, 303);
    let closed = stranger.get("/contacts").await.body;
    assert!(!closed.contains("polka@demo.example") && !closed.contains(&person.surname), "hidden at once");
    run_jobs(&app).await;
    assert_eq!(agree(&school, "distribution").await, 303);
    let still = stranger.get("/contacts").await.body;
    assert!(
        !still.contains("polka@demo.example"),
        "a new consent opens nothing that was not asked for again"
    );
    let acts: Vec<String> = told_of(&app, &person.id).await.into_iter().map(|(act, _)| act).collect();
    for act in ["personal.consent_given", "personal.consent_withdrawn", "person.card_changed"] {
        assert!(acts.iter().any(|one| one == act), "{act}: {acts:?}");
    }
}

#[tokio::test]
async fn a_consent_hidden_in_the_card_alone_opens_nothing() {
    let app = TestApp::new().await;
    let person = person_of(&app, "institute").await;
    let stranger = app.anonymous().await;
    assert!(stranger.get("/contacts").await.body.contains(&person.surname));
    // The card says «open», the consent does not: the page asks the consent.
    let mut tx = app.house.db.begin().await.unwrap();
    tx.query("update consent set withdrawn_on = '2025-01-01' where person_id = $1 and kind = 'distribution'")
        .bind(&person.id)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!stranger.get("/contacts").await.body.contains(&person.surname));
}

#[tokio::test]
async fn a_mark_without_agreeing_or_under_an_old_text_is_no_consent() {
    let app = TestApp::new().await;
    let browser = app.sign_in("school-1").await;
    for fields in [
        [("kind", "distribution"), ("text_version", "2"), ("agree", "")],
        [("kind", "distribution"), ("text_version", "1"), ("agree", "yes")],
    ] {
        assert_eq!(browser.post("/me/consents", &fields).await.status, 422, "{fields:?}");
    }
    let not_ones_own = [("kind", "child_photo"), ("text_version", "1"), ("agree", "yes")];
    assert_eq!(browser.post("/me/consents", &not_ones_own).await.status, 404);
    assert!(browser.get("/me/consents").await.body.contains("не дано"));
}

#[tokio::test]
async fn a_paper_is_taken_in_with_its_scan_and_withdrawn_by_a_letter() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-2").await;
    let institute = signed_in(&app, Role::Institute).await;
    let base = format!("/people/{}/consents", person.id);
    let today = app.house.clock.today().to_string();
    let fields = [("kind", "processing"), ("given_on", today.as_str())];
    let program = institute.post_file(&base, &fields, ("scan", "бланк.pdf", b"MZ\x90\0program")).await;
    assert_eq!(program.status, 422);
    assert!(program.body.contains("содержимое не похоже"));
    let future = [("kind", "processing"), ("given_on", "2999-01-01")];
    assert_eq!(institute.post_file(&base, &future, ("scan", "бланк.pdf", PDF)).await.status, 422);
    let before_the_text = [("kind", "processing"), ("given_on", "2001-01-01")];
    let early = institute.post_file(&base, &before_the_text, ("scan", "бланк.pdf", PDF)).await;
    assert!(early.body.contains("этого текста ещё не было"), "{}", early.body);

    let taken = institute.post_file(&base, &fields, ("scan", "бланк.pdf", PDF)).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let page = institute.get(&base).await.body;
    let file =
        page.split(&format!("{base}/")).find(|part| part.starts_with(|sign: char| sign.is_ascii_hexdigit()));
    let consent = file.unwrap()[..36].to_owned();
    let scan = institute.get(&format!("{base}/{consent}/file")).await;
    assert_eq!((scan.status.as_u16(), scan.body.as_bytes()), (200, PDF));
    assert!(scan.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    // The person sees their own; another person's number opens nothing.
    let oneself = app.sign_in("school-2").await;
    assert_eq!(oneself.get(&format!("/me/consents/{consent}/file")).await.status, 200);
    let other = app.sign_in("school-1").await;
    assert_eq!(other.get(&format!("/me/consents/{consent}/file")).await.status, 404);
    assert_eq!(other.post(&format!("/me/consents/{consent}/withdraw"), &[]).await.status, 404);

    let undated = institute.post(&format!("{base}/{consent}/withdraw"), &[]).await;
    assert_eq!(undated.status, 422);
    let dated = institute.post(&format!("{base}/{consent}/withdraw"), &[("withdrawn_on", &today)]).await;
    assert_eq!(dated.status, 303);
    assert!(oneself.get("/me/consents").await.body.contains("Прежние согласия"));
}

#[tokio::test]
async fn a_parents_consent_belongs_to_the_organisation_that_took_it() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let today = app.house.clock.today().to_string();
    let fields =
        [("child", "Проверкин Петя"), ("given_by", "Проверкина <script>"), ("given_on", today.as_str())];
    let wrong = school.post_file("/consents", &fields, ("scan", "бланк.pdf", PDF)).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("href=\"#given_by\"") && wrong.body.contains("Проверкин Петя"));
    let no_scan =
        school.post("/consents", &[("child", "Петя"), ("given_by", "Ольга"), ("given_on", &today)]).await;
    assert_eq!(no_scan.status, 422);
    assert!(!school.get("/consents").await.body.contains(">Петя<"), "nothing was written");

    let right = [fields[0], ("given_by", "Проверкина Ольга"), fields[2]];
    let taken = school.post_file("/consents", &right, ("scan", "бланк.pdf", PDF)).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let card = taken.location().to_owned();
    let consent = card.rsplit('/').next().unwrap().to_owned();
    assert!(people::store::consents::may_show_child(&app.house.db, &consent).await.unwrap());
    assert!(school.get("/consents?q=петя").await.body.contains("Проверкин Петя"));
    let other = app.sign_in("school-2").await;
    assert_eq!(other.get(&card).await.status, 404);
    assert_eq!(other.get(&format!("{card}/file")).await.status, 404);
    assert!(!other.get("/consents?q=петя").await.body.contains("Проверкин"));

    let withdrawn = school.post(&format!("{card}/withdraw"), &[("withdrawn_on", &today)]).await;
    assert_eq!(withdrawn.status, 303);
    assert!(!people::store::consents::may_show_child(&app.house.db, &consent).await.unwrap());
    assert_eq!(school.post(&format!("{card}/withdraw"), &[("withdrawn_on", &today)]).await.status, 404);
}

#[tokio::test]
async fn blanks_are_open_to_everybody_and_name_only_whom_one_may_see() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    let stranger = app.anonymous().await;
    for kind in ["processing", "distribution", "child_photo"] {
        let blank = stranger.get(&format!("/consents/forms/{kind}")).await;
        assert_eq!(blank.status, 200);
        assert!(blank.body.contains("________"), "{kind}");
    }
    let path = format!("/consents/forms/processing?person={}", person.id);
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(app.sign_in("school-2").await.get(&path).await.status, 404);
    for login in ["school-1", "institute"] {
        assert!(app.sign_in(login).await.get(&path).await.body.contains(&person.surname), "{login}");
    }
    let older = stranger.get("/consents/forms/distribution?version=1").await.body;
    assert!(older.contains("Есть новая"), "an older text stays to be read");
    assert_eq!(stranger.get("/consents/forms/distribution?version=9").await.status, 404);
    assert_eq!(stranger.get("/consents/forms/anything").await.status, 404);
}
