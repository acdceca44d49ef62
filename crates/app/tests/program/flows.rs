//! What people do, over HTTP: evidence and its decision, imports, forms from elsewhere, the API, budgets of statements.

use crate::common::{TestApp, api, token_for};
use axum::body::Body;
use axum::http::{Method, StatusCode};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n";

/// A measure without items that is running or overdue, its number and a needed kind, from the API.
async fn open_measure(app: &TestApp) -> (String, String) {
    let plan = api(app, Method::GET, &format!("/api/v1/roadmaps/{}", app.year()), None, &[], "").await.json();
    for measure in plan["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["measures"].as_array().unwrap())
    {
        let is_open =
            matches!(measure["state"].as_str(), Some("running" | "overdue" | "soon" | "not-started"));
        let is_simple = measure["items"].as_array().unwrap().is_empty()
            && measure["slots"].as_array().unwrap().len() == 1;
        let kind = measure["required_documents"][0]["kind"].as_str();
        if let (true, true, Some(kind), Some(0)) = (is_open, is_simple, kind, measure["satisfied"].as_u64()) {
            return (measure["number"].as_str().unwrap().to_owned(), kind.to_owned());
        }
    }
    panic!("the story leaves no measure open");
}

#[tokio::test]
async fn evidence_is_recorded_refused_mended_accepted_and_changes_the_state() {
    let app = TestApp::new().await;
    let year = app.year();
    let institute = app.sign_in("institute").await;
    let ministry = app.sign_in("ministry").await;
    let (number, kind) = open_measure(&app).await;
    let today = app.house.clock.today().to_string();
    let path = format!("/roadmap/{year}/measures/{number}/evidence");
    let fields = |document: &'static str| {
        vec![
            ("source", "document"),
            ("kind", kind.as_str()),
            ("title", "Программа семинара"),
            ("date", today.as_str()),
            ("number", document),
            ("slot", "whole"),
        ]
    };

    let wrong_type = institute.post_file(&path, &fields("1"), ("scan", "scan.pdf", b"MZ\x90\0program")).await;
    assert_eq!(wrong_type.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong_type.body.contains("Программа семинара"), "what was typed is kept");
    assert!(wrong_type.body.contains("href=\"#scan\""), "the summary leads to the field");

    let recorded = institute.post_file(&path, &fields("1"), ("scan", "scan.pdf", PDF)).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    let evidence = recorded.location().to_owned();
    let decision = format!("{evidence}/decision");

    assert_eq!(
        institute.post(&decision, &[("verdict", "accept")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not one's own"
    );
    let without_reason = ministry.post(&decision, &[("verdict", "refuse"), ("reason", "")]).await;
    assert_eq!(without_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without_reason.body.contains("Не указана причина отказа"));
    let refused =
        ministry.post(&decision, &[("verdict", "refuse"), ("reason", "Нет подписи директора")]).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let today_page = institute.get("/").await;
    assert!(today_page.body.contains("Исправить подтверждение: Программа семинара"));
    assert!(today_page.body.contains("Нет подписи директора"));
    let again = ministry.post(&decision, &[("verdict", "accept")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "decided already");

    let mended = institute.post_file(&path, &fields("1-испр"), ("scan", "scan.pdf", PDF)).await;
    let accepted = ministry.post(&format!("{}/decision", mended.location()), &[("verdict", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER);
    let measure =
        api(&app, Method::GET, &format!("/api/v1/roadmaps/{year}/measures/{number}"), None, &[], "")
            .await
            .json();
    assert_eq!(measure["satisfied"], 1);
    assert!(
        !institute.get("/").await.body.contains("Исправить подтверждение: Программа семинара"),
        "the task is done"
    );
    assert!(
        institute
            .get(&format!("/roadmap/{year}/measures/{number}"))
            .await
            .body
            .contains("Принято подтверждение")
    );
}

#[tokio::test]
async fn a_plan_is_read_from_a_file_resolved_and_accepted() {
    let app = TestApp::new().await;
    let institute = app.sign_in("institute").await;
    let text = "№\tМероприятие\tСрок\tИсполнители\tОтметка\n1\tСеминар для библиотекарей\tмарт\tНеведомый отдел\tсделано\n";
    let bomb = institute.post_file("/roadmap/import", &[], ("file", "plan.docx", b"PK\x03\x04broken")).await;
    assert_eq!(bomb.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bomb.body.contains("Файл повреждён"), "{}", bomb.body);
    let uploaded = institute
        .post_file("/roadmap/import", &[("year", "2030")], ("file", "plan.txt", text.as_bytes()))
        .await;
    let draft = uploaded.location().to_owned();
    let preview = institute.get(&draft).await;
    assert!(preview.body.contains("сделано") && preview.body.contains("графа отметок"));
    assert!(preview.body.contains("не найдено в справочнике организаций"));
    let too_early =
        institute.post(&draft, &[("do", "accept"), ("basis", "Приказ № 1"), ("version", "1")]).await;
    assert_eq!(too_early.status, StatusCode::UNPROCESSABLE_ENTITY, "an open text stands in the way");
    let stale = institute.post(&draft, &[("do", "save"), ("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "the answers were saved meanwhile");
    let accepted = institute
        .post(
            &draft,
            &[
                ("do", "accept"),
                ("basis", "Приказ № 1"),
                ("text.0", "drop"),
                ("version", "2"),
                ("plan_year", "2030"),
            ],
        )
        .await;
    assert_eq!(accepted.location(), "/roadmap/2030", "{}", accepted.body);
    assert!(institute.get("/roadmap/2030").await.body.contains("Семинар для библиотекарей"));
    assert_eq!(
        app.anonymous().await.get("/roadmap/2030").await.status,
        StatusCode::NOT_FOUND,
        "not published yet"
    );
    let ministry = app.sign_in("ministry").await;
    ministry.post("/roadmap/2030/publish", &[("open", "yes")]).await;
    assert_eq!(app.anonymous().await.get("/roadmap/2030").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_session_keeps_the_form() {
    let app = TestApp::new().await;
    let browser = app.sign_in("institute").await;
    let later = app.house.clock.now() + 13 * 3600 * 1_000_000;
    app.house.clock.set(jiff::Timestamp::from_microsecond(later).unwrap());
    let late = browser
        .post(&format!("/roadmap/{}/measures/1/comments", app.year()), &[("text", "Долгое сообщение")])
        .await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert!(
        late.body.contains("Долгое сообщение") && late.body.contains("введённый текст сохранён"),
        "{}",
        late.body
    );
}

#[tokio::test]
async fn a_form_whose_session_cookie_is_gone_is_kept_but_nothing_is_done_with_it() {
    let app = TestApp::new().await;
    let path = format!("/roadmap/{}/measures/1/comments", app.year());
    // The form was shown to somebody whose cookie another tab has taken away since.
    let gone = app.anonymous().await;
    let body = "_csrf=0123456789abcdef&text=%D0%96%D0%B0%D0%BB%D0%BA%D0%BE";
    let from_here =
        [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let late = gone.send(Method::POST, &path, &from_here, Body::from(body)).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert!(late.body.contains("Жалко") && late.body.contains("введённый текст сохранён"), "{}", late.body);
    let from_elsewhere = [from_here[0], ("sec-fetch-site", "cross-site")];
    let foreign = gone.send(Method::POST, &path, &from_elsewhere, Body::from(body)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let login = gone.send(Method::POST, "/login", &from_here, Body::from(body)).await;
    assert_eq!(login.status, StatusCode::FORBIDDEN, "a sign-in needs its own token");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_no_page_has_anything_inline() {
    let app = TestApp::new().await;
    for login in [None, Some("institute"), Some("ministry"), Some("admin"), Some("school-1")] {
        let browser = match login {
            Some(login) => app.sign_in(login).await,
            None => app.anonymous().await,
        };
        let mut waiting = vec!["/".to_owned(), "/styleguide".to_owned(), "/no/such/page".to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(path) = waiting.pop() {
            if seen.contains(&path) || seen.len() > 120 {
                continue;
            }
            seen.push(path.clone());
            let page = browser.get(&path).await;
            assert!(page.status != StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src") && !policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff");
            let is_html = page
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
            if !is_html {
                continue;
            }
            assert!(
                !page.body.contains(" style=")
                    && !page.body.contains("<style")
                    && !page.body.contains("<script>"),
                "{path}"
            );
            assert_eq!(page.body.matches("<h1").count(), 1, "{path}: one heading of the first level");
            let document = scraper::Html::parse_document(&page.body);
            let links = scraper::Selector::parse("a[href], link[href], script[src], img[src]").unwrap();
            for element in document.select(&links) {
                let target = element.value().attr("href").or(element.value().attr("src")).unwrap();
                let is_anchor = element.value().name() == "a";
                assert!(is_anchor || target.starts_with('/'), "{path} loads {target}");
                if is_anchor && target.starts_with('/') {
                    waiting.push(target.split('#').next().unwrap().to_owned());
                }
            }
        }
        assert!(seen.len() > 20, "{login:?}: {seen:?}");
    }
}

#[tokio::test]
async fn the_api_pages_through_evidence_and_changes_it_with_if_match() {
    let app = TestApp::new().await;
    let year = app.year();
    let (institute, ministry) = (token_for(&app, "institute").await, token_for(&app, "ministry").await);
    let list = format!("/api/v1/roadmaps/{year}/evidence");
    let mut ids: Vec<String> = Vec::new();
    let mut after = String::new();
    loop {
        let page =
            api(&app, Method::GET, &format!("{list}?limit=2{after}"), Some(&institute), &[], "").await.json();
        ids.extend(
            page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let all = api(&app, Method::GET, &format!("{list}?limit=200"), Some(&institute), &[], "").await.json();
    assert_eq!(ids.len(), all["items"].as_array().unwrap().len());
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "nothing twice");

    let (number, kind) = open_measure(&app).await;
    let body = serde_json::json!({"measure": number, "kind": kind, "title": "Запись вебинара", "happened_on": app.house.clock.today().to_string(), "link": "https://example.test/1"});
    let made = api(&app, Method::POST, &list, Some(&institute), &[], &body.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let location = made.location().to_owned();
    let accept = "{\"state\":\"accepted\"}";
    let change = |token: String, header: Option<&'static str>| {
        let (app, location) = (&app, location.clone());
        async move {
            let headers: Vec<(&str, &str)> = header.map(|value| ("if-match", value)).into_iter().collect();
            api(app, Method::PATCH, &location, Some(&token), &headers, accept).await
        }
    };
    assert_eq!(change(ministry.clone(), None).await.status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(change(ministry.clone(), Some("\"7\"")).await.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(
        change(institute.clone(), Some("\"1\"")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one's own"
    );
    let accepted = change(ministry.clone(), Some("\"1\"")).await;
    assert_eq!((accepted.status, accepted.json()["state"].as_str()), (StatusCode::OK, Some("accepted")));
    assert_eq!(accepted.headers["etag"], "\"2\"");

    let refused = api(&app, Method::POST, &list, None, &[], "{}").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    let plan = api(&app, Method::GET, &format!("/api/v1/roadmaps/{year}"), None, &[], "").await;
    let etag = plan.headers["etag"].to_str().unwrap().to_owned();
    let known =
        api(&app, Method::GET, &format!("/api/v1/roadmaps/{year}"), None, &[("if-none-match", &etag)], "")
            .await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn the_description_of_the_api_names_every_route_and_no_other() {
    let description = serde_json::to_value(app::api::description()).unwrap();
    let mut described: Vec<String> = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        described.extend(
            methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    let routes = app::rooms::routes();
    let served = routes
        .rows()
        .iter()
        .filter(|row| row.path.starts_with("/api/") && !row.path.ends_with("openapi.json"));
    let mut served: Vec<String> = served.map(|row| format!("{} {}", row.method, row.path)).collect();
    described.sort();
    served.sort();
    assert_eq!(described, served);
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_data() {
    let (mut warm, mut cold): (Vec<Vec<u64>>, Vec<Vec<u64>>) = (Vec::new(), Vec::new());
    for app in [TestApp::new().await, TestApp::khabarovsk().await] {
        let browser = app.sign_in("institute").await;
        let year = app.year();
        let counted = async |path: &str| {
            let before = app.house.db.statements_run();
            assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
            app.house.db.statements_run() - before
        };
        let (mut warm_row, mut cold_row) = (Vec::new(), Vec::new());
        for path in [
            format!("/roadmap/{year}"),
            format!("/roadmap/{year}?view=table"),
            format!("/roadmap/{year}/measures/1"),
            format!("/roadmap/{year}/measures/1/change"),
            format!("/roadmap/{year}/measures/1/evidence/new"),
            format!("/roadmap/{year}/versions"),
            "/network".into(),
            "/documents".into(),
            "/kits".into(),
            "/kits/completeness".into(),
            "/kits/completeness?sort=lack&by=share&state=nothing".into(),
            "/kits/completeness.csv".into(),
            "/kits/evidence".into(),
            "/drafts".into(),
            format!("/drafts/new?year={year}&measure=1&slot=whole"),
            "/templates".into(),
            "/mail-outs".into(),
            "/questionnaires".into(),
            "/".into(),
            "/people".into(),
            format!("/roadmap/{year}/calendar"),
            "/me/reminders".into(),
            "/me/notifications".into(),
            "/demo/mail".into(),
            "/access".into(),
            "/access/bulk".into(),
            "/access/history".into(),
            "/access/invitations".into(),
            "/access/invite".into(),
            "/me".into(),
            "/me/calendar".into(),
            "/me/email".into(),
            "/me/second-factor".into(),
            "/me/sessions".into(),
        ] {
            // Nothing is in memory, as after a start or a change.
            app.house.db.projections().clear();
            cold_row.push(counted(&path).await);
            warm_row.push(counted(&path).await);
        }
        warm.push(warm_row);
        cold.push(cold_row);
    }
    assert_eq!(warm[0], warm[1], "nine schools and three hundred and seventy cost the same");
    assert_eq!(cold[0], cold[1], "and so they do when nothing is in memory");
    // The start page asks every room what it wants of the reader; the others read what they show.
    let most = warm[0].iter().copied().max().unwrap();
    assert_eq!((most, warm[0].iter().filter(|count| **count > 8).count()), (14, 1), "{warm:?}");
    let most = cold[0].iter().copied().max().unwrap();
    // Next to it most is read where completeness becomes evidence: the whole plan, the registry, what schools uploaded.
    assert_eq!((most, cold[0].iter().filter(|count| **count > 18).count()), (27, 1), "{cold:?}");
    assert_eq!(warm[0][0], 3, "the plan page: the session, the plans' revisions, the registry's revision");
    assert_eq!(
        cold[0][0], 16,
        "and the versions, requirements, evidence, marks, and nine of the registry, once for its revision"
    );
}

#[tokio::test]
async fn the_real_roadmap_lives_on_its_day() {
    let app = TestApp::khabarovsk().await;
    let plan = api(&app, Method::GET, "/api/v1/roadmaps/2024", None, &[], "").await.json();
    let sections = plan["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 5);
    let measures: Vec<_> =
        sections.iter().flat_map(|section| section["measures"].as_array().unwrap()).collect();
    assert_eq!(measures.len(), 19);
    let state = |number: &str| {
        measures.iter().find(|one| one["number"] == number).unwrap()["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("2"), "overdue");
    assert_eq!(state("5"), "not-started");
    assert_eq!(state("8"), "done");
    assert_eq!(state("9"), "soon");
    assert_eq!(state("13"), "done-late");
    let in_may = api(&app, Method::GET, "/api/v1/roadmaps/2024?as_of=2024-03-01", None, &[], "").await.json();
    let may_state = in_may["sections"][1]["measures"][2]["state"].as_str();
    assert_eq!(may_state, Some("not-started"), "the conference of August, seen from March");
    let report = api(&app, Method::GET, "/api/v1/roadmaps/2024/report", None, &[], "").await.json();
    let overdue =
        report["rows"].as_array().unwrap().iter().find(|row| row["number"] == "2.3").unwrap().clone();
    assert!(overdue["deviation"].as_str().unwrap().starts_with("Просрочено на 168 дней"), "{overdue}");
}

#[tokio::test]
async fn the_personal_feed_is_a_calendar_and_dies_with_the_membership() {
    let app = TestApp::new().await;
    let browser = app.sign_in("institute").await;
    let year = app.year().to_string();
    let page = browser.post("/calendar/feed", &[("year", &year)]).await;
    let address = page.body.split("id=\"feed\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let feed = app.anonymous().await.get(&address).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert!(feed.body.starts_with("BEGIN:VCALENDAR\r\n") && feed.body.contains("BEGIN:VEVENT"));
    assert!(feed.body.lines().all(|line| line.len() <= 76), "lines are folded");
    let actor = access::store::actor_of_login(&app.house.db, "institute").await.unwrap().unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    access::store::set_membership_state(&mut tx, &actor.membership.id, access::MembershipState::Suspended)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(app.anonymous().await.get(&address).await.status, StatusCode::NOT_FOUND);
}
