//! `/roadmap/{year}/next-year`

use access::Role;
use axum::http::StatusCode;
use jiff::civil::date;

use crate::common::{Stage, text_of};

#[tokio::test]
async fn a_school_year_becomes_the_next_school_year() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let page = text_of(&institute.plan("/next-year").await);
    assert!(page.contains("Проект плана на 2025/26 учебный год"), "{page}");
    assert!(
        page.contains("Лукоморского края на 2025/26 учебный год"),
        "the title is moved as a whole: {page}"
    );
    let made = institute.post_plan("/next-year", &[]).await;
    assert_eq!(made.location(), "/roadmap/2025");
    let scope = access::Scope::of_the_program();
    let board = roadmap::Board::of_year(&stage.house, &scope, 2025).await.unwrap().unwrap();
    assert_eq!(board.plan.title, "План развития школьных библиотек Лукоморского края на 2025/26 учебный год");
    assert_eq!(board.measure("5").unwrap().1.term.from, Some(date(2026, 2, 10)));
    let again = institute.post_plan("/next-year", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}
