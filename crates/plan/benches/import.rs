//! `cargo bench -p plan`: how long the roadmap of the region pack takes to read, from Word and from text. The first
//! reading pays for the patterns, which are made once in a process.

use std::time::{Duration, Instant};

use plan::import::{DEFAULT_STEP_LIMIT, ImportOptions, import};

#[expect(dead_code, reason = "the tests also read through it")]
#[path = "../tests/import/common.rs"]
mod common;

const TIMES: usize = 200;

fn main() {
    let vocabulary = common::vocabulary();
    for name in ["roadmap-2024.docx", "roadmap-2024.txt", "roadmap-2024.yaml"] {
        let path = format!("{}/../../regions/khabarovsk/roadmap/{name}", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let options = ImportOptions {
            file_name: name,
            year: None,
            year_start_month: 1,
            vocabulary: &vocabulary,
            step_limit: DEFAULT_STEP_LIMIT,
        };
        let read = || {
            let begun = Instant::now();
            import(&bytes, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            begun.elapsed()
        };
        let first = read();
        let mut all: Vec<Duration> = (0..TIMES).map(|_| read()).collect();
        all.sort_unstable();
        println!("{name}: first {first:.1?}, median {:.1?}, worst {:.1?}", all[TIMES / 2], all[TIMES - 1]);
    }
}
