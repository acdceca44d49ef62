//! Snapshots of the letters about access, as they are put into the letter box.

use crate::common::{Browser, Letter, TestApp};
use access::Role;

async fn keep(app: &TestApp, name: &str) {
    keep_letter(&app.last_letter().await, name);
}

fn keep_letter(letter: &Letter, name: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"/(password|email|invitation)/[\w-]{43}", "/$1/[secret]");
    settings.add_filter(r"Account\([^)]*\)", "Account([id])");
    settings.set_snapshot_path("snapshots/letters");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = format!("{:?} ({})\n{}\n\n{}", letter.to, letter.kind, letter.subject, letter.text);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

async fn with_address(app: &TestApp, role: Role) -> Browser {
    let browser = app.sign_in(&app.login_of(role)).await;
    browser.post("/me/email", &[("email", "biblioteka@lib.example")]).await;
    keep(app, "confirm_address").await;
    let text = app.last_letter().await.text;
    let link =
        text.split("https://lib.example").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    browser.post(&link, &[]).await;
    keep(app, "address_confirmed").await;
    browser
}

#[tokio::test]
async fn letters_about_ones_own_account() {
    let app = TestApp::new().await;
    let browser = with_address(&app, Role::School).await;
    let login = app.login_of(Role::School);
    browser.post("/me/email", &[("email", "drugaya@lib.example")]).await;
    let letters = app.letters().await;
    keep_letter(letters.iter().rev().nth(1).unwrap(), "address_is_changing");
    app.anonymous().await.post("/password/forgot", &[("login", &login)]).await;
    app.work().await;
    keep(&app, "forgotten_password").await;
    app.sign_in(&login).await;
    keep(&app, "new_device").await;
    let password = app.house.region.demo.accounts[0].password.clone();
    let fields = [("current_password", password.as_str()), ("new_password", "четыре тихих ежа")];
    browser.post("/me/password", &fields).await;
    keep(&app, "password_changed").await;
}

#[tokio::test]
async fn letters_of_curators() {
    let app = TestApp::new().await;
    let login = app.login_of(Role::School);
    with_address(&app, Role::School).await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let school = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap().membership;
    let fields = [
        ("organisation", school.org_code.as_str()),
        ("role", "school"),
        ("surname", "Пробная"),
        ("name", "Анна"),
        ("patronymic", "Петровна"),
        ("email", "novaya@lib.example"),
        ("to", "2025-08-31"),
    ];
    municipality.post("/access/invitations", &fields).await;
    keep(&app, "invitation").await;
    municipality.post(&format!("/access/people/{}/password-link", school.id), &[("way", "person")]).await;
    keep(&app, "password_link_of_curator").await;
}
