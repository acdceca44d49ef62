//! `cargo xtask test`, step by step.

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::e2e;
use crate::papers;
use crate::postgres::{Postgres, VARIABLE};
use crate::{python, system};

const STEPS: [&str; 8] = ["fmt", "clippy", "sqlite", "postgres", "durability", "doc", "papers", "e2e"];

pub fn test(words: &[&str]) -> Result<()> {
    let (own, runner) = match words.iter().position(|word| *word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[][..]),
    };
    let (mut only, mut skip) = (Vec::new(), Vec::new());
    for pair in own.chunks(2) {
        match pair {
            ["--only", step] if STEPS.contains(step) => only.push(*step),
            ["--skip", step] if STEPS.contains(step) => skip.push(*step),
            other => bail!("not understood: {}", other.join(" ")),
        }
    }
    for step in STEPS {
        if (!only.is_empty() && !only.contains(&step)) || skip.contains(&step) {
            continue;
        }
        println!("\n── {step}");
        let started = Instant::now();
        run_step(step, runner)
            .with_context(|| format!("step {step} failed; again: cargo xtask test --only {step}"))?;
        println!("── {step}: {} s", started.elapsed().as_secs());
    }
    Ok(())
}

fn run_step(step: &str, runner: &[&str]) -> Result<()> {
    match step {
        "fmt" => system::run("cargo", &["fmt", "--all", "--check"], &[]),
        "clippy" => {
            system::run("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &[])
        }
        "sqlite" => {
            suite(runner, &[])?;
            if runner.is_empty() {
                system::run("cargo", &["test", "--doc", "--workspace"], &[])
            } else {
                Ok(())
            }
        }
        "postgres" => {
            let postgres = Postgres::start(false)?;
            // Rooms below the database have said their word with SQLite.
            let of_database: &[&str] = if has_nextest() { &["-E", "rdeps(store)"] } else { &[] };
            suite(if runner.is_empty() { of_database } else { runner }, &[(VARIABLE, postgres.address())])
        }
        "durability" => system::run(
            "cargo",
            // With the same choice of packages as the suites, so that nothing is built anew.
            &["test", "--workspace", "--test", "durability"],
            &[("BIBLIOSET_LONG_TESTS", "1")],
        ),
        "papers" => papers::run_if_possible(),
        "e2e" => e2e::run_after_suites(),
        _ => system::run("cargo", &["doc", "--no-deps", "--workspace"], &[("RUSTDOCFLAGS", "-D warnings")]),
    }
}

fn has_nextest() -> bool {
    system::answers("cargo", &["nextest", "--version"])
}

/// The whole suite: with nextest where it is installed, else as plain `cargo test` (doc tests go with the first run).
fn suite(runner: &[&str], variables: &[(&str, &str)]) -> Result<()> {
    let mut arguments = if has_nextest() {
        vec!["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        vec!["test", "--workspace", "--all-targets", "--no-fail-fast"]
    };
    arguments.extend_from_slice(runner);
    let python = python::with_mail_server()?;
    let variables = [variables, &[(python::VARIABLE, python.as_str())]].concat();
    system::run("cargo", &arguments, &variables)
}

/// Runs a command while a private PostgreSQL is up.
pub fn with_postgres(command: &[&str], is_durable: bool) -> Result<()> {
    let postgres = Postgres::start(is_durable)?;
    let (program, arguments) = command.split_first().context("no command")?;
    system::run(program, arguments, &[(VARIABLE, postgres.address())])
}
