//! The machine around the project: programs, packages, who runs us.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root folder of the workspace.
pub fn workspace_root() -> PathBuf {
    // `cargo xtask` sets the variable at run time; the compiled-in value serves a binary started by hand.
    let manifest_folder = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest_folder.parent().map(Path::to_path_buf).unwrap_or(manifest_folder)
}

/// A `cargo` command in the workspace root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root());
    without_our_cargo_environment(&mut command);
    command
}

/// `cargo run` describes xtask itself in the environment; build scripts of other crates must not see it.
pub fn without_our_cargo_environment(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

/// Runs the command with our input and output; an error when it cannot start or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    println!("$ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs the command and gives its standard output; an error carries what it wrote to standard error.
pub fn output_of(command: &mut Command) -> Result<String> {
    let shown = describe(command);
    let output = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!(
            "`{shown}` ended with {}:\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// The first program of these names found on `PATH`.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// Whether `cargo SUBCOMMAND` is installed.
pub fn has_cargo_subcommand(subcommand: &str) -> bool {
    cargo().args([subcommand, "--version"]).output().is_ok_and(|output| output.status.success())
}

pub fn is_root() -> Result<bool> {
    Ok(user_number("-u", None)? == 0)
}

/// The user number (`-u`) or group number (`-g`) of a system account, our own when `account` is `None`.
pub fn user_number(which: &str, account: Option<&str>) -> Result<u32> {
    let answer = output_of(Command::new("id").arg(which).args(account))?;
    answer.trim().parse().with_context(|| format!("`id {which}` answered `{}`", answer.trim()))
}

/// Refreshes the package lists; only root may, anybody else is told the command to give to an administrator.
pub fn require_root_with_apt(purpose: &str, packages: &str) -> Result<()> {
    if find_program(&["apt-get"]).is_none() {
        bail!("{purpose} is not installed; install it with the package manager of this system and run again");
    }
    if !is_root()? {
        bail!(
            "{purpose} is not installed; run `sudo apt-get update && sudo apt-get install -y {packages}` and again"
        );
    }
    run(Command::new("apt-get").args(["update", "-qq"]))
}

/// Installs system packages without questions.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    run(Command::new("apt-get")
        .args(["install", "-y", "-qq"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// What `cargo metadata` says about the workspace of this manifest.
pub fn cargo_metadata(manifest: &Path) -> Result<serde_json::Value> {
    let text = output_of(
        cargo().args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest),
    )?;
    serde_json::from_str(&text).context("reading the answer of `cargo metadata`")
}
