//! kill −9 in the middle of mornings, over many simulated days: everybody gets the letter of a day once.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use store::Db;

use crate::count;
use crate::program::{REGION, Server, assert_whole};

/// Login, day, subject.
type Letters = BTreeSet<(String, String, String)>;

#[test]
fn a_digest_is_made_once_whatever_kills_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let (calm, harried) = (folder.path().join("calm"), folder.path().join("harried"));
    let mut seed = 20_241_015_u64;
    let mut kills = 0;
    let mut cut_short = 0;
    for day in working_days(count(3, 30)) {
        live_to_the_end(&calm, day, 0);
        for start in 0..count(3, 8) {
            let server = Server::start_at(&harried, &clock_of(day, start));
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis((seed >> 33) % 45));
            server.kill();
            kills += 1;
            cut_short += usize::from(!is_settled(&harried, day));
        }
        live_to_the_end(&harried, day, count(3, 8));
    }
    let (expected, _) = made(&calm);
    let (got, rows) = made(&harried);
    assert!(expected.len() > 5, "there was something to tell: {expected:?}");
    assert_eq!(got, expected, "the same letters as without a single kill");
    assert_eq!(rows, got.len(), "none twice");
    assert_eq!(files(&harried), rows, "each in the folder once");
    assert_whole(&harried);
    println!(
        "killed {kills} times, {cut_short} of them before the morning's end; letters {rows}, lost 0, doubled 0"
    );
}

/// Mondays to Fridays from the demonstration's day on.
fn working_days(how_many: usize) -> Vec<Date> {
    let first = app::regions::load(REGION).unwrap().region.demo_today;
    (0_i64..)
        .map(|later| first.saturating_add(later.days()))
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .take(how_many)
        .collect()
}

/// The leases of whoever was killed have run out when the program starts again.
fn clock_of(day: Date, start: usize) -> String {
    format!("{day}T{:02}:{:02}", 9 + start / 8, start % 8 * 7)
}

/// Lets a day pass undisturbed: everybody told, every letter out.
fn live_to_the_end(data: &Path, day: Date, start: usize) {
    let server = Server::start_at(data, &clock_of(day, start));
    let began = Instant::now();
    while !is_settled(data, day) {
        assert!(began.elapsed() < Duration::from_mins(1), "{day} does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill();
}

fn asked<T>(data: &Path, question: impl AsyncFnOnce(&Db) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open_folder(data).await.unwrap();
        let answer = question(&db).await;
        db.close().await;
        answer
    })
}

/// Whether everybody has had their day and no letter waits.
fn is_settled(data: &Path, day: Date) -> bool {
    asked(data, async |db| {
        let (people, told, waiting): (i64, i64, i64) = db
            .query(
                "select (select count(distinct m.account_id) from membership m where m.state = 'active'),
                        (select count(*) from digest where day = $1),
                        (select count(*) from letter where state = 'waiting')",
            )
            .bind(day)
            .one()
            .await
            .unwrap();
        told == people && waiting == 0
    })
}

/// Every letter with its person and day, and how many letters there are.
fn made(data: &Path) -> (Letters, usize) {
    asked(data, async |db| {
        let rows: Vec<(String, String, String)> = db
            .query(
                "select a.login, d.day, l.subject from letter l join account a on a.id = l.account_id
                 left join digest d on d.letter_id = l.id",
            )
            .all()
            .await
            .unwrap();
        (rows.iter().cloned().collect(), rows.len())
    })
}

/// Letters in the folder, each under its own identifier.
fn files(data: &Path) -> usize {
    let mut identifiers = BTreeSet::new();
    for entry in std::fs::read_dir(data.join("mail")).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "eml") {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let identifier =
                text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
            assert!(identifiers.insert(identifier), "one identifier, one file");
        }
    }
    identifiers.len()
}
