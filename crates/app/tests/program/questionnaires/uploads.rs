//! Files in parts: broken in the middle, continued, checked as a whole.

use super::{Stage, stage_of};
use crate::common::{Answer, Browser};
use access::Role;
use axum::http::StatusCode;
use serde_json::json;
use store::FileHash;

const FORM: &str = "| survey | | | |\n| | type | name | label |\n| | file | scan | Скан |\n| | image | photo | Снимок |\n\
| | text | words | Слова |\n| settings | | |\n| | form_title | form_id |\n| | Файлы | files |\n";
const PART: usize = 256 * 1024;

/// A PDF of two parts and a half, unlike any other.
fn scan(sign: u8) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    bytes.extend((0..PART * 2 + 1000).map(|place| b' ' + (u8::try_from(place % 64).unwrap() ^ sign)));
    bytes.extend(b"\n%%EOF\n");
    bytes
}

async fn begin(browser: &Browser, sheet: &str, path: &str, name: &str, bytes: &[u8], hash: &str) -> Answer {
    let size = bytes.len().to_string();
    let fields = [("path", path), ("name", name), ("size", &size), ("hash", hash)];
    browser.post(&format!("{sheet}/uploads"), &fields).await
}

/// Sends the part that begins at an offset.
async fn part(browser: &Browser, sheet: &str, upload: &str, bytes: &[u8], offset: usize) -> Answer {
    let end = bytes.len().min(offset + PART);
    let offset_text = offset.to_string();
    let file = ("part", "part", &bytes[offset.min(end)..end]);
    browser.post_file(&format!("{sheet}/uploads/{upload}"), &[("offset", &offset_text)], file).await
}

fn text<'a>(json: &'a serde_json::Value, name: &str) -> &'a str {
    json[name].as_str().unwrap_or_default()
}

async fn files_on_disk(stage: &Stage) -> i64 {
    let (count,): (i64,) = stage.app.house.db.query("select count(*) from file").one().await.unwrap();
    count
}

#[tokio::test]
async fn a_file_comes_over_a_line_that_breaks_and_becomes_an_answer_once() {
    let stage = stage_of(FORM, "").await;
    let (school, sheet) = (&stage.school, stage.sheet.as_str());
    let bytes = scan(0);
    let hash = FileHash::of(&bytes);
    let begun = begin(school, sheet, "/data/scan", "план.pdf", &bytes, hash.as_str()).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let upload = text(&begun.json(), "upload").to_owned();
    assert_eq!((begun.json()["received"].clone(), begun.json()["part"].clone()), (json!(0), json!(PART)));
    let first = part(school, sheet, &upload, &bytes, 0).await;
    assert_eq!(first.json()["received"], json!(PART), "{}", first.body);
    // The answer was lost on the way, and the part comes again; then one that does not fit.
    for offset in [0, 100, PART * 2] {
        let again = part(school, sheet, &upload, &bytes, offset).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
        assert_eq!((text(&again.json(), "state"), &again.json()["received"]), ("offset", &json!(PART)));
    }
    // Another day, another page: the same file goes on where it stopped.
    let resumed = begin(school, sheet, "/data/scan", "план.pdf", &bytes, hash.as_str()).await.json();
    assert_eq!((text(&resumed, "upload"), &resumed["received"]), (upload.as_str(), &json!(PART)));
    part(school, sheet, &upload, &bytes, PART).await;
    let last = part(school, sheet, &upload, &bytes, PART * 2).await;
    assert_eq!((last.status, text(&last.json(), "state")), (StatusCode::OK, "saved"), "{}", last.body);
    let got = school.get(text(&last.json(), "href")).await;
    assert_eq!(got.bytes, bytes, "what came is what was sent");
    assert_eq!(part(school, sheet, &upload, &bytes, 0).await.status, StatusCode::NOT_FOUND, "it has ended");
    let once_more = begin(school, sheet, "/data/scan", "план.pdf", &bytes, hash.as_str()).await.json();
    assert_eq!((text(&once_more, "state"), text(&once_more, "href")), ("saved", text(&last.json(), "href")));
    let page = school.get(&format!("{sheet}/sections/1")).await.body;
    assert_eq!(page.matches("план.pdf</a>").count(), 1, "{page}");
}

#[tokio::test]
async fn what_is_not_what_was_promised_is_thrown_away_whole() {
    let stage = stage_of(FORM, "").await;
    let (school, sheet) = (&stage.school, stage.sheet.as_str());
    let (promised, sent) = (scan(1), scan(2));
    let hash = FileHash::of(&promised);
    let upload = begin(school, sheet, "/data/scan", "а.pdf", &promised, hash.as_str()).await.json();
    let upload = text(&upload, "upload");
    part(school, sheet, upload, &sent, 0).await;
    part(school, sheet, upload, &sent, PART).await;
    let last = part(school, sheet, upload, &sent, PART * 2).await;
    assert_eq!((last.status, text(&last.json(), "state")), (StatusCode::UNPROCESSABLE_ENTITY, "damaged"));
    assert!(!school.get(&format!("{sheet}/sections/1")).await.body.contains("а.pdf"), "nothing was attached");
    let anew = begin(school, sheet, "/data/scan", "а.pdf", &promised, hash.as_str()).await.json();
    assert_eq!(anew["received"], json!(0), "it begins from the beginning");
    assert_ne!(text(&anew, "upload"), upload);
}

#[tokio::test]
async fn bounds_and_kinds_are_held_with_words() {
    let stage = stage_of(FORM, "").await;
    let (school, sheet) = (&stage.school, stage.sheet.as_str());
    let bytes = scan(3);
    let hash = FileHash::of(&bytes).as_str().to_owned();
    let refused = async |path: &str, name: &str, size: &str, hash: &str| {
        let fields = [("path", path), ("name", name), ("size", size), ("hash", hash)];
        let answer = school.post(&format!("{sheet}/uploads"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        text(&answer.json(), "message").to_owned()
    };
    assert!(refused("/data/scan", "а.pdf", "0", &hash).await.contains("20 МБ"));
    assert!(refused("/data/scan", "а.pdf", "20971521", &hash).await.contains("20 МБ"));
    assert!(refused("/data/scan", "а.pdf", "100", "нет").await.contains("Контрольная сумма"));
    assert!(refused("/data/scan", "", "100", &hash).await.contains("Имя файла"));
    assert!(refused("/data/words", "а.pdf", "100", &hash).await.contains("нет такого поля"));
    let upload = begin(school, sheet, "/data/scan", "а.pdf", &bytes, &hash).await.json();
    let address = format!("{sheet}/uploads/{}", text(&upload, "upload"));
    for wrong in [vec![], vec![b'x'; PART + 1]] {
        let answer = school.post_file(&address, &[("offset", "0")], ("part", "part", &wrong)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    }
    // What a file is, is read from its bytes, when they are all here.
    let program = b"MZ\x90\x00 a program that calls itself a picture".to_vec();
    let hash = FileHash::of(&program);
    let upload = begin(school, sheet, "/data/photo", "кот.jpg", &program, hash.as_str()).await.json();
    let last = part(school, sheet, text(&upload, "upload"), &program, 0).await;
    assert_eq!((last.status, text(&last.json(), "state")), (StatusCode::UNPROCESSABLE_ENTITY, "refused"));
    assert!(text(&last.json(), "message").contains("Выберите другой файл"), "{}", last.body);
}

#[tokio::test]
async fn too_many_at_a_time_are_refused() {
    let stage = stage_of(FORM, "").await;
    let begun = async |number: u32| {
        let bytes = format!("%PDF-1.4 {number}").into_bytes();
        let hash = FileHash::of(&bytes);
        begin(&stage.school, &stage.sheet, "/data/scan", "а.pdf", &bytes, hash.as_str()).await.status
    };
    for number in 0..20 {
        assert_eq!(begun(number).await, StatusCode::OK);
    }
    assert_eq!(begun(20).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(begun(3).await, StatusCode::OK, "one that has begun goes on");
}

#[tokio::test]
async fn a_foreign_sheet_and_a_foreign_upload_are_not_there() {
    let stage = stage_of(FORM, "").await;
    let bytes = scan(4);
    let hash = FileHash::of(&bytes);
    let upload =
        begin(&stage.school, &stage.sheet, "/data/scan", "а.pdf", &bytes, hash.as_str()).await.json();
    let upload = text(&upload, "upload");
    let stranger = stage.app.sign_in(&stage.app.login_of(Role::Municipality)).await;
    let theirs = begin(&stranger, &stage.sheet, "/data/scan", "а.pdf", &bytes, hash.as_str()).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(part(&stranger, &stage.sheet, upload, &bytes, 0).await.status, StatusCode::NOT_FOUND);
    // One's own other sheet does not know it either.
    let other = stage.asked_again("Другой опрос").await;
    assert_eq!(part(&stage.school, &other, upload, &bytes, 0).await.status, StatusCode::NOT_FOUND);
    let by_link = part(&stranger, "/by-link/answers/nobody", upload, &bytes, 0).await;
    assert_eq!(by_link.status, StatusCode::NOT_FOUND);
    assert_eq!(part(&stage.school, &stage.sheet, upload, &bytes, 0).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_closed_sheet_takes_no_file_and_no_part_of_one() {
    let stage = stage_of(FORM, "").await;
    let bytes = scan(5);
    let hash = FileHash::of(&bytes);
    let upload =
        begin(&stage.school, &stage.sheet, "/data/scan", "а.pdf", &bytes, hash.as_str()).await.json();
    let sent = stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let late = part(&stage.school, &stage.sheet, text(&upload, "upload"), &bytes, 0).await;
    assert_eq!((late.status, text(&late.json(), "state")), (StatusCode::CONFLICT, "closed"), "{}", late.body);
    let anew = begin(&stage.school, &stage.sheet, "/data/photo", "б.pdf", &bytes, hash.as_str()).await;
    assert_eq!((anew.status, text(&anew.json(), "state")), (StatusCode::CONFLICT, "closed"));
}

#[tokio::test]
async fn what_nobody_continues_is_erased_and_what_goes_on_stays() {
    let stage = stage_of(FORM, "").await;
    let (school, sheet) = (&stage.school, stage.sheet.as_str());
    let before = files_on_disk(&stage).await;
    let (left, alive) = (scan(6), scan(7));
    let (left_hash, alive_hash) = (FileHash::of(&left), FileHash::of(&alive));
    let upload = begin(school, sheet, "/data/scan", "брошен.pdf", &left, left_hash.as_str()).await.json();
    part(school, sheet, text(&upload, "upload"), &left, 0).await;
    stage.app.later(2 * 24 * 60);
    // The session is over by now; the sheet is the same.
    let school = &stage.app.sign_in(&stage.app.login_of(Role::School)).await;
    let going = begin(school, sheet, "/data/scan", "идёт.pdf", &alive, alive_hash.as_str()).await.json();
    part(school, sheet, text(&going, "upload"), &alive, 0).await;
    assert_eq!(files_on_disk(&stage).await, before + 2);
    stage.app.later(2 * 24 * 60);
    stage.app.work().await;
    store::sweep_files(&stage.app.house.db, &stage.app.house.files).await.unwrap();
    assert_eq!(files_on_disk(&stage).await, before + 1, "the part of the one that was left is gone");
    let school = &stage.app.sign_in(&stage.app.login_of(Role::School)).await;
    assert_eq!(part(school, sheet, text(&upload, "upload"), &left, PART).await.status, StatusCode::NOT_FOUND);
    let on = part(school, sheet, text(&going, "upload"), &alive, PART).await;
    assert_eq!(on.json()["received"], json!(PART * 2), "{}", on.body);
}
