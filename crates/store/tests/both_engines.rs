//! What rooms rely on, on whichever engine runs: SQLite here, PostgreSQL too under `cargo xtask test`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use store::testing::{TestDb, fresh};
use store::{Clock, Error, FileHash, Jobs, MIGRATIONS, Migration, jobs, migrate};

const THINGS: &[Migration] = &[Migration {
    version: 900_001,
    name: "things",
    sql: "create table thing (id text primary key, size bigint, good boolean not null, made_on text);
          create table part (thing_id text not null references thing (id));",
}];

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Thing {
    id: String,
    size: Option<i64>,
    good: bool,
    made_on: Option<String>,
}

async fn with_things() -> TestDb {
    fresh(&[MIGRATIONS, THINGS]).await
}

async fn add(test: &TestDb, id: &str, size: Option<i64>) -> store::Result<u64> {
    let mut tx = test.db.begin().await?;
    let touched = tx
        .query("insert into thing (id, size, good, made_on) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(size)
        .bind(true)
        .bind(jiff::civil::date(2024, 2, 29))
        .run()
        .await?;
    tx.commit().await?;
    Ok(touched)
}

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    let test = with_things().await;
    assert_eq!(add(&test, "ёж", Some(-5)).await.unwrap(), 1);
    let things: Vec<Thing> =
        test.db.query("select * from thing where id = $1").bind("ёж").all().await.unwrap();
    let expected =
        Thing { id: "ёж".into(), size: Some(-5), good: true, made_on: Some("2024-02-29".into()) };
    assert_eq!(things, vec![expected]);
    add(&test, "без размера", None).await.unwrap();
    let without_size: Option<Thing> =
        test.db.query("select * from thing where size is null").optional().await.unwrap();
    assert_eq!(without_size.unwrap().id, "без размера");
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let test = with_things().await;
    let mut tx = test.db.begin().await.unwrap();
    tx.query("insert into thing (id, good) values ('a', $1)").bind(true).run().await.unwrap();
    drop(tx);
    let things: Vec<Thing> = test.db.query("select * from thing").all().await.unwrap();
    assert!(things.is_empty());
}

#[tokio::test]
async fn constraints_are_told_apart_from_failures() {
    let test = with_things().await;
    add(&test, "a", None).await.unwrap();
    assert!(matches!(add(&test, "a", None).await, Err(Error::Constraint(_))));
    let mut tx = test.db.begin().await.unwrap();
    let orphan = tx.query("insert into part (thing_id) values ('nobody')").run().await;
    assert!(matches!(orphan, Err(Error::Constraint(_))), "{orphan:?}");
    let missing = test.db.query("select * from thing where id = 'b'").one::<Thing>().await;
    assert!(matches!(missing, Err(Error::NotFound)));
}

#[tokio::test]
async fn migrations_run_once_and_refuse_a_changed_text() {
    let test = with_things().await;
    migrate(&test.db, &[MIGRATIONS, THINGS]).await.unwrap();
    let changed = [Migration { sql: "create table thing (id text);", ..THINGS[0] }];
    let refused = migrate(&test.db, &[MIGRATIONS, &changed]).await;
    assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_a_damaged_file_is_an_error() {
    let test = with_things().await;
    let mut tx = test.db.begin().await.unwrap();
    let hash = test.files.put(&mut tx, b"scan".to_vec(), "application/pdf", 1).await.unwrap();
    let again = test.files.put(&mut tx, b"scan".to_vec(), "application/pdf", 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(hash, again);
    assert_eq!(hash, FileHash::of(b"scan"));
    assert_eq!(test.files.get(&hash).await.unwrap(), b"scan");
    assert_eq!(store::Files::media_type(&test.db, &hash).await.unwrap(), "application/pdf");

    let name = hash.as_str();
    let path = test.folder.path().join("files/sha256").join(&name[..2]).join(&name[2..4]).join(name);
    std::fs::write(path, b"scam").unwrap();
    assert!(test.files.get(&hash).await.is_err());
}

fn standing_clock() -> Clock {
    Clock::standing_at("2024-10-15T00:00:00Z".parse().unwrap(), jiff::tz::TimeZone::UTC)
}

#[tokio::test]
async fn a_failed_job_is_tried_again_after_its_back_off_and_then_done_once() {
    let test = with_things().await;
    let clock = standing_clock();
    let runs = Arc::new(AtomicU32::new(0));
    let mut worker = Jobs::new(test.db.clone(), clock.clone());
    let counter = runs.clone();
    worker.handle("greet", move |payload| {
        let counter = counter.clone();
        async move {
            assert_eq!(payload["who"], "Аян");
            if counter.fetch_add(1, Ordering::SeqCst) == 0 {
                Err("нет связи".to_owned())
            } else {
                Ok(())
            }
        }
    });
    let mut tx = test.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, "greet", &serde_json::json!({"who": "Аян"}), clock.now()).await.unwrap();
    tx.commit().await.unwrap();

    assert!(worker.run_next().await.unwrap(), "the job was due");
    assert!(!worker.run_next().await.unwrap(), "it waits for its back-off");
    clock.set("2024-10-15T00:00:06Z".parse().unwrap());
    assert!(worker.run_next().await.unwrap());
    clock.set("2024-10-16T00:00:00Z".parse().unwrap());
    assert!(!worker.run_next().await.unwrap(), "a done job stays done");
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_job_of_a_rolled_back_transaction_never_runs_and_a_keyed_job_waits_once() {
    let test = with_things().await;
    let clock = standing_clock();
    let mut tx = test.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, "greet", &serde_json::json!({}), clock.now()).await.unwrap();
    drop(tx);
    for _ in 0..2 {
        let mut tx = test.db.begin().await.unwrap();
        let payload = serde_json::json!({});
        jobs::enqueue_once(&mut tx, "sweep", &payload, clock.now(), Some("sweep")).await.unwrap();
        tx.commit().await.unwrap();
    }
    let (waiting,): (i64,) = test.db.query("select count(*) from job").one().await.unwrap();
    assert_eq!(waiting, 1);
}

#[tokio::test]
async fn a_job_that_repeats_itself_is_one_row_however_often_the_program_starts() {
    let test = fresh(&[MIGRATIONS]).await;
    let clock = standing_clock();
    let start = clock.now();
    let runs = Arc::new(AtomicU32::new(0));
    let worker = || {
        let mut jobs = Jobs::new(test.db.clone(), clock.clone());
        let runs = runs.clone();
        jobs.repeat("sweep", 600_000_000, move || {
            let runs = runs.clone();
            async move {
                // The second time fails: it is tried again and goes on.
                if runs.fetch_add(1, Ordering::SeqCst) == 1 {
                    Err("нет места".to_owned())
                } else {
                    Ok(())
                }
            }
        });
        jobs
    };
    for minute in 0..30 {
        clock.set(jiff::Timestamp::from_microsecond(start + minute * 60_000_000).unwrap());
        let started_anew = worker();
        started_anew.queue_repeated().await.unwrap();
        while started_anew.run_next().await.unwrap() {}
    }
    assert_eq!(runs.load(Ordering::SeqCst), 4, "at 0, 10 and failed, 11, 21");
    let rows: Vec<(String, i64)> = test.db.query("select kind, attempts from job").all().await.unwrap();
    assert_eq!(rows, [("sweep".to_owned(), 0)]);
}

#[tokio::test]
async fn of_two_workers_one_takes_the_job() {
    let test = with_things().await;
    let clock = standing_clock();
    let runs = Arc::new(AtomicU32::new(0));
    let mut worker = Jobs::new(test.db.clone(), clock.clone());
    let counter = runs.clone();
    worker.handle("count", move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    });
    let mut tx = test.db.begin().await.unwrap();
    for _ in 0..20 {
        jobs::enqueue(&mut tx, "count", &serde_json::json!({}), clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let work = |worker: Jobs| async move {
        for _ in 0..60 {
            worker.run_next().await.unwrap();
        }
    };
    tokio::join!(work(worker.clone()), work(worker.clone()), work(worker));
    assert_eq!(runs.load(Ordering::SeqCst), 20);
}

#[tokio::test]
async fn a_row_of_unknown_columns_is_read_with_its_types() {
    let test = with_things().await;
    add(&test, "ёж", Some(-5)).await.unwrap();
    let rows: Vec<store::AnyRow> = test
        .db
        .query("select id, size, good, made_on, cast(null as text) as void, count(*) as n from thing group by id, size, good, made_on")
        .all()
        .await
        .unwrap();
    let told = serde_json::Value::from_iter(rows[0].0.clone());
    let expected = serde_json::json!({
        "id": "ёж", "size": -5, "good": true, "made_on": "2024-02-29", "void": null, "n": 1,
    });
    assert_eq!(told, expected);
    assert_eq!(rows[0].get("size"), Some(&serde_json::json!(-5)));
}

#[tokio::test]
async fn a_word_is_found_in_whatever_column_holds_it() {
    let test = with_things().await;
    add(&test, "Иванова А. П., 100 %", None).await.unwrap();
    add(&test, "Иванова Б.", None).await.unwrap();
    let mut tx = test.db.begin().await.unwrap();
    let found = async |tx: &mut store::Tx, word| store::catalogue::mentions(tx, word).await.unwrap();
    let mention = |rows| store::catalogue::Mention { table: "thing".into(), column: "id".into(), rows };
    assert_eq!(found(&mut tx, "Иванова").await, [mention(2)]);
    assert_eq!(found(&mut tx, "100 %").await, [mention(1)]);
    assert_eq!(found(&mut tx, "И%а").await, []);
}

const PAPERS: &[Migration] = &[Migration {
    version: 900_002,
    name: "papers",
    sql: "create table paper (id text primary key, file_hash text references file (hash));
          create table copy (id text primary key, scan text references file (hash));",
}];

#[tokio::test]
async fn only_files_that_nothing_refers_to_are_swept() {
    let test = fresh(&[MIGRATIONS, PAPERS]).await;
    let mut tx = test.db.begin().await.unwrap();
    let mut hashes = Vec::new();
    for (n, place) in [
        "insert into paper (id, file_hash) values ($1, $2)",
        "insert into copy (id, scan) values ($1, $2)",
        "insert into paper (id, file_hash) values ($1, null)",
    ]
    .into_iter()
    .enumerate()
    {
        let hash =
            test.files.put(&mut tx, vec![b'a' + u8::try_from(n).unwrap()], "text/plain", 1).await.unwrap();
        let insert = tx.query(place).bind(n.to_string());
        let insert = if place.contains("$2") { insert.bind(hash.as_str()) } else { insert };
        insert.run().await.unwrap();
        hashes.push(hash);
    }
    tx.commit().await.unwrap();
    assert_eq!(store::sweep_files(&test.db, &test.files).await.unwrap(), 1);
    assert!(test.files.get(&hashes[0]).await.is_ok() && test.files.get(&hashes[1]).await.is_ok());
    assert!(test.files.get(&hashes[2]).await.is_err(), "the bytes are gone");
    let mut tx = test.db.begin().await.unwrap();
    tx.query("update paper set file_hash = null").run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store::sweep_files(&test.db, &test.files).await.unwrap(), 1);
    // The same bytes may come again.
    let mut tx = test.db.begin().await.unwrap();
    let again = test.files.put(&mut tx, b"a".to_vec(), "text/plain", 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(test.files.get(&again).await.unwrap(), b"a");
}
