//! Personal data over HTTP: the restricted block, consents, export, erasing, terms of keeping, leaks.

mod consents;
mod erasing;
mod export;
mod keeping;
mod restricted;

use crate::common::{Answer, Browser, TestApp};
use access::{Role, Scope};
use people::store::PersonRow;

/// The person of a demo account.
async fn person_of(app: &TestApp, login: &str) -> PersonRow {
    let actor = access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap();
    people::person_of_account(&app.house.db, &actor.account_id).await.unwrap().unwrap()
}

async fn signed_in(app: &TestApp, role: Role) -> Browser {
    app.sign_in(&app.login_of(role)).await
}

/// Runs every job that is due now.
async fn run_jobs(app: &TestApp) {
    let jobs = app::rooms::jobs(&app.house);
    while jobs.run_next().await.unwrap() {}
}

/// The newest lines of the journal about a person: act and text.
async fn told_of(app: &TestApp, person_id: &str) -> Vec<(String, String)> {
    let wanted = access::audit::store::Wanted {
        object_kind: "person".into(),
        object_id: person_id.into(),
        ..Default::default()
    };
    let lines = access::audit::store::every_line(&app.house.db, &wanted).await.unwrap();
    lines.into_iter().map(|line| (line.act, line.what)).collect()
}

/// The journal is whole.
async fn assert_whole(app: &TestApp) {
    let keys = access::audit::TrustedKeys::only(&app.house.settings.audit_key);
    let mut tx = app.house.db.begin().await.unwrap();
    assert_eq!(access::audit::check(&mut tx, &keys, &[]).await.unwrap(), []);
}

const SNILS: &str = "112-233-445 95";

/// Fills the restricted block through the institute's page.
async fn fill_restricted(app: &TestApp, person_id: &str) -> Answer {
    let institute = signed_in(app, Role::Institute).await;
    let fields = [
        ("snils", SNILS),
        ("born_on", "1980-05-17"),
        ("diploma", "серия 107704 № 0012345"),
        ("version", "0"),
    ];
    institute.post(&format!("/people/{person_id}/restricted/values"), &fields).await
}

/// Whether a text stands in any column of any table.
async fn is_stored(app: &TestApp, text: &str) -> bool {
    let mut tx = app.house.db.begin().await.unwrap();
    !store::catalogue::mentions(&mut tx, text).await.unwrap().is_empty()
}

/// A post is ended, as when somebody leaves.
async fn leave(app: &TestApp, person: &PersonRow, last_day: jiff::civil::Date) {
    let program = Scope::of_the_program();
    let mut tx = app.house.db.begin().await.unwrap();
    for post in people::store::posts_of(&mut tx, &program, person).await.unwrap() {
        let term = people::PostTerm::new(Some(post.term().from.min(last_day)), Some(last_day)).unwrap();
        let change = people::PostChange { rate: 100, is_main: true, term };
        let who = access::audit::Who::program();
        people::change_post(&mut tx, &app.house, &program, person, &post.id, &change, &who).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Members of a ZIP archive: name and bytes.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            (member.name().unwrap().into_owned(), bytes)
        })
        .collect()
}
