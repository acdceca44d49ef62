//! Every unsafe route of the table × a form that is not ours: refused, and nothing done. Whether or not somebody has signed
//! in, and signing in itself included: a page elsewhere must not sign its reader in as somebody else.

use crate::common::{Browser, TestApp};
use access::Role;
use axum::http::{Method, StatusCode};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const FROM_HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

/// What a foreign page can send: (what it is, headers, body).
fn attempts(own: &str, foreign: &str) -> Vec<(&'static str, Vec<(&'static str, &'static str)>, String)> {
    let own = format!("_csrf={own}&login=admin&password=x");
    vec![
        ("no token", vec![FROM_HERE], "login=admin".to_owned()),
        ("an empty token", vec![FROM_HERE], "_csrf=&login=admin".to_owned()),
        ("another session's token", vec![FROM_HERE], format!("_csrf={foreign}&login=admin")),
        ("another site", vec![("sec-fetch-site", "cross-site")], own.clone()),
        ("a neighbour of the site", vec![("sec-fetch-site", "same-site")], own.clone()),
        ("an address typed by hand", vec![("sec-fetch-site", "none")], own.clone()),
        ("a foreign origin", vec![("origin", "https://evil.example")], own.clone()),
        ("an origin that is hidden", vec![("origin", "null")], own.clone()),
        ("no word of the browser", vec![], own),
    ]
}

async fn everything_is_refused(app: &TestApp, browser: &Browser, foreign: &Browser) -> usize {
    let journal = access::audit::store::head(&app.house.db).await.unwrap();
    let routes = app::rooms::routes();
    let mut asked = 0;
    // What the secret of a link opens is no form of a session (`reminders/`).
    let is_form = |path: &str| !path.starts_with("/api/") && !path.starts_with("/by-link/");
    for row in routes.rows().iter().filter(|row| row.method != Method::GET && is_form(row.path)) {
        assert_eq!(row.method, Method::POST, "{}: forms send nothing else", row.path);
        let path = row.path.replace("{year}", "2024").replace(['{', '}'], "");
        for (what, headers, body) in attempts(&browser.csrf, &foreign.csrf) {
            let headers: Vec<_> = headers.into_iter().chain([FORM]).collect();
            let answer = browser.send(Method::POST, &path, &headers, body.into()).await;
            // Somebody whose session is gone keeps the text of the form behind a sign-in; nothing is done with it.
            let is_kept = browser.cookie("session").is_none()
                && what == "another session's token"
                && row.allow != access::Allow::Anyone
                && answer.status == StatusCode::UNAUTHORIZED;
            assert!(answer.status == StatusCode::FORBIDDEN || is_kept, "{path}: {what}: {}", answer.status);
            asked += 1;
        }
    }
    assert_eq!(access::audit::store::head(&app.house.db).await.unwrap(), journal, "nothing was done");
    asked
}

#[tokio::test]
async fn a_form_from_elsewhere_does_nothing_on_any_unsafe_route() {
    let app = TestApp::new().await;
    let foreign = app.sign_in(&app.login_of(Role::Ministry)).await;
    for role in [Role::Administrator, Role::Institute] {
        let browser = app.sign_in(&app.login_of(role)).await;
        assert!(everything_is_refused(&app, &browser, &foreign).await > 300);
        assert_eq!(
            browser.get("/me").await.status,
            StatusCode::OK,
            "still signed in: the foreign logout did nothing"
        );
    }
    let stranger = app.anonymous().await;
    everything_is_refused(&app, &stranger, &foreign).await;
    assert!(stranger.cookie("session").is_none(), "nobody was signed in");
}

#[tokio::test]
async fn a_cookie_opens_nothing_of_the_api() {
    let app = TestApp::new().await;
    let browser = app.sign_in(&app.login_of(Role::Institute)).await;
    let routes = app::rooms::routes();
    let programs: Vec<_> = routes
        .rows()
        .iter()
        .filter(|row| row.path.starts_with("/api/") && row.method != Method::GET)
        .collect();
    assert!(!programs.is_empty());
    for row in programs {
        let path = row.path.replace("{year}", "2024").replace(['{', '}'], "");
        let headers = [("content-type", "application/json"), FROM_HERE];
        let answer = browser.send(row.method.clone(), &path, &headers, "{}".into()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
