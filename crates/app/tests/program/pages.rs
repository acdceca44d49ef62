//! Snapshots of pages as their readers get them. The invented region stands still on its day, so only what is random
//! (ids, form tokens, hashes of assets) is taken out. `cargo insta review` shows what a change does to them.

use crate::common::{Browser, TestApp};
use access::Role;

/// Takes a page, its frame left out: the frame has its own snapshot.
async fn take(browser: &Browser, name: &str, path: &str) {
    let answer = browser.get(path).await;
    let body = answer.body.split_once("<main").map_or(answer.body.as_str(), |(_, rest)| rest);
    let body = body.split_once("</main>").map_or(body, |(main, _)| main);
    keep(name, &format!("{} {path}\n<main{body}</main>", answer.status.as_u16()));
}

fn keep(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]");
    settings.add_filter(r"/by-link/unsubscribe/[A-Za-z0-9_-]{43}", "/by-link/unsubscribe/[secret]");
    settings.add_filter(r#"name="_csrf" value="[^"]*""#, r#"name="_csrf" value="[csrf]""#);
    settings.add_filter(r"bib_[\w-]{6}", "bib_[sign]");
    settings.add_filter(r"/assets/([a-z-]+)\.[0-9a-f]{8,}\.", "/assets/$1.[hash].");
    // Where the engine could not be built the attribute is empty.
    settings.add_filter(r#"data-wasm="[^"]*""#, r#"data-wasm="[module]""#);
    settings.add_filter(r"/engine/engine\.[0-9a-f]{8,}\.", "/engine/engine.[hash].");
    settings.add_filter(r"[ \t]+\n", "\n");
    settings.add_filter(r"\n{2,}", "\n");
    settings.set_snapshot_path("snapshots/pages");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[tokio::test]
async fn pages_of_the_public() {
    let app = TestApp::new().await;
    let year = app.year();
    let visitor = app.anonymous().await;
    let whole = visitor.get("/").await;
    keep("the_frame", &whole.body);
    take(&visitor, "public_plan_timeline", &format!("/roadmap/{year}")).await;
    take(&visitor, "public_plan_table", &format!("/roadmap/{year}?view=table")).await;
    take(&visitor, "public_measure", &format!("/roadmap/{year}/measures/1")).await;
    take(&visitor, "public_documents", "/documents").await;
    take(&visitor, "public_registry", "/network").await;
    take(&visitor, "public_registry_of_nothing", "/network?q=нет+такой").await;
    take(&visitor, "public_login", "/login").await;
    take(&visitor, "public_absent_page", "/nothing/here").await;
    take(&visitor, "public_search", "/search?q=библиотек").await;
}

#[tokio::test]
async fn pages_of_the_institute() {
    let app = TestApp::new().await;
    let year = app.year();
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    take(&institute, "institute_today", "/").await;
    take(&institute, "institute_measure", &format!("/roadmap/{year}/measures/1")).await;
    take(&institute, "institute_evidence_form", &format!("/roadmap/{year}/measures/1/evidence/new")).await;
    take(&institute, "institute_change_form", &format!("/roadmap/{year}/measures/1/change")).await;
    take(&institute, "institute_versions", &format!("/roadmap/{year}/versions")).await;
    take(&institute, "institute_next_year", &format!("/roadmap/{year}/next-year")).await;
    take(&institute, "institute_calendar", &format!("/roadmap/{year}/calendar")).await;
    take(&institute, "institute_import_form", "/roadmap/import").await;
    take(&institute, "institute_people", "/people").await;
    let text = "№\tМероприятие\tСрок\tИсполнители\tОтметка\n1\tСеминар\tмарт\tНеведомый отдел\tсделано\n";
    let uploaded = institute
        .post_file("/roadmap/import", &[("year", "2030")], ("file", "plan.txt", text.as_bytes()))
        .await;
    take(&institute, "institute_import_preview", uploaded.location()).await;
}

#[tokio::test]
async fn pages_of_the_other_roles() {
    let app = TestApp::new().await;
    for role in [Role::Ministry, Role::RegionalCentre, Role::Municipality, Role::School, Role::Partner] {
        let browser = app.sign_in(&app.login_of(role)).await;
        take(&browser, &format!("{}_today", role.code()), "/").await;
    }
    let school = app.sign_in(&app.login_of(Role::School)).await;
    take(&school, "school_kit", "/kits/schools/L9001").await;
    take(&school, "school_kit_upload", "/kits/upload/plan").await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    take(&municipality, "municipality_completeness", "/kits/completeness").await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    take(&institute, "institute_kit", "/kits").await;
    take(&institute, "institute_kit_template", "/kits/templates/charter").await;
    take(&institute, "institute_kit_evidence", "/kits/evidence").await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    take(&administrator, "administrator_tokens", "/admin/tokens").await;
}

#[tokio::test]
async fn pages_of_reminders_and_letters() {
    let app = TestApp::new().await;
    reminders::tell_everybody(&app.house, app::rooms::SOURCES).await.unwrap();
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    take(&institute, "institute_today_reminded", "/").await;
    take(&institute, "institute_reminders", "/me/reminders").await;
    take(&institute, "institute_notifications", "/me/notifications").await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    take(&administrator, "administrator_letters", "/admin/mail").await;
    let list = administrator.get("/admin/mail").await;
    let letter =
        list.body.split("href=\"").find(|href| href.starts_with("/admin/mail/")).unwrap().split('"').next();
    take(&administrator, "administrator_letter", letter.unwrap()).await;
    let link: (String,) = app
        .house
        .db
        .query("select unsubscribe from letter where unsubscribe is not null order by id limit 1")
        .one()
        .await
        .unwrap();
    let link = link.0.strip_prefix(&app.house.settings.public_url).unwrap().to_owned();
    take(&app.anonymous().await, "public_unsubscribe", &link).await;
}

#[tokio::test]
async fn pages_of_accounts_and_curators() {
    let app = TestApp::new().await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    take(&school, "own_account", "/me").await;
    take(&school, "own_sessions", "/me/sessions").await;
    take(&school, "own_password", "/me/password").await;
    take(&school, "own_second_factor", "/me/second-factor").await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    take(&municipality, "access_roster", "/access").await;
    take(&municipality, "access_invite", "/access/invite").await;
    take(&municipality, "access_bulk", "/access/bulk").await;
    take(&municipality, "access_invitations", "/access/invitations").await;
    let roster = municipality.get("/access").await.body;
    let member = roster.split("/access/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    take(&municipality, "access_member", &format!("/access/people/{member}")).await;
    take(&app.anonymous().await, "link_that_is_over", "/invitation/no-such-link").await;
    take(&app.sign_in(&app.login_of(Role::Administrator)).await, "administrator_security", "/admin/security")
        .await;
    app.later(16);
    take(&municipality, "confirmation", "/access/invite").await;
}

/// The address of the first link of a page that is `start` and an id.
async fn first_link(browser: &Browser, page: &str, start: &str) -> String {
    let body = browser.get(page).await.body;
    let mut links = body.split("href=\"").filter_map(|href| href.split('"').next());
    let link =
        links.find(|href| href.starts_with(start) && href.len() == start.len() + store::new_id().len());
    link.unwrap_or_else(|| panic!("{page} has no link to {start}")).to_owned()
}

#[tokio::test]
async fn pages_of_papers_and_mailings() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    take(&institute, "institute_drafts", "/drafts").await;
    let year = app.year();
    take(&institute, "institute_draft_new", &format!("/drafts/new?year={year}&measure=5&slot=whole")).await;
    let agreed = first_link(&institute, "/drafts?state=agreement", "/drafts/").await;
    take(&institute, "institute_draft_in_agreement", &agreed).await;
    take(&institute, "institute_agreement_sheet", &format!("{agreed}/sheet")).await;
    let registered = first_link(&institute, "/drafts?state=registered", "/drafts/").await;
    take(&institute, "institute_draft_registered", &registered).await;
    take(&institute, "institute_templates", "/templates").await;
    take(&institute, "institute_template", "/templates/minutes").await;
    let centre = app.sign_in(&app.login_of(Role::RegionalCentre)).await;
    let open = first_link(&centre, "/drafts?state=draft", "/drafts/").await;
    take(&centre, "regional_centre_draft_edit", &format!("{open}/edit")).await;
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    take(&ministry, "ministry_mailings", "/mail-outs").await;
    let sent = first_link(&ministry, "/mail-outs", "/mail-outs/").await;
    take(&ministry, "ministry_mailing", &sent).await;
    take(&app.sign_in("omsu-dubovy").await, "municipality_mailing", &sent).await;
}

#[tokio::test]
async fn pages_of_questionnaires() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    take(&institute, "institute_questionnaires", "/questionnaires").await;
    take(&institute, "institute_questionnaire_new", "/questionnaires/new").await;
    let form = first_link(&institute, "/questionnaires", "/questionnaires/").await;
    take(&institute, "institute_questionnaire", &form).await;
    let version = first_link(&institute, &form, &format!("{form}/versions/")).await;
    take(&institute, "institute_questionnaire_version", &version).await;
    take(&institute, "institute_poll_new", &format!("{form}/polls/new")).await;
    let poll = first_link(&institute, "/questionnaires", "/questionnaires/polls/").await;
    take(&institute, "institute_poll", &poll).await;
    let answer = first_link(&institute, &poll, &format!("{poll}/answers/")).await;
    take(&institute, "institute_poll_answer", &answer).await;
    let school = app.sign_in(&app.login_of(Role::School)).await;
    take(&school, "school_questionnaires", "/questionnaires").await;
    let sheet = first_link(&school, "/questionnaires", "/questionnaires/answers/").await;
    take(&school, "school_sheet", &sheet).await;
    take(&school, "school_sheet_section", &format!("{sheet}/sections/2")).await;
    take(&school, "school_sheet_check", &format!("{sheet}/check")).await;
    take(&school, "school_sheet_book", &format!("{sheet}/book")).await;
}
