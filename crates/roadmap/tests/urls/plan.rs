//! `/roadmap/{year}`

use access::Role;
use axum::http::StatusCode;

use crate::common::{Stage, text_of};

#[tokio::test]
async fn the_day_is_a_line_across_every_row_also_where_a_bar_covers_it() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let page = institute.plan("").await;
    let rows = page.body.matches("<tr").count() - page.body.matches("<tr class=\"section\"").count() - 1;
    assert!(rows > 6);
    assert_eq!(page.body.matches("class=\"day\"").count(), rows, "one in each row of the year");
    let before_the_year = institute.plan("?as_of=2024-08-30").await;
    assert!(!before_the_year.body.contains("class=\"day\""), "a day outside of the year is drawn nowhere");
}

#[tokio::test]
async fn a_past_day_shows_the_version_of_that_day_and_says_so() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let typed = [("title", "Неделя сказок"), ("basis", "Распоряжение № 95")];
    let changed = institute.fill("/measures/5/change", &typed).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let today = institute.plan("?view=table").await;
    assert!(today.body.contains("Неделя сказок") && !today.body.contains("Так план выглядел"));
    let yesterday = institute.plan("?view=table&as_of=2025-02-13").await;
    assert!(yesterday.body.contains("Краевая «Неделя сказки»") && !yesterday.body.contains("Неделя сказок"));
    assert!(text_of(&yesterday).contains("Так план выглядел на 13 февраля 2025 года, в редакции 1"));
    assert!(yesterday.body.contains("/measures/5?as_of=2025-02-13"), "its measures are those of the day");
}

#[tokio::test]
async fn the_plans_of_other_years_are_one_step_away() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    assert!(!institute.plan("").await.body.contains("Планы других лет"), "there is no other");
    let made = institute.post_plan("/next-year", &[]).await;
    assert_eq!(made.location(), "/roadmap/2025", "{}", made.body);
    for path in ["/roadmap/2024", "/roadmap/2025"] {
        let page = institute.get(path).await;
        assert!(text_of(&page).contains("2025/26 учебный год, не опубликован"), "{path}");
        assert!(page.body.contains("href=\"/roadmap/2024\"") && page.body.contains("href=\"/roadmap/2025\""));
    }
    stage.publish().await;
    let public = stage.stranger().get("/roadmap/2024").await;
    assert_eq!(public.status, StatusCode::OK);
    assert!(!public.body.contains("2025/26"), "a draft is not for the public");
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_that_there_is_not() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    for path in ["/roadmap/99999", "/roadmap/abc", "/roadmap/1999", "/roadmap/2024/measures/99"] {
        let page = institute.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("Страница не найдена"), "{path}");
    }
}

#[tokio::test]
async fn executors_are_called_as_the_registry_calls_them_on_the_day() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let before = institute.plan("?view=table").await;
    assert!(text_of(&before).contains("КБИЦ «Книгохран»"));
    let today = stage.house.clock.today();
    let id = network::place_of(&stage.house.db, "KNIGOHRAN", today).await.unwrap().org_id;
    let names = network::OrganisationNames {
        full: "Краевой дом книги".into(),
        short: "Дом книги".into(),
        genitive: "Краевого дома книги".into(),
    };
    let mut tx = stage.house.db.begin().await.unwrap();
    let scope = access::Scope::of_the_program();
    let (desk, author) = (network::Desk::of(&stage.house), network::Author::program());
    network::rename_organisation(&mut tx, &desk, &scope, &id, &names, "Приказ № 1", today, &author)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let after = text_of(&institute.plan("?view=table").await);
    assert!(after.contains("Дом книги") && !after.contains("КБИЦ «Книгохран»"));
    let yesterday = text_of(&institute.plan("?view=table&as_of=2025-02-13").await);
    assert!(yesterday.contains("КБИЦ «Книгохран»") && !yesterday.contains("Дом книги"));
}
