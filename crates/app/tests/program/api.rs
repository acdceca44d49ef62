//! The API as other programs meet it: a description that a stranger's tools can use, answers that keep to it, refusals
//! as problem documents, an `ETag` on everything that is read.

use crate::common::{Answer, TestApp, api, token_for};
use access::Allow;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

fn description() -> Value {
    serde_json::to_value(app::api::description()).unwrap()
}

/// Every operation: path, method, body.
fn operations(description: &Value) -> Vec<(String, String, Value)> {
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| -> Vec<(String, String, Value)> {
        let methods = item.as_object().unwrap().iter();
        methods.map(|(method, operation)| (path.clone(), method.clone(), operation.clone())).collect()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn the_description_is_valid_openapi_3_1() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let text = description.to_string();
    oas3::from_json(&text).expect("a typed reader of OpenAPI 3.1 takes it");
    let components = description["components"]["schemas"].as_object().unwrap();
    for (name, schema) in components {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for reference in text.split("\"$ref\":\"#/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(description.pointer(&format!("/{reference}")).is_some(), "{reference} leads nowhere");
    }
    let mut ids: Vec<String> = Vec::new();
    for (path, method, operation) in operations(&description) {
        let place = format!("{method} {path}");
        ids.push(operation["operationId"].as_str().unwrap().to_owned());
        assert!(operation["summary"].is_string(), "{place}: what it is for");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let mut in_path: Vec<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .inspect(|parameter| assert_eq!(parameter["required"], true, "{place}: {parameter}"))
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let mut named: Vec<&str> =
            path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
        in_path.sort_unstable();
        named.sort_unstable();
        assert_eq!(in_path, named, "{place}: parameters of the path");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let told = response["description"].as_str().unwrap_or_default();
            assert!(!told.is_empty(), "{place} {status}: the description that OpenAPI demands");
            if !status.starts_with(['2', '3']) {
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{place} {status}");
            }
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an operation is named once");
}

#[test]
fn every_operation_says_whether_it_needs_a_token() {
    let description = description();
    assert_eq!(description["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let routes = app::rooms::routes();
    for (path, method, operation) in operations(&description) {
        let row = routes.rows().iter();
        let row =
            row.clone().find(|row| row.path == path && row.method.as_str().eq_ignore_ascii_case(&method));
        let is_open = row.unwrap_or_else(|| panic!("{method} {path} is not served")).allow == Allow::Anyone;
        let told = &operation["security"];
        let expected = if is_open { json!([{}, {"bearer": []}]) } else { json!([{"bearer": []}]) };
        assert_eq!(*told, expected, "{method} {path}");
        if let Some(needed) = row.unwrap().needs {
            let told = operation["description"].as_str().unwrap_or_default();
            assert!(told.contains(needed.code()), "{method} {path}: the scope of its token");
        }
    }
}

/// A real address for a path of the description.
async fn address(app: &TestApp, path: &str, token: &str) -> String {
    let year = app.year();
    let mut path = path
        .replace("{year}", &year.to_string())
        .replace("{number}", "1")
        .replace("{organisation}", &app.house.region.region.bodies.institute);
    if path.contains("{evidence}") {
        let list =
            api(app, Method::GET, &format!("/api/v1/roadmaps/{year}/evidence"), Some(token), &[], "").await;
        path = path.replace("{evidence}", list.json()["items"][0]["id"].as_str().unwrap());
    }
    assert!(!path.contains('{'), "{path}: say here what stands for the new place");
    path
}

#[tokio::test]
async fn answers_keep_to_the_description() {
    let app = TestApp::new().await;
    let token = token_for(&app, "institute").await;
    let description = description();
    for (path, method, operation) in operations(&description) {
        if method != "get" || path.ends_with("openapi.json") {
            continue;
        }
        let mut schema = operation["responses"]["200"]["content"]["application/json"]["schema"].clone();
        // What telephones are answered (OpenRosa) is XML.
        if schema.is_null() {
            continue;
        }
        schema["components"] = description["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let address = address(&app, &path, &token).await;
        for (token, query) in
            [(Some(token.as_str()), ""), (Some(token.as_str()), "?as_of=2024-11-01"), (None, "")]
        {
            let answer = api(&app, Method::GET, &format!("{address}{query}"), token, &[], "").await;
            // What is not open to everybody is not there for them, or asks for a token.
            if [StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED].contains(&answer.status) {
                assert!(token.is_none(), "{address}{query}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{address}{query}: {}", answer.body);
            let wrong: Vec<String> = validator
                .iter_errors(&answer.json())
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            assert!(wrong.is_empty(), "{address}{query}: {wrong:#?}");
        }
    }
}

#[tokio::test]
async fn everything_that_is_read_has_an_etag_and_is_not_sent_twice() {
    let app = TestApp::new().await;
    let token = token_for(&app, "institute").await;
    let routes = app::rooms::routes();
    let reads: Vec<_> = routes
        .rows()
        .iter()
        .filter(|row| row.method == Method::GET && row.path.starts_with("/api/v1/"))
        .collect();
    assert!(reads.len() > 7);
    for row in reads {
        let path = address(&app, row.path, &token).await;
        let first = api(&app, Method::GET, &path, Some(&token), &[], "").await;
        assert_eq!(first.status, StatusCode::OK, "{path}");
        let etag = first.headers["etag"].to_str().unwrap().to_owned();
        for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let headers = [("if-none-match", known.as_str())];
            let again = api(&app, Method::GET, &path, Some(&token), &headers, "").await;
            let got = (again.status, again.body.as_str(), again.headers["etag"].to_str().unwrap());
            assert_eq!(got, (StatusCode::NOT_MODIFIED, "", etag.as_str()), "{path} with {known}");
        }
        let headers = [("if-none-match", "\"x\"")];
        let other = api(&app, Method::GET, &path, Some(&token), &headers, "").await;
        assert_eq!((other.status, other.body), (StatusCode::OK, first.body), "{path}");
    }
}

#[track_caller]
fn assert_problem(answer: &Answer, status: u16, what: &str) {
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}: {}", answer.body);
    let problem = answer.json();
    assert_eq!(problem["status"], status, "{what}");
    let is_russian = |text: &Value| text.as_str().unwrap().chars().any(|sign| ('а'..='я').contains(&sign));
    assert!(is_russian(&problem["title"]) && is_russian(&problem["detail"]), "{what}: {problem}");
    assert!(!problem["title"].as_str().unwrap().contains("Страница"), "{what}: a program asks for no page");
}

#[tokio::test]
async fn every_refusal_is_a_problem_document() {
    let app = TestApp::new().await;
    let token = token_for(&app, "institute").await;
    let year = app.year();
    let evidence = format!("/api/v1/roadmaps/{year}/evidence");
    let get = async |path: &str| api(&app, Method::GET, path, Some(&token), &[], "").await;
    for (path, status) in [
        ("/api/v1/nothing".to_owned(), 404),
        ("/api/".into(), 404),
        ("/api/v1/roadmaps/1999".into(), 404),
        ("/api/v1/roadmaps/99999".into(), 400),
        ("/api/v1/roadmaps/abc".into(), 400),
        (format!("/api/v1/roadmaps/{year}?as_of=abc"), 400),
        (format!("/api/v1/roadmaps/{year}/report?as_of=31.12.2024"), 400),
        (format!("/api/v1/roadmaps/{year}/measures/99"), 404),
        (format!("{evidence}?limit=abc"), 400),
        (format!("{evidence}?state=waiting"), 422),
        (format!("{evidence}?after=nothing"), 422),
        (format!("{evidence}/{}", store::new_id()), 404),
        ("/api/v1/organisations?as_of=abc".into(), 422),
        ("/api/v1/organisations/nobody".into(), 404),
    ] {
        assert_problem(&get(&path).await, status, &path);
    }
    let deleted = api(&app, Method::DELETE, &format!("/api/v1/roadmaps/{year}"), Some(&token), &[], "").await;
    assert_problem(&deleted, 405, "DELETE");
    assert!(deleted.headers["allow"].to_str().unwrap().contains("GET"));
    let stranger = api(&app, Method::GET, "/api/v1/roadmaps", Some("no-such-token"), &[], "").await;
    assert_problem(&stranger, 401, "a wrong token");
    for (body, status) in [
        ("{bad", 422),
        ("{}", 422),
        ("{\"measure\":\"1\",\"title\":\"x\",\"happened_on\":\"2024-13-01\"}", 422),
        (
            "{\"measure\":\"99\",\"title\":\"x\",\"happened_on\":\"2024-10-01\",\"link\":\"https://e.test\"}",
            404,
        ),
        (
            "{\"measure\":\"1\",\"title\":\"\",\"happened_on\":\"1024-10-01\",\"link\":\"javascript:alert(1)\"}",
            422,
        ),
    ] {
        let answer = api(&app, Method::POST, &evidence, Some(&token), &[], body).await;
        assert_problem(&answer, status, body);
    }
    let too_long = format!("{{\"title\":\"{}\"}}", "я".repeat(2 << 20));
    assert_problem(
        &api(&app, Method::POST, &evidence, Some(&token), &[], &too_long).await,
        422,
        "a long body",
    );
    let as_text = [("content-type", "text/plain")];
    assert_problem(&api(&app, Method::POST, &evidence, Some(&token), &as_text, "").await, 422, "not JSON");
}

#[tokio::test]
async fn pages_meet_everything_once_whatever_is_decided_meanwhile() {
    let app = TestApp::new().await;
    let token = token_for(&app, "ministry").await;
    let list = format!("/api/v1/roadmaps/{}/evidence", app.year());
    let get = async |query: &str| {
        let answer = api(&app, Method::GET, &format!("{list}?{query}"), Some(&token), &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
        answer.json()
    };
    let ids = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = ids(&get("limit=200").await);
    assert!(all.len() > 6, "the story has several pages");
    let (mut met, mut query) = (Vec::new(), "limit=3".to_owned());
    loop {
        let page = get(&query).await;
        met.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("limit=3&after={next}");
    }
    assert_eq!(met, all);
    // What the cursor names has left the filter before the next page is asked for.
    let waiting = ids(&get("state=pending&limit=1").await);
    let (path, headers) = (format!("{list}/{}", waiting[0]), [("if-match", "*")]);
    let accepted = api(&app, Method::PATCH, &path, Some(&token), &headers, "{\"state\":\"accepted\"}").await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
    let after = ids(&get(&format!("state=pending&after={}", waiting[0])).await);
    assert!(!after.contains(&waiting[0]));
}

#[tokio::test]
async fn a_change_names_the_version_that_was_looked_at() {
    let app = TestApp::new().await;
    let ministry = token_for(&app, "ministry").await;
    let list = format!("/api/v1/roadmaps/{}/evidence?state=pending", app.year());
    let waiting = api(&app, Method::GET, &list, Some(&ministry), &[], "").await.json();
    let items: Vec<String> = waiting["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    let path = format!("/api/v1/roadmaps/{}/evidence/{}", app.year(), items[0]);
    let patch = async |if_match: Option<&str>| {
        let headers: Vec<(&str, &str)> = if_match.map(|value| ("if-match", value)).into_iter().collect();
        api(&app, Method::PATCH, &path, Some(&ministry), &headers, "{\"state\":\"accepted\"}").await
    };
    assert_problem(&patch(None).await, 428, "no version named");
    assert_problem(&patch(Some("W/\"1\"")).await, 412, "a weak tag proves nothing");
    assert_problem(&patch(Some("\"7\"")).await, 412, "another version");
    let accepted = patch(Some("\"7\", \"1\"")).await;
    assert_eq!((accepted.status, &accepted.json()["state"]), (StatusCode::OK, &json!("accepted")));
    assert_eq!(accepted.headers["etag"], "\"2\"");
    assert_problem(&patch(Some("*")).await, 409, "decided already");
}
