//! What a centre must have and how far schools are from it, over HTTP: domain study, M2.

use access::Role;
use axum::http::StatusCode;

use crate::common::TestApp;

#[tokio::test]
async fn the_rules_are_open_and_follow_the_size() {
    let app = TestApp::new().await;
    let stranger = app.anonymous().await;
    let page = stranger.get("/equipment?n=66").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Терем") && page.body.contains("39,6\u{a0}кв.\u{a0}м"), "{}", page.body);
    let wrong = stranger.get("/equipment?n=много").await;
    assert!(wrong.body.contains("напишите целое число"));
    for (path, begins) in
        [("/equipment/requirements.docx", &b"PK"[..]), ("/equipment/requirements.pdf", &b"%PDF"[..])]
    {
        let file = stranger.get(path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert!(file.body.as_bytes().starts_with(begins), "{path}");
    }
}

/// M2 (1) as a school meets it: what is missing, in words and in money; the earlier check stays.
#[tokio::test]
async fn a_school_checks_itself_and_sees_what_is_missing() {
    let app = TestApp::new().await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    let form = school.get("/equipment/check").await;
    assert!(form.body.contains("value=\"80\""), "what was told the last time is there: {}", form.body);
    let wrong = school.post("/equipment/check", &[("pupils", "66"), ("Z3", "тридцать")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("«тридцать» — не количество") && wrong.body.contains("value=\"тридцать\""));
    let empty = school.post("/equipment/check", &[("pupils", "66")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = school.post("/equipment/check", &[("pupils", "66"), ("Z3", "36"), ("Z2", "5")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let result = school.get(saved.location()).await;
    assert!(result.body.contains("не выполнено, не хватает 3,6\u{a0}кв.\u{a0}м"), "{}", result.body);
    assert!(result.body.contains("не хватает 2\u{a0}мест"), "7 seats for 66 pupils");
    assert!(
        result.body.contains("1\u{202f}000\u{a0}₽") || result.body.contains("1\u{a0}000\u{a0}₽"),
        "2 × 500"
    );
    assert!(result.body.contains("не указано"));
    let earlier = result.body.split("?check=").nth(1).unwrap().split('"').next().unwrap();
    let earlier = school.get(&format!("{}?check={earlier}", saved.location())).await;
    assert!(earlier.body.contains("обучающихся — 120"), "{}", earlier.body);
    let absent = school.get(&format!("{}?check={}", saved.location(), store::new_id())).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn gaps_add_up_within_the_scope_and_new_prices_change_no_old_check() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let before = institute.get("/equipment/totals").await;
    assert!(before.body.contains("Проверили себя 1&nbsp;из"), "{}", before.body);
    assert!(
        before.body.contains("1\u{202f}500\u{a0}₽") || before.body.contains("1\u{a0}500\u{a0}₽"),
        "3 × 500"
    );
    let priced = institute.post("/equipment/prices", &[("Z2", "700,50")]).await;
    assert_eq!(priced.status, StatusCode::SEE_OTHER, "{}", priced.body);
    assert!(institute.get("/equipment/prices").await.body.contains("value=\"700,5\""));
    assert_eq!(institute.get("/equipment/totals").await.body, before.body, "the check keeps its prices");
    let wrong = institute.post("/equipment/prices", &[("Z2", "дорого")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(institute.get("/equipment/totals?municipality=nowhere").await.status, StatusCode::NOT_FOUND);

    let school = app.sign_in(&app.login_of(Role::School)).await;
    school.post("/equipment/check", &[("pupils", "120"), ("Z2", "9")]).await;
    let dearer = institute.get("/equipment/totals").await;
    assert!(dearer.body.contains("101,50\u{a0}₽"), "3 × 700,50: {}", dearer.body);
    let omsu = app.sign_in(&app.login_of(Role::Municipality)).await;
    let own = omsu.get("/equipment/totals").await;
    assert_eq!(own.body.matches("/equipment/totals?municipality=").count(), 1, "its own municipality only");
    let book = institute.get("/equipment/totals.xlsx").await;
    assert!(book.body.as_bytes().starts_with(b"PK"));
}

/// The document is made from the data, registered, open to everybody, and the next version replaces it.
#[tokio::test]
async fn the_rules_become_a_registered_document() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let today = app.house.clock.today().to_string();
    let bad = institute.post("/equipment/publication", &[("date", "")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed = [("approver_post", "Ректор"), ("approver_name", "А. С. Демонова")];
    let unsigned = institute.post("/equipment/publication", &[("date", &today), ("number", "О-1")]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody approves it");
    let form = |number: &'static str| [&[("date", today.as_str()), ("number", number)], &signed[..]].concat();
    let done = institute.post("/equipment/publication", &form("О-1")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let stranger = app.anonymous().await;
    let card = stranger.get(done.location()).await;
    assert!(card.body.contains("Чем обставлена сказочная библиотека"), "{}", card.body);
    let file = stranger.get(&format!("{}/file", done.location())).await;
    assert!(file.body.as_bytes().starts_with(b"%PDF"));
    assert!(stranger.get("/equipment").await.body.contains("О-1"));
    let again = institute.post("/equipment/publication", &form("О-1")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "the number is taken");
    let next = institute.post("/equipment/publication", &form("О-2")).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.body);
    assert!(stranger.get(done.location()).await.body.contains("заменён"));
    // Without a number typed in, the journal gives one, and the paper bears it.
    let numbered = institute.post("/equipment/publication", &form("")).await;
    assert_eq!(numbered.status, StatusCode::SEE_OTHER, "{}", numbered.body);
    let rows: Vec<(String, String)> = app
        .house
        .db
        .query("select number, file_hash from document where id = $1")
        .bind(numbered.location().rsplit('/').next().unwrap())
        .all()
        .await
        .unwrap();
    assert!(!rows[0].0.is_empty());
    let bytes = app.house.files.get(&store::FileHash::parse(&rows[0].1).unwrap()).await.unwrap();
    assert!(bytes.starts_with(b"%PDF"));
}

#[tokio::test]
async fn totals_take_a_constant_number_of_statements() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let count = async || {
        let before = app.house.db.statements_run();
        assert_eq!(institute.get("/equipment/totals").await.status, StatusCode::OK);
        app.house.db.statements_run() - before
    };
    count().await;
    let few = count().await;
    let centre = app.sign_in(&app.login_of(Role::MunicipalCentre)).await;
    centre.post("/equipment/check", &[("pupils", "300"), ("Z2", "9")]).await;
    assert_eq!(count().await, few);
    assert!(few <= 5, "{few}");
}
