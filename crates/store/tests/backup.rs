//! Backup and restore on either engine, and what is refused.

use jiff::civil::date;
use store::backup::{Archive, BackupError, back_up, differences, restore};
use store::testing::{TestDb, fresh};
use store::{Clock, Db, Files, Migration};

const ROOM: &[Migration] = &[Migration {
    version: 90_001,
    name: "things",
    sql: "create table thing (id text primary key, parent text references thing (id), amount bigint, is_good boolean not null);
          insert into thing (id, parent, amount, is_good) values ('planted', null, 1, true);",
}];
const NEWER_ROOM: &[Migration] = &[
    ROOM[0],
    Migration {
        version: 90_002,
        name: "a colour",
        sql: "alter table thing add column colour text not null default 'синий'",
    },
];

fn clock() -> Clock {
    let noon = date(2024, 10, 15).at(12, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
    Clock::standing_at(noon.timestamp(), jiff::tz::TimeZone::UTC)
}

/// Rows of every type, references in an order that no engine would like, texts that need care, and files.
async fn filled() -> TestDb {
    let test = fresh(&[store::MIGRATIONS, ROOM]).await;
    let mut tx = test.db.begin().await.unwrap();
    tx.query("delete from thing").run().await.unwrap();
    for n in 0..500_i64 {
        let parent = (n > 0).then(|| format!("a{:04}", 499 - (n - 1)));
        tx.query("insert into thing (id, parent, amount, is_good) values ($1, $2, $3, $4)")
            .bind(format!("a{:04}", 499 - n))
            .bind(parent)
            .bind((n % 3 != 0).then_some(i64::MAX - n))
            .bind(n % 2 == 0)
            .run()
            .await
            .unwrap();
    }
    let awkward = "«ёж»\n\"кавычки\"\t\\ ';-- {} \u{1f4da}";
    tx.query("insert into thing (id, is_good) values ($1, $2)").bind(awkward).bind(true).run().await.unwrap();
    for n in 0..5_u8 {
        test.files.put(&mut tx, vec![n; 3000 * usize::from(n)], "application/pdf", 1).await.unwrap();
    }
    tx.commit().await.unwrap();
    test
}

async fn empty_place() -> (tempfile::TempDir, Db, Files) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_folder(folder.path()).await.unwrap();
    let files = Files::in_folder(&folder.path().join("files")).unwrap();
    (folder, db, files)
}

#[tokio::test]
async fn what_was_saved_comes_back_the_same() {
    let test = filled().await;
    let out = test.folder.path().join("copy.zip");
    let manifest = back_up(&test.db, &test.files, &clock(), &out).await.unwrap();
    assert_eq!((manifest.files.len(), manifest.rows()), (5, 501 + 5));
    let mut archive = Archive::open(&out).unwrap();
    assert_eq!(archive.manifest, manifest);
    let (_folder, db, files) = empty_place().await;
    restore(&mut archive, &db, &files, &[store::MIGRATIONS, ROOM]).await.unwrap();
    assert_eq!(differences(&archive, &db, &files).await.unwrap(), Vec::<String>::new());
    let again = restore(&mut archive, &db, &files, &[store::MIGRATIONS, ROOM]).await;
    assert!(matches!(again, Err(BackupError::NotEmpty(_))), "{again:?}");

    let mut tx = db.begin().await.unwrap();
    tx.query("update thing set amount = 7 where id = 'a0003'").run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(differences(&archive, &db, &files).await.unwrap(), ["таблица thing: строки другие"]);
}

#[tokio::test]
async fn an_archive_of_one_engine_is_restored_into_the_one_under_test() {
    let (_folder, lite, lite_files) = empty_place().await;
    store::migrate(&lite, &[store::MIGRATIONS, ROOM]).await.unwrap();
    let mut tx = lite.begin().await.unwrap();
    tx.query("insert into thing (id, parent, is_good) values ('child', 'planted', false)")
        .run()
        .await
        .unwrap();
    lite_files.put(&mut tx, b"scan".to_vec(), "application/pdf", 1).await.unwrap();
    tx.commit().await.unwrap();
    let target = fresh(&[]).await;
    let out = target.folder.path().join("copy.zip");
    back_up(&lite, &lite_files, &clock(), &out).await.unwrap();
    let mut archive = Archive::open(&out).unwrap();
    restore_into(&mut archive, &target, &[store::MIGRATIONS, ROOM]).await.unwrap();
    assert_eq!(differences(&archive, &target.db, &target.files).await.unwrap(), Vec::<String>::new());
    let orphan = async {
        let mut tx = target.db.begin().await.unwrap();
        tx.query("insert into thing (id, parent, is_good) values ('x', 'nobody', false)").run().await
    };
    assert!(matches!(orphan.await, Err(store::Error::Constraint(_))), "references are back in force");
}

/// `fresh(&[])` leaves the engine's own table of steps, which is no table of the program.
async fn restore_into(
    archive: &mut Archive,
    target: &TestDb,
    rooms: &[&[Migration]],
) -> Result<(), BackupError> {
    restore(archive, &target.db, &target.files, rooms).await
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_and_a_newer_one_is_refused() {
    let test = filled().await;
    let out = test.folder.path().join("copy.zip");
    back_up(&test.db, &test.files, &clock(), &out).await.unwrap();
    let mut archive = Archive::open(&out).unwrap();
    let (_folder, db, files) = empty_place().await;
    restore(&mut archive, &db, &files, &[store::MIGRATIONS, NEWER_ROOM]).await.unwrap();
    let (colour,): (String,) = db.query("select colour from thing where id = 'a0001'").one().await.unwrap();
    assert_eq!(colour, "синий");

    let newer = test.folder.path().join("newer.zip");
    back_up(&db, &files, &clock(), &newer).await.unwrap();
    let (_folder, empty, empty_files) = empty_place().await;
    let refused =
        restore(&mut Archive::open(&newer).unwrap(), &empty, &empty_files, &[store::MIGRATIONS, ROOM]).await;
    assert!(matches!(&refused, Err(BackupError::Newer { version: 90_002, .. })), "{refused:?}");
}

/// A small generator: the same positions in every run.
fn positions(length: usize, count: usize) -> impl Iterator<Item = usize> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % length as u64).unwrap()
    })
}

#[tokio::test]
async fn a_truncated_or_flipped_archive_is_refused_at_a_thousand_positions() {
    let test = filled().await;
    let out = test.folder.path().join("copy.zip");
    back_up(&test.db, &test.files, &clock(), &out).await.unwrap();
    let whole = std::fs::read(&out).unwrap();
    let broken = test.folder.path().join("broken.zip");
    for (n, position) in positions(whole.len(), 1000).enumerate() {
        let mut bytes = whole.clone();
        bytes[position] ^= 1 << (n % 8);
        std::fs::write(&broken, &bytes).unwrap();
        let opened = Archive::open(&broken);
        assert!(matches!(opened, Err(BackupError::Damaged(_))), "bit {} of byte {position}", n % 8);
    }
    for position in positions(whole.len(), 100).chain([0, 1, whole.len() - 1]) {
        std::fs::write(&broken, &whole[..position]).unwrap();
        assert!(matches!(Archive::open(&broken), Err(BackupError::Damaged(_))), "cut at {position}");
    }
    std::fs::write(&broken, "не архив ".repeat(1000)).unwrap();
    assert!(matches!(Archive::open(&broken), Err(BackupError::Damaged(_))));
}

#[tokio::test]
async fn a_lost_file_stops_the_backup_and_leaves_nothing_behind() {
    let test = filled().await;
    let mut tx = test.db.begin().await.unwrap();
    tx.query("insert into file (hash, size, media_type, created_at) values ($1, 3, 'text/plain', 1)")
        .bind("a".repeat(64))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let out = test.folder.path().join("copy.zip");
    let refused = back_up(&test.db, &test.files, &clock(), &out).await;
    assert!(matches!(refused, Err(BackupError::FileLost(_))), "{refused:?}");
    assert!(!out.exists() && !out.with_extension("unfinished").exists());
}
