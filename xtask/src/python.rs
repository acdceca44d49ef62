//! A Python of our own with aiosmtpd, the mail server of the tests: a virtual environment under `target/`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::system;

/// Tests look for the Python here (`crates/mail/tests/smtp`).
pub const VARIABLE: &str = "BIBLIOSET_TEST_PYTHON";
/// The version that the tests were written against.
const PACKAGE: &str = "aiosmtpd==1.4.6";

/// Path of a Python that has the mail server; makes it where it is missing.
pub fn with_mail_server() -> Result<String> {
    let folder = system::target_folder().join("python");
    let python = folder.join("bin/python");
    if !has_server(&python) {
        make(&folder).context("a virtual environment of Python")?;
        let name = text(&python)?;
        system::run(name, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE], &[])?;
    }
    if !has_server(&python) {
        bail!("aiosmtpd was installed, but {} does not know it", python.display());
    }
    Ok(text(&python)?.to_owned())
}

fn has_server(python: &Path) -> bool {
    python.to_str().is_some_and(|python| system::answers(python, &["-c", "import aiosmtpd"]))
}

fn make(folder: &Path) -> Result<()> {
    let folder = text(folder)?;
    if !system::answers("python3", &["-c", "import venv, ensurepip"]) {
        if !system::is_root() || !system::answers("apt-get", &["--version"]) {
            bail!(
                "Python is missing. Install it (on Debian: sudo apt-get install python3-venv) and run again"
            );
        }
        let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
        system::run("apt-get", &["update", "-qq"], &quiet)?;
        system::run("apt-get", &["install", "-y", "-qq", "python3-venv"], &quiet)?;
    }
    system::run("python3", &["-m", "venv", folder], &[])
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", PathBuf::from(path).display()))
}
