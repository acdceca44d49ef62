//! Questionnaires: workbooks from their sources, and our converter beside pyxform, the one the survey world uses.

use std::path::Path;

use anyhow::{Context, Result};

use crate::system;

/// Converts every file of a folder, each to `<name>.xml` or `<name>.err`.
const PEER: &str = "\
import sys
from pathlib import Path
from pyxform.xls2xform import convert
out = Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
for old in out.iterdir():
    old.unlink()
for file in sorted(Path(sys.argv[1]).iterdir()):
    if file.suffix.lower() not in ('.xls', '.xlsx', '.xlsm', '.csv', '.md'):
        continue
    try:
        (out / (file.name + '.xml')).write_text(convert(str(file)).xform, encoding='utf-8')
    except Exception as error:
        (out / (file.name + '.err')).write_text(f'{type(error).__name__}: {error}', encoding='utf-8')
";

/// Workbooks of `regions/*/forms/*.md`.
pub fn workbooks() -> Result<()> {
    system::run("cargo", &["run", "--quiet", "--package", "forms", "--example", "workbooks"], &[])
}

pub fn oracle(folder: &str) -> Result<()> {
    let target = system::root().join("target/pyxform");
    let python = target.join("venv/bin/python");
    if !python.is_file() {
        let venv = target.join("venv");
        system::run("python3", &["-m", "venv", text(&venv)?], &[])?;
        system::run(text(&python)?, &["-m", "pip", "install", "--quiet", "pyxform==4.5.0"], &[])?;
    }
    let output = target.join("output");
    system::run(text(&python)?, &["-W", "ignore", "-c", PEER, folder, text(&output)?], &[])?;
    let run = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "forms",
        "--example",
        "oracle",
        "--",
        folder,
        text(&output)?,
        "-v",
    ];
    system::run("cargo", &run, &[])
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path in UTF-8")
}
