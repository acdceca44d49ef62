//! What third parties made comes from the npm registry at build time, by a lock file, and is never committed. Shared by the
//! build scripts of `ui` and `papers`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `npm ci` in a copy of `web/` unless this very lock file has been installed there already.
pub fn fetch(web: &Path, folder: &Path) -> PathBuf {
    let lock = fs::read(web.join("package-lock.json")).expect("web/package-lock.json");
    let modules = folder.join("node_modules");
    let done = folder.join("installed-lock");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return modules;
    }
    fs::create_dir_all(folder).expect("a folder for npm");
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(web.join(name), folder.join(name)).expect("copying web/");
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        .current_dir(folder)
        .status()
        .unwrap_or_else(|error| {
            panic!("npm не запустился ({error}): установите Node.js или укажите BIBLIOSET_ASSETS_DIR")
        });
    assert!(
        status.success(),
        "npm ci не выполнен: проверьте доступ к реестру npm или укажите BIBLIOSET_ASSETS_DIR"
    );
    fs::write(done, lock).expect("writing to OUT_DIR");
    modules
}
