//! Lists that are typed into and not listed.

use super::stage_of;
use axum::http::StatusCode;
use serde_json::json;

fn form() -> String {
    let mut text = String::from(
        "| survey | | | |\n| | type | name | label |\n| | select_one town | town | Где |\n| | text | words | Слова |\n\
         | choices | | | |\n| | list_name | name | label |\n| | town | t-x | Хабаровск |\n| | town | t-y | Новый Хабар |\n",
    );
    for number in 0..400 {
        text.push_str(&format!("| | town | t{number} | Село № {number} |\n"));
    }
    text.push_str("| settings | | |\n| | form_title | form_id |\n| | Список | list |\n");
    text
}

#[tokio::test]
async fn suggestions_come_by_what_is_typed_and_a_label_is_taken_for_its_code() {
    let stage = stage_of(&form(), "").await;
    let section = format!("{}/sections/1", stage.sheet);
    let page = stage.school.get(&section).await.body;
    assert!(page.contains("data-search") && !page.contains("Село № 399"), "{page}");
    let offered = async |q: &str| {
        let address = format!("{}/choices?path=/data/town&q={q}", stage.sheet);
        stage.school.get(&address).await.json()
    };
    assert_eq!(offered("%D1%85%D0%B0%D0%B1").await, json!(["Хабаровск", "Новый Хабар"]), "«хаб»");
    assert_eq!(offered("").await.as_array().unwrap().len(), 20, "never the whole list");
    let none = stage.school.get(&format!("{}/choices?path=/data/words&q=a", stage.sheet)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let saved = stage.save("/data/town", "хабаровск", "phone", "1", "0").await;
    assert_eq!(saved.json()["state"], "saved", "{}", saved.body);
    let wrong = stage.save("/data/town", "Москва", "phone", "2", "0").await;
    assert_eq!(wrong.json()["state"], "error", "what is not in the list is kept and told: {}", wrong.body);
    let base = wrong.json()["revision"].to_string();
    let fields = [("base:/data/town", base.as_str()), ("v:/data/town", "Село № 7"), ("do", "stay")];
    assert_eq!(stage.school.post(&section, &fields).await.status, StatusCode::SEE_OTHER);
    let page = stage.school.get(&section).await.body;
    assert!(page.contains("value=\"Село № 7\""), "{page}");
}
