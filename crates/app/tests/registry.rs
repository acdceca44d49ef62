//! The registry over HTTP: cards edited by two at once, names, buildings, refusals with everything typed.

mod common;

use axum::http::StatusCode;
use common::{TestApp, field};

const SCHOOL: &str = "/network/organisations/L9001";

#[tokio::test]
async fn a_school_edits_its_card_and_two_editors_lose_nothing() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let institute = app.sign_in("institute").await;
    let edit = format!("{SCHOOL}/edit");
    let form = school.get(&edit).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(!form.body.contains("name=\"inn\""), "a school does not change its ИНН");
    let (phone, site) = (field(&form.body, "was.phone"), field(&form.body, "was.site"));
    let fields = |becomes: &'static str| {
        vec![
            ("was.phone", phone.as_str()),
            ("phone", becomes),
            ("was.site", site.as_str()),
            ("site", site.as_str()),
        ]
    };
    assert_eq!(school.post(&edit, &fields("12-34-56")).await.location(), SCHOOL);
    // The institute opened the form before that; it touches another field, then the same one.
    let other = [
        ("was.phone", phone.as_str()),
        ("phone", phone.as_str()),
        ("was.email", "l9001@lukomorye.example"),
        ("email", "lib@l9001.example"),
    ];
    assert_eq!(institute.post(&edit, &other).await.status, StatusCode::SEE_OTHER);
    let conflict = institute.post(&edit, &fields("65-43-21")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("12-34-56") && conflict.body.contains("65-43-21"), "both words are shown");
    let again = [("was.phone", "12-34-56"), ("phone", "65-43-21")];
    assert_eq!(field(&conflict.body, "was.phone"), "12-34-56");
    assert_eq!(institute.post(&edit, &again).await.status, StatusCode::SEE_OTHER);
    let card = institute.get(SCHOOL).await.body;
    assert!(card.contains("65-43-21") && card.contains("lib@l9001.example"));
    assert!(
        card.contains("Телефон: «12-34-56» → «65-43-21»") && card.contains("Премудрая"),
        "who changed what"
    );
    let public = app.anonymous().await.get(SCHOOL).await.body;
    assert!(!public.contains("Кто что изменил") && !public.contains("Премудрая"));

    let unfit = school
        .post(
            &edit,
            &[
                ("was.phone", "65-43-21"),
                ("phone", "нет телефона"),
                ("was.head", ""),
                ("head", "Дубова А. А."),
            ],
        )
        .await;
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unfit.body.contains("href=\"#phone\"")
            && unfit.body.contains("нет телефона")
            && unfit.body.contains("Дубова А. А.")
    );
    let smuggled = school
        .post(
            &edit,
            &[("was.inn", &field(&institute.get(&edit).await.body, "was.inn")), ("inn", "7707083893")],
        )
        .await;
    assert_eq!(smuggled.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_name_begins_on_its_day_and_keeps_the_old_one() {
    let app = TestApp::new().await;
    let authority = app.sign_in("omsu-lukomorsk").await;
    let path = format!("{SCHOOL}/name");
    let fields = |from: &'static str, basis: &'static str| {
        [
            ("mode", "rename"),
            ("full_name", "Муниципальный лицей № 1 (демо)"),
            ("short_name", "Лицей № 1 (демо)"),
            ("genitive_name", "муниципального лицея № 1 (демо)"),
            ("valid_from", from),
            ("basis", basis),
        ]
    };
    let without_basis = authority.post(&path, &fields("2025-02-01", "")).await;
    assert_eq!(without_basis.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        without_basis.body.contains("Лицей № 1 (демо)") && without_basis.body.contains("href=\"#basis\"")
    );
    assert_eq!(authority.post(&path, &fields("2025-02-01", "Постановление № 7")).await.location(), SCHOOL);
    let public = app.anonymous().await;
    assert!(public.get(SCHOOL).await.body.contains("<h1>Лицей № 1 (демо)</h1>"));
    let before = public.get(&format!("{SCHOOL}?as_of=2025-01-31")).await.body;
    assert!(before.contains("<h1>Школа № 9001") && before.contains("Постановление № 7"));
    let close = format!("{SCHOOL}/close");
    let closed =
        authority.post(&close, &[("last_day", "2025-02-10"), ("close_basis", "Постановление № 8")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert_eq!(public.get(SCHOOL).await.status, StatusCode::NOT_FOUND);
    assert_eq!(public.get(&format!("{SCHOOL}?as_of=2025-02-10")).await.status, StatusCode::OK);
    let moved = authority.post(&format!("{SCHOOL}/move"), &[("municipality", "dubovy")]).await;
    assert_eq!(moved.status, StatusCode::NOT_FOUND, "an authority does not give schools away");
}

#[tokio::test]
async fn buildings_and_new_organisations_are_typed_on_pages() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let unfit = institute
        .post(
            "/network/organisations",
            &[("kind", "school"), ("full_name", "Школа № 5"), ("short_name", "Школа № 5"), ("inn", "123")],
        )
        .await;
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unfit.body.contains("Школа № 5") && unfit.body.contains("href=\"#inn\""));
    let added = institute
        .post(
            "/network/organisations",
            &[
                ("kind", "school"),
                ("municipality", "dubovy"),
                ("full_name", "Муниципальная школа № 5"),
                ("short_name", "Школа № 5"),
                ("inn", "7707083893"),
                ("address", "с. Зелёный Дуб, ул. Новая, 1"),
            ],
        )
        .await;
    let card = added.location().to_owned();
    assert_eq!(card, "/network/organisations/ORG-7707083893", "{}", added.body);
    let page = institute.get(&card).await.body;
    assert!(
        page.contains("ул. Новая, 1")
            && page.contains("с библиотекой")
            && page.contains("муниципальной школы № 5")
    );
    let building = page
        .split(&format!("{card}/buildings/"))
        .map(|rest| rest.split('"').next().unwrap())
        .find(|id| id.len() == 36)
        .unwrap();
    let path = format!("{card}/buildings/{building}");
    let was = [
        ("was.address", "с. Зелёный Дуб, ул. Новая, 1"),
        ("was.has_library", "yes"),
        ("was.title", ""),
        ("was.lat", ""),
        ("was.lon", ""),
    ];
    let save = async |address: &str, lat: &str| {
        let mut fields = was.to_vec();
        fields.extend([
            ("address", address),
            ("has_library", "yes"),
            ("title", ""),
            ("lat", lat),
            ("lon", lat),
        ]);
        institute.post(&path, &fields).await
    };
    assert_eq!(save("ул. Новая, 2", "91").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(save("ул. Новая, 2", "").await.status, StatusCode::SEE_OTHER);
    let late = save("ул. Новая, 3", "").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("ул. Новая, 2") && late.body.contains("ул. Новая, 3"));
    let closed = institute.post(&path, &[("do", "close"), ("last_day", "2025-02-13")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert!(institute.get(&card).await.body.contains("по\u{a0}13\u{a0}февраля 2025"));
}
