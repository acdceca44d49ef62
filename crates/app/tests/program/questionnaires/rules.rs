//! Rules that ask for an explanation, odd days, what the registry knows already: all of it without a script.

use super::{stage, stage_of};
use crate::common::field;
use axum::http::StatusCode;

const TABLE: &str = "| survey | | | | | | | | |\n| | type | name | label | appearance | warning | warning_message | calculation | bind::biblioset:prefill |\n\
| | begin_group | m | Таблица | table-list | | | | |\n| | select_one lv | a | Первый | | ${a} != 'l3' | Поясните трудность | | |\n\
| | select_one lv | b | Второй | | | | | |\n| | end_group | | | | | | | |\n\
| | begin_group | g | Цифры | | | | | |\n| | integer | n | Сколько | | | | | |\n\
| | integer | half | Половина | | ${half} < 50 | Необычно много | ${n} div 2 | |\n| | end_group | | | | | | | |\n\
| | begin_group | k | Дни | | | | | |\n| | date | day | Когда | | | | | |\n| | text | code | Код школы | | | | | registry.code |\n| | end_group | | | | | | | |\n\
| choices | | | |\n| | list_name | name | label |\n| | lv | l1 | Легко |\n| | lv | l3 | Трудно |\n\
| settings | |\n| | namespaces |\n| | biblioset=\"https://biblioset.example/xforms\" |\n";

#[tokio::test]
async fn what_is_saved_and_wrong_is_told_on_top_and_what_is_missing_only_by_the_check() {
    let stage = stage("").await;
    let section = format!("{}/sections/1", stage.sheet);
    assert!(!stage.school.get(&section).await.body.contains("error-summary"));
    let fields = [("base:/data/g/pupils", "0"), ("v:/data/g/pupils", "-5"), ("do", "stay")];
    let saved = stage.school.post(&section, &fields).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, section.as_str()), "{}", saved.body);
    let page = stage.school.get(&section).await.body;
    let summary = page.split("error-summary").nth(1).and_then(|rest| rest.split("</div>").next());
    let summary = summary.unwrap_or_else(|| panic!("no summary: {page}"));
    assert!(
        summary.contains("Сохранено, но нужно исправить") && summary.contains("Сколько учеников"),
        "{summary}"
    );
    assert!(!summary.contains("Есть ли зал"), "{summary}");
}

#[tokio::test]
async fn rows_of_tables_and_computed_figures_are_explained_without_a_script() {
    let stage = stage_of(TABLE, "").await;
    let section = |number: u8| format!("{}/sections/{number}", stage.sheet);
    stage.school.post(&section(1), &[("base:/data/m/a", "0"), ("v:/data/m/a", "l3"), ("do", "stay")]).await;
    stage.school.post(&section(2), &[("base:/data/g/n", "0"), ("v:/data/g/n", "300"), ("do", "stay")]).await;
    let check = format!("{}/check", stage.sheet);
    let refused = stage.school.post(&check, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Поясните трудность") && refused.body.contains("Необычно много"),
        "{}",
        refused.body
    );
    for (number, path, value, why) in
        [(1, "/data/m/a", "l3", "Нет специалиста"), (2, "/data/g/half", "", "Две смены")]
    {
        let page = stage.school.get(&section(number)).await.body;
        assert!(page.contains(&format!("name=\"e:{path}\"")), "{page}");
        let base = field(&page, &format!("base:{path}"));
        let (base_name, value_name, why_name) =
            (format!("base:{path}"), format!("v:{path}"), format!("e:{path}"));
        let fields =
            [(base_name.as_str(), base.as_str()), (&value_name, value), (&why_name, why), ("do", "stay")];
        let saved = stage.school.post(&section(number), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let page = stage.school.get(&section(2)).await.body;
    assert!(
        page.contains("<strong data-value>150</strong>"),
        "an explained figure is still computed: {page}"
    );
    let sent = stage.school.post(&check, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let read = stage
        .institute
        .get(&format!("{}/answers/{}", stage.poll, stage.sheet.rsplit('/').next().unwrap()))
        .await;
    assert!(read.body.contains("Нет специалиста") && read.body.contains("Две смены"), "{}", read.body);
    // Nobody has touched what the registry knows: it is sent all the same.
    let csv = stage.institute.get(&format!("{}/answers.csv", stage.poll)).await.body;
    let code =
        access::store::actor_of_login(&stage.app.house.db, &stage.app.login_of(access::Role::School)).await;
    let code = code.unwrap().unwrap().membership.org_code;
    assert_eq!(csv.matches(&format!("\"{code}\"")).count(), 2, "{csv}");
}

#[tokio::test]
async fn a_year_of_two_digits_is_a_whole_one_and_an_odd_one_is_told() {
    let stage = stage_of(TABLE, "").await;
    let of_browser = stage.save("/data/k/day", "0024-10-01", "phone", "1", "0").await.json();
    assert_eq!(
        (&of_browser["state"], &of_browser["value"]),
        (&"saved".into(), &"2024-10-01".into()),
        "{of_browser}"
    );
    let odd = stage.save("/data/k/day", "01.10.1204", "phone", "2", "1").await.json();
    assert!(odd["message"].as_str().unwrap_or_default().contains("1204 год"), "{odd}");
    let page = stage.school.get(&format!("{}/sections/3", stage.sheet)).await.body;
    assert!(page.contains("1204 год"), "{page}");
}

#[tokio::test]
async fn a_form_that_cannot_be_answered_here_is_not_published() {
    let app = crate::common::TestApp::new().await;
    let institute = app.sign_in(&app.login_of(access::Role::Institute)).await;
    let form = "| survey | | | |\n| | type | name | label |\n| | text | a | А |\n| | select_one_from_file towns.csv | town | Село |\n| | start-geopoint | sg | |\n";
    let uploaded = institute.post_file("/questionnaires", &[], ("book", "x.md", form.as_bytes())).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.body);
    let page = institute.get(uploaded.location()).await.body;
    assert!(
        page.contains("towns.csv")
            && page.contains("вопрос «sg»: место телефона")
            && page.contains("Опубликовать нельзя"),
        "{page}"
    );
    let refused = institute.post(&format!("{}/publish", uploaded.location()), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
