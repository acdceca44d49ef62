//! A text, its editions and what the network says about them, over HTTP: domain study, M1.

use crate::common::{Answer, Browser, TestApp, field, papers, word};
use access::Role;
use axum::http::StatusCode;
use drafting::rules::State;

const EDITION: &str = "/editions/concept/2";

fn version(answer: &Answer) -> String {
    field(&answer.body, "version")
}

/// The story of the invented region: edition 1 is approved, edition 2 is being asked about until 31 December 2025.
#[tokio::test]
async fn an_edition_is_read_by_those_who_are_asked_and_by_nobody_else() {
    let app = TestApp::new().await;
    let stranger = app.anonymous().await;
    assert_eq!(stranger.get("/editions/concept/1").await.status, StatusCode::OK, "approved: open to all");
    assert_eq!(stranger.get(EDITION).await.status, StatusCode::NOT_FOUND, "a draft is not");
    assert_eq!(stranger.get("/editions/concept/compare?from=1&to=2").await.status, StatusCode::NOT_FOUND);
    for (role, is_asked) in
        [(Role::School, true), (Role::Municipality, true), (Role::Partner, false), (Role::Expert, false)]
    {
        let browser = app.sign_in(&app.login_of(role)).await;
        let status = browser.get(EDITION).await.status;
        assert_eq!(status == StatusCode::OK, is_asked, "{role:?}: {status}");
        let speak = browser.get(&format!("{EDITION}/comments/new?paragraph=p4")).await.status;
        assert_eq!(speak == StatusCode::OK, is_asked, "{role:?}: {speak}");
    }
}

#[tokio::test]
async fn added_changed_and_removed_paragraphs_are_listed_with_their_reasons() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let page = institute.get("/editions/concept/compare?from=1&to=2").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("изменён — 1, добавлен — 1, исключён — 1, без изменений — 3"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("Не <del>меньше одной сказки</del>")
            || page.body.contains("<del>одной сказки</del>")
    );
    assert!(page.body.contains("Одной оказалось мало."));
    let same = institute.get("/editions/concept/compare?from=2&to=2").await;
    assert!(same.body.contains("Редакции не различаются"));
}

#[tokio::test]
async fn two_people_on_one_paragraph_lose_nothing() {
    let app = TestApp::new().await;
    let (first, second) =
        (app.sign_in(&app.login_of(Role::Institute)).await, app.sign_in(&app.login_of(Role::Ministry)).await);
    let path = format!("{EDITION}/paragraphs/p4");
    let seen = version(&first.get(&path).await);
    let form = |text: &'static str, seen: &str| {
        [("kind", "text"), ("text", text), ("rationale", "Так лучше."), ("version", seen)]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |browser: &Browser, text: &'static str, seen: &str| {
        let form = form(text, seen);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&path, &form).await
    };
    assert_eq!(send(&first, "Три сказки в день.", &seen).await.status, StatusCode::SEE_OTHER);
    let late = send(&second, "Четыре сказки в день.", &seen).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Три сказки в день.") && late.body.contains("Четыре сказки в день."));
    // The refused form carries the version it was shown with: sent once more, it is taken knowingly.
    assert_eq!(send(&second, "Четыре сказки в день.", &version(&late)).await.status, StatusCode::SEE_OTHER);
    assert!(first.get(EDITION).await.body.contains("Четыре сказки в день."));
}

#[tokio::test]
async fn paragraphs_are_added_moved_and_taken_out() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let new = [("kind", "list_item.1"), ("text", "и златая цепь"), ("rationale", ""), ("after", "p2")];
    let added = institute.post(&format!("{EDITION}/paragraphs"), &new).await;
    let id = added.location().rsplit('#').next().unwrap().to_owned();
    let order = async || {
        let body = institute.get(EDITION).await.body;
        let ids: Vec<String> = body
            .split("<div class=\"paragraph")
            .skip(1)
            .map(|part| part.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
            .collect();
        ids
    };
    assert_eq!(order().await, ["p1", "p2", id.as_str(), "p3", "p4", "p6"]);
    let step = async |step: &str| {
        let page = institute.get(&format!("{EDITION}/paragraphs/{id}")).await;
        let seen = version(&page);
        institute
            .post(&format!("{EDITION}/paragraphs/{id}/step"), &[("step", step), ("version", &seen)])
            .await
    };
    assert_eq!(step("up").await.status, StatusCode::SEE_OTHER);
    assert_eq!(order().await, ["p1", id.as_str(), "p2", "p3", "p4", "p6"]);
    step("down").await;
    step("down").await;
    assert_eq!(order().await, ["p1", "p2", "p3", id.as_str(), "p4", "p6"]);
    step("remove").await;
    assert_eq!(order().await, ["p1", "p2", "p3", "p4", "p6"]);
    let empty = institute.post(&format!("{EDITION}/paragraphs"), &[("text", " "), ("after", "p2")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// M1 (2): a comment after the deadline is refused with the date shown; what was typed stays.
#[tokio::test]
async fn a_comment_is_taken_until_the_deadline_and_decided_with_a_reason() {
    let app = TestApp::new().await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    let word =
        [("paragraph", "p4"), ("remark", "Хватит и одной."), ("proposed", "Не меньше одной сказки в день.")];
    let taken = school.post(&format!("{EDITION}/comments"), &word).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let comment = taken.location().rsplit("#c-").next().unwrap().to_owned();
    let told = school.get(taken.location().split('#').next().unwrap()).await;
    assert!(told.body.contains("Замечание отправлено."), "{}", told.body);
    let omsu = app.sign_in(&app.login_of(Role::Municipality)).await;
    let heard = omsu.get(&format!("{EDITION}/comments")).await;
    assert!(!heard.body.contains("Хватит и одной."), "others' words are not theirs");

    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let decision = format!("{EDITION}/comments/{comment}/decision");
    let bare = institute.post(&decision, &[("decision", "declined"), ("reason", ""), ("version", "1")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("Обоснование: поле не заполнено."));
    let reasoned = [("decision", "declined"), ("reason", "Двух хватает не всем."), ("version", "1")];
    assert_eq!(institute.post(&decision, &reasoned).await.status, StatusCode::SEE_OTHER);
    let again = institute.post(&decision, &reasoned).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody has decided meanwhile");
    let answer = school.get(&format!("{EDITION}/comments")).await;
    assert!(answer.body.contains("отклонено") && answer.body.contains("Двух хватает не всем."));

    app.house.clock.set("2026-01-01T03:00:00Z".parse().unwrap());
    let school = app.sign_in(&app.login_of(Role::School)).await;
    let late = school.post(&format!("{EDITION}/comments"), &word).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Обсуждение закончилось 31\u{a0}декабря 2025"), "{}", late.body);
    assert!(late.body.contains("Хватит и одной."), "what was typed stays");
}

/// The municipality's proposal about p4 that the story leaves undecided.
async fn proposal(app: &TestApp) -> String {
    let db = &app.house.db;
    let found = db.query("select id from consultation_comment where proposed <> '' and decision is null");
    let (id,): (String,) = found.one().await.unwrap();
    id
}

/// What is taken stands in the text: as proposed at once, in part by the group's own hand.
#[tokio::test]
async fn the_text_follows_what_the_working_group_takes() {
    let app = TestApp::new().await;
    let (institute, school) =
        (app.sign_in(&app.login_of(Role::Institute)).await, app.sign_in(&app.login_of(Role::School)).await);
    let comment = proposal(&app).await;
    let accept = [("decision", "accepted"), ("reason", ""), ("version", "1")];
    let decided = institute.post(&format!("{EDITION}/comments/{comment}/decision"), &accept).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    assert!(institute.get(EDITION).await.body.contains("Не меньше трёх сказок"), "the text has followed");
    let comments = institute.get(&format!("{EDITION}/comments")).await.body;
    assert!(comments.contains("Внесено в текст"), "{comments}");
    let summary = institute.get(&format!("{EDITION}/proposals.docx")).await.bytes;
    assert!(documents::rules::plain_text(&summary).contains("Внесено в текст, абзац\u{a0}4"));

    // Two words about the same wording: the second is older than the text by now, and is put in by hand.
    let say = async |proposed: &str| {
        let word = [("paragraph", "p4"), ("remark", "Иначе."), ("proposed", proposed)];
        let said = school.post(&format!("{EDITION}/comments"), &word).await;
        said.location().rsplit("#c-").next().unwrap().to_owned()
    };
    let (first, second) = (say("Не меньше пяти сказок.").await, say("Не больше шести сказок.").await);
    let decide = |comment: &str| format!("{EDITION}/comments/{comment}/decision");
    assert_eq!(institute.post(&decide(&first), &accept).await.status, StatusCode::SEE_OTHER);
    let stale = institute.post(&decide(&second), &accept).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("Абзац изменился"), "{}", stale.body);
    let partly = [("decision", "partly"), ("reason", "Пять и шесть."), ("version", "1")];
    let opened = institute.post(&decide(&second), &partly).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let editor = institute.get(opened.location()).await;
    assert!(editor.body.contains("Не больше шести сказок.</textarea>"), "{}", editor.body);
    let (seen, about) = (version(&editor), field(&editor.body, "comment"));
    assert_eq!(about, second);
    let wording = [
        ("kind", "text"),
        ("text", "От пяти до шести сказок."),
        ("rationale", "Пять и шесть."),
        ("version", seen.as_str()),
        ("comment", about.as_str()),
    ];
    let saved = institute.post(&format!("{EDITION}/paragraphs/p4"), &wording).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let comments = institute.get(&format!("{EDITION}/comments")).await.body;
    assert_eq!(comments.matches("Внесено в текст").count(), 3, "{comments}");
}

/// M1 (3): approving freezes the text; a later change makes a new edition.
#[tokio::test]
async fn an_approved_edition_is_frozen_and_the_next_one_begins_from_it() {
    let app = TestApp::new().await;
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    let page = ministry.get(&format!("{EDITION}/approval")).await;
    let select = page.body.split("id=\"document\"").nth(1).unwrap().split("</select>").next().unwrap();
    let document = select.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let none = ministry.post(&format!("{EDITION}/approval"), &[("document", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("{EDITION}/approval");
    let letter = papers::paper(&app, &app.house.region.region.bodies.ministry, State::Registered).await;
    let letter = papers::row(&app.house, &letter).await.document_id.unwrap();
    assert!(!page.body.contains(&letter), "a letter approves nothing");
    let by_letter = ministry.post(&path, &[("document", &letter), ("leave", "yes")]).await;
    assert_eq!(by_letter.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", by_letter.body);
    let early = ministry.post(&path, &[("document", &document)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Ждут решения замечания: 1"), "{}", early.body);
    let done = ministry.post(&path, &[("document", document.as_str()), ("leave", "yes")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let comment = proposal(&app).await;
    let late = [("decision", "accepted"), ("reason", ""), ("version", "1")];
    let late = institute.post(&format!("{EDITION}/comments/{comment}/decision"), &late).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "the text is frozen");
    let frozen =
        institute.post(&format!("{EDITION}/paragraphs/p4"), &[("text", "Иначе"), ("version", "2")]).await;
    assert_eq!(frozen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(frozen.body.contains("больше не меняется"), "{}", frozen.body);
    assert!(app.anonymous().await.get(EDITION).await.body.contains("двух сказок"), "and open to everybody");

    let next = [("edition_title", "2026 года"), ("base", "2")];
    let begun = institute.post("/editions/concept/editions", &next).await;
    assert_eq!(begun.location(), "/editions/concept/3");
    let path = "/editions/concept/3/paragraphs/p4";
    let seen = version(&institute.get(path).await);
    let reworded = [("kind", "text"), ("text", "Сказок — сколько попросят."), ("version", seen.as_str())];
    assert_eq!(institute.post(path, &reworded).await.status, StatusCode::SEE_OTHER);
    let compared = institute.get("/editions/concept/compare?from=2&to=3").await;
    assert!(compared.body.contains("изменён — 1"), "{}", compared.body);
}

/// M1 (1), and the way back from Word: a text that was edited there finds its paragraphs again.
#[tokio::test]
async fn a_text_comes_from_word_and_comes_back_from_it() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let kind = app.house.region.document_kinds[0].code.clone();
    let fields =
        [("title", "Правила"), ("kind", kind.as_str()), ("code", "rules"), ("edition_title", "первая")];
    let first = word(&["Общие положения", "Читать вслух можно везде.", "Кота кормить нельзя."]);
    let added = institute.post_file("/editions", &fields, ("file", "правила.docx", &first)).await;
    assert_eq!(added.location(), "/editions/rules/1", "{}", added.body);
    let second = word(&[
        "Общие положения",
        "Читать вслух можно везде, кроме башни.",
        "Уважай читателя.",
        "Кота кормить нельзя.",
    ]);
    let next = [("edition_title", "вторая"), ("base", "1")];
    let begun =
        institute.post_file("/editions/rules/editions", &next, ("file", "правила.docx", &second)).await;
    assert_eq!(begun.location(), "/editions/rules/2", "{}", begun.body);
    let compared = institute.get("/editions/rules/compare?from=1&to=2").await;
    assert!(compared.body.contains("изменён — 1, добавлен — 1, без изменений — 2"), "{}", compared.body);
    assert!(compared.body.contains("<ins>, кроме башни</ins>"), "{}", compared.body);

    let taken = institute.post_file("/editions", &fields, ("file", "правила.docx", &first)).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("занят другим текстом"));
    let fields =
        [("title", "Правила"), ("kind", kind.as_str()), ("code", "other"), ("edition_title", "первая")];
    let scan = institute.post_file("/editions", &fields, ("file", "скан.pdf", b"%PDF-1.4")).await;
    assert_eq!(scan.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(scan.body.contains("DOCX"));
}

#[tokio::test]
async fn pages_of_a_text_take_a_constant_number_of_statements() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let mut counts = Vec::new();
    for _ in 0..2 {
        for path in [
            "/editions",
            "/editions/concept",
            EDITION,
            "/editions/concept/compare",
            "/editions/concept/2/comments",
        ] {
            let before = app.house.db.statements_run();
            assert_eq!(institute.get(path).await.status, StatusCode::OK, "{path}");
            counts.push(app.house.db.statements_run() - before);
        }
        for _ in 0..30 {
            let new = [("kind", "text"), ("text", "Ещё абзац."), ("after", "p2")];
            institute.post(&format!("{EDITION}/paragraphs"), &new).await;
            institute
                .post(&format!("{EDITION}/comments"), &[("paragraph", "p2"), ("remark", "Ещё замечание.")])
                .await;
        }
    }
    assert_eq!(counts[..5], counts[5..], "a longer text costs no more statements");
    assert!(counts.iter().all(|count| *count <= 6), "{counts:?}");
}

#[tokio::test]
async fn texts_comparisons_and_proposals_are_taken_away_in_word_and_pdf() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    for path in [
        "/editions/concept/comparison.{}?from=1&to=2",
        "/editions/concept/2/text.{}",
        "/editions/concept/2/proposals.{}",
    ] {
        for (ending, begins) in [("docx", &b"PK"[..]), ("pdf", &b"%PDF"[..])] {
            let file = institute.get(&path.replace("{}", ending)).await;
            assert_eq!(file.status, StatusCode::OK, "{path} {ending}");
            assert!(file.body.as_bytes().starts_with(begins), "{path} {ending}");
        }
    }
    let school = app.sign_in(&app.login_of(Role::School)).await;
    assert_eq!(school.get("/editions/concept/2/proposals.docx").await.status, StatusCode::NOT_FOUND);
}

/// Goals, priorities, tools, indicators: a tree that the next edition inherits, and values that go on by years.
#[tokio::test]
async fn aims_make_a_tree_and_indicators_show_the_way() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let path = format!("{EDITION}/aims");
    let page = institute.get(&path).await;
    assert!(page.body.contains("Сказок в день на обучающегося"), "inherited: {}", page.body);
    assert!(
        page.body.contains("с 0,5 до 1\u{a0}сказок к 2025\u{a0}году")
            && page.body.contains("пройдено 50&nbsp;%")
    );
    let stray = institute.post(&path, &[("kind", "tool"), ("parent", "a1"), ("title", "Песнь")]).await;
    assert_eq!(stray.status, StatusCode::UNPROCESSABLE_ENTITY, "a tool stands under a priority");
    let added = institute.post(&path, &[("kind", "priority"), ("parent", "a1"), ("title", "Песнь")]).await;
    assert_eq!(added.location(), format!("{path}#a3"), "{}", added.body);
    let wrong = [("kind", "indicator"), ("parent", "a3"), ("title", "Песен"), ("target", "много")];
    let wrong = institute.post(&path, &wrong).await;
    assert!(wrong.body.contains("«много» — не число"), "{}", wrong.body);
    let held = institute.post(&format!("{path}/a1"), &[("do", "remove")]).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY, "others stand under it");
    let gone = institute.post(&format!("{path}/a3"), &[("do", "remove")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let values = format!("{path}/a2/values");
    let early = institute.post(&values, &[("year", "2099"), ("value", "1"), ("proof", "сон")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "a year that has not begun");
    let known = institute.post(&values, &[("year", "2024"), ("value", "0,9"), ("proof", "летопись")]).await;
    assert_eq!(known.status, StatusCode::SEE_OTHER, "{}", known.body);
    assert!(institute.get("/editions/concept/1/aims").await.body.contains("пройдено 80&nbsp;%"));
    // A paragraph is named by its number; a Cyrillic «р» before it looks the same as the letter of the id.
    let about = async |paragraph: &str| {
        let aim = [("kind", "priority"), ("parent", "a1"), ("title", "Сказка"), ("paragraph", paragraph)];
        institute.post(&path, &aim).await
    };
    for typed in ["р4", "4"] {
        let said = about(typed).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{typed}: {}", said.body);
    }
    let page = institute.get(&path).await.body;
    assert!(page.matches("#p4\">абзац&nbsp;4</a>").count() >= 2, "{page}");
    let absent = about("р99").await;
    assert_eq!(absent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(absent.body.contains("нет абзаца «р99»"), "{}", absent.body);
}

/// Approving an edition proves the measure that waits for such a document; somebody else accepts it.
#[tokio::test]
async fn an_approval_proves_the_measure_that_waited_for_it() {
    let app = TestApp::new().await;
    let house = &app.house;
    let scope = access::Scope::of_the_program();
    let login = app.login_of(Role::Ministry);
    let actor = access::store::actor_of_login(&house.db, &login).await.unwrap().unwrap();
    let author = roadmap::store::Author::of_actor(&actor).unwrap();
    let board = roadmap::board_of_today(house, &scope).await.unwrap().unwrap();
    let waits = |kind: &str| roadmap::waiting_for(house, &scope, &board, kind, &author).into_iter().next();
    let mut kinds = house.region.document_kinds.iter();
    let (kind, measure) =
        kinds.find_map(|kind| Some((kind.code.clone(), waits(&kind.code)?.code()))).unwrap();

    let ministry = app.sign_in(&login).await;
    let text = [
        ("title", "Порядок"),
        ("kind", kind.as_str()),
        ("code", "order"),
        ("edition_title", "первая"),
        ("pasted", "Читать вслух можно везде."),
    ];
    assert_eq!(ministry.post("/editions", &text).await.location(), "/editions/order/1");
    let page = ministry.get("/editions/order/1/approval").await;
    assert!(page.body.contains("Что подтверждает в дорожной карте"), "{}", page.body);
    let select = page.body.split("id=\"document\"").nth(1).unwrap().split("</select>").next().unwrap();
    let document = select.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap();
    let stale = [("document", document), ("measure", "m99||whole")];
    let refused = ministry.post("/editions/order/1/approval", &stale).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("уже подтверждено или его нет в плане"), "{}", refused.body);
    let chosen = [("document", document), ("measure", measure.as_str())];
    let done = ministry.post("/editions/order/1/approval", &chosen).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let board = roadmap::board_of_today(house, &scope).await.unwrap().unwrap();
    let is_proof = |row: &roadmap::store::evidence::EvidenceRow| {
        row.document_id.as_deref() == Some(document) && row.kind.as_deref() == Some(kind.as_str())
    };
    let proof = board.evidence.iter().rev().find(|row| is_proof(row)).unwrap();
    assert_eq!(proof.state, "pending", "it waits for somebody else's word");
}

/// Those who are asked and have not spoken are reminded of the last day; who has spoken is not.
#[tokio::test]
async fn a_consultation_reminds_those_who_have_not_spoken() {
    let app = TestApp::new().await;
    let on = "2025-12-28".parse().unwrap();
    let mut people = Vec::new();
    for login in ["school-2", "school-1", "partner", "institute"] {
        people.push(access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap());
    }
    let due = editions::reminding::due(&app.house, &people, on).await.unwrap();
    assert_eq!(due[0].len(), 1, "asked and silent");
    assert_eq!(due[0][0].deadline, Some("2025-12-31".parse().unwrap()));
    assert!(due[1].is_empty(), "has spoken");
    assert!(due[2].is_empty(), "is not asked");
    assert!(due[3].is_empty(), "decides, and the consultation is not over");
    let after = editions::reminding::due(&app.house, &people, "2026-01-10".parse().unwrap()).await.unwrap();
    assert!(after[0].is_empty());
    assert!(after[3][0].title.starts_with("Решить по замечаниям"), "{after:?}");
}
