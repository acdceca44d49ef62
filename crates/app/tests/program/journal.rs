//! `/admin/history` and the whole of the journal: written by every change, whole after the story, bitten by any hand in it.

use crate::common::TestApp;
use access::Role;
use access::audit::{Anchor, Finding, TrustedKeys, check, store::head};

/// What a check finds after a change made behind the program's back; the change itself is rolled back.
async fn found_after(app: &TestApp, changes: &[&'static str]) -> Vec<Finding> {
    let keys = TrustedKeys::only(&app.house.settings.audit_key);
    let mut tx = app.house.db.begin().await.unwrap();
    for change in changes {
        tx.query(change).run().await.unwrap();
    }
    check(&mut tx, &keys, &[]).await.unwrap()
}

#[tokio::test]
async fn the_story_leaves_a_whole_journal() {
    let app = TestApp::new().await;
    let end = head(&app.house.db).await.unwrap();
    assert!(end.seq > 20, "the story records evidence, decisions, versions: {}", end.seq);
    assert_eq!(found_after(&app, &[]).await, []);
}

#[tokio::test]
async fn a_hand_in_the_database_is_found_and_located() {
    let app = TestApp::new().await;
    let last = head(&app.house.db).await.unwrap().seq;
    let edited = found_after(&app, &["update audit_entry set what = 'другое' where seq = 7"]).await;
    assert_eq!(edited, [Finding::Edited(7)]);
    let removed = found_after(&app, &["delete from audit_entry where seq in (5, 6)"]).await;
    assert_eq!(removed, [Finding::Removed(5, 6)]);
    let cut = found_after(&app, &["delete from audit_entry where seq > 9"]).await;
    assert_eq!(cut, [Finding::CutOff(9, last)]);
    let hidden_cut = found_after(
        &app,
        &[
            "delete from audit_entry where seq > 9",
            "update audit_head set seq = 9, hash = (select hash from audit_entry where seq = 9)",
        ],
    )
    .await;
    assert_eq!(hidden_cut, [Finding::HeadForged]);
    let reordered = found_after(
        &app,
        &[
            "update audit_entry set seq = -1 where seq = 4",
            "update audit_entry set seq = 4 where seq = 8",
            "update audit_entry set seq = 8 where seq = -1",
        ],
    )
    .await;
    assert!(
        reordered.contains(&Finding::Edited(4)) && reordered.contains(&Finding::Edited(8)),
        "{reordered:?}"
    );
    let inserted = found_after(
        &app,
        &["insert into audit_entry (seq, at, account_id, role, org_id, act, object_kind, object_id, what,
                                    previous_hash, hash, key_id, signature)
           select seq + 1, at, account_id, role, org_id, act, object_kind, object_id, what, hash, hash, key_id, signature
           from audit_entry order by seq desc limit 1"],
    )
    .await;
    assert!(inserted.contains(&Finding::Appended(last)), "{inserted:?}");
    let emptied = found_after(&app, &["delete from audit_entry", "delete from audit_head"]).await;
    assert!(!emptied.is_empty(), "an emptied journal is not a whole one");
}

#[tokio::test]
async fn an_older_journal_does_not_fit_the_mark_outside() {
    let app = TestApp::new().await;
    let end = head(&app.house.db).await.unwrap();
    let keys = TrustedKeys::only(&app.house.settings.audit_key);
    let mark = Anchor { seq: end.seq + 3, hash: "0".repeat(64) };
    let mut tx = app.house.db.begin().await.unwrap();
    assert_eq!(check(&mut tx, &keys, &[mark]).await.unwrap(), [Finding::CutOff(end.seq, end.seq + 3)]);
}

#[tokio::test]
async fn an_administrator_reads_the_history_of_anything() {
    let app = TestApp::new().await;
    let institute = app.login_of(Role::Institute);
    let _ = app.sign_in(&institute).await;
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let all = administrator.get("/admin/history").await;
    assert_eq!(all.status, 200);
    assert!(all.body.contains("Вход"), "the sign-in just made");
    let only_evidence = administrator.get("/admin/history?kind=evidence").await.body;
    assert!(only_evidence.contains("Записано подтверждение") && !only_evidence.contains(">Вход<"));
    let of_one = administrator.get(&format!("/admin/history?who={institute}")).await.body;
    assert!(of_one.contains(&institute));
    let of_nobody = administrator.get("/admin/history?who=nobody").await.body;
    assert!(of_nobody.contains("Нет учётной записи с таким логином"));
    let before_everything = administrator.get("/admin/history?to=2000-01-01").await.body;
    assert!(before_everything.contains("Таких действий в журнале нет"));
}

#[tokio::test]
async fn every_card_leads_an_administrator_to_its_history_and_nobody_else() {
    let app = TestApp::new().await;
    let year = app.year();
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let first_link = async |page: &str, beginning: &str| {
        let body = administrator.get(page).await.body;
        let from = body.find(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("{page}: {beginning}"));
        body[from + 6..].split('"').next().unwrap().to_owned()
    };
    let cards = [
        (format!("/roadmap/{year}"), "plan"),
        (format!("/roadmap/{year}/measures/1"), "measure"),
        (
            first_link(&format!("/roadmap/{year}/measures/1"), &format!("/roadmap/{year}/evidence/")).await,
            "evidence",
        ),
        (first_link("/documents", "/documents/").await, "document"),
        (first_link("/people?q=Демо", "/people/0").await, "person"),
        (first_link("/network", "/network/organisations/").await, "organisation"),
        (first_link("/network", "/network/municipalities/").await, "municipality"),
    ];
    let ministry = app.sign_in(&app.login_of(Role::Ministry)).await;
    for (card, kind) in cards {
        let history = first_link(&card, &format!("/admin/history?kind={kind}&#38;object=")).await;
        let history = history.replace("&#38;", "&");
        let page = administrator.get(&history).await;
        assert_eq!(page.status, 200, "{history}");
        let is_told = !page.body.contains("Таких действий в журнале нет");
        assert!(
            is_told || !["plan", "evidence", "document"].contains(&kind),
            "{history}: the story has changed this {kind}"
        );
        assert!(!ministry.get(&card).await.body.contains("/admin/history"), "{card}");
    }
    let sign_ins = administrator.get("/admin/history?act=session").await.body;
    assert!(sign_ins.contains("Вход") && !sign_ins.contains("Записано подтверждение"));
}
