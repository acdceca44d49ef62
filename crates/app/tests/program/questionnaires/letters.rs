//! A letter asks to fill in a questionnaire: its sender sees who has, its addressees find their sheets.

use access::Role;
use axum::http::StatusCode;
use drafting::rules::State;

use super::stage;
use crate::common::papers;

#[tokio::test]
async fn a_letter_tells_who_has_filled_in_the_questionnaire_that_it_asks_for() {
    let stage = stage("").await;
    let app = &stage.app;
    let institute = &stage.institute;
    let paper = papers::paper(app, &app.house.region.region.bodies.institute, State::Registered).await;
    let document = papers::row(&app.house, &paper).await.document_id.unwrap();
    let page = institute.get(&format!("/mail-outs/new?document={document}")).await.body;
    assert!(page.contains("заполнить анкету, открытую здесь") && page.contains("Проба школы, до"), "{page}");

    let school =
        access::store::actor_of_login(&app.house.db, &app.login_of(Role::School)).await.unwrap().unwrap();
    let poll = stage.poll.rsplit('/').next().unwrap();
    let send = async |form: &str| {
        let fields = [
            ("document", document.as_str()),
            ("answer", "form"),
            ("form", form),
            ("group", "authorities"),
            ("list", &school.membership.org_code),
        ];
        institute.post("/mail-outs", &fields).await
    };
    // What was not offered is not asked for: neither nothing nor somebody else's.
    for form in ["", "01890000-0000-7000-8000-000000000000"] {
        let refused = send(form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Не выбрана анкета"), "{}", refused.body);
    }
    let sent = send(poll).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let letter = sent.location().to_owned();

    let seen = institute.get(&letter).await.body;
    assert!(seen.contains(&format!("href=\"{}\"", stage.poll)), "the sender is led to the poll: {seen}");
    assert!(seen.contains("анкета ещё не отправлена") && seen.contains("отправили 0 из 1"), "{seen}");
    assert!(seen.contains("<dt>Срок</dt>"), "its term is the questionnaire's");
    let opened = stage.school.get(&letter).await.body;
    assert!(
        opened.contains(&format!("href=\"{}\"", stage.sheet)),
        "the school is led to its sheet: {opened}"
    );
    assert!(!opened.contains("/answer\""), "nothing else is asked");

    let root = stage.root();
    stage.save(&format!("{root}/g/pupils"), "120", "a", "1", "0").await;
    stage.save(&format!("{root}/g/hall"), "no", "a", "2", "0").await;
    let done = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

    let seen = institute.get(&letter).await.body;
    assert!(seen.contains("анкета отправлена") && seen.contains("отправили 1 из 1"), "{seen}");
    let list = stage.school.get("/mail-outs").await.body;
    assert!(list.contains("ответ получен"), "{list}");
    // The receipt is still to be confirmed, and of that alone the letter reminds.
    let due = async || {
        let people = std::slice::from_ref(&school);
        let due =
            drafting::reminders::due(&app.house, people, app.house.clock.today()).await.unwrap().remove(0);
        due.into_iter().filter(|one| one.href == letter).map(|one| one.title).collect::<Vec<_>>()
    };
    assert!(matches!(&due().await[..], [title] if title.starts_with("Подтвердить получение: ")));
    let confirmed = stage.school.post(&format!("{letter}/confirm"), &[]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    assert!(due().await.is_empty());
}
