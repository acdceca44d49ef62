//! `cargo xtask fuzz`: every fuzz target for some minutes, then a table.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::system;

/// The sanitizers need a nightly compiler and look for errors safe Rust does not make.
const NO_SANITIZER: [&str; 2] = ["-s", "none"];

struct Outcome {
    target: String,
    /// How many inputs were tried; `None` when the fuzzer did not say.
    executions: Option<u64>,
    /// Files with an input that broke the target, new in this run.
    findings: Vec<PathBuf>,
    /// The end of the fuzzer's words when it failed.
    failure: Option<String>,
}

/// Runs every `[[bin]]` of `fuzz/Cargo.toml`; an error when one of them failed or found something.
pub fn run(minutes: NonZeroU32, jobs: NonZeroUsize) -> Result<()> {
    let folder = system::workspace_root().join("fuzz");
    let targets = targets(&system::cargo_metadata(&folder.join("Cargo.toml"))?)?;
    if !system::has_cargo_subcommand("fuzz") {
        system::run(system::cargo().args(["install", "--locked", "cargo-fuzz"]))?;
    }
    // Built once before: targets running side by side would wait for each other's build.
    system::run(system::cargo().args(["fuzz", "build"]).args(NO_SANITIZER))?;

    let queue = Mutex::new(VecDeque::from(targets));
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(target) = next else { return };
                    println!("{target}: {minutes} min");
                    let outcome = run_target(&folder, target, minutes);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });

    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by(|left, right| left.target.cmp(&right.target));
    print!("\n{}", table(&outcomes));
    let troubled =
        outcomes.iter().filter(|outcome| outcome.failure.is_some() || !outcome.findings.is_empty()).count();
    for outcome in &outcomes {
        for file in &outcome.findings {
            println!("{}: {}", outcome.target, file.display());
        }
        if let Some(failure) = &outcome.failure {
            println!("\n-- {} --\n{failure}", outcome.target);
        }
    }
    if troubled > 0 {
        bail!("{troubled} of {} fuzz targets failed", outcomes.len());
    }
    Ok(())
}

fn targets(metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata["packages"].as_array().context("`cargo metadata` names no packages")?;
    let mut names: Vec<String> = packages
        .iter()
        .filter_map(|package| package["targets"].as_array())
        .flatten()
        .filter(|target| {
            target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "bin"))
        })
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    if names.is_empty() {
        bail!("fuzz/Cargo.toml has no [[bin]]");
    }
    Ok(names)
}

fn run_target(folder: &Path, target: String, minutes: NonZeroU32) -> Outcome {
    let artifacts = folder.join("artifacts").join(&target);
    let known = files_in(&artifacts);
    let seconds = u64::from(minutes.get()) * 60;
    let output = system::cargo()
        .args(["fuzz", "run"])
        .args(NO_SANITIZER)
        .args([&target, "--", &format!("-max_total_time={seconds}"), "-print_final_stats=1"])
        .output();
    let findings = files_in(&artifacts).difference(&known).cloned().collect();
    let (executions, failure) = match output {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            (executions(&said), (!output.status.success()).then(|| last_lines(&said, 30)))
        }
        Err(error) => (None, Some(format!("cannot start `cargo fuzz`: {error}"))),
    };
    Outcome { target, executions, findings, failure }
}

fn files_in(folder: &Path) -> BTreeSet<PathBuf> {
    // No folder yet means that nothing was ever found.
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// `libFuzzer`'s own count, printed at the end because of `-print_final_stats=1`.
fn executions(said: &str) -> Option<u64> {
    said.lines()
        .rev()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?
        .trim()
        .parse()
        .ok()
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn table(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|outcome| outcome.target.len()).chain([6]).max().unwrap_or(6);
    let mut text = format!("{:<width$}  {:>12}  {:>8}\n", "target", "executions", "findings");
    for outcome in outcomes {
        let executions = outcome.executions.map_or_else(|| "unknown".to_owned(), |count| count.to_string());
        let row = format!("{:<width$}  {executions:>12}  {:>8}\n", outcome.target, outcome.findings.len());
        text.push_str(&row);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_programs_are_targets() {
        let metadata = json!({"packages": [{"targets": [
            {"name": "plan_import", "kind": ["bin"]},
            {"name": "common", "kind": ["lib"]},
            {"name": "calendar", "kind": ["bin"]},
        ]}]});
        assert_eq!(targets(&metadata).unwrap(), ["calendar", "plan_import"]);
        assert!(targets(&json!({"packages": []})).is_err());
    }

    #[test]
    fn executions_are_read_from_the_final_statistics() {
        let said =
            "Done 12 runs in 1 second(s)\nstat::number_of_executed_units: 8123456\nstat::peak_rss_mb: 40\n";
        assert_eq!(executions(said), Some(8_123_456));
        assert_eq!(executions("error: no such target"), None);
    }

    #[test]
    fn the_table_shows_every_target() {
        let outcome = |target: &str, executions, findings| Outcome {
            target: target.to_owned(),
            executions,
            findings,
            failure: None,
        };
        let outcomes = [
            outcome("plan_import", Some(1200), vec![]),
            outcome("zip", None, vec![PathBuf::from("crash-1")]),
        ];
        assert_eq!(
            table(&outcomes),
            "target         executions  findings\n\
             plan_import          1200         0\n\
             zip               unknown         1\n"
        );
    }
}
