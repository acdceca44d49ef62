//! Records of a repeat that were added without a network.

use super::stage;
use crate::common::Answer;
use axum::http::StatusCode;
use serde_json::json;

async fn grow(stage: &super::Stage, count: &str, client: &str, seq: &str) -> Answer {
    stage.save("/data/visit#", count, client, seq, "0").await
}

#[tokio::test]
async fn a_page_that_has_added_records_tells_how_many_there_are() {
    let stage = stage("").await;
    let grown = grow(&stage, "3", "phone", "1").await;
    assert_eq!((grown.status, &grown.json()["state"]), (StatusCode::OK, &json!("saved")), "{}", grown.body);
    let answered = stage.save("/data/visit[3]/who", "Анна", "phone", "2", "0").await;
    assert_eq!(answered.json()["state"], "saved", "{}", answered.body);
    // The same once more, an older word of it, and another device that has added fewer: nothing is taken away.
    for (count, client, seq) in [("3", "phone", "1"), ("2", "phone", "3"), ("2", "tablet", "1")] {
        assert_eq!(grow(&stage, count, client, seq).await.json()["state"], "saved");
    }
    let page = stage.school.get(&format!("{}/sections/2", stage.sheet)).await.body;
    assert!(page.contains("/data/visit[3]/who") && page.contains("value=\"Анна\""), "{page}");
    assert!(!page.contains("/data/visit[4]"), "{page}");
    // Both devices wrote into the record that both have added: both answers are kept.
    let other = stage.save("/data/visit[3]/who", "Пётр", "tablet", "2", "0").await;
    assert_eq!((other.status, &other.json()["value"]), (StatusCode::CONFLICT, &json!("Анна")));
}

#[tokio::test]
async fn what_is_no_repeat_or_far_too_many_is_refused() {
    let stage = stage("").await;
    for (path, count) in
        [("/data/g#", "2"), ("/data/nothing#", "2"), ("/data/visit#", "500"), ("/data/visit#", "")]
    {
        let answer = stage.save(path, count, "phone", "1", "0").await;
        let is_no_change = count.is_empty();
        let wanted = if is_no_change { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(answer.status, wanted, "{path} {count}: {}", answer.body);
    }
    assert_eq!(grow(&stage, "2", "", "1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = stage.school.get(&format!("{}/sections/2", stage.sheet)).await.body;
    assert!(!page.contains("/data/visit[2]"), "{page}");
}
