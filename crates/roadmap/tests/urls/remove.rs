//! `/roadmap/{year}/measures/{number}/remove`

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;

use crate::common::{Stage, text_of};

#[tokio::test]
async fn a_measure_is_taken_out_and_nothing_of_it_is_lost() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let fact = [
        ("source", "external"),
        ("kind", "statute"),
        ("title", "Положение о неделе"),
        ("date", "2025-02-03"),
        ("link", "https://laro.example/2"),
        ("slot", "whole"),
    ];
    let recorded = institute.post_plan("/measures/5/evidence", &fact).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);

    let page = institute.plan("/measures/5/remove").await;
    let told = text_of(&page);
    assert!(told.contains("Записано подтверждений: 1") && told.contains("следует мероприятие 6"), "{told}");
    assert_eq!(institute.send_form(&page, &[]).await.wrong_fields(), ["basis"]);
    let removed = institute.send_form(&page, &[("basis", "Распоряжение № 97")]).await;
    assert_eq!(removed.location(), "/roadmap/2024/versions?from=1&to=2", "{}", removed.body);
    let comparison = text_of(&institute.get(removed.location()).await);
    assert!(comparison.contains("исключено") && comparison.contains("Распоряжение № 97"), "{comparison}");

    assert_eq!(institute.plan("/measures/5").await.status, StatusCode::NOT_FOUND);
    let yesterday = institute.plan("/measures/5?as_of=2025-02-13").await;
    assert_eq!(yesterday.status, StatusCode::OK, "the day before had it");
    let evidence = institute.get(recorded.location()).await;
    assert_eq!(evidence.status, StatusCode::OK);
    assert!(text_of(&evidence).contains("В действующей редакции плана этого мероприятия нет"));
    let follower = stage.board().await.measure("6").unwrap().1.clone();
    assert_eq!((follower.term.from, follower.term.relative_to_measure), (Some(date(2025, 2, 10)), None));

    let ministry = stage.sign_in(Role::Ministry).await;
    let decision = format!("{}/decision", recorded.location());
    let accepted = ministry.post(&decision, &[("verdict", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "what waits can still be decided: {}", accepted.body);
}

#[tokio::test]
async fn a_page_that_has_grown_old_removes_nothing() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let page = institute.plan("/measures/5/remove").await;
    let typed = [("title", "Неделя сказок"), ("basis", "Распоряжение № 95")];
    institute.fill("/measures/5/change", &typed).await;
    let refused = institute.send_form(&page, &[("basis", "Распоряжение № 97")]).await;
    assert_eq!(refused.wrong_fields(), ["note"]);
    assert!(stage.board().await.measure("5").is_some());
}
