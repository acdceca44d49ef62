//! What a newcomer meets: a fresh clone, the README's command, and how long until the demonstration answers.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::system;

pub fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clone = folder.path().join("biblioset");
    let clone_text = clone.to_str().context("a path in UTF-8")?;
    let root = system::root();
    system::run("git", &["clone", "--quiet", root.to_str().context("a path in UTF-8")?, clone_text], &[])?;
    let started = Instant::now();
    let mut demo = Command::new("cargo")
        .args(["run", "--", "demo", "--listen", "127.0.0.1:0"])
        .current_dir(&clone)
        .env("CARGO_TARGET_DIR", clone.join("target"))
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo run")?;
    let lines = BufReader::new(demo.stdout.take().context("its output")?).lines();
    let address = lines.map_while(std::result::Result::ok).find(|line| line.contains("http://"));
    let seconds = started.elapsed().as_secs();
    demo.kill()?;
    demo.wait()?;
    let address = address.context("the demonstration ended without an address")?;
    println!("{seconds} s from the empty clone to «{}»", address.trim());
    Ok(())
}
