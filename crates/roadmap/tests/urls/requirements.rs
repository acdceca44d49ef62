//! `/roadmap/{year}/measures/{number}/requirements`

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;
use roadmap::report::report;

use crate::common::{Stage, TODAY};

#[tokio::test]
async fn a_requirement_set_today_leaves_the_reports_of_the_past_as_they_were() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let november = date(2024, 11, 15);
    let before = report(&*stage.board().await, &stage.house.region, november);
    let typed = [("count.0", "3"), ("note", "так решил совет")];
    let set = institute.fill("/measures/1/requirements?key=m1", &typed).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let board = stage.board().await;
    assert_eq!(report(&board, &stage.house.region, november), before);
    let required = |day| board.state_on(day).measures().next().unwrap().required;
    assert_eq!((required(november), required(TODAY)), (2, 4));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_kept() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let typed = [("count.0", "много"), ("kind.1", "castle"), ("count.2", "500"), ("title.2", "Статья")];
    let refused = institute.fill("/measures/1/requirements?key=m1", &typed).await;
    assert_eq!(refused.wrong_fields(), ["count-0", "kind-1", "count-2", "note"]);
    assert!(refused.body.contains("value=\"Статья\"") && refused.body.contains("value=\"много\""));
    assert!(stage.board().await.requirement_changes.is_empty());
}

#[tokio::test]
async fn an_activity_can_be_required_and_its_history_says_so() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let typed = [
        ("kind.0", ""),
        ("activity.0", "questionnaire"),
        ("title.0", "Сведения школ"),
        ("note", "сведения дают сами школы"),
    ];
    let set = institute.fill("/measures/1/requirements?key=m1", &typed).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let board = stage.board().await;
    let needs = &board.requirement_changes.last().unwrap().needs;
    assert_eq!(needs[0].activity.as_deref(), Some("questionnaire"));
    let form = institute.plan("/measures/1/requirements?key=m1").await;
    assert!(form.body.contains("<option value=\"questionnaire\" selected>"), "{}", form.body);
    assert!(form.body.contains("Сведения школ (через опрос)"), "the history says by which activity");
    let page = institute.plan("/measures/1").await;
    assert!(page.body.contains("Сведения школ (через опрос)"), "so does the measure's page");
    let typed = [("activity.0", "dance"), ("note", "так решил совет")];
    let refused = institute.fill("/measures/1/requirements?key=m1", &typed).await;
    assert_eq!(refused.wrong_fields(), ["activity-0"]);
    let typed = [("kind.0", "letter"), ("activity.0", "questionnaire"), ("note", "так решил совет")];
    let refused = institute.fill("/measures/1/requirements?key=m1", &typed).await;
    assert_eq!(refused.wrong_fields(), ["activity-0"], "what no activity can leave is not asked of one");
}
