//! `/roadmap/{year}/report.json` and `/roadmap/{year}/report.xlsx`

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;

use crate::common::Stage;

#[tokio::test]
async fn a_report_that_was_sent_can_be_made_again_word_for_word() {
    let stage = Stage::new().await;
    stage.set_day(date(2024, 11, 10));
    let institute = stage.sign_in(Role::Institute).await;
    let fact = [
        ("source", "external"),
        ("kind", "note"),
        ("title", "Справка об обследовании"),
        ("date", "2024-10-29"),
        ("link", "https://laro.example/note"),
        ("note", "Обследованы все"),
        ("slot", "whole"),
    ];
    let recorded = institute.post_plan("/measures/1/evidence", &fact).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    let address = "/report.json?as_of=2024-11-10";
    let sent = institute.plan(address).await;
    assert_eq!(sent.status, StatusCode::OK);

    stage.set_day(date(2025, 1, 20));
    let institute = stage.sign_in(Role::Institute).await;
    let ministry = stage.sign_in(Role::Ministry).await;
    ministry.post(&format!("{}/decision", recorded.location()), &[("verdict", "accept")]).await;
    institute.fill("/measures/1/requirements?key=m1", &[("count.0", "4"), ("note", "решил совет")]).await;
    institute
        .fill("/measures/1/change", &[("title", "Иначе"), ("term", "май"), ("basis", "Распоряжение № 1")])
        .await;
    institute.fill("/measures/3/remove", &[("basis", "Распоряжение № 2")]).await;
    let form = "/measures/2/not-carried-out?item=2.1&slot=whole";
    institute.fill(form, &[("reason", "Положение отложено департаментом")]).await;
    assert_eq!(stage.board().await.version.number, 3, "all of it happened");

    assert_eq!(institute.plan(address).await.body, sent.body);
    assert_ne!(institute.plan("/report.json?as_of=2025-01-20").await.body, sent.body);
}

#[tokio::test]
async fn a_date_that_cannot_be_read_is_told() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    for path in ["/report.xlsx?as_of=abc", "/report.json?as_of=31.12.2024"] {
        let refused = institute.plan(path).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.body.contains("не понята"), "{}", refused.body);
    }
    assert_eq!(institute.plan("/report.xlsx?as_of=").await.status, StatusCode::OK, "today");
}
