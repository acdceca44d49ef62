//! `/roadmap/{year}/versions`

use access::Role;

use crate::common::{Stage, text_of};

#[tokio::test]
async fn a_comparison_tells_what_was_changed_by_whom_when_and_why() {
    let stage = Stage::new().await;
    let (institute, ministry) = (stage.sign_in(Role::Institute).await, stage.sign_in(Role::Ministry).await);
    let first = [("term", "ноябрь"), ("basis", "Распоряжение № 95"), ("note", "Обследование перенесено")];
    institute.fill("/measures/1/change", &first).await;
    let second = [("document-kind.0", "decree"), ("basis", "Распоряжение № 96")];
    ministry.fill("/measures/1/change", &second).await;
    let page = text_of(&institute.plan("/versions?from=1&to=3").await);
    for told in [
        "Редакция 2, Демо-Премудрая Василиса: Обследование перенесено",
        "Основание: Распоряжение № 95",
        "Редакция 3, Демо-Царёва Мария: мероприятие 1: вид документа",
        "Основание: Распоряжение № 96",
        "14 февраля 2025",
        "сентябрь–октябрь (01.09.2024 – 31.10.2024)",
        "ноябрь (01.11.2024 – 30.11.2024)",
        "Письмо департамента (распоряжение департамента)",
    ] {
        assert!(page.contains(told), "«{told}» in {page}");
    }
    assert!(text_of(&institute.plan("/versions?from=2&to=2").await).contains("Различий нет"));
    assert!(!text_of(&institute.plan("/versions?from=9&to=1").await).contains("отличается"));
}
