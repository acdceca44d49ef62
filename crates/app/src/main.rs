//! The command line. Every command says in Russian what went wrong and what to do, and ends with a code other than 0.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = app::commands::Arguments::parse();
    match app::commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Не получилось: {error:#}");
            ExitCode::FAILURE
        }
    }
}
