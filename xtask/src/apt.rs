//! Installing Debian packages, with no question asked and no server started.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Installs packages when we are root, otherwise says what to type.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get update && apt-get install -y {}", packages.join(" "));
    if process::find_program("apt-get").is_none() {
        bail!(
            "{what} is missing, and this system has no apt-get: please install it and run the command again"
        );
    }
    if !process::is_root() {
        bail!("{what} is missing. Please run: sudo sh -c '{by_hand}'");
    }
    println!("{what} is missing: installing {}", packages.join(", "));
    process::run(apt_get().arg("update")).with_context(|| format!("{what} is missing"))?;
    process::run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("{what} is missing and could not be installed"))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args([
        "--quiet",
        "-o",
        "Dpkg::Use-Pty=0",
        "-o",
        "DPkg::Lock::Timeout=300",
        "-o",
        "Acquire::Retries=3",
    ]);
    command
}

/// Installs PostgreSQL without the server that Debian's package would set up and start for everybody.
pub fn install_postgresql() -> Result<()> {
    let settings = Path::new("/etc/postgresql-common/createcluster.d/biblioset-tests.conf");
    // Debian reads this folder when its package asks whether to make the cluster «main» (pg_createcluster(1)).
    let no_main_cluster = process::is_root().then(|| NoMainCluster::write(settings)).transpose()?;
    let outcome = install("PostgreSQL", &["postgresql"]);
    drop(no_main_cluster);
    outcome
}

/// The setting lies there only as long as the installation runs.
struct NoMainCluster<'a>(&'a Path);

impl<'a> NoMainCluster<'a> {
    fn write(path: &'a Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(path, "create_main_cluster = false\n").with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }
}

impl Drop for NoMainCluster<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0);
    }
}
