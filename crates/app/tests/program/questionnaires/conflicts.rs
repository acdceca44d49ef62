//! Two devices have answered one question differently: both answers are seen, one is chosen, and nothing is sent before.

use super::{Answer, Stage, stage};
use axum::http::StatusCode;

const HALL: &str = "/data/g/hall";

impl Stage {
    pub(super) async fn page(&self) -> String {
        self.school.get(&format!("{}/sections/1", self.sheet)).await.body
    }

    pub(super) async fn pressed(&self, button: &str) -> Answer {
        self.school.post(&format!("{}/sections/1", self.sheet), &[("do", button)]).await
    }

    pub(super) async fn sent(&self) -> Answer {
        self.school.post(&format!("{}/check", self.sheet), &[]).await
    }

    pub(super) async fn stands(&self, path: &str) -> String {
        let data = self.school.get(&format!("{}/form.json", self.sheet)).await.json();
        let answers = &data["open"]["answers"]["answers"];
        path.split('/').skip(2).fold(answers, |at, name| &at[name]).as_str().unwrap_or_default().to_owned()
    }
}

/// Complete answers, and a second device that has answered otherwise.
async fn disputed(other: &str) -> Stage {
    let stage = stage("").await;
    stage.save("/data/g/pupils", "100", "phone", "1", "0").await;
    stage.save(HALL, "no", "phone", "2", "0").await;
    let conflict = stage.save(HALL, other, "tablet", "1", "0").await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    stage
}

#[tokio::test]
async fn a_sheet_with_two_answers_to_a_question_is_not_sent() {
    let stage = Box::pin(disputed("yes")).await;
    let check = stage.school.get(&format!("{}/check", stage.sheet)).await.body;
    assert!(check.contains("Есть ли зал: два разных ответа"), "{check}");
    let refused = stage.sent().await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Есть ли зал: два разных ответа"), "{}", refused.body);
    assert!(stage.school.get(&stage.sheet).await.body.contains("разных ответов: 1"));
    // What stands is kept, by a button that works without a script.
    assert_eq!(stage.pressed(&format!("this:{HALL}")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stage.stands(HALL).await, "no");
    assert!(!stage.page().await.contains("два разных ответа"));
    assert_eq!(stage.sent().await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_other_answer_is_shown_when_it_is_blank_and_may_be_taken() {
    let stage = Box::pin(disputed("")).await;
    let page = stage.page().await;
    assert!(page.contains("Оставить: Нет") && page.contains("Взять: пусто"), "{page}");
    stage.pressed(&format!("other:{HALL}")).await;
    assert_eq!(stage.stands(HALL).await, "");
    let page = stage.page().await;
    assert!(!page.contains("Взять:"), "{page}");
}

/// A page that is saved as it is, chooses nothing: the reader may not have seen that there are two.
#[tokio::test]
async fn saving_a_section_as_it_is_chooses_nothing() {
    let stage = Box::pin(disputed("yes")).await;
    let base = crate::common::field(&stage.page().await, &format!("base:{HALL}"));
    let fields = [
        (format!("base:{HALL}"), base),
        (format!("v:{HALL}"), "no".to_owned()),
        ("do".into(), "stay".into()),
    ];
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    stage.school.post(&format!("{}/sections/1", stage.sheet), &fields).await;
    assert!(stage.page().await.contains("Взять: Да"));
    // By script the same answer said again, to the revision that was seen, is a choice.
    let stands =
        stage.school.get(&format!("{}/form.json", stage.sheet)).await.json()["revisions"][HALL].to_string();
    assert_eq!(stage.save(HALL, "no", "phone", "9", &stands).await.status, StatusCode::OK);
    assert!(!stage.page().await.contains("Взять: Да"));
}
