//! Samples of every kind of paper, opened by LibreOffice: each becomes a PDF of its own, looked at page by page.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::system;

/// What writes the samples: every kind of paper, every document of the regions' cases.
const EXAMPLES: [&str; 2] = ["samples", "kit_samples"];

/// Installs LibreOffice when it may, makes the samples, opens them.
pub fn run() -> Result<()> {
    if !is_installed() {
        install()?;
    }
    let folder = system::root().join("target/papers");
    let _ = std::fs::remove_dir_all(&folder);
    let folder_text = folder.to_str().context("a path in UTF-8")?;
    // With the same choice of packages as the suites, so that nothing is built anew after them.
    let mut build = vec!["build", "--workspace"];
    build.extend(EXAMPLES.iter().flat_map(|example| ["--example", example]));
    system::run("cargo", &build, &[])?;
    for example in EXAMPLES {
        let program = system::target_folder().join("debug/examples").join(example);
        system::run(program.to_str().context("a path in UTF-8")?, &[folder_text], &[])?;
    }
    open_with_libreoffice(&folder)
}

/// As a step of the tests: where LibreOffice cannot be had, that is said, and the other steps go on.
pub fn run_if_possible() -> Result<()> {
    if !is_installed()
        && let Err(why) = install()
    {
        println!("left out, for LibreOffice cannot be installed: {why:#}");
        return Ok(());
    }
    run()
}

fn is_installed() -> bool {
    system::answers("soffice", &["--version"]) && system::answers("pdftotext", &["-v"])
}

fn install() -> Result<()> {
    if !system::is_root() || !system::answers("apt-get", &["--version"]) {
        bail!(
            "LibreOffice is missing. On Debian: sudo apt-get install libreoffice-writer-nogui fonts-liberation poppler-utils"
        );
    }
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    system::run("apt-get", &["update", "-qq"], &quiet)?;
    let packages = ["libreoffice-writer-nogui", "fonts-liberation", "poppler-utils"];
    let arguments = [&["install", "-y", "-qq", "--no-install-recommends"], packages.as_slice()].concat();
    system::run("apt-get", &arguments, &quiet)
}

fn open_with_libreoffice(folder: &Path) -> Result<()> {
    let opened = folder.join("libreoffice");
    let mut files: Vec<String> = std::fs::read_dir(folder)?
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "docx"))
        .map(|entry| entry.path().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let opened_text = opened.to_string_lossy().into_owned();
    // A profile of its own: a LibreOffice that somebody has open does not answer instead.
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut arguments = vec![profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir", &opened_text];
    arguments.extend(files.iter().map(String::as_str));
    system::run("soffice", &arguments, &[])?;
    for file in &files {
        let stem = Path::new(file).file_stem().context("a name")?.to_string_lossy().into_owned();
        let pdf = opened.join(format!("{stem}.pdf"));
        if !pdf.is_file() {
            bail!("LibreOffice did not open {file}");
        }
        let words = text_of(&pdf)?;
        if words.split_whitespace().count() < 20 {
            bail!("{stem}: LibreOffice shows almost nothing: «{}»", words.trim());
        }
        if !stem.ends_with("-template") && (words.contains("{{") || words.contains("{%")) {
            bail!("{stem}: a placeholder was left");
        }
    }
    println!("LibreOffice opened {} papers: {}", files.len(), opened.display());
    Ok(())
}

fn text_of(pdf: &Path) -> Result<String> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output().context("pdftotext (poppler-utils)")?;
    if !output.status.success() {
        bail!("{}: not a readable PDF", pdf.display());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
