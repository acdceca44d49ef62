//! Packs as they lie in `regions/`.

#![allow(dead_code, reason = "every test file uses its own part")]

use region::{PackError, RegionPack};
use std::fs;
use std::path::PathBuf;

pub fn regions() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../regions")
}

/// Text of a file of a pack, as the loader asks for it.
pub fn files(code: &str) -> impl Fn(&str) -> Option<String> {
    let folder = regions().join(code);
    move |file| fs::read_to_string(folder.join(file)).ok()
}

pub fn pack(code: &str) -> RegionPack {
    region::load(files(code)).unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// Every pack of the project: whoever adds a region gets these tests with it.
pub fn packs() -> Vec<RegionPack> {
    let mut codes: Vec<String> = fs::read_dir(regions())
        .expect("regions/ is there")
        .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    codes.sort();
    assert!(codes.len() >= 2, "a second pack keeps the code honest");
    codes
        .iter()
        .map(|code| {
            let pack = pack(code);
            assert_eq!(&pack.region.code, code, "a pack's code is the name of its folder");
            pack
        })
        .collect()
}

/// The invented pack with one text of one file replaced.
fn broken(file: &'static str, from: &'static str, to: &'static str) -> PackError {
    let original = files("lukomorye");
    let outcome = region::load(move |asked| {
        let text = original(asked)?;
        if asked != file {
            return Some(text);
        }
        assert!(text.contains(from), "{file} has no «{from}»: the test would change nothing");
        Some(text.replacen(from, to, 1))
    });
    match outcome {
        Ok(_) => panic!("{file}: «{from}» → «{to}» was accepted"),
        Err(error) => error,
    }
}

/// The loader must complain about `file` at `key` with these words.
#[track_caller]
pub fn assert_fault(file: &'static str, from: &'static str, to: &'static str, key: &str, message: &str) {
    let error = broken(file, from, to);
    assert!(
        error.problems.iter().any(|problem| problem.file == file
            && problem.key.starts_with(key)
            && problem.message.contains(message)),
        "expected «{file}: {key}: {message}», got {error}"
    );
}
