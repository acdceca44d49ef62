//! The engine of questionnaires for browsers (`crates/forms_wasm`), built here so that `cargo build` makes everything.
//!
//! A cargo inside of cargo: it has a target folder of its own, for the outer one holds the lock of its folder as long as
//! this script runs. The folder is shared by all profiles of the outer build, so the engine is compiled once and afterwards
//! only when its sources change.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "../ui/pack.rs"]
mod pack;

const TARGET: &str = "wasm32-unknown-unknown";
/// What the engine is made from, seen from the workspace's root.
const SOURCES: [&str; 6] = [
    "crates/forms/src",
    "crates/forms/Cargo.toml",
    "crates/forms_wasm/src",
    "crates/forms_wasm/Cargo.toml",
    "Cargo.lock",
    "Cargo.toml",
];
/// `no`: no engine, and no time spent on it. `required`: a build without it fails, as where it is released.
const WISH: &str = "BIBLIOSET_ENGINE";

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for watched in ["build.rs", "../ui/pack.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let asset = build(&here.join("../.."), &out).map(|module| {
        let bytes = fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
        let packed = pack::pack(&out, "forms.wasm", &bytes);
        let url = format!("/questionnaires/engine/forms.{}.wasm", packed.hash);
        packed.literal("forms.wasm", &url, "application/wasm")
    });
    let asset = asset.map_or_else(|| "None".to_owned(), |asset| format!("Some({asset})"));
    let text = format!("const ENGINE: Option<Asset> = {asset};\n");
    fs::write(out.join("engine.rs"), text).expect("writing to OUT_DIR");
}

/// The module, or why there is none: then the program is built without it, and its pages say that the server checks.
fn build(root: &Path, out: &Path) -> Option<PathBuf> {
    println!("cargo:rerun-if-env-changed={WISH}");
    for source in SOURCES {
        println!("cargo:rerun-if-changed={}", root.join(source).display());
    }
    let wish = env::var(WISH).unwrap_or_default();
    // A linter reads and ships nothing (cargo gives it build scripts of its own, so this never reaches a program).
    if wish == "no" || env::var_os("CLIPPY_ARGS").is_some() {
        return None;
    }
    match compile(root, out) {
        Ok(module) => Some(module),
        Err(why) => {
            assert!(wish != "required", "{WISH}=required: {why}");
            println!("cargo:warning=questionnaires will be checked by the server only: {why}");
            None
        }
    }
}

fn compile(root: &Path, out: &Path) -> Result<PathBuf, String> {
    if !has_target() {
        return Err(format!("the target is not installed (rustup target add {TARGET})"));
    }
    let folder = target_folder(out);
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo sets it"));
    cargo
        .args(["build", "--locked", "--quiet", "--lib", "--profile", "wasm", "--target", TARGET])
        .args(["--package", "forms_wasm", "--target-dir"])
        .arg(&folder)
        .current_dir(root);
    // What the outer build is told of its own target, its linter or its flags is not meant for this one.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let is_of_the_outer_build = name.starts_with("CARGO_PROFILE_")
            || name.starts_with("CARGO_BUILD_")
            || name.starts_with("CARGO_FEATURE_")
            || name.starts_with("CARGO_CFG_")
            || ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WORKSPACE_WRAPPER", "CARGO_TARGET_DIR"]
                .contains(&name.as_ref());
        if is_of_the_outer_build {
            cargo.env_remove(name.as_ref());
        }
    }
    let output = cargo.output().map_err(|error| format!("cargo does not start: {error}"))?;
    if !output.status.success() {
        // A warning of cargo is one line.
        return Err(String::from_utf8_lossy(&output.stderr).lines().collect::<Vec<_>>().join(" | "));
    }
    Ok(folder.join(TARGET).join("wasm/forms_wasm.wasm"))
}

/// Whether the compiler has the target's library, however it was installed.
fn has_target() -> bool {
    let asked = Command::new(env::var_os("RUSTC").expect("cargo sets it"))
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    asked.is_ok_and(|told| {
        told.status.success() && Path::new(String::from_utf8_lossy(&told.stdout).trim()).is_dir()
    })
}

/// `target/wasm-engine`: OUT_DIR is `target/PROFILE/build/questionnaires-HASH/out`. Where it lies otherwise, the engine stays inside of it.
fn target_folder(out: &Path) -> PathBuf {
    let above: Vec<&Path> = out.ancestors().collect();
    let is_usual = above.get(2).is_some_and(|folder| folder.ends_with("build"));
    match above.get(4) {
        Some(target) if is_usual => target.join("wasm-engine"),
        _ => out.join("wasm-engine"),
    }
}
