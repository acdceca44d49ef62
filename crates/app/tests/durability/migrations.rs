//! A migration killed at each of its statements.

use std::path::Path;

use store::{Db, Migration};

/// Statements of a step; ours end with a semicolon at the end of a line.
fn statements(sql: &str) -> Vec<&'static str> {
    let without_comments: String = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .map(|line| format!("{line}\n"))
        .collect();
    let parts = without_comments.split(";\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| &*Box::leak(part.trim_end_matches(';').to_owned().into_boxed_str())).collect()
}

async fn schema(db: &Db) -> Vec<(String, String)> {
    db.query("select name, coalesce(sql, '') as sql from sqlite_master order by type, name")
        .all()
        .await
        .unwrap()
}

fn copy_as_it_lies(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap().flatten() {
        // The shared-memory index dies with the process; the log and the database are what a kill leaves.
        if file.path().is_file() && !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

#[tokio::test]
async fn a_migration_killed_at_any_statement_is_done_by_the_next_start() {
    let mut steps: Vec<Migration> =
        app::rooms::MIGRATIONS.iter().flat_map(|room| room.iter()).copied().collect();
    steps.sort_by_key(|step| step.version);
    let whole_folder = tempfile::tempdir().unwrap();
    let whole = Db::open_folder(whole_folder.path()).await.unwrap();
    store::migrate(&whole, app::rooms::MIGRATIONS).await.unwrap();
    let wanted = schema(&whole).await;
    let mut kills = 0;
    for (done, step) in steps.iter().enumerate() {
        let before = tempfile::tempdir().unwrap();
        let db = Db::open_folder(before.path()).await.unwrap();
        store::migrate(&db, &[&steps[..done]]).await.unwrap();
        let parts = statements(step.sql);
        for killed_after in 0..=parts.len() {
            let mut tx = db.begin().await.unwrap();
            for part in &parts[..killed_after] {
                tx.query(part).run().await.unwrap();
            }
            let left = tempfile::tempdir().unwrap();
            copy_as_it_lies(before.path(), left.path());
            drop(tx);
            let again = Db::open_folder(left.path()).await.unwrap();
            store::migrate(&again, app::rooms::MIGRATIONS).await.unwrap();
            assert_eq!(
                schema(&again).await,
                wanted,
                "step {} killed after statement {killed_after}",
                step.version
            );
            kills += 1;
        }
    }
    assert!(kills > 30, "{kills}");
}
