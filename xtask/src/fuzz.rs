//! Every fuzz target for some minutes.

use anyhow::{Context, Result, bail};

use crate::system;

pub fn run(words: &[&str]) -> Result<()> {
    let minutes: u64 = match words {
        [] => 1,
        ["--minutes", minutes] => minutes.parse().context("--minutes takes a number")?,
        other => bail!("not understood: {}", other.join(" ")),
    };
    if !system::answers("cargo", &["fuzz", "--version"]) {
        system::run("cargo", &["install", "cargo-fuzz", "--locked"], &[])?;
    }
    let manifest =
        std::fs::read_to_string(system::root().join("fuzz/Cargo.toml")).context("fuzz/Cargo.toml")?;
    let targets = manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|part| part.split("name = \"").nth(1)?.split('"').next());
    let seconds = format!("-max_total_time={}", minutes * 60);
    for target in targets {
        // Without a sanitizer: works on the stable toolchain, and our crates forbid unsafe code.
        system::run(
            "cargo",
            &[
                "fuzz",
                "run",
                "-s",
                "none",
                target,
                "--",
                &seconds,
                "-rss_limit_mb=1024",
                "-timeout=10",
                "-print_final_stats=1",
            ],
            &[],
        )?;
    }
    Ok(())
}
