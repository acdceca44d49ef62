//! `/roadmap/{year}/measures/{number}/not-carried-out` and its revocation.

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;
use roadmap::rules::State;

use crate::common::{Stage, text_of};

#[tokio::test]
async fn a_mark_holds_from_its_day_until_it_is_taken_back_and_no_other_day() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let form = "/measures/5/not-carried-out?slot=whole";
    let refused = institute.fill(form, &[("reason", "нет"), ("basis", &"я".repeat(600))]).await;
    assert_eq!(refused.wrong_fields(), ["reason", "basis"]);
    let declared = institute.fill(form, &[("reason", "Школы закрыты на карантин")]).await;
    assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
    let mark = stage.board().await.marks[0].id.clone();

    stage.set_day(date(2025, 2, 17));
    let ministry = stage.sign_in(Role::Ministry).await;
    let revoked = ministry.post_plan(&format!("/not-carried-out/{mark}/revoke"), &[]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.body);
    let board = stage.board().await;
    let state = |day| board.state_on(day).measures().find(|one| one.number == "5").unwrap().state;
    assert_eq!(state(date(2025, 2, 13)), State::InProgress, "the day before");
    assert_eq!(state(date(2025, 2, 14)), State::NotCarriedOut);
    assert_eq!(state(date(2025, 2, 16)), State::NotCarriedOut, "taking it back does not rewrite these days");
    assert_eq!(state(date(2025, 2, 17)), State::InProgress);

    let past = text_of(&ministry.plan("/measures/5?as_of=2025-02-15").await);
    assert!(past.contains("Не выполнено. Школы закрыты на карантин"), "{past}");
    let today = text_of(&ministry.plan("/measures/5").await);
    assert!(!today.contains("Не выполнено. Школы закрыты на карантин"));
    assert!(today.contains("Снята отметка «не выполнено»Демо-Царёва Мария"), "who took it back: {today}");
}
