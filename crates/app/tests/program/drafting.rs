//! A paper from the measure to the register, agreement, templates of offices, mailings: as people do it in a browser.

use crate::common::{Browser, TestApp, papers};
use access::Role;
use axum::http::StatusCode;
use drafting::rules::State;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n";

/// The account that a select of the agreement form offers under a name.
fn account_in(page: &str, name: &str) -> String {
    let at = page.find(name).unwrap_or_else(|| panic!("{name} is not offered"));
    let before = &page[..at];
    let value = before.rfind("value=\"").unwrap() + "value=\"".len();
    page[value..].split('"').next().unwrap().to_owned()
}

/// What the demonstration calls the account.
async fn name_of(app: &TestApp, login: &str) -> String {
    access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap().name
}

/// Begins a letter of the ministry for measure 5 and fills in what is missing; answers its address.
async fn letter(app: &TestApp, browser: &Browser) -> String {
    let kind = papers::kind_of(&app.house, "info_letter");
    let year = app.year().to_string();
    let begun = browser
        .post(
            "/drafts",
            &[
                ("year", &year),
                ("measure", "5"),
                ("kind", &kind),
                ("issuer", &app.house.region.region.bodies.ministry),
            ],
        )
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let edit = begun.location().to_owned();
    fill(browser, &edit, 1, "О проведении недели").await;
    edit.trim_end_matches("/edit").to_owned()
}

async fn fill(browser: &Browser, edit: &str, version: i64, subject: &str) {
    let version = version.to_string();
    let saved = browser
        .post(
            edit,
            &[
                ("version", &version),
                ("do", "save"),
                ("f.organisation.name", "Департамент"),
                ("f.date", "2025-02-14"),
                ("f.subject", subject),
                ("f.addressees.1.name", "Руководителям"),
                ("f.paragraphs.1.text", "Проводится неделя."),
                ("f.paragraphs.2.text", ""),
                ("f.answer", "принять участие"),
                ("f.due", "2025-03-01"),
                ("f.signatory.surname", "Демо-Царёва"),
                ("f.signatory.name", "Мария"),
                ("f.signatory.post", "Советник"),
            ],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

#[tokio::test]
async fn a_paper_goes_from_the_measure_to_the_register_and_proves_it() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let year = app.year();
    let measure = ministry.get(&format!("/roadmap/{year}/measures/5")).await.body;
    assert!(measure.contains("Подготовить документ"), "{measure}");
    let offered = ministry.get(&format!("/drafts/new?year={year}&measure=5&slot=whole")).await.body;
    assert!(offered.contains("Требует план"), "{offered}");

    let paper = letter(&app, &ministry).await;
    let edit = ministry.get(&format!("{paper}/edit")).await.body;
    assert!(edit.contains("О проведении недели") && edit.contains("<article class=\"paper\""), "{edit}");
    assert!(!edit.contains("f.paragraphs.2.text"), "empty records are dropped");
    assert!(edit.contains("заполнено всё, что нужно"), "{edit}");

    // Word and PDF of a draft.
    assert_eq!(ministry.get(&format!("{paper}/paper.docx")).await.bytes[..2], *b"PK");
    assert_eq!(ministry.get(&format!("{paper}/paper.pdf")).await.bytes[..5], *b"%PDF-");

    // Agreement: the institute, then the regional centre.
    let form = ministry.get(&format!("{paper}/agreement")).await.body;
    let (institute, centre) = (name_of(&app, "institute").await, name_of(&app, "rribc").await);
    let nobody = ministry.post(&format!("{paper}/agreement"), &[("do", "ask"), ("person.1", "")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = ministry
        .post(
            &format!("{paper}/agreement"),
            &[
                ("do", "ask"),
                ("order", "queue"),
                ("person.1", &account_in(&form, &institute)),
                ("stage.1", "1"),
                ("person.2", &account_in(&form, &centre)),
                ("stage.2", "2"),
            ],
        )
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let frozen = ministry.get(&format!("{paper}/edit")).await;
    assert_eq!(frozen.status, StatusCode::UNPROCESSABLE_ENTITY, "the text stands still");
    let (institute, centre) = (app.sign_in("institute").await, app.sign_in("rribc").await);
    assert_eq!(app.sign_in("partner").await.get(&paper).await.status, StatusCode::NOT_FOUND, "was not asked");
    let early = centre.post(&format!("{paper}/verdict"), &[("verdict", "agreed")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not yet the centre's turn");
    let remarked = institute
        .post(&format!("{paper}/remarks"), &[("field", "paragraphs.1"), ("words", "Уточните день")])
        .await;
    assert_eq!(remarked.status, StatusCode::SEE_OTHER, "{}", remarked.body);
    let without_reason = institute.post(&format!("{paper}/verdict"), &[("verdict", "returned")]).await;
    assert_eq!(without_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    let returned = institute
        .post(&format!("{paper}/verdict"), &[("verdict", "returned"), ("reason", "Нет дня недели")])
        .await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER);
    let card = ministry.get(&paper).await.body;
    assert!(card.contains("Нет дня недели") && card.contains("Уточните день"), "{card}");

    // Mended: agreement begins anew.
    let edit = ministry.get(&format!("{paper}/edit")).await.body;
    assert!(edit.contains("Замечание. "), "the remark stands at its field");
    let version = edit.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    fill(&ministry, &format!("{paper}/edit"), version.parse().unwrap(), "О проведении недели чтения").await;
    let form = ministry.get(&format!("{paper}/agreement")).await.body;
    let name = name_of(&app, "institute").await;
    let again =
        [("do", "ask"), ("order", "together"), ("person.1", &*account_in(&form, &name)), ("stage.1", "1")];
    assert_eq!(ministry.post(&format!("{paper}/agreement"), &again).await.status, StatusCode::SEE_OTHER);
    let agreed = institute.post(&format!("{paper}/verdict"), &[("verdict", "agreed")]).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
    let sheet = ministry.get(&format!("{paper}/sheet")).await.body;
    assert!(sheet.contains("ЛИСТ СОГЛАСОВАНИЯ") && sheet.contains("согласовано"), "{sheet}");
    assert_eq!(ministry.get(&format!("{paper}/sheet.pdf")).await.bytes[..5], *b"%PDF-");

    // Signed on paper, registered, evidence.
    let today = app.house.clock.today().to_string();
    let signing = format!("{paper}/signing");
    let no_scan = ministry.post(&signing, &[("how", "hand"), ("signed_on", &today)]).await;
    assert_eq!(no_scan.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("how", "hand"), ("signed_on", today.as_str())];
    let signed = ministry.post_file(&signing, &fields, ("scan", "скан.pdf", PDF)).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let registered = ministry
        .post(
            &format!("{paper}/registration"),
            &[("numbering", "given"), ("number", "15-п"), ("date", &today)],
        )
        .await;
    assert_eq!(registered.status, StatusCode::SEE_OTHER, "{}", registered.body);
    let again = ministry.post(&format!("{paper}/registration"), &[("date", &today)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "registered once");
    assert!(ministry.get("/documents?q=чтения").await.body.contains("15-п"), "a scan is found by its text");
    let proved =
        ministry.post(&format!("{paper}/evidence"), &[("part", "|whole"), ("note", "Разослано")]).await;
    assert_eq!(proved.status, StatusCode::SEE_OTHER, "{}", proved.body);
    assert!(ministry.get(proved.location()).await.body.contains("О проведении недели чтения"));
    let twice = ministry.post(&format!("{paper}/evidence"), &[("part", "|whole")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ministry.post(&format!("{paper}/reopen"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_paper_prepared_for_another_body_is_signed_and_numbered_there() {
    let app = TestApp::new().await;
    let (centre, ministry) = (app.sign_in("rribc").await, app.sign_in("ministry-2").await);
    let paper = letter(&app, &centre).await;
    assert_eq!(ministry.get(&paper).await.status, StatusCode::NOT_FOUND, "still on the desk of the centre");
    let word = centre.get(&format!("{paper}/paper.docx")).await.bytes;
    assert!(documents::rules::plain_text(&word).contains("ПРОЕКТ"));

    let sent = centre.post(&format!("{paper}/unagreed"), &[("reason_unagreed", "согласовано устно")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_eq!(
        app.sign_in("institute").await.get(&paper).await.status,
        StatusCode::NOT_FOUND,
        "a third body"
    );
    assert!(ministry.get("/drafts").await.body.contains(&paper), "listed where it is issued");
    let person = access::store::actor_of_login(&app.house.db, "ministry-2").await.unwrap().unwrap();
    let due = drafting::reminders::due(&app.house, &[person], app.house.clock.today()).await.unwrap();
    assert!(due[0].iter().any(|one| one.href == paper), "and reminded of");
    // What goes to be signed is clean, and only the preparer writes on it.
    let word = ministry.get(&format!("{paper}/paper.docx")).await.bytes;
    let words = documents::rules::plain_text(&word);
    assert!(words.contains("О проведении недели") && !words.contains("ПРОЕКТ"), "{words}");
    assert_eq!(ministry.post(&format!("{paper}/reopen"), &[]).await.status, StatusCode::NOT_FOUND);

    let today = app.house.clock.today().to_string();
    let fields = [("how", "hand"), ("signed_on", today.as_str())];
    let signed = ministry.post_file(&format!("{paper}/signing"), &fields, ("scan", "скан.pdf", PDF)).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let card = centre.get(&paper).await.body;
    assert!(
        card.contains("Номер ему даёт тот, кто издаёт") && !card.contains("Следующий по журналу"),
        "{card}"
    );
    let registration = [("numbering", "next"), ("date", today.as_str())];
    let foreign = centre.post(&format!("{paper}/registration"), &registration).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY, "no number of another's journal");
    let registered = ministry.post(&format!("{paper}/registration"), &registration).await;
    assert_eq!(registered.status, StatusCode::SEE_OTHER, "{}", registered.body);
    let card = centre.get(&paper).await.body;
    assert!(card.contains("В реестре: №"), "the preparer learns the number: {card}");
    let proved =
        centre.post(&format!("{paper}/evidence"), &[("part", "|whole"), ("note", "Разослано")]).await;
    assert!([StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY].contains(&proved.status));
}

/// A draft is begun with what the system knows: the edition in work, municipalities, centres, the report.
#[tokio::test]
async fn drafts_are_filled_from_the_data_of_the_region() {
    let app = TestApp::khabarovsk().await;
    let year = app.year().to_string();
    let begin = async |login: &str, layout: &str, measure: &str, item: &str| {
        let kind = papers::kind_of(&app.house, layout);
        let ministry = app.house.region.region.bodies.ministry.clone();
        let fields = [
            ("year", &*year),
            ("measure", measure),
            ("item", item),
            ("kind", &*kind),
            ("issuer", &*ministry),
        ];
        let begun = app.sign_in(login).await.post("/drafts", &fields).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{layout}: {}", begun.body);
        let id = begun.location().trim_end_matches("/edit").rsplit('/').next().unwrap().to_owned();
        papers::row(&app.house, &id).await.values()
    };
    let concept = begin("rribc", "concept", "1", "").await;
    let changes = concept["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "what the edition in work changes: {changes:?}");
    assert!(changes[0]["before"].as_str().unwrap() != "" || changes[1]["before"].as_str().unwrap() != "");
    assert!(!concept["indicators"].as_array().unwrap().is_empty() && concept["aim"] != "");

    let roll = network::store::roll(&app.house.db).await.unwrap();
    let schedule = begin("institute", "schedule", "4", "4.1").await;
    let municipalities = roll.municipalities_on(app.house.clock.today()).len();
    assert_eq!(schedule["windows"].as_array().unwrap().len(), municipalities);

    let directive = begin("ministry", "directive", "5", "").await;
    let listed = directive["organisations"].as_array().unwrap();
    assert!(
        !listed.is_empty() && listed.iter().all(|one| one["name"] != "" && one["term"] != ""),
        "{listed:?}"
    );
    let extension = begin("ministry", "directive", "4", "4.3").await;
    assert_eq!(extension["organisations"].as_array().unwrap().len(), 0, "whom it names is decided by people");

    let report = begin("institute", "execution_report", "1", "").await;
    assert!(report["rows"].as_array().unwrap().len() > 19, "every measure and its parts");
    assert!(report["title"].as_str().unwrap() != concept["title"].as_str().unwrap());
    let regulation = begin("ministry", "regulation", "17", "17.2").await;
    assert_eq!(regulation["stages"].as_array().unwrap().len(), 1);
    assert_eq!(regulation["stages"][0]["from"], format!("{year}-09-01"));
    // Nobody's head is known here: the line is left for the hand, and no post is guessed.
    assert_eq!(directive["signatory"]["post"], "");
}

#[tokio::test]
async fn a_registered_paper_is_the_same_file_whatever_template_comes_later() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let code = app.house.region.region.bodies.ministry.clone();
    let id = papers::paper(&app, &code, State::Registered).await;
    let paper = format!("/drafts/{id}");
    let before = ministry.get(&format!("{paper}/paper.docx")).await.bytes;
    let pdf = ministry.get(&format!("{paper}/paper.pdf")).await.bytes;
    let row = papers::row(&app.house, &id).await;
    let kept = app.house.files.get(&row.kept_pdf().unwrap()).await.unwrap();
    assert!(kept == pdf && pdf.starts_with(b"%PDF-"), "made at registration and served from then on");
    let mark = "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ";
    let is_marked = |word: &[u8]| {
        let text = documents::rules::plain_text(word);
        text.contains(mark) && text.contains("Владелец: Демо-Премудрая Василиса Егоровна")
    };
    assert!(is_marked(&before));

    let (kind, template) = papers::template(&app, &code).await;
    let activated = ministry.post(&format!("/templates/{kind}/versions/{template}/activate"), &[]).await;
    assert_eq!(activated.status, StatusCode::SEE_OTHER, "{}", activated.body);
    // The template is at work: a paper that is still written looks another way.
    let written = format!("/drafts/{}", papers::paper(&app, &code, State::Signing).await);
    let by_template = ministry.get(&format!("{written}/paper.docx")).await.bytes;
    let standard = ministry.post(&format!("/templates/{kind}/standard"), &[]).await;
    assert_eq!(standard.status, StatusCode::SEE_OTHER);
    assert_ne!(ministry.get(&format!("{written}/paper.docx")).await.bytes, by_template);
    let again = ministry.post(&format!("/templates/{kind}/versions/{template}/activate"), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(ministry.get(&format!("{paper}/paper.docx")).await.bytes, before);
    // A template that says nothing of signatures prints the mark all the same, of the registered paper alone.
    let other = papers::paper(&app, &code, State::Registered).await;
    assert!(is_marked(&ministry.get(&format!("/drafts/{other}/paper.docx")).await.bytes));
    assert!(!is_marked(&by_template));
}

#[tokio::test]
async fn of_two_editors_the_later_one_sees_both_words() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let paper = letter(&app, &ministry).await;
    let other = app.sign_in("ministry").await;
    fill(&other, &format!("{paper}/edit"), 2, "О другом").await;
    let late = ministry.post(&format!("{paper}/edit"), &[("version", "2"), ("f.subject", "О третьем")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("О другом") && late.body.contains("О третьем"), "{}", late.body);
    assert!(late.body.contains("name=\"version\" value=\"3\""), "sent again, it is meant");
}

#[tokio::test]
async fn a_row_is_added_and_removed_without_a_script() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let paper = letter(&app, &ministry).await;
    let fields = [("version", "2"), ("do", "add:enclosures"), ("f.enclosures.1.name", "Форма")];
    let added = ministry.post(&format!("{paper}/edit"), &fields).await;
    assert!(added.location().ends_with("#f.enclosures.2"), "{}", added.location());
    let page = ministry.get(&format!("{paper}/edit")).await.body;
    assert!(page.contains("id=\"f.enclosures.2.name\"") && page.contains("value=\"remove:enclosures.2\""));
}

#[tokio::test]
async fn the_office_prints_by_its_own_template_and_returns_to_an_older_one() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let kind = papers::kind_of(&app.house, "info_letter");
    let page = format!("/templates/{kind}");
    let starter = ministry.get(&format!("{page}/starter.docx")).await.bytes;
    let wrong = ministry.post_file(&page, &[], ("file", "шаблон.docx", b"PK\x03\x04broken")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old =
        ministry.post_file(&page, &[], ("file", "шаблон.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")).await;
    assert!(old.body.contains("старый вид файла") && old.body.contains("docx"), "{}", old.body);
    let misnamed = ministry.post_file(&page, &[], ("file", "шаблон.pdf", &starter)).await;
    assert!(misnamed.body.contains("сохраните как «Документ Word (*.docx)»"), "{}", misnamed.body);
    let other = ministry.get(&format!("{page}/starter.docx?edition=2025")).await.bytes;
    assert_ne!(other, starter, "both editions are offered");
    let broken = papers_with_unknown_field();
    let told = ministry.post_file(&page, &[], ("file", "шаблон.docx", &broken)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.body.contains("абзац") && told.body.contains("subjekt"),
        "the fault names its place: {}",
        told.body
    );
    let loaded = ministry.post_file(&page, &[("note", "Наш бланк")], ("file", "шаблон.docx", &starter)).await;
    assert_eq!(loaded.status, StatusCode::SEE_OTHER, "{}", loaded.body);
    let versions = ministry.get(&page).await.body;
    assert!(versions.contains("Наш бланк"));
    let address = versions.split(&format!("{page}/versions/")).nth(1).unwrap().split('"').next().unwrap();
    let version = format!("{page}/versions/{address}");
    let paper = letter(&app, &ministry).await;
    let draft = paper.rsplit('/').next().unwrap();
    let trial = ministry.get(&format!("{version}/trial.docx?draft={draft}")).await;
    assert_eq!((trial.status, &trial.bytes[..2]), (StatusCode::OK, b"PK".as_slice()));
    let before = ministry.get(&format!("{paper}/paper.docx")).await.bytes;
    assert_eq!(ministry.post(&format!("{version}/activate"), &[]).await.status, StatusCode::SEE_OTHER);
    let after = ministry.get(&format!("{paper}/paper.docx")).await.bytes;
    assert_ne!(before, after, "the paper is printed by the office's template");
    let words = documents::rules::plain_text(&after);
    assert!(words.contains("О проведении недели"));
    assert!(words.contains("ПРОЕКТ"), "a draft says that it is one, by whatever template: {words}");
    assert_eq!(ministry.post(&format!("{page}/standard"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ministry.get(&format!("{paper}/paper.docx")).await.bytes, before);
    // Another office's template is not there.
    let institute = app.sign_in("institute").await;
    assert_eq!(institute.get(&version).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn templates_uploaded_at_once_become_versions_one_after_the_other() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let page = format!("/templates/{}", papers::kind_of(&app.house, "info_letter"));
    let starter = ministry.get(&format!("{page}/starter.docx")).await.bytes;
    let uploads = (0..12).map(|_| ministry.post_file(&page, &[], ("file", "шаблон.docx", &starter)));
    for upload in futures_util::future::join_all(uploads).await {
        assert_eq!(upload.status, StatusCode::SEE_OTHER, "{}", upload.body);
    }
    let scope = access::Scope::of_the_program();
    let kept = ::drafting::store::templates::templates(&app.house.db, &scope).await.unwrap();
    let mut versions: Vec<i64> = kept.iter().map(|one| one.version).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<i64>>());
}

/// A Word file with a placeholder that no kind declares.
fn papers_with_unknown_field() -> Vec<u8> {
    let paper = ::papers::Paper {
        body: vec![::papers::Block::paragraph("О чём: {{ subjekt }}")],
        ..::papers::Paper::default()
    };
    ::papers::docx(&paper).unwrap()
}

#[tokio::test]
async fn a_letter_is_sent_opened_confirmed_answered_and_reminded_of() {
    let app = TestApp::new().await;
    let ministry = app.sign_in("ministry-2").await;
    let bodies = &app.house.region.region.bodies;
    let paper = papers::paper(&app, &bodies.ministry, State::Registered).await;
    let document = papers::row(&app.house, &paper).await.document_id.unwrap();
    let form = ministry.get(&format!("/mail-outs/new?document={document}")).await;
    assert!(form.body.contains("Все органы местного самоуправления"), "{}", form.body);
    let unknown = ministry
        .post("/mail-outs", &[("document", &document), ("answer", "free"), ("list", "Нет такой школы")])
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("Нет такой школы"));
    let sent = ministry
        .post(
            "/mail-outs",
            &[("document", &document), ("answer", "free"), ("group", "authorities"), ("due", "2025-02-28")],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let letter = sent.location().to_owned();
    assert_eq!(app.sign_in("school-1").await.get(&letter).await.status, StatusCode::NOT_FOUND);

    let login = app.login_of(Role::Municipality);
    let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    let due = async || {
        let due = drafting::reminders::due(&app.house, std::slice::from_ref(&actor), app.house.clock.today());
        due.await.unwrap().remove(0).into_iter().filter(|one| one.href == letter).count()
    };
    assert_eq!(due().await, 1, "the addressee is reminded");
    let authority = app.sign_in(&login).await;
    let opened = authority.get(&letter).await.body;
    assert!(opened.contains("прочитано") && opened.contains("Подтвердить получение"), "{opened}");
    assert_eq!(authority.get(&format!("{letter}/file")).await.bytes, b"%PDF-1.4\n%%EOF\n");
    let confirmed = authority.post(&format!("{letter}/confirm"), &[]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    assert_eq!(due().await, 1, "an answer is still asked for");
    let empty = authority.post(&format!("{letter}/answer"), &[("answer", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answered = authority
        .post_file(&format!("{letter}/answer"), &[("answer", "Пять школ")], ("file", "ответ.pdf", PDF))
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.body);
    assert_eq!(due().await, 0);
    assert_eq!(
        authority.post(&format!("{letter}/answer"), &[("answer", "Ещё")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "answered once"
    );
    let seen = ministry.get(&letter).await.body;
    assert!(seen.contains("Пять школ") && seen.contains("ждём"), "{seen}");
    let file = seen.split(&format!("{letter}/answers/")).nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(ministry.get(&format!("{letter}/answers/{file}")).await.bytes, PDF);
}

#[tokio::test]
async fn registered_at_once_the_papers_of_a_journal_have_no_gap_and_no_double() {
    const COUNT: usize = 24;
    let app = TestApp::new().await;
    let org = app.house.region.region.bodies.regional_centre.clone();
    let mut ids = Vec::new();
    for _ in 0..COUNT {
        ids.push(papers::paper(&app, &org, State::Signed).await);
    }
    let author = papers::author_at(&app.house, &org).await;
    let mut running = Vec::new();
    // Every paper is registered twice at once: the second is told, and takes no number.
    for id in ids.iter().chain(&ids) {
        let (house, id, author) = (app.house.clone(), id.clone(), author.clone());
        running.push(tokio::spawn(async move { papers::register(&house, &id, &author).await }));
    }
    let mut done = 0;
    for one in running {
        done += usize::from(one.await.unwrap().is_ok());
    }
    assert_eq!(done, COUNT);
    let kind = papers::kind_of(&app.house, "info_letter");
    let numbers: Vec<(String,)> = app
        .house
        .db
        .query("select number from document where kind = $1 and org_code = $2")
        .bind(&kind)
        .bind(&org)
        .all()
        .await
        .unwrap();
    let mut numbers: Vec<usize> = numbers.into_iter().map(|(number,)| number.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=COUNT).collect::<Vec<_>>());
}
