//! `cargo xtask`: everything a developer or a build machine does with this project besides writing code.
//!
//! It prepares what it needs (PostgreSQL, a browser, missing cargo components), so that one command is enough on a
//! fresh machine, and it leaves nothing running behind, also after Ctrl-C.

mod apt;
mod browser;
mod clone;
mod fuzz;
mod postgres;
mod process;
mod steps;
mod tally;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask test [--only STEP]... [--skip STEP]...
    Runs every check, stops at the first step that fails. The steps, in order:
      fmt       formatting
      clippy    lints of all crates; a warning is an error
      sqlite    all tests on SQLite, and the examples in the documentation
      postgres  all tests on PostgreSQL, on a private server that is started for the run and removed after it
      doc       the documentation builds without warnings
      e2e       the built program in a real browser (e2e/)
    As root on Debian or Ubuntu, missing PostgreSQL, Chromium and Node.js are installed through apt.

cargo xtask postgres -- COMMAND...
    Starts a private PostgreSQL and runs COMMAND with BIBLIOSET_TEST_POSTGRES set to its address, e.g.
      cargo xtask postgres -- cargo test -p store

cargo xtask fuzz [--minutes N] [TARGET]...
    Runs every fuzz target of fuzz/ (or the named ones) for N minutes each, 10 by default; prints executions and findings.

cargo xtask clean-clone [demo|test] [--cores N]
    Clones the last commit into a temporary folder and measures the README command there with nothing built:
    demo (the default) until /health/ready answers, test until it ends. --cores N keeps it on N processor cores.

cargo xtask help
";

fn main() -> ExitCode {
    match dispatch(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nFAILED: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let root = repository_root()?;
    process::stop_children_on_signals()?;
    let (subcommand, rest) =
        arguments.split_first().map_or(("help", arguments), |(first, rest)| (first, rest));
    match subcommand {
        "test" => steps::test(&root, &steps::Selection::parse(rest)?),
        "postgres" => postgres::run_with_server(&root, rest),
        "fuzz" => fuzz::run(&root, rest),
        "clean-clone" => clone::run(&root, rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no `cargo xtask {other}`; `cargo xtask help` lists what there is"),
    }
}

/// The folder of the workspace this program was built from.
fn repository_root() -> Result<PathBuf> {
    let own_crate = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own_crate.parent().map(Path::to_path_buf).context("xtask lies in a folder of the workspace")
}
