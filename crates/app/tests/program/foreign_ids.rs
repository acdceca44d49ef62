//! Every identifier that one organisation's pages hold, tried by everybody else: on every path, in every form field, in
//! the API's JSON. A foreign thing and one that does not exist get the same answer, byte for byte.

use std::collections::BTreeSet;

use crate::common::{Answer, Browser, TestApp, api, token_for};
use access::{MembershipState, Role};
use axum::http::Method;

/// Ids are UUIDs of version 7: 36 signs with a `7` after the second dash.
fn ids_in(text: &str) -> BTreeSet<String> {
    let is_id = |candidate: &[u8]| {
        candidate.len() == 36
            && candidate.iter().enumerate().all(|(place, sign)| match place {
                8 | 13 | 18 | 23 => *sign == b'-',
                14 => *sign == b'7',
                _ => sign.is_ascii_hexdigit(),
            })
    };
    text.as_bytes()
        .windows(36)
        .filter(|window| is_id(window))
        .map(|window| String::from_utf8(window.to_vec()).unwrap())
        .collect()
}

/// The page without what differs from request to request: the asked id itself where a page repeats it.
fn told(answer: &Answer, id: &str) -> (u16, String) {
    (answer.status.as_u16(), answer.body.replace(id, "[id]"))
}

const PLACES: [&str; 35] = [
    "{school}",
    "{kit_upload}",
    "{kit_document}",
    "{kit_template}",
    "{draft}",
    "{template}",
    "{mailing}",
    "{addressee}",
    "{form}",
    "{version}",
    "{poll}",
    "{answer}",
    "{section}",
    "{file}",
    "{upload}",
    "{building}",
    "{comment}",
    "{member}",
    "{invitation}",
    "{session}",
    "{membership}",
    "{document}",
    "{person}",
    "{import}",
    "{evidence}",
    "{organisation}",
    "{municipality}",
    "{mark}",
    "{token}",
    "{letter}",
    "{post}",
    "{consent}",
    "{erasure}",
    "{hold}",
    "{kind}",
];

/// Everything that somebody's pages name by an id.
async fn ids_seen_by(app: &TestApp, browser: &Browser) -> BTreeSet<String> {
    let year = app.year();
    let mut seen = BTreeSet::new();
    let mut queue: Vec<String> = [
        "/",
        "/documents",
        "/editions/concept/2/comments",
        "/drafts",
        "/mail-outs",
        "/people",
        "/consents",
        "/me/data",
        "/me/consents",
        "/me/reminders",
        "/access",
        "/access/invitations",
        "/admin/tokens",
        "/admin/mail",
        "/network",
        "/questionnaires",
        "/kits/schools/L9001",
        "/kits/schools/L9005",
        "/network/import",
        "/network/statuses",
        "/roadmap/import",
    ]
    .map(str::to_owned)
    .into();
    queue.push(format!("/roadmap/{year}?view=table"));
    for number in 1..6 {
        queue.push(format!("/roadmap/{year}/measures/{number}"));
    }
    for path in queue {
        seen.extend(ids_in(&browser.get(&path).await.body));
    }
    seen
}

#[tokio::test]
async fn a_swapped_identifier_opens_nothing_anywhere() {
    let app = TestApp::new().await;
    let mut everything = BTreeSet::new();
    for role in [Role::Administrator, Role::Ministry, Role::Institute] {
        let browser = app.sign_in(&app.login_of(role)).await;
        everything.extend(ids_seen_by(&app, &browser).await);
    }
    assert!(everything.len() > 15, "there is something to steal: {}", everything.len());
    let routes = app::rooms::routes();
    let mut asked = 0_usize;
    for role in [Role::School, Role::Partner, Role::Expert, Role::Municipality] {
        let login = app.login_of(role);
        let browser = app.sign_in(&login).await;
        let own = ids_seen_by(&app, &browser).await;
        let foreign: Vec<&String> = everything.difference(&own).collect();
        let token = token_for(&app, &login).await;
        // Addresses that are secrets themselves (a new password, an invitation) have no ids to be swapped.
        let is_secret =
            |path: &str| ["/password/", "/email/", "/invitation/"].iter().any(|one| path.starts_with(one));
        let named = routes.rows().iter().filter(|row| PLACES.iter().any(|place| row.path.contains(place)));
        for row in named.filter(|row| !is_secret(row.path)) {
            let path_of = |id: &str| {
                let path = row
                    .path
                    .replace("{year}", &app.year().to_string())
                    .replace("{number}", "1")
                    .replace("{text}", "concept")
                    .replace("{edition}", "2");
                PLACES.iter().fold(path, |path, place| path.replace(place, id))
            };
            let ask = async |id: &str| {
                let path = path_of(id);
                let answer = if path.starts_with("/api/") {
                    let body = if row.method == Method::GET { "" } else { "{\"state\":\"accepted\"}" };
                    let headers = [("if-match", "\"1\"")];
                    api(&app, row.method.clone(), &path, Some(&token), &headers, body).await
                } else if row.method == Method::GET {
                    browser.get(&path).await
                } else {
                    browser.post(&path, &[("verdict", "accept"), ("version", "1")]).await
                };
                told(&answer, id)
            };
            let absent = ask(&store::new_id()).await;
            for id in &foreign {
                // An id is of one kind of thing: on a route of another kind it is simply absent, which is asked as well.
                let got = ask(id).await;
                asked += 1;
                if got.0 == 200 && is_open_to(&app, &path_of(id)).await {
                    continue;
                }
                assert_eq!(got, absent, "{} {} as {role:?}", row.method, path_of(id));
            }
        }
    }
    assert!(asked > 1000, "{asked}");
}

/// What a stranger without an account may read is nobody's secret.
async fn is_open_to(app: &TestApp, path: &str) -> bool {
    let answer = if path.starts_with("/api/") {
        api(app, Method::GET, path, None, &[], "").await
    } else {
        app.anonymous().await.get(path).await
    };
    answer.status == 200
}

#[tokio::test]
async fn a_foreign_id_in_a_form_field_is_refused_like_an_absent_one() {
    let app = TestApp::new().await;
    let victim =
        access::store::actor_of_login(&app.house.db, &app.login_of(Role::Institute)).await.unwrap().unwrap();
    let school = app.sign_in(&app.login_of(Role::School)).await;
    for field in ["membership"] {
        let foreign = school.post("/membership", &[(field, &victim.membership.id)]).await;
        let absent = school.post("/membership", &[(field, &store::new_id())]).await;
        assert_eq!(foreign.status, 404);
        assert_eq!(foreign.body, absent.body);
    }
    let centre = app.sign_in(&app.login_of(Role::RegionalCentre)).await;
    let year = app.year();
    // The issuer of a document: an organisation's id in the place of one's own.
    let fields = |issuer: &'static str| {
        [
            ("source", "document"),
            ("kind", "order"),
            ("title", "Чужой приказ"),
            ("date", "2024-09-02"),
            ("number", "1"),
            ("slot", "whole"),
            ("issuer", issuer),
        ]
    };
    for number in 1..6 {
        let path = format!("/roadmap/{year}/measures/{number}/evidence");
        let answer = centre.post(&path, &fields("no-such-organisation")).await;
        assert!([404, 422].contains(&answer.status.as_u16()), "{number}: {}", answer.status);
    }
}

#[tokio::test]
async fn lists_search_feeds_and_counters_tell_nothing_of_what_is_closed() {
    let app = TestApp::new().await;
    let secret = "Тайный-приказ-7391";
    let year = app.year();
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    let recorded = record_secret(&app, &ministry, secret).await;
    assert_eq!(recorded.status, 303, "{}", recorded.body);
    let visible = ministry.get("/documents?q=7391").await;
    assert!(visible.body.contains(secret), "whoever reaches everything finds it");

    let school = app.sign_in(&app.login_of(Role::School)).await;
    let suspended = app.account_in_state(Role::Institute, MembershipState::Suspended).await;
    let suspended = app.sign_in(&suspended).await;
    for browser in [&app.anonymous().await, &school, &suspended] {
        for path in [
            "/documents?q=7391".to_owned(),
            "/search?q=7391".into(),
            "/search?q=Тайный-приказ".into(),
            format!("/roadmap/{year}"),
            format!("/roadmap/{year}?view=table"),
            format!("/roadmap/{year}/report.json"),
            format!("/roadmap/{year}/calendar"),
            format!("/roadmap/{year}/measures/1"),
            format!("/api/v1/roadmaps/{year}/evidence"),
            format!("/api/v1/roadmaps/{year}"),
            "/".into(),
        ] {
            let answer = browser.get(&path).await;
            let without_query = answer.body.replace("q=7391", "");
            assert!(!without_query.contains(secret), "{path}");
        }
        let counted = browser.get("/documents?q=7391").await.body;
        assert!(counted.contains("0\u{a0}документов"), "the counter counts only what is seen");
    }
}

async fn record_secret(app: &TestApp, ministry: &Browser, secret: &str) -> Answer {
    let year = app.year();
    let today = app.house.clock.today().to_string();
    let kind = app.house.region.document_kinds[0].code.clone();
    let fields = [
        ("source", "document"),
        ("kind", kind.as_str()),
        ("title", secret),
        ("date", today.as_str()),
        ("number", "7391"),
        ("slot", ""),
    ];
    let mut answer = ministry.post(&format!("/roadmap/{year}/measures/1/evidence"), &fields).await;
    for number in 2..10 {
        if answer.status == 303 {
            return answer;
        }
        answer = ministry.post(&format!("/roadmap/{year}/measures/{number}/evidence"), &fields).await;
    }
    answer
}
