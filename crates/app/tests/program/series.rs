//! A paper for every line of a list: asked for, made by jobs, stopped, taken away, erased.

use std::io::{Cursor, Read};

use access::Role;
use axum::http::StatusCode;
use drafting::rules::State;

use crate::common::{Browser, TestApp, papers};

/// Runs the jobs that wait, one by one, until the condition holds.
async fn work_until(app: &TestApp, mut is_enough: impl AsyncFnMut() -> bool) {
    let jobs = app::rooms::jobs(&app.house);
    while !is_enough().await {
        assert!(jobs.run_next().await.unwrap(), "nothing waits any more");
    }
}

async fn letter(app: &TestApp) -> (Browser, String) {
    let bodies = &app.house.region.region.bodies;
    let id = papers::paper(app, &bodies.institute, State::Draft).await;
    (app.sign_in(&app.login_of(Role::Institute)).await, format!("/drafts/{id}/series"))
}

fn list(count: usize) -> String {
    let lines = (1..=count).map(|number| format!("Директору школы № {number};1{}.03.2025\n", number % 10));
    format!("Адресаты;Срок ответа\n{}", lines.collect::<String>())
}

async fn ask(browser: &Browser, page: &str, list: &str, format: &str) -> crate::common::Answer {
    browser.post_file(page, &[("format", format)], ("list", "список.csv", list.as_bytes())).await
}

/// The address of the newest series' archive.
async fn archive_of(browser: &Browser, page: &str) -> Option<String> {
    let html = browser.get(page).await.body;
    let address = html.split("href=\"").find(|rest| rest.contains("/papers.zip\""))?;
    Some(address.split('"').next()?.to_owned())
}

#[tokio::test]
async fn sixty_letters_are_made_in_portions_and_taken_away_in_one_archive() {
    let app = TestApp::new().await;
    let (institute, page) = letter(&app).await;
    let begun = ask(&institute, &page, &list(60), "docx").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    assert!(institute.get(&page).await.body.contains("Напечатано 0 из 60"));
    work_until(&app, async || institute.get(&page).await.body.contains("Напечатано 25 из 60")).await;
    assert_eq!(archive_of(&institute, &page).await, None, "an archive that still grows is not offered");
    work_until(&app, async || institute.get(&page).await.body.contains("Напечатано 60 из 60")).await;
    let archive = institute.get(&archive_of(&institute, &page).await.unwrap()).await;
    assert_eq!(archive.status, StatusCode::OK);
    let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
    assert_eq!(archive.len(), 60);
    for (at, wanted) in [(0, "0001 Директору школы № 1.docx"), (59, "0060 Директору школы № 60.docx")]
    {
        let mut file = archive.by_index(at).unwrap();
        assert_eq!(file.name().unwrap(), wanted);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let text = documents::rules::plain_text(&bytes);
        assert!(text.contains(&format!("школы № {}", at + 1)) && text.contains("марта 2025"), "{text}");
    }
    let stop = institute
        .post(&archive_of(&institute, &page).await.unwrap().replace("papers.zip", "stop"), &[])
        .await;
    assert_eq!(stop.status, StatusCode::UNPROCESSABLE_ENTITY, "what is ready is not stopped");
}

#[tokio::test]
async fn a_stopped_series_keeps_what_is_made_and_an_old_one_is_erased_with_its_list() {
    let app = TestApp::new().await;
    let (institute, page) = letter(&app).await;
    ask(&institute, &page, &list(40), "docx").await;
    work_until(&app, async || institute.get(&page).await.body.contains("Напечатано 25 из 40")).await;
    let html = institute.get(&page).await.body;
    let stop =
        html.split("action=\"").find(|rest| rest.contains("/stop\"")).unwrap().split('"').next().unwrap();
    assert_eq!(institute.post(stop, &[]).await.status, StatusCode::SEE_OTHER);
    work_until(&app, async || {
        let (left,): (i64,) = app
            .house
            .db
            .query("select count(*) from job where kind = 'drafting.series' and done_at is null")
            .one()
            .await
            .unwrap();
        left == 0
    })
    .await;
    let html = institute.get(&page).await.body;
    assert!(html.contains("остановлена") && html.contains("Напечатано 25 из 40"), "{html}");
    let address = archive_of(&institute, &page).await.unwrap();
    let archive = institute.get(&address).await;
    assert_eq!(zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap().len(), 25);
    let mut tx = app.house.db.begin().await.unwrap();
    let long_ago = app.house.clock.now() - (drafting::series::KEPT_DAYS + 1) * 24 * 3600 * 1_000_000;
    tx.query("update paper_series set created_at = $1").bind(long_ago).run().await.unwrap();
    tx.query("update job set run_at = 0, done_at = null where kind = 'drafting.old_series'")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app::rooms::jobs(&app.house).queue_repeated().await.unwrap();
    work_until(&app, async || institute.get(&page).await.body.contains("удалена")).await;
    assert_eq!(institute.get(&address).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (lines,): (String,) = app.house.db.query("select lines from paper_series").one().await.unwrap();
    assert_eq!(lines, "[]");
}

#[tokio::test]
async fn a_faulty_list_prints_nothing_and_every_fault_is_told() {
    let app = TestApp::new().await;
    let (institute, page) = letter(&app).await;
    let sample = institute.get(&format!("{page}/list.xlsx")).await;
    assert_eq!((sample.status, &sample.bytes[..2]), (StatusCode::OK, b"PK".as_slice()));
    let whole =
        institute.post_file(&page, &[("format", "pdf")], ("list", "список.xlsx", &sample.bytes)).await;
    assert_eq!(whole.status, StatusCode::SEE_OTHER, "the sample itself is a list: {}", whole.body);
    papers::stop_all_series(&app.house).await;
    let told = ask(&institute, &page, "Адресаты;Срок ответа\nШколе № 1;завтра\n;15.03.2025\n", "docx").await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.body.contains("Строка 2. Срок ответа: «завтра»") && told.body.contains("Строка 3. Адресаты"),
        "{}",
        told.body
    );
    let torn =
        institute.post_file(&page, &[("format", "docx")], ("list", "список.xlsx", b"PK\x03\x04torn")).await;
    assert!(torn.body.contains("Список не прочитан"), "{}", torn.body);
    let unknown = ask(&institute, &page, &list(1), "exe").await;
    assert!(unknown.body.contains("Вид файлов не выбран"), "{}", unknown.body);
    for _ in 0..3 {
        ask(&institute, &page, &list(30), "pdf").await;
    }
    let fourth = ask(&institute, &page, &list(30), "pdf").await;
    assert!(fourth.body.contains("Сейчас печатается серий: 3"), "{}", fourth.body);
}
