//! A sheet given back with remarks beside single answers.

use super::{Stage, stage};
use axum::http::StatusCode;

const PUPILS: &str = "/data/g/pupils";
const HALL: &str = "/data/g/hall";

impl Stage {
    fn read_at(&self) -> String {
        format!("{}/answers/{}", self.poll, self.sheet.rsplit('/').next().unwrap())
    }
}

async fn sent() -> Stage {
    let stage = stage("").await;
    stage.save(PUPILS, "100", "phone", "1", "0").await;
    stage.save(HALL, "no", "phone", "2", "0").await;
    let sent = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    stage
}

#[tokio::test]
async fn a_remark_stands_beside_its_question_until_the_answer_is_another_one() {
    let stage = Box::pin(sent()).await;
    let remark = format!("r:{PUPILS}");
    let back =
        stage.institute.post(&format!("{}/return", stage.read_at()), &[(&remark, "По ОО-1 их 120")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    let (list, line) = back.location().split_once('#').expect("back to the line of the answer");
    let list = stage.institute.get(list).await.body;
    assert!(
        list.contains("Анкета возвращена с замечанием") && list.contains(&format!("id=\"{line}\"")),
        "{list}"
    );
    assert!(!stage.institute.get(&stage.poll).await.body.contains("Анкета возвращена с замечанием"));
    let overview = stage.school.get(&stage.sheet).await.body;
    assert!(overview.contains("замечаний: 1") && overview.contains("Замечаний к ответам: 1"), "{overview}");
    let section = format!("{}/sections/1", stage.sheet);
    let page = stage.school.get(&section).await.body;
    assert!(page.contains("! замечание") && page.contains("Сколько учеников: По ОО-1 их 120"), "{page}");
    assert!(stage.school.get(&format!("{}/check", stage.sheet)).await.body.contains("ответ ещё не изменён"));
    // The other question has none.
    assert_eq!(page.matches("<strong>Замечание:</strong>").count(), 1);

    let revision = crate::common::field(&page, &format!("base:{PUPILS}"));
    stage.save(PUPILS, "120", "phone", "3", &revision).await;
    let page = stage.school.get(&section).await.body;
    assert!(page.contains("✓ исправлено") && page.contains("По ОО-1 их 120"), "{page}");
    assert!(!stage.school.get(&stage.sheet).await.body.contains("замечаний: 1"));
    let sent = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let read = stage.institute.get(&stage.read_at()).await.body;
    assert!(read.contains("исправлено по замечанию: По ОО-1 их 120"), "{read}");
    // The next return has its own remarks only.
    let other = format!("r:{HALL}");
    stage.institute.post(&format!("{}/return", stage.read_at()), &[(&other, "Зал есть, проверьте")]).await;
    let page = stage.school.get(&section).await.body;
    assert!(page.contains("Зал есть, проверьте") && !page.contains("По ОО-1 их 120"), "{page}");
}

#[tokio::test]
async fn a_return_without_words_or_to_no_question_is_refused_and_what_was_typed_stays() {
    let stage = Box::pin(sent()).await;
    let address = format!("{}/return", stage.read_at());
    let empty = stage.institute.post(&address, &[("remark", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Не написано, что исправить"), "{}", empty.body);
    let (remark, short) = (format!("r:{PUPILS}"), format!("r:{HALL}"));
    let refused = stage.institute.post(&address, &[(&remark, "По ОО-1 их 120"), (&short, "нет")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("короче пяти") && refused.body.contains("По ОО-1 их 120"),
        "{}",
        refused.body
    );
    let nowhere = stage.institute.post(&address, &[("r:/data/absent", "Где это?")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stage.school.get(&stage.sheet).await.body.contains("отправлено"), "nothing was given back");
}
