//! The case of documents of a school's centre, over HTTP: domain study, M3 and §4.2.

use std::io::{Cursor, Read};

use access::{Deed, Role, Subject};
use axum::http::{Method, StatusCode};
use jiff::ToSpan;

use crate::common::{Answer, Browser, TestApp, api, token_for};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n";
/// A library whose rules are uploaded, and a centre that has everything.
const LIBRARY: &str = "/kits/schools/L9001";
const CENTRE: &str = "/kits/schools/L9005";

async fn upload(browser: &Browser, document: &str, approved_on: &str, valid_until: &str) -> Answer {
    let fields = [("number", "7-од"), ("approved_on", approved_on), ("valid_until", valid_until)];
    browser.post_file(&format!("/kits/upload/{document}"), &fields, ("file", "скан.pdf", PDF)).await
}

/// The words without what only keeps them on one line.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Names of an archive's files and the words of each.
fn opened(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).unwrap();
            let mut inside = Vec::new();
            file.read_to_end(&mut inside).unwrap();
            (file.name().unwrap().into_owned(), plain(&documents::rules::plain_text(&inside)))
        })
        .collect()
}

#[tokio::test]
async fn the_case_is_open_to_everybody_and_says_who_needs_what() {
    let app = TestApp::new().await;
    let page = app.anonymous().await.get("/kits").await;
    assert_eq!(page.status, StatusCode::OK);
    for told in ["Грамота об опорной библиотеке", "2\u{a0}года", "до 31\u{a0}мая", "рекомендуется"]
    {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(!page.body.contains("/kits/templates/"), "templates are the keepers'");
    let school = app.sign_in(&app.login_of(Role::School)).await.get("/kits").await;
    assert!(school.body.contains(&format!("href=\"{LIBRARY}\"")), "{}", school.body);
}

/// A card without a telephone and without a head.
async fn forget_contacts(app: &TestApp, code: &str) {
    let mut tx = app.house.db.begin().await.unwrap();
    tx.query("update organisation set phone = '', head = '' where code = $1").bind(code).run().await.unwrap();
    network::store::touch_registry(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn one_archive_has_every_draft_with_what_the_registry_knows() {
    let app = TestApp::new().await;
    forget_contacts(&app, "L9005").await;
    let centre = app.sign_in("school-2").await;
    let archive = centre.get(&format!("{CENTRE}/kit.zip?date=2025-02-20")).await;
    assert_eq!(archive.headers["content-type"], "application/zip");
    let files = opened(&archive.bytes);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["01 Грамота об опорной библиотеке.docx", "02 Правила чтения сказок.docx", "03 План чтений.docx"]
    );
    let charter = &files[0].1;
    for told in [
        "муниципальной школы № 9005 (демо) с. Зелёный Дуб",
        "20 февраля 2025 г.",
        "Статус «опорная библиотека» – с",
        "Дубравину Лидию Карповну",
        "[впишите: телефон школы]",
        "[впишите: фамилия, имя и отчество руководителя школы]",
    ] {
        assert!(charter.contains(told), "{told}: {charter}");
    }
    assert!(files[2].1.contains("2024/2025"), "{}", files[2].1);
    let page = centre.get(CENTRE).await;
    let link = "<a href=\"/network/organisations/L9005/edit\">телефон школы</a>";
    assert!(page.body.contains(link), "what is missing is named with its link: {}", page.body);
    let above = app.sign_in(&app.login_of(Role::Ministry)).await.get(CENTRE).await;
    assert!(above.body.contains("телефон школы") && !above.body.contains(link), "{}", above.body);

    let one = centre.get(&format!("{CENTRE}/papers/rules")).await;
    assert!(documents::rules::plain_text(&one.bytes).contains("делится книгами с соседями"));
    assert_eq!(centre.get(&format!("{CENTRE}/papers/nothing")).await.status, StatusCode::NOT_FOUND);
    let far = centre.get(&format!("{CENTRE}/kit.zip?date=2125-01-01")).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(far.body.contains("дальше года"), "{}", far.body);
}

/// A library is not asked for a charter: its archive has none, and it lacks none.
#[tokio::test]
async fn what_a_status_is_not_asked_for_is_no_lack() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let files = opened(&school.get(&format!("{LIBRARY}/kit.zip")).await.bytes);
    assert_eq!(files.len(), 2, "{files:?}");
    let page = school.get(LIBRARY).await;
    assert!(page.body.contains("<strong>1&nbsp;из&nbsp;1</strong>"), "{}", page.body);
    assert!(page.body.contains("не требуется"), "{}", page.body);
}

/// Whoever may not see a school's people gets a draft with a place for the name.
#[tokio::test]
async fn a_name_that_the_reader_may_not_see_is_a_mark() {
    let app = TestApp::new().await;
    let municipality = app.sign_in("omsu-dubovy").await;
    let files = opened(&municipality.get(&format!("{CENTRE}/kit.zip")).await.bytes);
    let charter = &files[0].1;
    assert!(!charter.contains("Дубравин"), "{charter}");
    assert!(charter.contains("[впишите: фамилия, имя и отчество сотрудника библиотеки]"), "{charter}");
}

#[tokio::test]
async fn a_signed_document_is_checked_kept_and_superseded() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-1").await;
    let today = app.house.clock.today();
    let form = school.get("/kits/upload/rules").await;
    assert!(plain(&form.body).contains("Сейчас: № 3 от 1 октября 2024"), "{}", form.body);

    let fields = [("number", ""), ("approved_on", "2100-01-01"), ("note", "Подписано")];
    let wrong =
        school.post_file("/kits/upload/rules", &fields, ("file", "скан.pdf", b"MZ\x90\0program")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Номер не указан", "ещё не наступила", "это программа", "value=\"Подписано\""]
    {
        assert!(wrong.body.contains(told), "{told}: {}", wrong.body);
    }
    for field in ["number", "approved_on", "file"] {
        assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let long = upload(&school, "rules", "2025-02-01", "2035-02-01").await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&long.body).contains("не дольше чем до 31 января 2027"), "{}", long.body);

    let kept = upload(&school, "rules", "2025-02-01", "").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    assert_eq!(kept.location(), LIBRARY);
    let page = plain(&school.get(LIBRARY).await.body);
    assert!(page.contains("№ 7-од от 1 февраля 2025") && page.contains("до 31 января 2027"), "{page}");
    assert!(page.contains("Прежние документы: 1") && page.contains("№ 3 от 1 октября 2024"), "{page}");
    let file = page.split("/kits/uploads/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(school.get(&format!("/kits/uploads/{file}")).await.bytes, PDF);

    // The day before shows what stood then.
    let before = school.get(&format!("{LIBRARY}?as_of={}", today.yesterday().unwrap())).await.body;
    let before = plain(&before);
    assert!(before.contains("№ 3 от 1 октября 2024") && !before.contains("7-од"), "{before}");
    assert!(!before.contains("Скачать комплект"), "drafts are made for today");
    let long_ago = school.get(&format!("{LIBRARY}?as_of=2023-05-01")).await.body;
    assert!(long_ago.contains("не был установлен"), "{long_ago}");

    assert_eq!(upload(&school, "nothing", "2025-02-01", "").await.status, StatusCode::NOT_FOUND);
    let centre = app.sign_in(&app.login_of(Role::MunicipalCentre)).await;
    assert_eq!(upload(&centre, "rules", "2025-02-01", "").await.status, StatusCode::NOT_FOUND, "no school");
}

#[tokio::test]
async fn a_document_uploaded_by_mistake_is_taken_back() {
    let app = TestApp::new().await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    let link = async || {
        let form = school.get("/kits/upload/rules").await.body;
        form.split("action=\"/kits/uploads/").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
    };
    assert_eq!(upload(&school, "rules", "2025-02-01", "").await.status, StatusCode::SEE_OTHER);
    let path = format!("/kits/uploads/{}", link().await.unwrap());
    let silent = school.post(&path, &[("why", "  ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&silent.body).contains("Причина не указана"), "{}", silent.body);

    let taken = school.post(&path, &[("why", "не тот файл")]).await;
    assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, LIBRARY), "{}", taken.body);
    let page = plain(&school.get(LIBRARY).await.body);
    let told = format!("отозван {}: не тот файл", ui::ru::date_long(app.house.clock.today()));
    assert!(page.contains(&plain(&told)), "{page}");
    let table = page.split("Прежние документы").next().unwrap();
    assert!(
        table.contains("№ 3 от 1 октября 2024") && !table.contains("7-од"),
        "the one before stands: {table}"
    );
    assert_eq!(school.post(&path, &[("why", "ещё раз")]).await.status, StatusCode::CONFLICT);

    // The one that was put back had nothing before it that anybody would put back again.
    let path = format!("/kits/uploads/{}", link().await.unwrap());
    assert_eq!(school.post(&path, &[("why", "тоже не тот")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(link().await, None, "the place is empty");

    let foreign = app.sign_in("school-2").await.post(&path, &[("why", "чужой")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

/// A foreign school, its file and absent ones answer with the same bytes.
#[tokio::test]
async fn what_is_foreign_is_not_told_from_what_is_not_there() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let page = institute.get(CENTRE).await.body;
    let file = page.split("/kits/uploads/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for login in ["school-1", "omsu-lukomorsk", &app.login_of(Role::MunicipalCentre)] {
        let browser = app.sign_in(login).await;
        for (foreign, absent) in [
            (CENTRE.to_owned(), "/kits/schools/L9999".to_owned()),
            (format!("{CENTRE}/kit.zip"), "/kits/schools/L9999/kit.zip".to_owned()),
            (format!("/kits/uploads/{file}"), format!("/kits/uploads/{}", store::new_id())),
        ] {
            let (one, other) = (browser.get(&foreign).await, browser.get(&absent).await);
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{login} {foreign}");
            assert_eq!(one.body, other.body, "{login} {foreign}");
        }
    }
    assert_eq!(app.sign_in("omsu-dubovy").await.get(CENTRE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn completeness_is_counted_sorted_narrowed_and_exported() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let page = institute.get("/kits/completeness").await.body;
    assert!(page.contains("<strong>2</strong> из 9"), "{page}");
    assert!(page.contains("ничего не загружено&nbsp;<b>7</b>"), "{page}");
    let worst = institute.get("/kits/completeness?sort=lack&by=nothing").await.body;
    assert!(worst.contains("aria-sort=\"descending\""), "{worst}");
    let whole = institute.get("/kits/completeness?state=complete").await.body;
    assert!(whole.contains(LIBRARY) && whole.contains(CENTRE) && !whole.contains("/kits/schools/L9002\""));
    let centres = institute.get("/kits/completeness?status=centre").await.body;
    assert!(centres.contains("<strong>1</strong> из 1"), "{centres}");
    let wrong = institute.get("/kits/completeness?state=good&as_of=вчера").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.body.contains("Не все условия приняты") && wrong.body.contains("«good» не понято"));
    // Before anything was uploaded; and before there was a case at all.
    let early = institute.get("/kits/completeness?as_of=2024-09-01").await.body;
    assert!(early.contains("<strong>0</strong> из 9"), "{early}");
    let never = institute.get("/kits/completeness?as_of=2020-01-01").await.body;
    assert!(never.contains("считать нечего"), "{never}");
    // When the rules will have run out, all is known today.
    let later = institute.get("/kits/completeness?as_of=2026-10-15").await.body;
    assert!(later.contains("есть просроченные&nbsp;<b>2</b>"), "{later}");
    assert_eq!(institute.get("/kits/completeness?municipality=nowhere").await.status, StatusCode::NOT_FOUND);

    let csv = institute.get("/kits/completeness.csv?state=complete").await.body;
    assert_eq!(csv.lines().count(), 1 + 2 * 3, "{csv}");
    assert!(csv.contains("L9005,") && csv.contains(",in_force,5-ск,2024-09-30,"), "{csv}");
    let book = institute.get("/kits/completeness.xlsx").await;
    let mut archive = zip::ZipArchive::new(Cursor::new(&book.bytes)).unwrap();
    let mut strings = String::new();
    archive.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut strings).unwrap();
    assert!(strings.contains("План чтений") && strings.contains("№ 5-ск от 30.09.2024"), "{strings}");

    let municipality = app.sign_in("omsu-dubovy").await;
    let own = municipality.get("/kits/completeness").await.body;
    assert!(own.contains("<strong>1</strong> из 3"), "{own}");
    assert!(!own.contains(LIBRARY), "its own municipality only");
    let foreign = municipality.get("/kits/completeness?municipality=lukomorsk").await;
    let absent = municipality.get("/kits/completeness?municipality=nowhere").await;
    assert_eq!((foreign.status, &foreign.body), (StatusCode::NOT_FOUND, &absent.body));
    let guessed = municipality.get("/kits/completeness?municipality=lukomorsk&status=centre").await;
    assert_eq!(guessed.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn completeness_becomes_evidence_when_the_institute_says_so() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let form = institute.get("/kits/evidence").await.body;
    assert!(form.contains("Мероприятие 1: Обследование школьных библиотек края"), "{form}");
    let place = form.split("<option value=\"").find(|rest| rest.contains("Мероприятие 1")).unwrap();
    let place = place.split('"').next().unwrap().to_owned();
    let today = app.house.clock.today().to_string();
    let late = institute.post("/kits/evidence", &[("place", &place), ("as_of", "2100-01-01")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("ещё не наступил"));
    let nowhere = institute.post("/kits/evidence", &[("place", "m9||whole"), ("as_of", &today)]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = institute.post("/kits/evidence", &[("place", &place), ("as_of", &today)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let evidence = institute.get(done.location()).await.body;
    assert!(evidence.contains(&format!("/kits/completeness?as_of={today}")), "{evidence}");
    assert!(evidence.contains("действуют в 2 из 9 школ"), "{evidence}");
    // Somebody else accepts it.
    let own = institute.post(&format!("{}/decision", done.location()), &[("verdict", "accept")]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    let accepted = ministry.post(&format!("{}/decision", done.location()), &[("verdict", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
}

#[tokio::test]
async fn the_office_has_a_template_of_its_own_for_every_school() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let starter = institute.get("/kits/templates/rules/starter.docx").await.bytes;
    let page = "/kits/templates/rules";
    let empty = institute.post(page, &[("note", "без файла")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Файл не выбран") && empty.body.contains("value=\"без файла\""));
    let unknown = crate::common::word(&["Директор {{ direktor.full }}"]);
    let refused = institute.post_file(page, &[], ("file", "шаблон.docx", &unknown)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("direktor") && refused.body.contains("director"), "{}", refused.body);
    let pdf = institute.post_file(page, &[], ("file", "шаблон.pdf", PDF)).await;
    assert!(pdf.body.contains("не документ Word"), "{}", pdf.body);
    let own = crate::common::word(&["Свои правила: {{ school.short }}, {{ date | date_full }}"]);
    for (bytes, version) in [(&starter, 1), (&own, 2)] {
        let kept = institute.post_file(page, &[("note", "бланк")], ("file", "шаблон.docx", bytes)).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
        assert!(institute.get(page).await.body.contains(&format!("Версия {version}")));
    }
    let school = app.sign_in("school-1").await;
    let paper = format!("{LIBRARY}/papers/rules");
    let words = async || documents::rules::plain_text(&school.get(&paper).await.bytes);
    assert!(words().await.contains("до третьих петухов"), "uploaded is not in use");
    let versions = institute.get(page).await.body;
    let newest = versions.split("/versions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let put = institute.post(&format!("{page}/versions/{newest}/activate"), &[]).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.body);
    assert!(words().await.contains("Свои правила: Школа № 9001"), "{}", words().await);
    let inside = opened(&school.get(&format!("{LIBRARY}/kit.zip")).await.bytes);
    assert!(inside[0].1.contains("Свои правила"), "{inside:?}");
    institute.post(&format!("{page}/standard"), &[]).await;
    assert!(words().await.contains("до третьих петухов"));
}

/// Thirty days before the end of a term the school is reminded; a newer document ends the reminder.
#[tokio::test]
async fn the_end_of_a_term_is_told_in_time() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-2").await;
    let today = app.house.clock.today();
    let actor = access::store::actor_of_login(&app.house.db, "school-2").await.unwrap().unwrap();
    let other = access::store::actor_of_login(&app.house.db, "school-1").await.unwrap().unwrap();
    let due = async || {
        let people = [actor.clone(), other.clone()];
        let dues = kits::reminding::due(&app.house, &people, app.house.clock.today()).await.unwrap();
        assert!(dues[1].is_empty(), "nobody is reminded of a foreign school");
        dues[0].clone()
    };
    assert!(due().await.is_empty());
    let last = |days: i64| today.saturating_add(days.days()).to_string();
    assert_eq!(upload(&school, "rules", "2025-02-03", &last(31)).await.status, StatusCode::SEE_OTHER);
    assert!(due().await.is_empty(), "a month and a day is early");
    for (days, title, has_deadline) in [
        (30, "Скоро истечёт срок: Правила чтения сказок", false),
        (14, "Обновить документ: Правила чтения сказок", true),
    ] {
        assert_eq!(upload(&school, "rules", "2025-02-03", &last(days)).await.status, StatusCode::SEE_OTHER);
        let told = due().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].title, title);
        assert_eq!(told[0].deadline.map(|day| day.to_string()), has_deadline.then(|| last(days)));
        assert_eq!(told[0].href, "/kits/schools/L9005#document-rules");
        assert!(plain(&told[0].note).contains("№ 9005"), "the note names the school: {}", told[0].note);
    }
    // Whoever is told that the school is late opens the same page, and the school finds there where to upload.
    let page = due().await[0].href.split('#').next().unwrap().to_owned();
    for role in [Role::Ministry, Role::Institute] {
        let above = app.sign_in(&app.login_of(role)).await.get(&page).await;
        assert_eq!(above.status, StatusCode::OK, "{role:?}");
        assert!(above.body.contains("id=\"document-rules\""), "{}", above.body);
    }
    assert_eq!(app.sign_in("omsu-dubovy").await.get(&page).await.status, StatusCode::OK);
    assert!(school.get(&page).await.body.contains("href=\"/kits/upload/rules\""));
    assert_eq!(upload(&school, "rules", "2025-02-03", "").await.status, StatusCode::SEE_OTHER);
    assert!(due().await.is_empty());
    let scope = other.scope(Subject::DocumentKit, Deed::Write);
    assert_eq!(scope.reach(), access::Reach::Own);
}

/// Of many at once one stands; nobody's document is lost, whoever was late is told.
#[tokio::test]
async fn uploads_at_once_leave_one_standing() {
    let app = TestApp::new().await;
    let school = app.sign_in("school-2").await;
    let many = (0..12).map(|_| {
        let school = school.clone();
        tokio::spawn(async move { upload(&school, "plan", "2025-02-03", "").await.status })
    });
    let mut kept = 0_i64;
    for one in many.collect::<Vec<_>>() {
        match one.await.unwrap() {
            StatusCode::SEE_OTHER => kept += 1,
            StatusCode::CONFLICT => {}
            other => panic!("{other}"),
        }
    }
    assert!(kept >= 1);
    let count = async |condition: &'static str| -> i64 {
        let (count,): (i64,) = app.house.db.query(condition).one().await.unwrap();
        count
    };
    let standing = "select count(*) from kit_upload where document = 'plan' and superseded_at is null";
    assert_eq!(count(standing).await, 1);
    assert_eq!(count("select count(*) from kit_upload where document = 'plan'").await, kept + 1);
}

#[tokio::test]
async fn programs_read_completeness_page_by_page() {
    let app = TestApp::new().await;
    let token = token_for(&app, &app.login_of(Role::Institute)).await;
    let ask = async |query: &str| {
        api(&app, Method::GET, &format!("/api/v1/kits{query}"), Some(&token), &[], "").await
    };
    let mut codes = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ask(&format!("?limit=4&cursor={cursor}")).await.json();
        assert_eq!(page["totals"]["schools"], 9);
        assert_eq!(page["totals"]["complete"], 2);
        codes.extend(page["schools"].as_array().unwrap().iter().map(|one| one["code"].to_string()));
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let found = codes.len();
    codes.sort();
    codes.dedup();
    assert_eq!((found, codes.len()), (9, 9), "everyone once");
    let whole = ask("?state=complete&status=centre").await.json();
    assert_eq!(whole["schools"][0]["code"], "L9005");
    assert_eq!(whole["schools"][0]["documents"][0]["state"], "in_force");
    for wrong in ["?limit=0", "?state=good", "?as_of=завтра"] {
        assert_eq!(ask(wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(ask("?as_of=2020-01-01").await.status, StatusCode::NOT_FOUND);
    let municipality = token_for(&app, "omsu-dubovy").await;
    let own = api(&app, Method::GET, "/api/v1/kits", Some(&municipality), &[], "").await.json();
    assert_eq!(own["totals"]["schools"], 3);
}
