//! `cargo xtask`: the project's own chores. `cargo xtask test` is what CI runs, and passes on a fresh Debian.

mod clone;
mod e2e;
mod forms;
mod fuzz;
mod papers;
mod postgres;
mod python;
mod steps;
mod system;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [--only STEP]… [--skip STEP]… [-- ARGUMENTS OF THE TEST RUNNER]
    steps: fmt clippy sqlite postgres durability doc papers e2e
cargo xtask e2e [ARGUMENTS OF PLAYWRIGHT]   the browser suite alone; screenshots and the table of bytes: target/e2e/
cargo xtask papers                  a sample of every kind of paper, opened by LibreOffice (installed if need be): target/papers/
cargo xtask postgres [--durable] -- COMMAND…
                                    runs a command with a private PostgreSQL up (BIBLIOSET_TEST_POSTGRES); --durable: with fsync, for figures
cargo xtask python                   makes the Python with a mail server that tests look for: target/python/
cargo xtask fuzz [--minutes N]       every fuzz target for N minutes (1)
cargo xtask forms                    workbooks of the regions' questionnaires from their Markdown sources
cargo xtask forms-oracle FOLDER      our XForms beside pyxform's for every workbook of a folder
cargo xtask clean-clone              how long a newcomer waits for `cargo run -- demo`
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", rest @ ..] => steps::test(rest),
        ["postgres", "--", command @ ..] if !command.is_empty() => steps::with_postgres(command, false),
        ["postgres", "--durable", "--", command @ ..] if !command.is_empty() => {
            steps::with_postgres(command, true)
        }
        ["python"] => python::with_mail_server().map(|python| println!("{python}")),
        ["e2e", rest @ ..] => e2e::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["papers"] => papers::run(),
        ["forms"] => forms::workbooks(),
        ["forms-oracle", folder] => forms::oracle(folder),
        ["clean-clone"] => clone::run(),
        ["help" | "--help" | "-h"] | [] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
