//! The tests in a real browser: `e2e/`, Node.js and Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::tally::Tally;
use crate::{apt, process};

/// Names of browsers the tests can drive, the preferred first.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Builds the program and runs `npm test` in `e2e/` with `BIBLIOSET_BIN` and `CHROMIUM` set.
pub fn run_tests(root: &Path, tally: &mut Tally) -> Result<()> {
    let folder = root.join("e2e");
    if !folder.join("package.json").is_file() {
        println!("There is no e2e/package.json: nothing to run in a browser.");
        return Ok(());
    }
    // Asked first: our own file may be replaced while cargo builds.
    let program = built_program()?;
    let chromium = find_or_install_chromium()?;
    ensure_node()?;
    // With the whole workspace in view cargo takes the libraries that the tests have built already.
    process::run(process::cargo(root).args(["build", "--workspace", "--bin", "biblioset"]))?;
    process::run(npm(&folder).args(["ci", "--no-audit", "--no-fund"]))?;
    let mut test = npm(&folder);
    test.arg("test").env("BIBLIOSET_BIN", program).env("CHROMIUM", chromium);
    process::run_counting(&mut test, tally)
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    // The browser comes from the system; nothing is downloaded beside the lock file.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("PUPPETEER_SKIP_DOWNLOAD", "1");
    command
}

/// `biblioset` lies where cargo has put this program.
fn built_program() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of this program")?;
    Ok(own.with_file_name(format!("biblioset{}", std::env::consts::EXE_SUFFIX)))
}

fn find_chromium() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    chosen.or_else(|| BROWSERS.iter().find_map(|name| process::find_program(name)))
}

fn find_or_install_chromium() -> Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    // The fonts hold Cyrillic letters: a bare system would show boxes.
    apt::install("Chromium", &["chromium", "fonts-liberation"])?;
    find_chromium().context("Chromium is installed but not found; set CHROMIUM to its path")
}

/// The build of `ui` fetches htmx with npm, and the tests in the browser run in Node.js.
pub fn ensure_node() -> Result<()> {
    if process::find_program(if cfg!(windows) { "npm.cmd" } else { "npm" }).is_some() {
        return Ok(());
    }
    apt::install("Node.js", &["nodejs", "npm"])
}
