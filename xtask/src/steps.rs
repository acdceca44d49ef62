//! `cargo xtask test`: the steps, in order, stopping at the first failure.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;

use crate::postgres::{Postgres, TEST_VARIABLE};
use crate::{browser, system};

/// One step; the order here is the order of the run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting
    Fmt,
    /// Lints; a warning is a failure
    Clippy,
    #[value(help = "All tests on SQLite, then the examples in the documentation")]
    Sqlite,
    #[value(help = "All tests on PostgreSQL")]
    Postgres,
    /// The documentation builds without warnings
    Doc,
    /// The program in a browser
    E2e,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Doc => "doc",
            Self::E2e => "e2e",
        }
    }

    fn run(self, runner_arguments: &[String]) -> Result<()> {
        match self {
            Self::Fmt => system::run(system::cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => {
                let lints = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
                system::run(system::cargo().args(lints))
            }
            Self::Sqlite => sqlite(runner_arguments),
            Self::Postgres => {
                let server = Postgres::start()?;
                println!("PostgreSQL: {}", server.address());
                system::run(test_runner(runner_arguments).env(TEST_VARIABLE, server.address()))
            }
            Self::Doc => {
                let mut doc = system::cargo();
                system::run(doc.args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"))
            }
            Self::E2e => end_to_end(),
        }
    }
}

/// Runs the chosen steps; the error of a failed step says how to run that step alone.
pub fn run(only: &[Step], skip: &[Step], runner_arguments: &[String]) -> Result<()> {
    let mut times: Vec<(Step, Duration)> = Vec::new();
    for step in chosen(only, skip)? {
        println!("\n== {} ==", step.name());
        let start = Instant::now();
        let outcome = step.run(runner_arguments);
        let time = start.elapsed();
        if let Err(error) = outcome {
            let again = rerun_command(step, runner_arguments);
            let seconds = time.as_secs_f64();
            return Err(error.context(format!(
                "\nStep {} failed after {seconds:.1} s. Run only this step again: {again}\nReason",
                step.name()
            )));
        }
        println!("== {}: passed in {:.1} s ==", step.name(), time.as_secs_f64());
        times.push((step, time));
    }
    println!("\nAll chosen steps passed:");
    for (step, time) in &times {
        println!("  {:<9}{:>7.1} s", step.name(), time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("  {:<9}{:>7.1} s", "total", total.as_secs_f64());
    Ok(())
}

fn chosen(only: &[Step], skip: &[Step]) -> Result<Vec<Step>> {
    let wanted = |step: &Step| (only.is_empty() || only.contains(step)) && !skip.contains(step);
    let steps: Vec<Step> = Step::value_variants().iter().copied().filter(wanted).collect();
    if steps.is_empty() {
        bail!("every step is skipped: a run that checks nothing must not look like a success");
    }
    Ok(steps)
}

fn rerun_command(step: Step, runner_arguments: &[String]) -> String {
    let mut command = format!("cargo xtask test --only {}", step.name());
    if !runner_arguments.is_empty() {
        command.push_str(" -- ");
        command.push_str(&runner_arguments.join(" "));
    }
    command
}

fn sqlite(runner_arguments: &[String]) -> Result<()> {
    // A variable left in the developer's shell must not turn this step to PostgreSQL.
    system::run(test_runner(runner_arguments).env_remove(TEST_VARIABLE))?;
    if !runner_arguments.is_empty() {
        println!("Only the asked tests ran; the examples in the documentation did not.");
        return Ok(());
    }
    system::run(system::cargo().args(["test", "--doc", "--workspace"]).env_remove(TEST_VARIABLE))
}

/// nextest when it is installed (each test in a process of its own), otherwise `cargo test`.
fn test_runner(runner_arguments: &[String]) -> Command {
    let mut command = system::cargo();
    if system::has_cargo_subcommand("nextest") {
        command.args(["nextest", "run"]);
        if std::env::var_os("CI").is_some() {
            command.args(["--profile", "ci"]);
        }
    } else {
        // Examples in the documentation are a command of their own, as with nextest.
        command.args(["test", "--tests"]);
    }
    if !names_package(runner_arguments) {
        command.arg("--workspace");
    }
    command.args(runner_arguments);
    command
}

/// `--workspace` would win over a package named by the developer.
fn names_package(runner_arguments: &[String]) -> bool {
    runner_arguments
        .iter()
        .any(|word| word == "--package" || word.starts_with("--package=") || is_short_package(word))
}

fn is_short_package(word: &str) -> bool {
    word.starts_with("-p") && !word.starts_with("--")
}

fn end_to_end() -> Result<()> {
    let folder = system::workspace_root().join("e2e");
    if !folder.join("package.json").is_file() {
        println!("There is no e2e/package.json: nothing to run.");
        return Ok(());
    }
    let browser = browser::find_or_install()?;
    let npm = system::find_program(&["npm"])
        .ok_or_else(|| anyhow!("npm is not installed; on Debian: `sudo apt-get install -y npm`"))?;
    system::run(
        Command::new(&npm)
            .args(["ci", "--ignore-scripts"])
            .current_dir(&folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    system::run(system::cargo().args(["build", "-p", "biblioset"]))?;
    let program = target_folder()?.join("debug").join("biblioset");
    system::run(
        Command::new(&npm)
            .arg("test")
            .current_dir(&folder)
            .env("BIBLIOSET_BIN", program)
            .env("CHROMIUM", browser),
    )
}

fn target_folder() -> Result<PathBuf> {
    let metadata = system::cargo_metadata(Path::new("Cargo.toml"))?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .context("`cargo metadata` names no target folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn steps_keep_their_order_whatever_the_order_asked() {
        assert_eq!(chosen(&[Step::Doc, Step::Fmt], &[]).unwrap(), [Step::Fmt, Step::Doc]);
        assert_eq!(
            chosen(&[], &[Step::Postgres, Step::E2e]).unwrap(),
            [Step::Fmt, Step::Clippy, Step::Sqlite, Step::Doc]
        );
    }

    #[test]
    fn skipping_everything_is_an_error() {
        assert!(chosen(&[], Step::value_variants()).is_err());
    }

    #[test]
    fn the_name_shown_is_the_name_the_option_takes() {
        for step in Step::value_variants() {
            assert_eq!(Step::from_str(step.name(), false), Ok(*step));
        }
    }

    #[test]
    fn a_named_package_replaces_the_workspace() {
        for named in ["-p store", "-pstore", "--package store", "--package=store"] {
            assert!(names_package(&words(named)), "{named}");
        }
        assert!(!names_package(&words("--profile ci leap_day")));
    }

    #[test]
    fn the_rerun_command_repeats_the_arguments() {
        assert_eq!(
            rerun_command(Step::Postgres, &words("-p store")),
            "cargo xtask test --only postgres -- -p store"
        );
        assert_eq!(rerun_command(Step::E2e, &[]), "cargo xtask test --only e2e");
    }
}
