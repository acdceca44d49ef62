//! Terms of keeping; what a leak is reported from; keys changed, backups without them.

use access::Role;
use access::audit::store::Wanted;
use jiff::Span;
use jiff::civil::Date;

use super::{SNILS, fill_restricted, is_stored, leave, person_of, run_jobs, signed_in};
use crate::common::TestApp;

/// Moves the clock of the house to the morning of a day.
fn on(app: &TestApp, day: Date) {
    let morning = day.at(9, 0, 0, 0).to_zoned_datetime(app.house.clock.zone().clone()).unwrap();
    app.house.clock.set(morning.timestamp());
}

async fn end_memberships(app: &TestApp, login: &str) {
    let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    access::store::set_membership_state(&mut tx, &actor.membership.id, access::MembershipState::Ended)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_left_is_kept_for_the_term_then_asked_about_then_erased() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    let years = app.house.region.personal_data.retention_years;
    let days = app.house.region.personal_data.erasure_days;
    let left_on = app.house.clock.today();
    leave(&app, &person, left_on).await;
    end_memberships(&app, "school-1").await;
    let last_day = left_on.checked_add(Span::new().years(years)).unwrap();
    let overdue = async || {
        let left = people::jobs::overdue(&app.house).await.unwrap();
        left.iter().any(|one| one.person_id == person.id)
    };

    on(&app, last_day);
    assert!(!overdue().await, "on the last day of the term");
    on(&app, last_day.tomorrow().unwrap());
    assert!(overdue().await);
    let looked = people::jobs::look(&app.house).await.unwrap();
    assert!(looked.opened >= 1, "{looked:?}");
    assert_eq!(people::jobs::look(&app.house).await.unwrap().opened, 0, "asked once");
    run_jobs(&app).await;
    assert!(is_stored(&app, &person.surname).await, "an administrator has time to refuse");

    let due = last_day.tomorrow().unwrap().checked_add(Span::new().days(days)).unwrap();
    on(&app, due.yesterday().unwrap());
    assert_eq!(people::jobs::look(&app.house).await.unwrap().begun, 0);
    on(&app, due);
    assert!(people::jobs::look(&app.house).await.unwrap().begun >= 1);
    run_jobs(&app).await;
    let mut tx = app.house.db.begin().await.unwrap();
    let left: Vec<String> = store::catalogue::mentions(&mut tx, &person.surname)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.table)
        .filter(|table| table != "document")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_hold_a_membership_or_a_refusal_keeps_somebody_longer() {
    let app = TestApp::new().await;
    let left_on = app.house.clock.today();
    let (held, working, refused) = (
        person_of(&app, "school-1").await,
        person_of(&app, "school-2").await,
        person_of(&app, "rribc").await,
    );
    for person in [&held, &working, &refused] {
        leave(&app, person, left_on).await;
    }
    for login in ["school-1", "rribc"] {
        end_memberships(&app, login).await;
    }
    let administrator = signed_in(&app, Role::Administrator).await;
    administrator.post(&format!("/people/{}/holds", held.id), &[("hold", "Дело № 12-34/2025")]).await;
    on(&app, left_on.checked_add(Span::new().years(6)).unwrap());
    people::jobs::look(&app.house).await.unwrap();
    // The session of before is long over.
    let administrator = signed_in(&app, Role::Administrator).await;
    let page = administrator.get("/admin/erasures").await.body;
    assert!(!page.contains(&held.surname) && !page.contains(&working.surname));
    let row = page.split("<tr>").skip(1).find(|row| row.contains(&refused.surname)).expect("a request");
    let request = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    administrator
        .post(&format!("{request}/decision"), &[("verdict", "refuse"), ("reason", "Идёт проверка.")])
        .await;
    assert_eq!(people::jobs::look(&app.house).await.unwrap().opened, 0, "a refusal holds for a year");
}

#[tokio::test]
async fn names_in_withdrawn_consents_of_parents_are_forgotten_after_the_term() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let today = app.house.clock.today();
    let text = today.to_string();
    let fields = [("child", "Проверкин Петя"), ("given_by", "Проверкина Ольга"), ("given_on", text.as_str())];
    let taken = school.post_file("/consents", &fields, ("scan", "бланк.pdf", b"%PDF-1.4\n%%EOF\n")).await;
    let withdrawn = school.post(&format!("{}/withdraw", taken.location()), &[("withdrawn_on", &text)]).await;
    assert_eq!(withdrawn.status, 303);
    on(&app, today.checked_add(Span::new().years(5)).unwrap());
    people::jobs::look(&app.house).await.unwrap();
    assert!(is_stored(&app, "Проверкин Петя").await);
    on(&app, today.checked_add(Span::new().years(5).days(1)).unwrap());
    assert_eq!(people::jobs::look(&app.house).await.unwrap().children, 1);
    assert!(!is_stored(&app, "Проверкин").await);
}

#[tokio::test]
async fn a_leak_is_reported_from_the_journal() {
    let app = TestApp::new().await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let institute = signed_in(&app, Role::Institute).await;
    institute.post(&format!("/people/{}/restricted", person.id), &[("reason", "staff")]).await;
    let now = app.house.clock.now();
    let day = 24 * 3600 * 1_000_000;
    let incident = people::incident::gather(&app.house, now - day, now + day).await.unwrap();
    let read = incident.accesses.iter().find(|one| one.act == "restricted.read").unwrap();
    assert_eq!((read.login.as_str(), read.subject_id.as_str()), ("institute", person.id.as_str()));
    assert!(read.subject.contains(&person.surname) && read.what.contains("кадровый учёт"));
    assert!(!serde_json::to_string(&incident).unwrap().contains(SNILS));
    let nothing = people::incident::gather(&app.house, now + day, now + 2 * day).await.unwrap();
    assert!(nothing.accesses.is_empty() && nothing.subjects == 0);
}

#[tokio::test]
async fn keys_are_changed_and_no_backup_holds_them() {
    let folder = tempfile::tempdir().unwrap();
    let keys = access::SealingKeys::of_folder(folder.path()).unwrap();
    let app = TestApp::of("lukomorye", |settings| settings.sealing_keys = keys.clone()).await;
    let person = person_of(&app, "school-1").await;
    fill_restricted(&app, &person.id).await;
    let sealed = async || {
        let (snils,): (String,) =
            app.house.db.query("select snils from person_restricted").one().await.unwrap();
        snils
    };
    let before = sealed().await;
    keys.add_key().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    assert_eq!(people::store::restricted::seal_anew(&mut tx, &keys).await.unwrap().unwrap(), 1);
    tx.commit().await.unwrap();
    assert_ne!(before, sealed().await);
    keys.forget_older().unwrap();
    let institute = signed_in(&app, Role::Institute).await;
    let path = format!("/people/{}/restricted", person.id);
    assert!(institute.post(&path, &[("reason", "staff")]).await.body.contains(SNILS), "the server follows");

    let archive = folder.path().join("копия.zip");
    store::backup::back_up(&app.house.db, &app.house.files, &app.house.clock, &archive).await.unwrap();
    let key = std::fs::read_to_string(folder.path().join("personal.key")).unwrap();
    for (name, bytes) in super::unzipped(&std::fs::read(&archive).unwrap()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(SNILS) && !text.contains(key.trim()), "{name}");
    }
    // Without the keys nothing opens, and the check says so.
    let stranger = access::SealingKeys::found_in(std::path::Path::new("/nowhere")).unwrap();
    let (blocks, faults) = people::store::restricted::check_sealed(&app.house.db, &stranger).await.unwrap();
    assert!(blocks == 1 && matches!(faults[..], [access::SealError::KeyMissing(_)]), "{faults:?}");
    let wanted = Wanted { act: "restricted".into(), ..Wanted::default() };
    assert!(access::audit::store::every_line(&app.house.db, &wanted).await.unwrap().len() >= 2);
}
