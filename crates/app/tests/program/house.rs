//! The invariants of ARCHITECTURE.md that can be read off the source tree.

use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    collect(crates, &mut found);
    assert!(found.len() > 100, "the sources are where they were");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.components().any(|part| part.as_os_str() == "src")
        {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn crate_of(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let at = parts.iter().rposition(|part| part == "src").unwrap();
    parts[at - 1].clone()
}

/// Engines that know nothing of files and clocks. `search` lies beside them and keeps its index on the disk.
const LOWEST_FLOOR: [&str; 9] =
    ["office", "plan", "roster", "outlines", "region", "papers", "russian", "forms", "forms_wasm"];

fn is_lowest(path: &Path) -> bool {
    LOWEST_FLOOR.contains(&crate_of(path).as_str())
}

#[test]
fn only_store_modules_hold_sql() {
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_lowest(path)) {
        let is_store = crate_of(&path) == "store"
            || path.file_name().is_some_and(|name| name == "store.rs")
            || path.components().any(|part| part.as_os_str() == "store");
        assert!(
            is_store || !text.contains(".query("),
            "{} runs SQL outside of a store module",
            path.display()
        );
    }
}

#[test]
fn only_the_store_names_a_database_engine() {
    for (path, text) in sources().into_iter().filter(|(path, _)| crate_of(path) != "store") {
        for name in ["SqlitePool", "PgPool", "sqlx_sqlite", "sqlx_postgres"] {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn the_lowest_floor_does_no_io_and_has_no_clock() {
    for (path, text) in sources().into_iter().filter(|(path, _)| is_lowest(path)) {
        for name in ["std::fs", "std::net", "Timestamp::now", "SystemTime", "tokio"] {
            assert!(!text.contains(name), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn the_code_knows_no_region() {
    let is_test =
        |path: &Path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"));
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        let product = text.split("#[cfg(test)]").next().unwrap();
        let code: Vec<&str> = product.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for name in ["khabarovsk", "Хабаровск", "HKIRO", "MINOBR", "Vladivostok"] {
            let found = code.iter().find(|line| line.contains(name));
            assert!(found.is_none(), "{}: {}", path.display(), found.unwrap());
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    for (path, text) in sources() {
        for mark in
            [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!")]
        {
            assert!(!text.contains(mark), "{} holds {mark}", path.display());
        }
    }
}
