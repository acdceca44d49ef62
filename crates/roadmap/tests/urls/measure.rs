//! `/roadmap/{year}/measures/{number}` and its discussion.

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;

use crate::common::{Stage, text_of};

const NOTE: [(&str, &str); 6] = [
    ("source", "external"),
    ("kind", "note"),
    ("title", "Справка об обследовании"),
    ("date", "2024-10-29"),
    ("link", "https://laro.example/note"),
    ("slot", "whole"),
];

#[tokio::test]
async fn a_measure_of_the_past_shows_what_was_known_then() {
    let stage = Stage::new().await;
    stage.set_day(date(2024, 10, 30));
    let institute = stage.sign_in(Role::Institute).await;
    let recorded = institute.post_plan("/measures/1/evidence", &NOTE).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    stage.set_day(date(2024, 11, 5));
    let ministry = stage.sign_in(Role::Ministry).await;
    let decision = format!("{}/decision", recorded.location());
    let accepted = ministry.post(&decision, &[("verdict", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);

    let on = async |day: &str| text_of(&ministry.plan(&format!("/measures/1?as_of={day}")).await);
    let before = on("2024-10-29").await;
    assert!(before.contains("справка, 0 из 1") && before.contains("Подтверждений пока нет"), "{before}");
    let waiting = on("2024-11-04").await;
    assert!(waiting.contains("справка, 0 из 1") && waiting.contains("ждёт решения"), "{waiting}");
    assert!(!waiting.contains("принято Справка") && !waiting.contains("Принято подтверждение"));
    let after = on("2024-11-05").await;
    assert!(after.contains("справка, 1 из 1") && after.contains("Принято подтверждение"), "{after}");

    let past = ministry.plan("/measures/1?as_of=2024-11-04").await;
    assert!(text_of(&past).contains("Так мероприятие выглядело на 4 ноября 2024 года"));
    for act in ["evidence/new", "/change", "/remove", "not-carried-out", "/comments"] {
        assert!(!past.body.contains(act), "nothing is done in the past: {act}");
    }
}

#[tokio::test]
async fn a_long_message_comes_back_with_everything_typed() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let long = "длинно ".repeat(700);
    let refused = institute.post_plan("/measures/1/comments", &[("text", &long)]).await;
    assert_eq!(refused.wrong_fields(), ["comment"]);
    assert!(refused.body.contains(long.trim()), "the text is kept");
    let empty = institute.post_plan("/measures/1/comments", &[("text", "  ")]).await;
    assert_eq!(empty.wrong_fields(), ["comment"]);
    let sent = institute.post_plan("/measures/1/comments", &[("text", "Коротко")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(institute.plan("/measures/1").await.body.contains("Коротко"));
}

#[tokio::test]
async fn a_measure_without_a_title_is_called_by_its_items() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let typed = [("title", ""), ("basis", "Распоряжение № 96")];
    let changed = institute.fill("/measures/2/change", &typed).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let page = institute.plan("/measures/2").await;
    assert!(page.body.contains("<h1>Мероприятие 2</h1>"));
    assert!(text_of(&page).contains("Общего наименования в плане нет: подпункты 2.1–2.3"));
    let year = text_of(&institute.plan("").await);
    assert!(year.contains("2.1 разработка положения") && year.contains("2.3 утверждение перечня"));
}
