//! What is asked of whom: the door that the start page and the reminders take.

use access::{Actor, Role};
use jiff::civil::date;
use roadmap::{Part, Task, TaskGroup, tasks_of};

use crate::common::Stage;

async fn actor(stage: &Stage, login: &str) -> Actor {
    access::store::actor_of_login(&stage.house.db, login).await.unwrap().unwrap()
}

async fn tasks(stage: &Stage, login: &str) -> Vec<Task> {
    let today = stage.house.clock.today();
    tasks_of(&*stage.board().await, &stage.house.region, &actor(stage, login).await, today)
}

fn find<'a>(tasks: &'a [Task], key: &str) -> &'a Task {
    tasks.iter().find(|task| task.key == key).unwrap_or_else(|| panic!("{key}: {tasks:#?}"))
}

#[tokio::test]
async fn tasks_stand_by_real_urgency() {
    let stage = Stage::new().await;
    let tasks = tasks(&stage, "institute").await;
    let order: Vec<(TaskGroup, &str)> =
        tasks.iter().map(|task| (task.group, task.key.rsplit_once('/').unwrap().0)).collect();
    let mut sorted = order.clone();
    sorted.sort_by_key(|(group, _)| *group);
    assert_eq!(order, sorted, "what is late, what is near, what is later");
    let days: Vec<_> =
        tasks.iter().filter(|one| one.group == TaskGroup::Near).map(|one| one.deadline).collect();
    assert!(days.len() > 1 && days.is_sorted(), "the nearer first, whoever leads: {days:?}");
    assert!(tasks.iter().any(|one| one.group == TaskGroup::Near && one.part == Some(Part::Co)));
}

#[tokio::test]
async fn whoever_may_record_is_led_to_the_form_and_told_what_is_missing() {
    let stage = Stage::new().await;
    let of_institute = tasks(&stage, "institute").await;
    let survey = find(&of_institute, "roadmap/2024/m6/whole/whole");
    assert_eq!(survey.href, "/roadmap/2024/measures/6/evidence/new?item=&slot=whole");
    assert_eq!(survey.explanation, "М6 · вы ответственный исполнитель · записать: справка");
    let of_ministry = tasks(&stage, "ministry").await;
    let first = find(&of_ministry, "roadmap/2024/m1/whole/whole");
    assert!(first.explanation.ends_with("записать: письмо департамента; справка"), "{}", first.explanation);
    let institute = stage.sign_in(Role::Institute).await;
    let note = [
        ("source", "external"),
        ("kind", "note"),
        ("title", "Справка"),
        ("date", "2024-10-29"),
        ("link", "https://laro.example"),
        ("slot", "whole"),
    ];
    institute.post_plan("/measures/1/evidence", &note).await;
    let of_ministry = tasks(&stage, "ministry").await;
    let first = find(&of_ministry, "roadmap/2024/m1/whole/whole");
    assert!(
        first.explanation.ends_with("записать: письмо департамента"),
        "what waits for a word is not asked"
    );
    assert_eq!(of_ministry[0].group, TaskGroup::Answer, "and the word is asked of the ministry first of all");
}

#[tokio::test]
async fn whoever_may_not_record_is_told_to_whom_the_work_goes() {
    let stage = Stage::new().await;
    let school = tasks(&stage, "school-1").await;
    let week = find(&school, "roadmap/2024/m5/whole/whole");
    assert_eq!(week.part, Some(Part::Co));
    assert_eq!(week.href, "/roadmap/2024/measures/5");
    let told = "М5 · вы соисполнитель. Передайте сведения: Отдел образования г. Лукоморска. Документ записывает КБИЦ «Книгохран»: положение; справка";
    assert_eq!(week.explanation.replace('\u{a0}', " "), told);
    let partner = tasks(&stage, "partner").await;
    let week = find(&partner, "roadmap/2024/m5/whole/whole");
    assert!(week.explanation.contains("Передайте сведения: КБИЦ «Книгохран»"), "{}", week.explanation);
    stage.set_day(date(2024, 10, 1));
    let authority = tasks(&stage, "omsu-lukomorsk").await;
    let survey = find(&authority, "roadmap/2024/m1/whole/whole");
    assert_eq!(survey.href, "/roadmap/2024/measures/1#talk");
    assert!(survey.explanation.contains("в обсуждении мероприятия. Документ записывает Департамент"));
    for line in school.iter().chain(&partner).chain(&authority) {
        assert!(!line.href.contains("/evidence/new"), "{line:?} leads to a form that is not theirs");
    }
}
