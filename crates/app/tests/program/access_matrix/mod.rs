//! Every route × every role × own and foreign object × state of the membership, against `access-matrix.csv`.
//!
//! The list of routes is read from the table that the program is served from; a route without a row fails here.
//! Cells: `yes` admitted; `own` admitted for one's own object, 404 for a foreign one; `no` 404; `login` sent to sign in.

mod asking;
mod objects;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{TestApp, token_for};
use access::{Deed, MEMBERSHIP_STATES, MembershipState, Role, Subject};
use asking::probe;
use objects::Probe;

const MATRIX: &str = include_str!("../../access-matrix.csv");

/// Column → cell.
type Row = BTreeMap<String, String>;

fn matrix() -> BTreeMap<(String, String), Row> {
    let mut lines = MATRIX.lines().filter(|line| !line.trim().is_empty());
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), columns.len(), "{line}");
            let row = columns
                .iter()
                .zip(&cells)
                .skip(2)
                .map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()))
                .collect();
            ((cells[0].to_owned(), cells[1].to_owned()), row)
        })
        .collect()
}

fn columns() -> Vec<String> {
    let mut columns = vec!["anonymous".to_owned(), "inactive".to_owned()];
    columns.extend(Role::ALL.iter().map(|role| role.code().to_owned()));
    columns
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let matrix = matrix();
    let routes = app::rooms::routes();
    let served: Vec<(String, String)> =
        routes.rows().iter().map(|row| (row.method.to_string(), row.path.to_owned())).collect();
    let without_row: Vec<_> = served.iter().filter(|route| !matrix.contains_key(route)).collect();
    assert!(without_row.is_empty(), "routes without a row in access-matrix.csv: {without_row:?}");
    let without_route: Vec<_> = matrix.keys().filter(|row| !served.contains(row)).collect();
    assert!(without_route.is_empty(), "rows without a route: {without_route:?}");
}

/// What every actor really gets, as rows of the matrix.
async fn observed(app: &TestApp, only: impl Fn(&str) -> bool) -> BTreeMap<(String, String), Row> {
    let asking = Probe::of(app).await;
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let routes = app::rooms::routes();
    let mut actors: Vec<(String, Option<String>)> = vec![("anonymous".into(), None)];
    actors.extend(Role::ALL.iter().map(|role| (role.code().to_owned(), Some(app.login_of(*role)))));
    for role in Role::ALL {
        for state in MEMBERSHIP_STATES.into_iter().filter(|state| *state != MembershipState::Active) {
            actors.push(("inactive".into(), Some(app.account_in_state(role, state).await)));
        }
    }
    for (column, login) in actors {
        let browser = match &login {
            Some(login) => app.sign_in(login).await,
            None => app.anonymous().await,
        };
        let objects = asking.objects(login.as_deref()).await;
        let (token, membership) = match &login {
            Some(login) => {
                let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
                (Some(token_for(app, login).await), actor.membership.id)
            }
            None => (None, String::new()),
        };
        // Signing out ends the session of the others: it is asked last.
        let mut list: Vec<_> = routes.rows().iter().filter(|row| only(row.path)).collect();
        list.sort_by_key(|row| row.path == "/logout");
        for row in list {
            let got = probe(
                &asking,
                &row.method,
                row.path,
                (login.as_deref(), &browser),
                &objects,
                token.as_deref(),
                &membership,
            )
            .await;
            let cells = rows.entry((row.method.to_string(), row.path.to_owned())).or_default();
            // All states that are not active must behave alike.
            let before = cells.insert(column.clone(), got.clone());
            if let Some(before) = before {
                assert_eq!(before, got, "{} {} as {login:?}: states differ", row.method, row.path);
            }
        }
    }
    rows
}

fn as_csv(rows: &BTreeMap<(String, String), Row>) -> String {
    let columns = columns();
    let mut text = format!("method,path,{}\n", columns.join(","));
    for ((method, path), row) in rows {
        let cells: Vec<&str> =
            columns.iter().map(|column| row.get(column).map_or("?", String::as_str)).collect();
        writeln!(text, "{method},{path},{}", cells.join(",")).unwrap();
    }
    text
}

#[tokio::test]
async fn every_cell_is_as_the_matrix_says() {
    let app = TestApp::new().await;
    let observed = Box::pin(observed(&app, |_| true)).await;
    let expected = matrix();
    let mut deviations = Vec::new();
    for (route, row) in &observed {
        for (column, got) in row {
            let wanted = expected.get(route).and_then(|row| row.get(column)).map_or("(нет)", String::as_str);
            if wanted != got {
                deviations.push(format!(
                    "{} {} as {column}: matrix says {wanted}, program does {got}",
                    route.0, route.1
                ));
            }
        }
    }
    assert!(deviations.is_empty(), "{}\n\nobserved:\n{}", deviations.join("\n"), as_csv(&observed));
}

#[tokio::test]
async fn the_matrix_bites_when_the_scope_is_switched_off() {
    let app = TestApp::of("lukomorye", |settings| settings.scope_switched_off = true).await;
    let expected = matrix();
    let with_own: Vec<String> = expected
        .iter()
        .filter(|(_, row)| row.values().any(|cell| cell == "own"))
        // What belongs to an account and not to an organisation is no matter of scopes: `own_account.rs` swaps ids there.
        .filter(|((_, path), _)| !path.starts_with("/me/"))
        .map(|((_, path), _)| path.clone())
        // What is one's own by the account and not by the organisation needs no scope.
        .filter(|path| !path.starts_with("/me/"))
        .collect();
    assert!(with_own.len() >= 3, "{with_own:?}");
    let observed = Box::pin(observed(&app, |path| with_own.iter().any(|one| one == path))).await;
    for path in &with_own {
        let notices = observed
            .iter()
            .filter(|((_, observed_path), _)| observed_path == path)
            .any(|(route, row)| row.iter().any(|(column, got)| expected[route].get(column) != Some(got)));
        assert!(notices, "with the scope switched off {path} still looks right: the test would not notice");
    }
}

#[tokio::test]
async fn a_foreign_thing_and_an_absent_one_get_the_same_answer() {
    let app = TestApp::new().await;
    let asking = Probe::of(&app).await;
    let login = app.login_of(Role::School);
    let objects = asking.objects(Some(&login)).await;
    let browser = app.sign_in(&login).await;
    for (foreign, absent) in [
        (format!("/people/{}", objects.person[1]), format!("/people/{}", store::new_id())),
        (format!("/documents/{}", objects.document[1]), format!("/documents/{}", store::new_id())),
    ] {
        let (one, other) = (browser.get(&foreign).await, browser.get(&absent).await);
        assert_eq!(one.status, 404);
        assert_eq!(one.body, other.body, "{foreign}");
    }
    let scope = access::reach(Some(Role::School), Subject::PersonCard, Deed::Read);
    assert_eq!(scope, access::Reach::Own);
}
