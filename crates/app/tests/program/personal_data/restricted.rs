//! The restricted block: who opens it, what is told of it, how it lies in the database.

use access::Role;

use super::{SNILS, fill_restricted, is_stored, person_of, run_jobs, signed_in, told_of};
use crate::common::{TestApp, field};

#[tokio::test]
async fn the_ministry_sees_nothing_of_it_and_its_attempt_is_in_the_journal() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    assert_eq!(fill_restricted(&app, &person.id).await.status, 303);
    let path = format!("/people/{}/restricted", person.id);
    for role in
        [Role::Ministry, Role::Municipality, Role::RegionalCentre, Role::MunicipalCentre, Role::Expert]
    {
        let browser = signed_in(&app, role).await;
        let absent = browser.get(&format!("/people/{}/restricted", store::new_id())).await;
        for answer in [
            browser.get(&path).await,
            browser.post(&path, &[("reason", "certificate")]).await,
            browser.post(&format!("{path}/values"), &[("snils", SNILS)]).await,
        ] {
            assert_eq!(answer.status, 404, "{role:?}");
            assert_eq!(answer.body, absent.body, "{role:?}: the same words as for nobody at all");
        }
        let told = told_of(&app, &person.id).await;
        let refused = told.iter().filter(|(act, _)| act == "restricted.refused").count();
        assert!(refused >= 3, "{role:?}: every attempt is noted, {told:?}");
    }
    let opened = told_of(&app, &person.id).await;
    assert!(!opened.iter().any(|(act, _)| act == "restricted.read"), "nobody has read it");
    // What comes with an address is not written into the journal unless it is a number.
    let ministry = signed_in(&app, Role::Ministry).await;
    ministry.get("/people/Иванова-Мария/restricted").await;
    assert!(!is_stored(&app, "Иванова-Мария").await);
}

#[tokio::test]
async fn it_is_shown_only_with_a_reason_and_every_showing_is_a_line() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let path = format!("/people/{}/restricted", person.id);
    let institute = signed_in(&app, Role::Institute).await;
    let asked = institute.get(&path).await;
    assert!(!asked.body.contains(SNILS), "nothing is shown before the reason");
    for reason in ["", "curiosity"] {
        let refused = institute.post(&path, &[("reason", reason)]).await;
        assert_eq!(refused.status, 422);
        assert!(!refused.body.contains(SNILS) && refused.body.contains("href=\"#reason\""));
    }
    let before = told_of(&app, &person.id).await.len();
    let shown = institute.post(&path, &[("reason", "certificate")]).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains(SNILS) && shown.body.contains("1980-05-17"));
    assert_eq!(shown.headers["cache-control"], "no-store");
    let told = told_of(&app, &person.id).await;
    assert_eq!(told.len(), before + 1);
    assert_eq!(told[0].0, "restricted.read");
    assert!(told[0].1.contains("оформление документа об обучении"), "{}", told[0].1);

    // An administrator reads, to answer people; writing is the institute's.
    let administrator = signed_in(&app, Role::Administrator).await;
    assert!(administrator.post(&path, &[("reason", "request")]).await.body.contains(SNILS));
    let written = administrator.post(&format!("{path}/values"), &[("snils", ""), ("version", "1")]).await;
    assert_eq!(written.status, 404);
}

#[tokio::test]
async fn everybody_opens_and_mends_their_own() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let path = format!("/people/{}/restricted", person.id);
    let oneself = app.sign_in("school-1").await;
    let shown = oneself.post(&path, &[]).await;
    assert!(shown.body.contains(SNILS), "no reason is asked for one's own");
    let version = field(&shown.body, "version");
    let wrong =
        oneself.post(&format!("{path}/values"), &[("snils", "112-233-445 96"), ("version", &version)]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("контрольное число не сходится") && wrong.body.contains("112-233-445 96"));
    let mended = [("snils", "087-654-303 00"), ("version", version.as_str())];
    assert_eq!(oneself.post(&format!("{path}/values"), &mended).await.status, 303);
    let stale = oneself.post(&format!("{path}/values"), &mended).await;
    assert_eq!(stale.status, 409, "somebody was faster");
    let told = told_of(&app, &person.id).await;
    assert!(told.iter().any(|(act, what)| act == "restricted.read" && what.contains("собственные")));
}

#[tokio::test]
async fn without_a_consent_nothing_is_kept_and_with_one_it_lies_sealed() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-2").await;
    let refused = fill_restricted(&app, &person.id).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Нужно согласие на обработку персональных данных"));
    assert!(refused.body.contains(SNILS), "what was typed is kept on the page");
    assert!(!is_stored(&app, SNILS).await);

    let oneself = app.sign_in("school-2").await;
    let page = oneself.get("/me/consents").await;
    let version = field(&page.body, "text_version");
    let agreed = [("kind", "processing"), ("text_version", version.as_str()), ("agree", "yes")];
    assert_eq!(oneself.post("/me/consents", &agreed).await.status, 303);
    assert_eq!(fill_restricted(&app, &person.id).await.status, 303);
    for plain in [SNILS, "11223344595", "1980-05-17", "0012345"] {
        assert!(!is_stored(&app, plain).await, "{plain} lies in the database as it is");
    }
    // Moved to another person, a sealed field does not open.
    let other = person_of(&app, "school-1").await;
    fill_restricted(&app, &other.id).await;
    let mut tx = app.house.db.begin().await.unwrap();
    tx.query("update person_restricted set snils = (select r.snils from person_restricted r where r.person_id = $1) where person_id = $2")
        .bind(&person.id)
        .bind(&other.id)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let institute = signed_in(&app, Role::Institute).await;
    let moved = institute.post(&format!("/people/{}/restricted", other.id), &[("reason", "staff")]).await;
    assert_eq!(moved.status, 500);
    assert!(!moved.body.contains(SNILS));
}

#[tokio::test]
async fn a_withdrawn_consent_takes_it_away() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let oneself = app.sign_in("school-1").await;
    let page = oneself.get("/me/consents").await;
    let withdraw = page.body.split("action=\"/me/consents/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(oneself.post(&format!("/me/consents/{withdraw}"), &[]).await.status, 303);
    run_jobs(&app).await;
    let kept: Vec<(String,)> =
        app.house.db.query("select person_id from person_restricted").all().await.unwrap();
    assert!(!kept.iter().any(|(id,)| *id == person.id), "the block is gone");
    let told = told_of(&app, &person.id).await;
    assert!(told.iter().any(|(act, _)| act == "restricted.erased"));
    let waiting = signed_in(&app, Role::Administrator).await.get("/admin/erasures").await;
    assert!(waiting.body.contains("отозвано согласие на обработку"), "what is left waits for a decision");
    // The job may run again after a crash: one request, not two.
    assert_eq!(waiting.body.matches("отозвано согласие на обработку").count(), 1);
}
