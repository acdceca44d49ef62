//! The registry over HTTP: cards edited by two at once, names, buildings, refusals with everything typed.

use crate::common::{TestApp, field};
use axum::http::StatusCode;

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
    assert!(public.get(SCHOOL).await.body.contains("<h1>Лицей №\u{a0}1 (демо)</h1>"));
    let before = public.get(&format!("{SCHOOL}?as_of=2025-01-31")).await.body;
    assert!(before.contains("<h1>Школа №\u{a0}9001") && before.contains("Постановление № 7"));
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
        page.contains("ул.\u{a0}Новая, 1")
            && page.contains("с библиотекой")
            && page.contains("муниципальной школы №\u{a0}5")
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

const XLSX: &str = "школы.xlsx";

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_list_is_read_decided_on_and_loaded() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let send = async |bytes: &[u8]| {
        institute.post_file("/network/import", &[("day", "")], ("file", XLSX, bytes)).await
    };
    let wrong = send(b"%PDF-1.4").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("href=\"#file\"") && wrong.body.contains("Такой вид файла"),
        "{}",
        wrong.body
    );
    let list = sheet(&[
        &["Код", "Муниципалитет", "Краткое наименование", "Полное наименование", "Телефон", "ИНН"],
        &["L9001", "", "", "", "99-99-99", ""],
        &["", "Дубовый округ", "Школа № 77", "Муниципальная школа № 77", "", "7707083893"],
        &["", "Тридевятое", "Школа № 78", "", "", "1"],
    ]);
    let uploaded = send(&list).await;
    let draft = uploaded.location().to_owned();
    let page = institute.get(&draft).await.body;
    for told in
        ["Муниципалитета «Тридевятое» в реестре нет", "99-99-99", "муниципальной школы № 77", "1 без решения"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let nothing_yet = app.anonymous().await.get("/network?q=Школа+№+77").await.body;
    assert!(nothing_yet.contains("Таких организаций нет"));
    let too_early = institute.post(&draft, &[("version", "1"), ("do", "accept")]).await;
    assert_eq!(too_early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_early.body.contains("Строк с ошибками: 1"));
    let seen = field(&page, "seen.d.2.phone");
    let decide = [
        ("version", "2"),
        ("seen.d.2.phone", seen.as_str()),
        ("d.2.phone", "file"),
        ("skip_faulty", "yes"),
        ("do", "accept"),
    ];
    let stale = institute.post(&draft, &[("version", "1"), ("do", "save")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let accepted = institute.post(&draft, &decide).await;
    assert_eq!(accepted.location(), "/network", "{}", accepted.body);
    assert!(
        app.anonymous()
            .await
            .get("/network/organisations/ORG-7707083893")
            .await
            .body
            .contains("Дубовый округ")
    );
    assert!(institute.get("/network/organisations/L9001").await.body.contains("99-99-99"));
    assert_eq!(institute.get(&draft).await.location(), "/network", "done is done");

    let again = send(&list).await.location().to_owned();
    let page = institute.get(&again).await.body;
    assert!(
        page.contains("<dt>Новых организаций</dt><dd>0</dd>")
            && page.contains("<dt>Без изменений</dt><dd>2</dd>"),
        "{page}"
    );
}

#[tokio::test]
async fn an_answer_to_another_word_of_the_registry_is_none() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let list = sheet(&[&["Код", "Телефон"], &["L9001", "99-99-99"]]);
    let draft =
        institute.post_file("/network/import", &[], ("file", XLSX, &list)).await.location().to_owned();
    let seen = field(&institute.get(&draft).await.body, "seen.d.2.phone");
    let edit = "/network/organisations/L9001/edit";
    let was = field(&institute.get(edit).await.body, "was.phone");
    institute.post(edit, &[("was.phone", &was), ("phone", "55-55-55")]).await;
    let decide =
        [("version", "1"), ("seen.d.2.phone", seen.as_str()), ("d.2.phone", "file"), ("do", "accept")];
    let refused = institute.post(&draft, &decide).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("55-55-55"), "the new word is shown and asked about");
    assert!(institute.get("/network/organisations/L9001").await.body.contains("55-55-55"));
}

/// Domain study, M4: directive № 1500 of 20.12.2024 turns three schools into ИБЦ on that date; on 19.12.2024 they are ШБ.
#[tokio::test]
async fn a_directive_is_registered_with_its_annex_and_the_registry_answers_for_any_day() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let annex = "1. L9001\n2) Школа № 9003 (демо) г. Лукоморска\nМуниципальная школа № 9007 (демо) рп. Буян;";
    let fields = |annex: &'static str, deed: &'static str| {
        [
            ("number", "1500"),
            ("date", "2024-12-20"),
            ("title", "О расширении сети"),
            ("centre.organisations", annex),
            ("do", deed),
        ]
    };
    let unknown = institute.post("/network/statuses", &fields("Школа за лесом", "register")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("«Школа за лесом»") && unknown.body.contains("href=\"#centre\""));
    let checked = institute.post("/network/statuses", &fields(annex, "check")).await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(
        checked.body.contains("как оно понято: 3") && checked.body.contains("ОБ с 20\u{a0}декабря 2024"),
        "{}",
        checked.body
    );
    let status = async |code: &str, day: &str| {
        let path = format!("/api/v1/organisations/{code}?as_of={day}");
        crate::common::api(&app, axum::http::Method::GET, &path, None, &[], "").await.json()["status"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(status("L9001", "2024-12-20").await, "library", "checking changes nothing");
    let registered = institute
        .post_file(
            "/network/statuses",
            &fields(annex, "register"),
            ("scan", "скан.pdf", b"%PDF-1.4\n%%EOF\n"),
        )
        .await;
    let directive = registered.location().to_owned();
    assert!(directive.starts_with("/network/statuses/"), "{}", registered.body);
    for code in ["L9001", "L9003", "L9007"] {
        assert_eq!(status(code, "2024-12-19").await, "library");
        assert_eq!(status(code, "2024-12-20").await, "centre");
    }
    let public = app.anonymous().await;
    let page = public.get(&directive).await.body;
    assert!(page.contains("№\u{a0}1500 от\u{a0}20.12.2024") && page.contains("организаций: 3"), "{page}");
    assert!(!page.contains("О расширении сети"), "the paper itself is not published");
    let document = directive.replace("/network/statuses/", "/documents/");
    assert_eq!(institute.get(&document).await.status, StatusCode::OK);
    let counted = public.get("/network?status=centre&as_of=2024-12-19").await.body;
    let now = public.get("/network?status=centre&as_of=2024-12-20").await.body;
    assert!(counted.contains("1\u{a0}организация на") && now.contains("4\u{a0}организации на"), "{now}");

    let twice = institute.post("/network/statuses", &fields("L9001", "register")).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("уже зарегистрирован") || twice.body.contains("статус уже изменён"));
    let too_high = institute
        .post(
            "/network/statuses",
            &[
                ("number", "1501"),
                ("date", "2024-12-21"),
                ("title", "О МОБ"),
                ("municipal_centre.organisations", "L9008"),
                ("municipal_centre.until", "2027-12-31"),
                ("do", "register"),
            ],
        )
        .await;
    assert_eq!(too_high.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_high.body.contains("сначала нужен его статус"));
    let documents = institute.get("/documents?q=1501").await.body;
    assert!(documents.contains("0\u{a0}документов"), "neither the paper nor the status");
}

#[tokio::test]
async fn a_centre_serves_schools_and_white_spots_are_told() {
    let app = TestApp::new().await;
    let overview = app.anonymous().await.get("/network/statuses").await.body;
    assert!(overview.contains("Белые пятна") && overview.contains("Буянский район"), "{overview}");
    let authority = app.sign_in("omsu-dubovy").await;
    let area = "/network/organisations/L9004/area";
    let attach = [("do", "attach"), ("school", "L9006"), ("from", "2025-02-01")];
    assert_eq!(authority.post(area, &attach).await.status, StatusCode::SEE_OTHER);
    assert!(
        app.anonymous().await.get("/network/organisations/L9006").await.body.contains("Муниципальный центр")
    );
    assert_eq!(
        authority.get("/network/organisations/L9002/area").await.status,
        StatusCode::NOT_FOUND,
        "a foreign centre"
    );
    let institute = app.sign_in("institute").await;
    let other = [("do", "attach"), ("school", "L9006"), ("from", "2025-02-10")];
    let refused = institute.post("/network/organisations/L9002/area", &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("не бывает у двух центров"));
    let moved = [("do", "attach"), ("school", "L9006"), ("from", "2025-02-10"), ("moves", "yes")];
    assert_eq!(
        institute.post("/network/organisations/L9002/area", &moved).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn open_data_answers_for_any_day_and_to_any_site() {
    let app = TestApp::new().await;
    let public = app.anonymous().await;
    let csv = public.get("/network.csv?status=municipal_centre&as_of=2025-01-01").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.headers["access-control-allow-origin"], "*");
    assert!(csv.headers["cache-control"].to_str().unwrap().starts_with("public"));
    assert!(!csv.headers.contains_key("set-cookie"));
    let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].starts_with("code,inn,kind,full_name"));
    assert_eq!(
        lines[1..].iter().map(|line| line.split(',').next().unwrap()).collect::<Vec<_>>(),
        ["L9002", "L9004"]
    );
    let etag = csv.headers["etag"].to_str().unwrap().to_owned();
    let path = "/network.csv?status=municipal_centre&as_of=2025-01-01";
    let again = public
        .send(axum::http::Method::GET, path, &[("if-none-match", &etag)], axum::body::Body::empty())
        .await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let earlier = public.get("/network.csv?status=municipal_centre&as_of=2024-08-31").await.body;
    assert_eq!(earlier.lines().count(), 1, "the heading alone");
    let json = public.get("/network.json").await.json();
    let school =
        json["organisations"].as_array().unwrap().iter().find(|one| one["code"] == "L9002").unwrap().clone();
    assert_eq!(
        (school["status"].as_str(), school["status_until"].as_str()),
        (Some("municipal_centre"), Some("2027-08-31"))
    );
    assert!(school.get("head").is_none(), "persons are not open data");
    let geo = public.get("/network.geojson").await.json();
    let features = geo["features"].as_array().unwrap();
    assert!(features.iter().all(|one| one["geometry"]["coordinates"].as_array().unwrap().len() == 2));
    assert!(features.iter().any(|one| one["properties"]["code"] == "L9001"));
    assert!(
        !features.iter().any(|one| one["properties"]["code"] == "L9004"),
        "where no point is known there is none"
    );
    assert_eq!(public.get("/network.csv?as_of=вчера").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passport = public.get("/network/open-data").await.body;
    assert!(passport.contains("Паспорт") && passport.contains("oktmo"));
}

#[tokio::test]
async fn an_administrator_records_a_reform_and_loads_boundaries() {
    let app = TestApp::new().await;
    let administrator = app.sign_in("admin").await;
    let form = administrator.get("/network/reform?what=merge&of=lukomorsk").await.body;
    assert!(form.contains("Дубовый округ") && form.contains("перестают существовать"));
    let merge = |basis: &'static str| {
        [
            ("what", "merge"),
            ("of", "lukomorsk"),
            ("choice", "buyansky"),
            ("into", "keep"),
            ("day", "2025-02-01"),
            ("basis", basis),
        ]
    };
    let refused = administrator.post("/network/reform", &merge("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#basis\"") && refused.body.contains("value=\"buyansky\" checked"));
    assert_eq!(administrator.post("/network/reform", &merge("Закон № 12")).await.location(), "/network");
    let public = app.anonymous().await;
    let schools = async |place: &str, day: &str| {
        let path = format!("/network.csv?kind=school&municipality={place}&as_of={day}");
        public.get(&path).await.body.lines().count() - 1
    };
    assert_eq!((schools("lukomorsk", "2025-01-31").await, schools("buyansky", "2025-01-31").await), (3, 3));
    assert_eq!((schools("lukomorsk", "2025-02-01").await, schools("buyansky", "2025-02-01").await), (6, 0));
    assert!(public.get("/network/organisations/L9007").await.body.contains("Закон № 12"));

    let square = "{\"type\":\"FeatureCollection\",\"attribution\":\"© Кот учёный\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"Дубовый\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[49,54],[50,54],[50,55],[49,55],[49,54]]]}}]}";
    let send = async |deed: &str| {
        administrator
            .post_file("/network/boundaries", &[("do", deed)], ("file", "границы.geojson", square.as_bytes()))
            .await
    };
    let checked = send("check").await;
    assert!(
        checked.body.contains("Узнано муниципалитетов: 1")
            && checked.body.contains("Нет в файле: г. Лукоморск"),
        "{}",
        checked.body
    );
    assert!(!public.get("/network").await.body.contains("Кот учёный"));
    assert_eq!(send("load").await.location(), "/network/boundaries");
    let registry = public.get("/network").await.body;
    assert!(registry.contains("Границы: © Кот учёный") && registry.contains("<path d=\"M"), "{registry}");
    let bad = administrator
        .post_file("/network/boundaries", &[("do", "load")], ("file", "x.geojson", b"[1,2"))
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("Это не GeoJSON"));
}
