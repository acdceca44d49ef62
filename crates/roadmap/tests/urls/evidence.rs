//! `/roadmap/{year}/measures/{number}/evidence` and the card of a piece.

use access::Role;
use axum::http::StatusCode;

use crate::common::{Answer, Browser, Stage, text_of};

const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

fn external<'a>(title: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("source", "external"),
        ("title", title),
        ("date", day),
        ("link", "https://laro.example/1"),
        ("slot", "whole"),
    ]
}

#[track_caller]
fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?} {}", answer.problems(), answer.body);
    answer.location().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_measure_of_items_takes_evidence_for_its_items_only() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let without_item = institute.post_plan("/measures/2/evidence", &external("Так", "2025-02-01")).await;
    assert_eq!(without_item.status, StatusCode::NOT_FOUND, "no page offers such a form");
    let board = stage.board().await;
    let actor = access::store::actor_of_login(&stage.house.db, "institute").await.unwrap().unwrap();
    let author = roadmap::store::Author::of_actor(&actor).unwrap();
    let scope = actor.scope(access::Subject::RoadmapExecution, access::Deed::Write);
    let new = roadmap::NewEvidence {
        measure_key: "m2".into(),
        item_key: None,
        slot_key: "whole".into(),
        kind: None,
        title: "Так".into(),
        happened_on: "2025-02-01".parse().unwrap(),
        proof: roadmap::Proof::External { link: Some("https://laro.example".into()), file: None },
        note: String::new(),
    };
    let mut tx = stage.house.db.begin().await.unwrap();
    let record = async |tx: &mut store::Tx, new: &roadmap::NewEvidence| {
        roadmap::record_evidence(tx, &stage.house, &scope, &board, new, &author).await
    };
    let refused = record(&mut tx, &new).await.unwrap_err().to_string();
    assert!(refused.contains("есть подпункты: 2.1, 2.2, 2.3"), "{refused}");
    let wrong_slot = roadmap::NewEvidence { measure_key: "m3".into(), ..new.clone() };
    let refused = record(&mut tx, &wrong_slot).await.unwrap_err().to_string();
    assert!(refused.contains("один из сроков: q1, q2, q3, q4"), "{refused}");
    let ancient = roadmap::NewEvidence { happened_on: "1024-10-10".parse().unwrap(), ..new.clone() };
    let refused = record(&mut tx, &ancient).await.unwrap_err().to_string();
    assert!(refused.contains("раньше 1\u{a0}сентября 2023"), "{refused}");
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_kept() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let long = "я".repeat(2100);
    let typed = [
        ("source", "document"),
        ("kind", ""),
        ("title", ""),
        ("date", "вчера"),
        ("issuer", "nobody"),
        ("note", long.as_str()),
        ("slot", "whole"),
    ];
    let refused = institute.post_plan("/measures/1/evidence", &typed).await;
    assert_eq!(refused.wrong_fields(), ["date", "kind", "issuer", "title", "note"]);
    assert!(refused.body.contains(&long));
    let typed =
        [("source", "external"), ("date", "2030-01-01"), ("link", "javascript:alert(1)"), ("slot", "whole")];
    let refused = institute.post_plan("/measures/1/evidence", &typed).await;
    assert_eq!(refused.wrong_fields(), ["title", "date", "link"]);
    assert!(stage.board().await.evidence.is_empty());
}

#[tokio::test]
async fn a_file_that_is_too_large_costs_no_text() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let mut fields = external("Скан справки", "2025-02-03");
    fields.push(("note", "Обошли все девять библиотек"));
    let large = vec![b'x'; 22 * 1024 * 1024];
    let refused = institute.post_file("/measures/1/evidence", &fields, "скан.pdf", &large).await;
    assert_eq!(refused.wrong_fields(), ["scan"]);
    assert!(refused.problems()[0].1.contains("больше 20 МБ"));
    for kept in ["Скан справки", "2025-02-03", "https://laro.example/1", "Обошли все девять библиотек"]
    {
        assert!(refused.body.contains(kept), "{kept}");
    }
    assert!(stage.board().await.evidence.is_empty());
    id_of(&institute.post_file("/measures/1/evidence", &fields, "скан.pdf", PDF).await);
}

fn document<'a>(kind: &'a str, issuer: &'a str, number: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("source", "document"),
        ("kind", kind),
        ("title", "О неделе сказки"),
        ("date", "2025-02-03"),
        ("number", number),
        ("issuer", issuer),
        ("slot", "whole"),
    ]
}

#[tokio::test]
async fn the_regional_centre_registers_its_own_papers_and_nobody_elses() {
    let stage = Stage::new().await;
    let centre = stage.sign_in(Role::RegionalCentre).await;
    let form = centre.plan("/measures/5/evidence/new").await;
    let issuers = form.body.split("id=\"issuer\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert_eq!(issuers.matches("<option").count(), 1, "itself: {issuers}");
    let post = async |fields: &[(&str, &str)]| centre.post_plan("/measures/5/evidence", fields).await;
    let foreign = post(&document("note", "DEPOBR", "1")).await;
    let absent = post(&document("note", "NOBODY", "1")).await;
    assert_eq!(
        (foreign.wrong_fields(), absent.wrong_fields()),
        (vec!["issuer".into()], vec!["issuer".into()])
    );
    assert_eq!(
        foreign.problems(),
        absent.problems(),
        "a foreign issuer and an absent one get the same answer"
    );
    let not_its_kind = post(&document("statute", "KNIGOHRAN", "1")).await;
    assert_eq!(not_its_kind.wrong_fields(), ["kind"], "the department issues statutes");
    id_of(&post(&document("note", "KNIGOHRAN", "1")).await);

    // What the ministry has registered and published serves the centre too.
    let ministry = stage.sign_in(Role::Ministry).await;
    let paper = id_of(&ministry.post_plan("/measures/5/evidence", &document("statute", "DEPOBR", "9")).await);
    let statute =
        stage.board().await.evidence.iter().find(|row| row.id == paper).unwrap().document_id.clone();
    let statute = statute.unwrap();
    let chosen = [("source", "registered"), ("document", statute.as_str()), ("slot", "whole")];
    assert_eq!(post(&chosen).await.wrong_fields(), ["document"], "not published yet: as if it did not exist");
    ministry.post(&format!("/documents/{statute}/publish"), &[]).await;
    let twice = post(&chosen).await;
    assert_eq!(twice.wrong_fields(), ["number"], "the same paper proves the same thing once");
}

#[tokio::test]
async fn a_paper_that_is_in_the_register_is_offered_instead_of_a_dead_end() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    id_of(&institute.post_plan("/measures/1/evidence", &document("note", "AKADEMIA", "5-С")).await);
    let again = institute.post_plan("/measures/6/evidence", &document("note", "AKADEMIA", "5-С")).await;
    assert_eq!(again.wrong_fields(), ["document"]);
    assert!(again.body.contains("value=\"registered\" checked"), "one press is left");
    let id = id_of(&institute.send_form(&again, &[]).await);
    let board = stage.board().await;
    let (first, second) = (&board.evidence[0], &board.evidence[1]);
    assert_eq!((first.document_id.clone(), second.id.clone()), (second.document_id.clone(), id));
    assert_eq!((second.measure_key.as_str(), second.happened_on.as_str()), ("m6", "2025-02-03"));
}

#[tokio::test]
async fn a_form_opens_at_the_part_that_waits() {
    let stage = Stage::new().await;
    let institute = stage.sign_in(Role::Institute).await;
    let lead = async |browser: &Browser<'_>, path: &str| text_of(&browser.plan(path).await);
    let first = lead(&institute, "/measures/2/evidence/new").await;
    assert!(first.contains("2.1 разработка положения") && first.contains("Не хватает: Положение"), "{first}");
    let asked = lead(&institute, "/measures/2/evidence/new?item=2.3&slot=whole").await;
    assert!(asked.contains("2.3 утверждение перечня"), "{asked}");
    for path in ["/measures/2/evidence/new?item=9.9", "/measures/3/evidence/new?slot=m01"] {
        assert_eq!(institute.plan(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
